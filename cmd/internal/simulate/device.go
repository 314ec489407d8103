package simulate

import (
	"context"
	"errors"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/remote"
)

var errCrash = errors.New("the program ended here")

// device is one client: its store outlives its program.
type device struct {
	Store
	w       *world
	name    string
	user    string // at the server
	now     func() time.Time
	engines [2]*engine.Engine // two instances of the program, which take turns
	dead    bool              // the program crashed; nothing it does counts any more
	inRound bool
	since   int  // when its round began
	pause   bool // the provider asked to wait
	stale   bool // the last answer shows an older state
	lagged  bool // some answer of this round did
	rows    int  // local rows that rounds changed
	writes  int  // writing requests
	asked   int  // requests
	last    *action
}

// start runs the program anew.
func (d *device) start() {
	d.dead = false
	for i := range d.engines {
		d.engines[i] = d.engine(d.w.sweep)
	}
}

func (d *device) engine(sweep time.Duration) *engine.Engine {
	return engine.New(engine.Options{
		Store: &fragile{d}, Now: d.now, NewID: d.NewID, SweepEvery: sweep,
		Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			p, err := d.w.office.open(d, catalog, m)
			return &wire{Provider: p, d: d}, err
		},
	})
}

// fragile is the store as a program sees it that may end before or after any commit, and whose disk may be full.
type fragile struct{ *device }

func (c *fragile) Replicate(ctx context.Context, f func(replica.Tx) error) error {
	if c.dead {
		return errCrash
	}
	s := &spy{d: c.device}
	err := c.Store.Replicate(ctx, func(tx replica.Tx) error {
		*s = spy{Tx: tx, d: c.device}
		if err := f(s); err != nil || !s.wrote {
			return err
		}
		return c.beforeCommit()
	})
	if err != nil {
		return err
	}
	s.committed()
	if s.wrote && c.inRound && c.w.crashes > 0 && c.w.draw("crash after commit", c.w.crashes) {
		c.dead = true
		return errCrash
	}
	return nil
}

func (c *fragile) beforeCommit() error {
	switch {
	case c.w.crashes == 0 || !c.inRound:
	case c.w.draw("crash before commit", c.w.crashes):
		c.dead = true
		return errCrash
	case c.w.draw("disk full", c.w.crashes):
		return crm.Errorf(crm.CodeUnavailable, "The disk is full.")
	case c.w.draw("database busy", c.w.crashes):
		return crm.Errorf(crm.CodeUnavailable, "The database is busy.")
	}
	return nil
}

func (c *fragile) SaveRound(ctx context.Context, r replica.Round) error {
	if c.dead {
		return errCrash
	}
	return c.Store.SaveRound(ctx, r)
}

// spy looks at what a transaction of a program changes.
type spy struct {
	replica.Tx
	d     *device
	wrote bool
	rows  int
	known []replica.Item
}

func (s *spy) Put(r crm.Record) error {
	s.wrote = true
	before, err := s.Tx.Get(r.Ref())
	if err == nil {
		s.keeps(r.Ref(), before.Values, r.Values)
	}
	for name, v := range r.Values {
		if err != nil || !crm.Equal(before.Values[name], v) {
			s.rows++
			break
		}
	}
	s.d.w.trace.note("put", r)
	return s.Tx.Put(r)
}

// Delete may only happen to what is gone there, and never to what a person typed and nobody has yet.
func (s *spy) Delete(ref crm.Ref) error {
	s.deletes(ref)
	return s.Tx.Delete(ref)
}

// Join deletes too.
func (s *spy) Join(ref, into crm.Ref) error {
	s.deletes(ref)
	return s.Tx.Join(ref, into)
}

func (s *spy) deletes(ref crm.Ref) {
	s.wrote = true
	s.rows++
	item, err := s.Tx.Item(ref)
	must(err)
	w := s.d.w
	if s.d.inRound {
		back := w.oracle.restored[item.RemoteID]
		unseen := back > 0 && w.hides(s.d, item.RemoteID) // of its delete it was told, of its return it is not
		if w.office.live(item.RemoteID) && back < s.d.since && !unseen {
			w.breaks("I10: %s removed %v, which is there as %s", s.d.name, ref, item.RemoteID)
		}
		if len(item.Edits) > 0 && !w.oracle.joined[item.RemoteID] {
			w.breaks("I11: %s removed %v, which holds unsent edits", s.d.name, ref)
		}
		s.stays(item)
	}
	w.trace.note("delete", ref)
}

func (s *spy) SaveItem(item replica.Item) error {
	s.wrote = true
	if item.RemoteID != "" {
		s.known = append(s.known, item)
	}
	s.d.w.trace.note("item", item.Ref, item.RemoteID, item.Version, item.New, item.Deleted, len(item.Edits))
	return s.Tx.SaveItem(item)
}

func (s *spy) SaveCursor(c replica.Cursor) error {
	s.wrote = true
	s.d.w.trace.note("cursor", c)
	return s.Tx.SaveCursor(c)
}

func (s *spy) SaveAttempt(a replica.Attempt) error {
	s.wrote = true
	s.d.w.trace.note("attempt", a.ID, a.Kind, a.Values)
	return s.Tx.SaveAttempt(a)
}

func (s *spy) EndAttempt(id string) error {
	s.wrote = true
	return s.Tx.EndAttempt(id)
}

func (s *spy) OpenConflict(c replica.Conflict) error {
	s.wrote = true
	s.d.w.trace.note("conflict", c.Ref, c.Kind, c.Group, c.Mine, c.Theirs)
	return s.Tx.OpenConflict(c)
}

func (s *spy) committed() {
	s.d.rows += s.rows
	for _, item := range s.known {
		s.d.w.oracle.known[item.Ref] = true
	}
}
