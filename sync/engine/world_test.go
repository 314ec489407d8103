package engine_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/engine/enginetest"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// world is a server, its clock, and somebody at the server.
type world struct {
	t      *testing.T
	server *memory.Server
	at     time.Time
	fault  func(memory.Call) memory.Fault
	reject func(string, crm.Values) string
	eve    string // user who works at the server
}

func newWorld(t *testing.T, set memory.Settings) *world {
	w := &world{t: t, at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	set.Now = func() time.Time { return w.at }
	set.Fault = func(c memory.Call) memory.Fault {
		if w.fault == nil {
			return memory.Fault{}
		}
		return w.fault(c)
	}
	set.Reject = func(feed string, v crm.Values) string {
		if w.reject == nil {
			return ""
		}
		return w.reject(feed, v)
	}
	w.server = memory.NewServer(set)
	w.eve = w.server.User("Eve")
	return w
}

func (w *world) pass(d time.Duration) { w.at = w.at.Add(d) }

// desk is one client.
type desk struct {
	*world
	store *enginetest.Store
	e     *engine.Engine
}

func (w *world) desk(name string) *desk {
	store := enginetest.NewStore(name, crm.Base(), func() time.Time { return w.at })
	d := &desk{world: w, store: store}
	if err := store.Connect(context.Background(), replica.Connection{Provider: "memory", User: name}); err != nil {
		w.t.Fatal(err)
	}
	d.start()
	return d
}

// start begins with a fresh engine on the same store, as after a crash.
func (d *desk) start() {
	d.e = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return d.at.AddDate(10, 0, 0) }, NewID: d.store.NewID, SweepEvery: -1,
		Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return d.server.Client(remote.Options{Catalog: catalog, User: c.User, Meter: m}), nil
		},
	})
}

func (d *desk) round() replica.Round {
	d.t.Helper()
	r, err := d.e.Round(context.Background())
	if err != nil {
		d.t.Fatalf("round: %v", err)
	}
	d.pass(time.Second)
	return r
}

// tryRound runs a round that may fail.
func (d *desk) tryRound() (replica.Round, error) {
	r, err := d.e.Round(context.Background())
	d.pass(time.Second)
	return r, err
}

func (d *desk) put(entity, id string, values crm.Values) string {
	d.t.Helper()
	if id == "" {
		id = d.store.NewID()
	}
	err := d.store.Edit(func(tx crm.Tx) error { return tx.Put(crm.Record{Entity: entity, ID: id, Values: values}) })
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

func (d *desk) remove(entity, id string) {
	d.t.Helper()
	if err := d.store.Edit(func(tx crm.Tx) error { return tx.Delete(crm.Ref{Entity: entity, ID: id}) }); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) get(entity, id string) (rec crm.Record, ok bool) {
	d.store.View(func(tx replica.Tx) {
		r, err := tx.Get(crm.Ref{Entity: entity, ID: id})
		rec, ok = r, err == nil
	})
	return rec, ok
}

func (d *desk) item(entity, id string) (item replica.Item) {
	d.store.View(func(tx replica.Tx) { item, _ = tx.Item(crm.Ref{Entity: entity, ID: id}) })
	return item
}

func (d *desk) local(entity, remoteID string) (id string) {
	d.store.View(func(tx replica.Tx) { id, _ = tx.Local(entity, remoteID) })
	return id
}

func (d *desk) inbox() (all []replica.Conflict) {
	d.store.View(func(tx replica.Tx) { all, _ = tx.Conflicts() })
	return all
}

func (d *desk) attempts() (n int) {
	d.store.View(func(tx replica.Tx) { all, _ := tx.Attempts(); n = len(all) })
	return n
}

func (d *desk) resolve(c replica.Conflict, choice engine.Choice) {
	d.t.Helper()
	if err := d.e.Resolve(context.Background(), c.ID, choice); err != nil {
		d.t.Fatal(err)
	}
}

// text is a value here.
func (d *desk) text(entity, id, field string) string {
	r, _ := d.get(entity, id)
	return r.Text(field)
}

// there is a value at the server.
func (w *world) there(id, field string) string {
	r, _ := w.server.Read(id)
	return fmt.Sprint(r.Values[field])
}

func (w *world) create(feed string, v crm.Values) string {
	w.t.Helper()
	id, err := w.server.Create(w.eve, feed, v)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) change(id string, v crm.Values) {
	w.t.Helper()
	if err := w.server.Change(w.eve, id, v); err != nil {
		w.t.Fatal(err)
	}
}

// once lets one request of a kind go wrong.
func (w *world) once(verb string, kind memory.FaultKind) {
	done := false
	w.fault = func(c memory.Call) memory.Fault {
		if done || c.Verb != verb {
			return memory.Fault{}
		}
		done = true
		return memory.Fault{Kind: kind}
	}
}

// cut lets the line break after the next request that writes, which itself goes wrong in a way.
func (w *world) cut(kind memory.FaultKind) {
	done := false
	w.fault = func(c memory.Call) memory.Fault {
		if done {
			return memory.Fault{Kind: memory.LostRequest}
		}
		if done = c.Writes(); done {
			return memory.Fault{Kind: kind}
		}
		return memory.Fault{}
	}
}

func want[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}
