package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// Times of the runner.
const (
	settle     = 1500 * time.Millisecond // after an edit, so that several are sent together
	pollFirst  = 15 * time.Second        // after activity
	pollLast   = 5 * time.Minute
	retryFirst = time.Second
	retryLast  = 15 * time.Minute
)

// Status is what a runner tells about itself.
type Status struct {
	Running  bool          // a round is under way
	Last     replica.Round // zero before the first
	Err      error         // of the last round, nil = complete
	Next     time.Time     // when the next round begins by itself
	Failures int           // rounds in a row that failed
}

// RunnerOptions are what a runner works with. Round is needed.
type RunnerOptions struct {
	Round  func(context.Context) (replica.Round, error)
	Rand   func() float64 // in [0, 1); nil = always a half
	Status func(Status)   // told of every change, from the runner's goroutine; nil = nobody
}

// Runner runs rounds in a goroutine of its own: soon after an edit, now and then without one, later after a failure. Whatever
// happens, the next round is always scheduled.
type Runner struct {
	o      RunnerOptions
	wake   chan time.Duration
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// Start begins with a round at once.
func Start(o RunnerOptions) *Runner {
	if o.Rand == nil {
		o.Rand = func() float64 { return 0.5 }
	}
	if o.Status == nil {
		o.Status = func(Status) {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &Runner{o: o, wake: make(chan time.Duration, 1), cancel: cancel}
	r.done.Go(func() { r.loop(ctx) })
	return r
}

// Wake asks for a round soon: something was edited.
func (r *Runner) Wake() { r.ask(settle) }

// Now asks for a round at once: the person wants it, or the network is back.
func (r *Runner) Now() { r.ask(0) }

func (r *Runner) ask(after time.Duration) {
	for {
		select {
		case r.wake <- after:
			return
		default:
		}
		select {
		case old := <-r.wake:
			after = min(after, old)
		default:
		}
	}
}

// Stop ends the round under way between two requests and waits for it.
func (r *Runner) Stop() {
	r.cancel()
	r.done.Wait()
}

func (r *Runner) loop(ctx context.Context) {
	var s Status
	poll := pollFirst
	var earliest time.Time // asked for by the provider
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case after := <-r.wake:
			at := time.Now().Add(after)
			if at.Before(earliest) {
				at = earliest
			}
			if s.Next.IsZero() || at.Before(s.Next) {
				s.Next = at
				timer.Reset(time.Until(at))
			}
			poll = pollFirst
			continue
		case <-timer.C:
		}
		s.Running = true
		r.o.Status(s)
		s.Last, s.Err = r.o.Round(ctx)
		if ctx.Err() != nil {
			return
		}
		s.Running = false
		wait := r.after(&s, &poll)
		s.Next = time.Now().Add(wait)
		earliest = time.Time{}
		if asked := retryAfter(s.Err); asked > 0 {
			earliest = s.Next
		}
		timer.Reset(wait)
		r.o.Status(s)
	}
}

// after is the pause before the next round.
func (r *Runner) after(s *Status, poll *time.Duration) time.Duration {
	jitter := 0.8 + 0.4*r.o.Rand()
	if s.Err == nil {
		s.Failures = 0
		if s.Last.Pulled+s.Last.Pushed+s.Last.Completed > 0 {
			*poll = pollFirst
		}
		wait := time.Duration(float64(*poll) * jitter)
		*poll = min(*poll*3/2, pollLast)
		return wait
	}
	s.Failures++
	if asked := retryAfter(s.Err); asked > 0 {
		return asked
	}
	if code := crm.CodeOf(s.Err); code == crm.CodeAuth || code == crm.CodeNotFound || code == crm.CodeConflict {
		return retryLast // a person has to do something first
	}
	ceiling := min(retryFirst<<min(s.Failures, 20), retryLast)
	return max(time.Duration(float64(ceiling)*r.o.Rand()), 100*time.Millisecond)
}

func retryAfter(err error) time.Duration {
	var e *remote.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}
