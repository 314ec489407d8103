package boot

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/all"
	"satchel/sync/engine"
	"satchel/sync/remote"
)

// remotes implements [app.Remotes] with the list of providers.
type remotes struct{ app *app.App }

func (r remotes) Providers() []app.ProviderInfo {
	var out []app.ProviderInfo
	for _, p := range all.Providers() {
		if !p.Hidden {
			out = append(out, p.ProviderInfo)
		}
	}
	return out
}

func (r remotes) Check(ctx context.Context, c replica.Connection, secret string) (app.Account, error) {
	p, err := open(c, r.app.Catalog(), secret, &remote.Meter{})
	if err != nil {
		return app.Account{}, err
	}
	got, err := p.Check(ctx)
	if err != nil {
		return app.Account{}, err
	}
	catalog := r.app.Catalog()
	return app.Account{
		ID: got.ID, Server: got.Server, User: got.User, UserID: got.UserID, Rights: got.Rights,
		Offers: app.Offers(catalog, feedsOf(p.Capabilities())), Admin: got.Admin, Advice: got.Advice,
	}, nil
}

func (r remotes) Prepare(ctx context.Context, c replica.Connection, secret string) error {
	p, err := open(c, r.app.Catalog(), secret, &remote.Meter{})
	if err != nil {
		return err
	}
	if preparer, ok := p.(remote.Preparer); ok {
		return preparer.Prepare(ctx)
	}
	return nil
}

func open(c replica.Connection, catalog *crm.Catalog, secret string, m *remote.Meter) (remote.Provider, error) {
	return openWith(c, remote.Options{Catalog: catalog, Secret: secret, Meter: m})
}

func openWith(c replica.Connection, o remote.Options) (remote.Provider, error) {
	entry, err := all.Find(c.Provider)
	if err != nil {
		return nil, err
	}
	o.URL, o.User = c.URL, c.User
	return entry.Open(o)
}

// syncer implements [app.Syncer] with the engine.
type syncer struct {
	app    *app.App
	engine *engine.Engine

	round    sync.Mutex         // held while a round runs
	progress func(app.Progress) // of the round under way, nil = nobody

	leases leases
	holder string // of leases

	moved bool // what the CRM can store changed in the round under way
}

func newSyncer(a *app.App, l leases) *syncer {
	s := &syncer{app: a, leases: l, holder: uuid.NewString()}
	s.engine = engine.New(engine.Options{
		Store: a.Store, Now: a.Now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
		Open: s.open, Progress: s.report,
	})
	return s
}

// open takes the secret from this process's environment or the keychain.
func (s *syncer) open(ctx context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
	secret := s.app.Secret
	if secret == "" {
		var err error
		if secret, err = s.app.Keys.Get(ctx, c.Key()); err != nil {
			return nil, err
		}
	}
	known, err := s.known(ctx, c)
	if err != nil {
		return nil, err
	}
	return openWith(c, remote.Options{Catalog: catalog, Secret: secret, Meter: m, Known: known, Keep: func(known string) { s.keep(ctx, c, known) }})
}

func (s *syncer) Round(ctx context.Context, progress func(app.Progress)) (replica.Round, error) {
	return s.alone(ctx, progress, s.engine.Asked)
}

// routine is a round that nobody waits for.
func (s *syncer) routine(ctx context.Context) (replica.Round, error) {
	return s.alone(ctx, nil, s.engine.Round)
}

func (s *syncer) report(p engine.Progress) {
	if s.progress == nil {
		return
	}
	words := map[string]string{"pull": "Reading", "push": "Sending", "sweep": "Checking"}
	s.progress(app.Progress{What: fmt.Sprintf("%s %s", words[p.Phase], p.Feed), Done: p.Done, Total: max(p.Total, 0)})
}

func (s *syncer) Resolve(ctx context.Context, conflict string, choice app.Choice) error {
	return s.engine.Resolve(ctx, conflict, engine.Choice(choice))
}

func (s *syncer) Retry(ctx context.Context, ref crm.Ref) error { return s.engine.RetryHeld(ctx, ref) }

func (s *syncer) Conflicts(ctx context.Context) (out []replica.Conflict, err error) {
	err = s.app.Replicate(ctx, func(tx replica.Tx) error {
		out, err = tx.Conflicts()
		return err
	})
	return out, err
}

func (s *syncer) Entities(ctx context.Context) ([]string, error) {
	c, err := s.app.Connection(ctx)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	entry, err := all.Find(c.Provider)
	return entry.Entities, err
}

// Background exchanges changes by itself until stopped: soon after a person's action, and now and then. After a refused key it waits
// for the person: the provider locks out whoever keeps trying.
func Background(a *app.App) (stop func()) {
	var refused atomic.Bool
	runner := engine.Start(engine.RunnerOptions{
		Round: a.Sync.(*syncer).routine,
		Rand:  rand.Float64,
		Status: func(s engine.Status) {
			refused.Store(crm.CodeOf(s.Err) == crm.CodeAuth)
		},
	})
	cancel := a.OnCommit(func(b crm.Batch) {
		if b.Changes > 0 && b.Source != crm.FromSync && !refused.Load() {
			runner.Wake()
		}
	})
	return func() {
		cancel()
		runner.Stop()
	}
}
