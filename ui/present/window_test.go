package present

import (
	"context"
	"errors"
	"testing"
	"time"
)

// later holds jobs until the test runs them, as a busy computer would.
type later struct{ jobs []func() }

func (l *later) start(ctx context.Context, job func(context.Context) func()) {
	l.jobs = append(l.jobs, func() {
		if ctx.Err() != nil {
			return
		}
		if deliver := job(ctx); deliver != nil && ctx.Err() == nil {
			deliver()
		}
	})
}

func (l *later) after(_ time.Duration, f func()) func() {
	l.jobs = append(l.jobs, f)
	return func() {}
}

func (l *later) run() {
	for len(l.jobs) > 0 {
		job := l.jobs[0]
		l.jobs = l.jobs[1:]
		job()
	}
}

func numbers(l *later, total int64) (*Window[int], *int) {
	reads := 0
	w := NewWindow[int](context.Background(), l.start, l.start, l.after)
	w.Count = func(context.Context) (int64, error) { return total, nil }
	w.Load = func(_ context.Context, offset, limit int) ([]int, error) {
		reads++
		var out []int
		for i := offset; i < min(offset+limit, int(total)); i++ {
			out = append(out, i)
		}
		return out, nil
	}
	w.Changed, w.Fail = func() {}, func(error) {}
	return w, &reads
}

func TestWindowReadsOnlyWhatIsNear(t *testing.T) {
	var l later
	w, reads := numbers(&l, 1_000_000)
	w.Reload()
	if w.Known() || w.Len() != 0 {
		t.Error("known before it was counted")
	}
	l.jobs[0]() // its first rows; to count all of them waits until they are drawn
	if w.Known() || w.Len() != pageSize || len(l.jobs) != 2 {
		t.Errorf("with its first rows: known %v, %d rows, %d jobs", w.Known(), w.Len(), len(l.jobs))
	}
	l.jobs = l.jobs[1:]
	l.run()
	if w.Len() != 1_000_000 || *reads != 1 {
		t.Fatalf("%d rows, %d reads", w.Len(), *reads)
	}
	w.Need(500_000, 500_020)
	if _, ok := w.Row(500_000); ok {
		t.Error("a row came without being read")
	}
	l.run()
	if got, ok := w.Row(500_010); !ok || got != 500_010 {
		t.Errorf("row 500010 is %d %v", got, ok)
	}
	if _, ok := w.Row(3); ok || len(w.pages) > 3 {
		t.Errorf("%d pages are kept", len(w.pages))
	}
	for _, i := range []int{-1, 1_000_000} {
		if _, ok := w.Row(i); ok {
			t.Errorf("there is a row %d", i)
		}
	}
}

func TestWindowGivesUpWhatScrolledAway(t *testing.T) {
	var l later
	w, reads := numbers(&l, 1_000_000)
	w.Reload()
	l.run()
	*reads = 0
	for i := 0; i < 900_000; i += 10_000 { // a drag of the scrollbar
		w.Need(i, i+20)
	}
	l.run()
	if *reads > 3 {
		t.Errorf("%d pages were read for one place", *reads)
	}
}

func TestWindowKeepsRowsUntilNewOnesAreThere(t *testing.T) {
	var l later
	w, _ := numbers(&l, 250)
	w.Reload()
	l.run()
	w.Need(0, 20)
	l.run()
	w.Reload()
	if _, ok := w.Row(5); !ok || w.Len() != 250 {
		t.Error("the rows vanished during a reload")
	}
	w.Count = func(context.Context) (int64, error) { return 0, errors.New("no disk") }
	failed := false
	w.Fail = func(error) { failed = true }
	w.Reload()
	l.run()
	if _, ok := w.Row(5); !ok || !failed {
		t.Error("a failed reload lost the rows or said nothing")
	}
}

func TestWindowFinds(t *testing.T) {
	var l later
	w, _ := numbers(&l, 250)
	w.Reload()
	l.run()
	if got := w.Find(func(n int) bool { return n >= 42 }); got != 42 {
		t.Errorf("found row %d", got)
	}
	if got := w.Find(func(n int) bool { return n < 0 }); got != -1 {
		t.Errorf("found row %d", got)
	}
}
