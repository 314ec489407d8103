package async

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "fyne.io/fyne/v2/test" // gives fyne.Do a driver
)

func TestRunDelivers(t *testing.T) {
	want := errors.New("no")
	for name, r := range map[string]Runner{"pool": NewPool(1), "inline": &Inline{}} {
		t.Run(name, func(t *testing.T) {
			type result struct {
				n   int
				err error
			}
			got := make(chan result, 1)
			Run(context.Background(), r,
				func(context.Context) (int, error) { return 7, want },
				func(n int, err error) { got <- result{n, err} })
			if res := <-got; res.n != 7 || !errors.Is(res.err, want) {
				t.Errorf("got %+v", res)
			}
		})
	}
}

func TestCancelledWorkIsNotDelivered(t *testing.T) {
	for name, r := range map[string]Runner{"pool": NewPool(1), "inline": &Inline{}} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			var delivered atomic.Bool
			Run(ctx, r,
				func(context.Context) (int, error) { cancel(); return 1, nil },
				func(int, error) { delivered.Store(true) })
			// A pool of one worker begins the second job only after the first has ended.
			done := make(chan struct{})
			Run(context.Background(), r,
				func(context.Context) (int, error) { return 2, nil },
				func(int, error) { close(done) })
			<-done
			<-ctx.Done()
			if delivered.Load() {
				t.Error("a cancelled result was delivered")
			}
		})
	}
}

func TestPoolIsBounded(t *testing.T) {
	const workers, jobs = 3, 40
	p := NewPool(workers)
	var busy, most atomic.Int32
	var all sync.WaitGroup
	gate := make(chan struct{}, workers)
	all.Add(jobs)
	for range jobs {
		p.Start(context.Background(), func(context.Context) func() {
			defer all.Done()
			n := busy.Add(1)
			for {
				m := most.Load()
				if n <= m || most.CompareAndSwap(m, n) {
					break
				}
			}
			gate <- struct{}{}
			<-gate
			busy.Add(-1)
			return nil
		})
	}
	all.Wait()
	if got := most.Load(); got < 1 || got > workers {
		t.Errorf("%d jobs ran at once, want at most %d", got, workers)
	}
}

func TestWaitingJobCanBeCancelled(t *testing.T) {
	p := NewPool(1)
	release, started := make(chan struct{}), make(chan struct{})
	p.Start(context.Background(), func(context.Context) func() { close(started); <-release; return nil })
	<-started
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if p.work(ctx, func(context.Context) func() { t.Error("ran"); return nil }) != nil {
		t.Error("a cancelled job left a result")
	}
	close(release)
}

func TestLatestCancelsTheOneBefore(t *testing.T) {
	var l Latest
	first := l.Next(context.Background())
	second := l.Next(context.Background())
	if first.Err() == nil || second.Err() != nil {
		t.Error("want the first cancelled and the second alive")
	}
	l.Stop()
	l.Stop()
	if second.Err() == nil {
		t.Error("Stop left the work alive")
	}
}

func TestInlineTimers(t *testing.T) {
	var r Inline
	var got []string
	r.After(2*time.Second, func() { got = append(got, "b") })
	r.After(time.Second, func() {
		got = append(got, "a")
		r.After(2*time.Second, func() { got = append(got, "c") })
	})
	stop := r.After(time.Second, func() { got = append(got, "stopped") })
	stop()
	r.Advance(2 * time.Second)
	if want := []string{"a", "b"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("after 2 s: %v, want %v", got, want)
	}
	r.Advance(time.Second)
	if want := []string{"a", "b", "c"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("after 3 s: %v, want %v", got, want)
	}
}

func TestPoolAfter(t *testing.T) {
	done := make(chan struct{})
	NewPool(1).After(0, func() { close(done) })
	<-done
}

func TestPoolPostsNothingAfterItsEnd(t *testing.T) {
	p := NewPool(1)
	p.End()
	p.Post(func() { t.Error("posted") })
}

func TestAShutGateKeepsWhatComes(t *testing.T) {
	clock := &Inline{}
	g := &Gate{Runner: clock}
	var got []string
	tell := func(s string) func() { return func() { got = append(got, s) } }
	g.Shut()
	ctx, cancel := context.WithCancel(context.Background())
	for _, s := range []string{"a", "cancelled"} {
		in := map[string]context.Context{"a": context.Background(), "cancelled": ctx}[s]
		g.Start(in, func(context.Context) func() { return tell(s) })
	}
	g.Post(tell("b"))
	g.After(time.Second, tell("c"))
	stop := g.After(time.Second, tell("stopped"))
	clock.Advance(time.Second)
	if got != nil {
		t.Fatalf("came through: %v", got)
	}
	cancel()
	stop()
	g.Post(func() { tell("d")(); g.Shut() })
	g.Post(tell("e"))
	g.Open()
	if want := []string{"a", "b", "c", "d"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	g.Open()
	if got[len(got)-1] != "e" {
		t.Errorf("got %v", got)
	}
}

func TestSoonAnswersBeforeItReturns(t *testing.T) {
	for name, r := range map[string]Runner{"pool": NewPool(1), "inline": &Inline{}, "gate": &Gate{Runner: NewPool(1)}} {
		t.Run(name, func(t *testing.T) {
			got := 0
			Run(context.Background(), Soon(r),
				func(context.Context) (int, error) { return 7, nil },
				func(n int, _ error) { got = n })
			if got != 7 {
				t.Error("the answer was not there when the call returned")
			}
		})
	}
}

func TestSoonDoesNotWaitForWhatIsSlow(t *testing.T) {
	p := NewPool(1)
	release, answered := make(chan struct{}), make(chan struct{})
	p.Soon(context.Background(), func(context.Context) func() { <-release; return func() { close(answered) } })
	close(release)
	<-answered
}

func TestSoonDropsWhatWasCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	NewPool(1).Soon(ctx, func(context.Context) func() { cancel(); return func() { t.Error("a cancelled result was delivered") } })
}

func TestSeveralAnswersShareOneMoment(t *testing.T) {
	p, start := NewPool(1), time.Now()
	for _, c := range []struct{ after, want time.Duration }{{0, moment}, {moment / 4, moment - moment/4}, {moment, 0}, {moment * 5 / 4, 0}, {2 * moment, moment}} {
		if got := p.patience(start.Add(c.after)); got != c.want {
			t.Errorf("%s after the first call the next one waits for %s, want %s", c.after, got, c.want)
		}
	}
}
