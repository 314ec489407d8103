package boot

import (
	"context"
	"sync"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

// leases keep instances on the same file from doing the same at the same time.
type leases interface {
	Lease(ctx context.Context, name, holder string, ttl time.Duration) error
	Release(ctx context.Context, name, holder string) error
}

const (
	syncLease = "sync"
	leaseLife = 45 * time.Second // so long does another instance wait after one that was killed
)

// alone runs one round while no other does, of this program or of another one on the same file; CodeBusy while another program has a
// round under way.
func (s *syncer) alone(ctx context.Context, progress func(app.Progress), round func(context.Context) (replica.Round, error)) (replica.Round, error) {
	s.round.Lock()
	defer s.round.Unlock()
	s.progress = progress
	if _, err := s.app.Connection(ctx); err != nil {
		return replica.Round{}, err
	}
	ctx, end, err := s.lease(ctx)
	if err != nil {
		return replica.Round{}, err
	}
	defer end()
	out, err := round(ctx)
	return out, s.part(ctx, err)
}

// Still runs f while no round does; without a connection there is none.
func (s *syncer) Still(ctx context.Context, f func(context.Context) error) error {
	s.round.Lock()
	defer s.round.Unlock()
	ctx, end, err := s.lease(ctx)
	if err != nil {
		return err
	}
	defer end()
	return f(ctx)
}

// lease takes the lease of the sync and keeps it until end is called. The context that it returns ends if the lease runs out, as
// another instance may go ahead then.
func (s *syncer) lease(ctx context.Context) (held context.Context, end func(), err error) {
	taken := time.Now()
	if err := s.leases.Lease(ctx, syncLease, s.holder, leaseLife); err != nil {
		if crm.CodeOf(err) == crm.CodeBusy {
			err = crm.Errorf(crm.CodeBusy, "Nothing was exchanged, because another Satchel that has this database open is exchanging already. "+
				"What it reads appears here too; try again in a minute.")
		}
		return ctx, nil, err
	}
	held, cancel := context.WithCancel(ctx)
	var keeping sync.WaitGroup
	keeping.Go(func() {
		tick := time.NewTicker(leaseLife / 3)
		defer tick.Stop()
		for {
			select {
			case <-held.Done():
				return
			case <-tick.C:
			}
			now := time.Now()
			if s.leases.Lease(held, syncLease, s.holder, leaseLife) == nil {
				taken = now
			} else if time.Since(taken) > leaseLife {
				cancel()
				return
			}
		}
	})
	return held, func() {
		cancel()
		keeping.Wait()
		_ = s.leases.Release(context.WithoutCancel(ctx), syncLease, s.holder) // one that stays runs out
	}, nil
}
