package async

import (
	"context"
	"time"
)

// Inline is the Runner of tests: everything runs at once on the caller, and time
// passes only through Advance. The zero value is ready.
type Inline struct {
	now    time.Duration
	timers []*timer
}

type timer struct {
	at time.Duration
	f  func()
}

var _ Runner = (*Inline)(nil)

// Start implements Runner.
func (*Inline) Start(ctx context.Context, job func(context.Context) func()) {
	if ctx.Err() != nil {
		return
	}
	if deliver := job(ctx); deliver != nil && ctx.Err() == nil {
		deliver()
	}
}

// Soon implements Runner.
func (r *Inline) Soon(ctx context.Context, job func(context.Context) func()) { r.Start(ctx, job) }

// Post implements Runner.
func (*Inline) Post(f func()) { f() }

// After implements Runner; f waits for Advance.
func (r *Inline) After(d time.Duration, f func()) (stop func()) {
	t := &timer{at: r.now + d, f: f}
	r.timers = append(r.timers, t)
	return func() { t.f = nil }
}

// Advance lets d pass and runs the timers that fall due, in order of time.
func (r *Inline) Advance(d time.Duration) {
	end := r.now + d
	for {
		next := -1
		for i, t := range r.timers {
			if t.at <= end && (next < 0 || t.at < r.timers[next].at) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		t := r.timers[next]
		r.timers = append(r.timers[:next], r.timers[next+1:]...)
		r.now = max(r.now, t.at)
		if t.f != nil {
			t.f()
		}
	}
	r.now = end
}
