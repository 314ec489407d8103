// Package async is the one crossing between the UI goroutine and everything
// else. Pages hand work to a Runner; its result comes back on the UI goroutine.
// No other package calls fyne.Do.
package async

import (
	"context"
	"time"
)

// Runner starts work away from the UI goroutine and brings results back to it.
// Pages get one injected: a Pool in the program, an Inline in tests.
type Runner interface {
	// Start runs job off the UI goroutine and then what job returned on it. If ctx
	// is cancelled before, the rest is dropped. It never blocks.
	Start(ctx context.Context, job func(context.Context) (deliver func()))
	// Soon is Start for what answers a key, called on the UI goroutine: it waits there for a moment, so that the key and its answer
	// become one picture of the window in place of two. Several calls share that moment. A job that takes longer comes back as with Start.
	Soon(ctx context.Context, job func(context.Context) (deliver func()))
	// Post runs f on the UI goroutine. Calls from one goroutine keep their order.
	Post(f func())
	// After runs f on the UI goroutine once d has passed, unless stop is called
	// there before.
	After(d time.Duration, f func()) (stop func())
}

// Run does work off the UI goroutine and hands its result to deliver on the UI
// goroutine. After ctx is cancelled deliver is not called any more.
func Run[T any](ctx context.Context, r Runner, work func(context.Context) (T, error), deliver func(T, error)) {
	r.Start(ctx, func(ctx context.Context) func() {
		v, err := work(ctx)
		return func() { deliver(v, err) }
	})
}

// Soon returns a Runner whose Start is the Soon of r, for Run on the UI goroutine with what answers a key.
func Soon(r Runner) Runner { return soon{r} }

type soon struct{ Runner }

func (s soon) Start(ctx context.Context, job func(context.Context) func()) { s.Soon(ctx, job) }

// Latest runs work of which only the newest result matters, such as a search
// while typing: each Next cancels the one before. The zero value is ready. Use
// it from the UI goroutine only.
type Latest struct{ cancel context.CancelFunc }

// Next cancels the work begun before and returns the context for the new one.
func (l *Latest) Next(parent context.Context) context.Context {
	l.Stop()
	ctx, cancel := context.WithCancel(parent)
	l.cancel = cancel
	return ctx
}

// Stop cancels the work begun last, if any.
func (l *Latest) Stop() {
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
}
