package storage

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"satchel/app/crm"
)

var start = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

// fixture is a database in a temporary file with a clock and ids that repeat.
type fixture struct {
	*DB
	t     testing.TB
	clock time.Time
	ids   int
}

func open(t testing.TB) *fixture {
	return openAt(t, filepath.Join(t.TempDir(), "data", "satchel.db"), nil)
}

func openAt(t testing.TB, file string, catalog *crm.Catalog) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: start}
	db, err := Open(context.Background(), Options{
		File: file, Zone: time.UTC, catalog: catalog,
		Now: func() time.Time { f.clock = f.clock.Add(time.Second); return f.clock },
		NewID: func() string {
			f.ids++
			return fmt.Sprintf("%08x-0000-7000-8000-%012x", f.clock.Unix(), f.ids)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	f.DB = db
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return f
}

// must runs an action and fails the test on an error.
func (f *fixture) must(source crm.Source, do func(tx crm.Tx) error) crm.Batch {
	f.t.Helper()
	b, err := f.Do(context.Background(), crm.Action{Label: "test", Source: source}, do)
	if err != nil {
		f.t.Fatal(err)
	}
	return b
}

// add stores a record with the defaults of its entity and returns its id.
func (f *fixture) add(entity string, values crm.Values) string {
	f.t.Helper()
	var id string
	f.must(crm.FromUser, func(tx crm.Tx) error {
		id = tx.NewID()
		return tx.Put(f.record(entity, id, values))
	})
	return id
}

func (f *fixture) record(entity, id string, values crm.Values) crm.Record {
	e, err := f.Catalog().Entity(entity)
	if err != nil {
		f.t.Fatal(err)
	}
	r := e.New(id)
	for name, v := range values {
		r.Set(name, v)
	}
	return r
}

func (f *fixture) set(entity, id string, values crm.Values) crm.Batch {
	f.t.Helper()
	return f.must(crm.FromUser, func(tx crm.Tx) error { return tx.Put(crm.Record{Entity: entity, ID: id, Values: values}) })
}

func (f *fixture) get(entity, id string) crm.Record {
	f.t.Helper()
	r, err := f.Get(context.Background(), crm.Ref{Entity: entity, ID: id})
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

func (f *fixture) undo(batchOrChange string) crm.Undone {
	f.t.Helper()
	u, err := f.Undo(context.Background(), batchOrChange, "")
	if err != nil {
		f.t.Fatal(err)
	}
	return u
}

func (f *fixture) sound() {
	f.t.Helper()
	found, err := f.Check(context.Background())
	if err != nil || found != nil {
		f.t.Errorf("check: %v %v", found, err)
	}
}

func mails(values ...string) []crm.Reach {
	var out []crm.Reach
	for _, v := range values {
		out = append(out, crm.Reach{Value: v, Label: "work"})
	}
	return out
}

func filter(t testing.TB, text string) crm.Expr {
	t.Helper()
	e, err := crm.ParseFilter(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// transaction is the concrete type behind crm.Tx, named apart from the parameter tx.
type transaction = tx
