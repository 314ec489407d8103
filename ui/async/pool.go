package async

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// Pool is the Runner of the running program: goroutines, at most so many at
// work at once, and fyne.Do. Make one with NewPool.
type Pool struct {
	slots chan struct{}
	ended atomic.Bool
	until time.Time // when Soon has waited enough; of the UI goroutine
}

var _ Runner = (*Pool)(nil)

// NewPool returns a Pool that works on at most workers jobs at once; less than
// one counts as one.
func NewPool(workers int) *Pool {
	return &Pool{slots: make(chan struct{}, max(workers, 1))}
}

// Start implements Runner. A job waits for a free worker; a job cancelled while
// it waits never runs.
func (p *Pool) Start(ctx context.Context, job func(context.Context) func()) {
	go func() { p.hand(ctx, p.work(ctx, job)) }()
}

// moment is how long Soon waits, all that follow each other together: where a processor draws the window, one picture takes longer.
const moment = time.Second / 40

// patience is how long Soon may wait now. After it there is a pause, in which the window is drawn.
func (p *Pool) patience(now time.Time) time.Duration {
	if now.After(p.until.Add(moment / 2)) {
		p.until = now.Add(moment)
	}
	return max(0, p.until.Sub(now))
}

// Soon implements Runner.
func (p *Pool) Soon(ctx context.Context, job func(context.Context) func()) {
	answer, late := make(chan func()), make(chan struct{})
	go func() {
		deliver := p.work(ctx, job)
		select {
		case answer <- deliver:
		case <-late:
			p.hand(ctx, deliver)
		}
	}()
	wait := time.NewTimer(p.patience(time.Now()))
	defer wait.Stop()
	select {
	case deliver := <-answer:
		if deliver != nil && ctx.Err() == nil {
			deliver()
		}
	case <-wait.C:
		close(late)
	}
}

// hand runs what a job returned on the UI goroutine; nil is nothing.
func (p *Pool) hand(ctx context.Context, deliver func()) {
	if deliver == nil {
		return
	}
	p.Post(func() {
		if ctx.Err() == nil { // cancelled on the UI goroutine meanwhile
			deliver()
		}
	})
}

// work runs job in a free slot, or returns nil if ctx ended first.
func (p *Pool) work(ctx context.Context, job func(context.Context) func()) func() {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil
	}
	defer func() { <-p.slots }()
	if ctx.Err() != nil {
		return nil
	}
	deliver := job(ctx)
	if ctx.Err() != nil {
		return nil
	}
	return deliver
}

// Post implements Runner. After End it does nothing.
func (p *Pool) Post(f func()) {
	if !p.ended.Load() {
		fyne.Do(f)
	}
}

// End is called before the window system stops: the toolkit would run what is posted later on the goroutine that posts it.
func (p *Pool) End() { p.ended.Store(true) }

// After implements Runner.
func (p *Pool) After(d time.Duration, f func()) (stop func()) {
	stopped := false // read and written on the UI goroutine only
	t := time.AfterFunc(d, func() {
		p.Post(func() {
			if !stopped {
				f()
			}
		})
	})
	return func() {
		stopped = true
		t.Stop()
	}
}
