package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"satchel/app/replica"
)

// Status is what a runner tells about itself.
type Status struct {
	Running  bool          // a round is under way
	Last     replica.Round // zero before the first
	Err      error         // of the last round, nil = complete
	Next     time.Time     // when the next round begins by itself; meaningless while Running or Refused
	Failures int           // rounds in a row that failed for a passing reason
	Refused  bool          // the key is refused: nothing is tried before a person has acted
	Offline  time.Time     // since when the provider does not answer, after several failures in a row; zero = it does
}

// RunnerOptions are what a runner works with. Round is needed.
type RunnerOptions struct {
	Round  func(context.Context) (replica.Round, error)
	Rand   func() float64           // in [0, 1); nil = always a half
	Status func(Status)             // told of every change, from the runner's goroutine; nil = nobody
	Wall   func() time.Time         // the clock on the wall, which runs on while the computer sleeps; nil = time.Now
	Nets   func() ([]string, error) // addresses of the network interfaces; nil = never another network
}

// Runner runs rounds in a goroutine of its own, when its schedule says so.
type Runner struct {
	o      RunnerOptions
	events chan event
	cancel context.CancelFunc
	ctx    context.Context
	done   sync.WaitGroup

	mu     sync.Mutex
	status Status
}

// Start begins with a round at once.
func Start(o RunnerOptions) *Runner {
	if o.Rand == nil {
		o.Rand = func() float64 { return 0.5 }
	}
	if o.Status == nil {
		o.Status = func(Status) {}
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	if o.Nets == nil {
		o.Nets = func() ([]string, error) { return nil, nil }
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &Runner{o: o, events: make(chan event), ctx: ctx, cancel: cancel}
	r.done.Go(r.loop)
	r.done.Go(r.watch)
	return r
}

// Wake asks for a round soon: something was edited.
func (r *Runner) Wake() { r.tell(event{what: edited}) }

// Hint asks for a round soon: the provider has something new.
func (r *Runner) Hint() { r.tell(event{what: hinted}) }

// Now asks for a round at once: the person wants it. It ends the wait after a refused key.
func (r *Runner) Now() { r.tell(event{what: called}) }

// Focus tells whether a person looks at the window.
func (r *Runner) Focus(looking bool) {
	if looking {
		r.tell(event{what: focused})
	} else {
		r.tell(event{what: hidden})
	}
}

// KeyChanged tells that there is another key or connection.
func (r *Runner) KeyChanged() { r.tell(event{what: keyChanged}) }

// Ran tells how a round ended that somebody else ran.
func (r *Runner) Ran(round replica.Round, err error) {
	r.tell(ended(elsewhere, round, err))
}

// Status is the state now.
func (r *Runner) Status() Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.status
}

// Stop ends the round under way between two requests and waits for it.
func (r *Runner) Stop() {
	r.cancel()
	r.done.Wait()
}

// tell hands an event to the loop, which always listens; after Stop nobody does.
func (r *Runner) tell(e event) {
	select {
	case r.events <- e:
	case <-r.ctx.Done():
	}
}

// loop turns the clock and the events into steps of the schedule, and runs the rounds beside itself.
func (r *Runner) loop() {
	var s schedule
	var st Status
	timer := time.NewTimer(0)
	defer timer.Stop()
	for !s.over {
		e := event{what: fired}
		select {
		case <-r.ctx.Done():
			e.what = stopped
		case e = <-r.events:
		case <-timer.C:
		}
		if e.round != nil {
			st.Last, st.Err = *e.round, e.err
		}
		var run bool
		s, run = s.step(e, time.Now(), r.o.Rand())
		if run {
			r.done.Go(r.round)
		}
		if timer.Stop(); s.armed() {
			timer.Reset(time.Until(s.next))
		}
		st.Running, st.Next, st.Failures, st.Refused, st.Offline = s.running, s.next, s.failures, s.refused, s.offline()
		r.publish(st)
	}
}

func (r *Runner) round() {
	round, err := r.o.Round(r.ctx)
	r.tell(ended(finished, round, err))
}

func ended(what happening, round replica.Round, err error) event {
	return event{what: what, err: err, busy: round.Pulled+round.Pushed+round.Completed+round.Fetched > 0, round: &round}
}

func (r *Runner) publish(st Status) {
	r.mu.Lock()
	changed := st.Running != r.status.Running || st.Last != r.status.Last || st.Refused != r.status.Refused || !st.Offline.Equal(r.status.Offline)
	r.status = st
	r.mu.Unlock()
	if changed {
		r.o.Status(st)
	}
}

// glance is how often the runner looks whether the computer slept or the network is another one.
const glance = 20 * time.Second

// watch notices sleep by the wall clock, which runs ahead of the timer then, and another network by its addresses.
func (r *Runner) watch() {
	tick := time.NewTicker(glance)
	defer tick.Stop()
	wall, nets := r.o.Wall().Round(0), r.nets()
	for {
		select {
		case <-r.ctx.Done():
			return
		case <-tick.C:
		}
		now, here := r.o.Wall().Round(0), r.nets()
		if now.Sub(wall) > 2*glance || here != nil && !slices.Equal(here, nets) {
			r.tell(event{what: woke})
		}
		wall = now
		if here != nil {
			nets = here
		}
	}
}

func (r *Runner) nets() []string {
	list, err := r.o.Nets()
	if err != nil {
		return nil
	}
	slices.Sort(list)
	return list
}
