// Package simulate runs the real engine on real storage through random schedules of people, faults and crashes, and checks that
// nothing is lost, doubled or invented. A schedule follows from its seed alone.
package simulate

import (
	"context"
	"errors"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// Store is what a device keeps its data in.
type Store interface {
	replica.Store
	Edit(f func(crm.Tx) error) error // an action of the person
	NewID() string
}

var errCrash = errors.New("the program ended here")

// device is one client: its store outlives its program.
type device struct {
	Store
	name   string
	user   string
	server *memory.Server
	now    func() time.Time
	chance func(percent float64) bool
	edit   func() // an edit in the midst of a round
	faulty bool
	dead   bool // the program crashed; nothing it does counts any more
	e      *engine.Engine
}

// start runs the program anew.
func (d *device) start() {
	d.dead = false
	d.e = engine.New(engine.Options{
		Store: &crashing{d}, Now: d.now, NewID: d.NewID, SweepEvery: -1,
		Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return &wire{Provider: d.server.Client(remote.Options{Catalog: catalog, User: c.User, Meter: m}), d: d}, nil
		},
	})
}

// crashing is the store as a program sees it that may end before or after any commit.
type crashing struct{ *device }

func (c *crashing) Replicate(ctx context.Context, f func(replica.Tx) error) error {
	if c.dead {
		return errCrash
	}
	err := c.Store.Replicate(ctx, func(tx replica.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		if c.faulty && c.chance(0.2) {
			c.dead = true
			return errCrash
		}
		return nil
	})
	if err == nil && c.faulty && c.chance(0.2) {
		c.dead = true
		return errCrash
	}
	return err
}

func (c *crashing) SaveRound(ctx context.Context, r replica.Round) error {
	if c.dead {
		return errCrash
	}
	return c.Store.SaveRound(ctx, r)
}

// wire is the provider as a program sees it that may end before a request, or after its answer, and whose person types meanwhile.
type wire struct {
	remote.Provider
	d *device
}

func (w *wire) crash() error {
	if w.d.dead || (w.d.faulty && w.d.chance(0.3)) {
		w.d.dead = true
		return errCrash
	}
	return nil
}

func around[T any](w *wire, do func() (T, error)) (T, error) {
	var none T
	if err := w.crash(); err != nil {
		return none, err
	}
	out, err := do()
	if w.d.faulty && w.d.chance(8) {
		w.d.edit()
	}
	if crash := w.crash(); crash != nil {
		return none, crash
	}
	return out, err
}

func (w *wire) List(ctx context.Context, s remote.Scan) (remote.Page, error) {
	return around(w, func() (remote.Page, error) { return w.Provider.List(ctx, s) })
}

func (w *wire) Get(ctx context.Context, feed, id string) (remote.Record, error) {
	return around(w, func() (remote.Record, error) { return w.Provider.Get(ctx, feed, id) })
}

func (w *wire) Create(ctx context.Context, feed, marker string, v crm.Values) (remote.Record, error) {
	return around(w, func() (remote.Record, error) { return w.Provider.Create(ctx, feed, marker, v) })
}

func (w *wire) Update(ctx context.Context, feed, id, version string, v crm.Values) (remote.Record, error) {
	return around(w, func() (remote.Record, error) { return w.Provider.Update(ctx, feed, id, version, v) })
}

func (w *wire) Delete(ctx context.Context, feed, id string) error {
	_, err := around(w, func() (struct{}, error) { return struct{}{}, w.Provider.Delete(ctx, feed, id) })
	return err
}

func (w *wire) Find(ctx context.Context, feed, marker string, v crm.Values, since crm.Instant) ([]remote.Record, error) {
	return around(w, func() ([]remote.Record, error) { return w.Provider.Find(ctx, feed, marker, v, since) })
}

func (w *wire) Changes(ctx context.Context, since string) (remote.Changes, error) {
	return around(w, func() (remote.Changes, error) { return w.Provider.Changes(ctx, since) })
}

func (w *wire) Batch(ctx context.Context, writes []remote.Write) ([]remote.Answer, error) {
	return around(w, func() ([]remote.Answer, error) { return w.Provider.Batch(ctx, writes) })
}
