package async

import (
	"context"
	"time"
)

// Gate is a Runner that can be shut: work goes on, and what comes of it waits
// for the UI goroutine until the gate is opened. Shut and Open are called on the
// UI goroutine; a new Gate is open.
type Gate struct {
	Runner
	shut    bool
	waiting []func()
}

var _ Runner = (*Gate)(nil)

// Shut lets nothing through.
func (g *Gate) Shut() { g.shut = true }

// Open lets through what waits, in its order, and what comes.
func (g *Gate) Open() {
	g.shut = false
	for len(g.waiting) > 0 && !g.shut {
		f := g.waiting[0]
		g.waiting = g.waiting[1:]
		f()
	}
}

// Start implements Runner.
func (g *Gate) Start(ctx context.Context, job func(context.Context) func()) {
	g.Runner.Start(ctx, g.through(job))
}

// Soon implements Runner.
func (g *Gate) Soon(ctx context.Context, job func(context.Context) func()) {
	g.Runner.Soon(ctx, g.through(job))
}

func (g *Gate) through(job func(context.Context) func()) func(context.Context) func() {
	return func(ctx context.Context) func() {
		deliver := job(ctx)
		if deliver == nil {
			return nil
		}
		return func() {
			g.pass(func() {
				if ctx.Err() == nil {
					deliver()
				}
			})
		}
	}
}

// Post implements Runner.
func (g *Gate) Post(f func()) { g.Runner.Post(func() { g.pass(f) }) }

// After implements Runner.
func (g *Gate) After(d time.Duration, f func()) (stop func()) {
	stopped := false
	end := g.Runner.After(d, func() {
		g.pass(func() {
			if !stopped {
				f()
			}
		})
	})
	return func() { stopped = true; end() }
}

func (g *Gate) pass(f func()) {
	if g.shut {
		g.waiting = append(g.waiting, f)
		return
	}
	f()
}
