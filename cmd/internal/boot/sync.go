package boot

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

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
	offers := app.Offers(r.app.Catalog(), feedsOf(p.Capabilities()))
	if _, shapes := p.(remote.Definer); shapes {
		offers = nil // taken by every exchange
	}
	return app.Account{
		ID: got.ID, Server: got.Server, User: got.User, UserID: got.UserID, Rights: got.Rights, Secret: got.Secret,
		Guarantee: remote.Guarantee(p.Capabilities()), Offers: offers, Admin: got.Admin, Advice: got.Advice,
	}, nil
}

// Survey reads all feeds, parents first, and the files with the records that have them.
func (r remotes) Survey(ctx context.Context, c replica.Connection, secret string, f func(entity string, rec crm.Record) error) error {
	p, err := open(c, r.app.Catalog(), secret, &remote.Meter{})
	if err != nil {
		return err
	}
	if _, err := p.Check(ctx); err != nil {
		return err
	}
	for _, e := range r.app.Catalog().Entities() {
		for _, feed := range p.Capabilities().Feeds {
			if feed.Entity != e.Name || feed.Inside {
				continue
			}
			scan := remote.Scan{Feed: feed.Name}
			for more := true; more; {
				page, err := p.List(ctx, scan)
				if err != nil {
					return err
				}
				for _, rec := range page.Records {
					if err := f(feed.Entity, localForm(feed.Entity, rec)); err != nil {
						return err
					}
					for _, file := range rec.Inside {
						if err := f("file", localForm("file", file)); err != nil {
							return err
						}
					}
					scan.After = rec.ID
				}
				more = page.More && len(page.Records) > 0
			}
		}
	}
	return nil
}

// localForm is a record there as one of the catalog, with the ids there.
func localForm(entity string, rec remote.Record) crm.Record {
	out := crm.NewRecord(entity, rec.ID)
	for name, v := range rec.Values {
		switch x := v.(type) {
		case remote.Ref:
			v = x.ID
		case []remote.Ref:
			ids := make([]string, len(x))
			for i, ref := range x {
				ids[i] = ref.ID
			}
			v = ids
		}
		if !crm.IsEmpty(v) {
			out.Values[name] = v
		}
	}
	return out
}

func (r remotes) ChangePassword(ctx context.Context, c replica.Connection, secret, old, fresh string) (kept string, err error) {
	return r.keeping(c, secret, func(k remote.Keeper) (string, error) { return k.ChangePassword(ctx, old, fresh) })
}

func (r remotes) SignOutOthers(ctx context.Context, c replica.Connection, secret string) (kept string, err error) {
	return r.keeping(c, secret, func(k remote.Keeper) (string, error) { return k.SignOutOthers(ctx) })
}

// keeping acts on the account of a provider whose users keep their own password.
func (r remotes) keeping(c replica.Connection, secret string, act func(remote.Keeper) (string, error)) (string, error) {
	p, err := open(c, r.app.Catalog(), secret, &remote.Meter{})
	if err != nil {
		return "", err
	}
	k, ok := p.(remote.Keeper)
	if !ok {
		return "", crm.Errorf(crm.CodeInvalid, "Passwords of this CRM are changed in the CRM itself.")
	}
	return act(k)
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

// pause waits, or returns the context's error.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// syncer implements [app.Syncer] with the engine.
type syncer struct {
	app    *app.App
	engine *engine.Engine

	log *slog.Logger // told of every request, nil = nobody

	round sync.Mutex // held while a round runs
	activity

	mu     sync.Mutex
	last   replica.Round
	runner *engine.Runner // nil where nothing runs by itself

	moved bool // what the CRM can store changed in the round under way
}

func newSyncer(a *app.App, log *slog.Logger) *syncer {
	s := &syncer{app: a, log: log}
	s.engine = engine.New(engine.Options{
		Store: a.Store, Now: a.Now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
		Open: s.open, Progress: s.report,
	})
	return s
}

// open takes the secret from this process's environment or the keychain.
func (s *syncer) open(ctx context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
	p, err := s.direct(ctx, c, catalog, m)
	if err != nil {
		return nil, err
	}
	if s.log != nil {
		p = remote.Log(p, s.log, s.app.Now)
	}
	return remote.Ahead(remote.Retry(p, pause, rand.Float64)), nil
}

// bare is the provider of the connection without what the engine needs around it, for what only some providers can do.
func (s *syncer) bare(ctx context.Context) (remote.Provider, error) {
	c, err := s.app.Connection(ctx)
	if err != nil {
		return nil, err
	}
	return s.direct(ctx, c, s.app.Catalog(), &remote.Meter{})
}

func (s *syncer) direct(ctx context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
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
	o := remote.Options{Catalog: catalog, Secret: secret, Meter: m, Known: known, Keep: func(known string) { s.learned(ctx, c, known) }}
	if s.app.Secret == "" {
		o.Renew = func(ctx context.Context, secret string) error { return s.app.Keys.Set(ctx, c.Key(), secret) }
	}
	return openWith(c, o)
}

func (s *syncer) Round(ctx context.Context, progress func(app.Progress)) (replica.Round, error) {
	round, err := s.alone(ctx, progress, s.engine.Asked)
	if runner := s.keep(round); runner != nil {
		runner.Ran(round, err)
	}
	return round, err
}

// routine is a round that nobody waits for.
func (s *syncer) routine(ctx context.Context) (replica.Round, error) {
	round, err := s.alone(ctx, nil, s.engine.Round)
	s.keep(round)
	return round, err
}

// keep remembers the last round that began.
func (s *syncer) keep(round replica.Round) *engine.Runner {
	s.mu.Lock()
	defer s.mu.Unlock()
	if round.Started != 0 {
		s.last = round
	}
	return s.runner
}

func (s *syncer) State() app.SyncState {
	s.mu.Lock()
	out, runner := app.SyncState{Last: s.last}, s.runner
	s.mu.Unlock()
	if runner == nil {
		return out
	}
	st := runner.Status()
	out.Refused = st.Refused
	if !st.Offline.IsZero() {
		out.Offline = crm.InstantOf(st.Offline)
	}
	return out
}

// Routine runs one round that nobody waits for, as the background does.
func Routine(ctx context.Context, a *app.App) (replica.Round, error) {
	return a.Sync.(*syncer).routine(ctx)
}

func (s *syncer) Resolve(ctx context.Context, conflict string, answer replica.Answer) error {
	return s.soon(s.engine.Answer(ctx, conflict, answer))
}

func (s *syncer) Reopen(ctx context.Context, conflict string) error {
	return s.soon(s.engine.Reopen(ctx, conflict))
}

func (s *syncer) Retry(ctx context.Context, ref crm.Ref) error {
	return s.soon(s.engine.RetryHeld(ctx, ref))
}

func (s *syncer) Unlink(ctx context.Context, ref crm.Ref) error {
	return s.soon(s.engine.Unlink(ctx, ref))
}

// soon lets what a person decided be sent by a round that begins soon.
func (s *syncer) soon(err error) error {
	s.mu.Lock()
	runner := s.runner
	s.mu.Unlock()
	if err == nil && runner != nil {
		runner.Wake()
	}
	return err
}

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
