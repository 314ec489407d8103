package boot

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
)

// Exchange is the sync that runs by itself: soon after a person's action, and now and then. Its methods may be called from any
// goroutine.
type Exchange struct {
	runner *engine.Runner
	end    func()
	ears   sync.WaitGroup

	mu   sync.Mutex
	told func(engine.Status)
}

// Background begins to exchange changes by itself, until stopped. After a refused key it waits for the person: the provider locks out
// whoever keeps trying.
func Background(a *app.App) *Exchange {
	x := &Exchange{}
	s := a.Sync.(*syncer)
	x.runner = engine.Start(engine.RunnerOptions{Round: s.routine, Rand: rand.Float64, Status: func(st engine.Status) {
		s.expect(st.Next)
		x.tell(st)
	}, Nets: addresses})
	s.attach(x.runner)
	cancel := a.OnCommit(func(b crm.Batch) {
		if b.Changes > 0 && b.Source != crm.FromSync {
			x.runner.Wake()
		}
	})
	ctx, deaf := context.WithCancel(context.Background())
	x.ears.Go(func() { s.listen(ctx, x.runner.Hint) })
	x.end = func() {
		cancel()
		deaf()
		x.ears.Wait()
		s.attach(nil)
	}
	return x
}

// Stop ends the round under way between two requests and waits for it.
func (x *Exchange) Stop() {
	x.end()
	x.runner.Stop()
}

// Now asks for a round at once.
func (x *Exchange) Now() { x.runner.Now() }

// Focus tells whether a person looks at the window: nobody else needs fresh news.
func (x *Exchange) Focus(looking bool) { x.runner.Focus(looking) }

// Status is the state now.
func (x *Exchange) Status() engine.Status { return x.runner.Status() }

// OnStatus calls f after every change of the state, from a goroutine of its own; f must be quick and must not call back. nil = nobody.
func (x *Exchange) OnStatus(f func(engine.Status)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.told = f
}

func (x *Exchange) tell(st engine.Status) {
	x.mu.Lock()
	f := x.told
	x.mu.Unlock()
	if f != nil {
		f(st)
	}
}

func (s *syncer) attach(r *engine.Runner) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runner = r
}

// keyChanged lets the sync begin with another connection or key.
func (s *syncer) keyChanged() {
	s.engine.Renew()
	s.mu.Lock()
	runner := s.runner
	s.last = replica.Round{}
	s.mu.Unlock()
	if runner != nil {
		runner.KeyChanged()
	}
}

// addresses are those of this computer's network interfaces: others mean another network.
func addresses() ([]string, error) {
	list, err := net.InterfaceAddrs()
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = a.String()
	}
	return out, err
}
