package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/storage"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// fields are what people type into.
var fields = map[string][]string{"organisation": {"name", "website"}, "lead": {"company", "website"}}

var entities = []string{"organisation", "lead"}

// team is a server, the computers that sync with it, and somebody who works at the server.
type team struct {
	ctx      context.Context
	o        options
	rnd      *rand.Rand
	at       time.Time
	server   *memory.Server
	eve      string
	clients  []*client
	faulty   bool
	n        int   // values typed
	ops      int   // edits, rounds, decisions
	made     int   // records ever
	changes  int64 // changes that the computers keep in their histories
	diverged []string
}

// client is one computer: a database and the program that runs on it.
type client struct {
	name, file string
	db         *storage.DB
	e          *engine.Engine
}

func newTeam(ctx context.Context, o options, dir string) (*team, error) {
	t := &team{
		ctx: ctx, o: o, rnd: rand.New(rand.NewPCG(o.seed, 0)), //nolint:gosec // a schedule
		at: time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC),
	}
	t.server = memory.NewServer(memory.Settings{
		Versions: true, Markers: true, Grain: time.Second, Lag: 3 * time.Second, Now: func() time.Time { return t.at }, Fault: t.fault,
		Journal: func(w memory.Write) {
			if w.Kind == "create" {
				t.made++
			}
		},
	})
	t.eve = t.server.User("Eve")
	for range o.records {
		if err := t.createThere(); err != nil {
			return nil, err
		}
	}
	for i := range o.clients {
		name := fmt.Sprintf("c%d", i)
		c := &client{name: name, file: filepath.Join(dir, name+".db")}
		t.clients = append(t.clients, c)
		if err := t.start(c); err != nil {
			return nil, err
		}
		if err := c.db.Connect(ctx, replica.Connection{Provider: "memory", URL: "memory://soak", User: name}); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// start opens a computer's database and its program.
func (t *team) start(c *client) (err error) {
	c.db, err = storage.Open(t.ctx, storage.Options{File: c.file, Now: func() time.Time { return t.at }})
	if err != nil {
		return err
	}
	c.db.OnCommit(func(b crm.Batch) { t.changes += b.Changes })
	c.e = engine.New(engine.Options{
		Store: c.db, Now: func() time.Time { return t.at }, NewID: newID,
		Open: func(_ context.Context, conn replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return t.server.Client(remote.Options{Catalog: catalog, User: conn.User, Meter: m}), nil
		},
	})
	return nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func (t *team) restart() error {
	t.close()
	for _, c := range t.clients {
		if err := t.start(c); err != nil {
			return err
		}
	}
	return nil
}

func (t *team) close() {
	for _, c := range t.clients {
		if c.db != nil {
			_ = c.db.Close()
		}
	}
}

// fault lets some requests go wrong while people work.
func (t *team) fault(c memory.Call) memory.Fault {
	if !t.faulty || c.Verb == "check" || t.rnd.IntN(100) >= 4 {
		return memory.Fault{}
	}
	kinds := []memory.FaultKind{memory.Unreachable, memory.LostRequest, memory.LostResponse, memory.ServerError, memory.ShortPage}
	return memory.Fault{Kind: kinds[t.rnd.IntN(len(kinds))]}
}

// day is one working day of everybody, and a night in which all comes to rest.
func (t *team) day() error {
	t.faulty = true
	for range 4 {
		t.at = t.at.Add(2 * time.Hour)
		for range 2 * len(t.clients) / 3 {
			if err := t.workThere(); err != nil {
				return err
			}
		}
		for _, c := range t.clients {
			for range 1 + t.rnd.IntN(2) {
				if err := t.work(c); err != nil {
					return err
				}
			}
			t.at = t.at.Add(20 * time.Second)
			_, _ = c.e.Round(t.ctx) // with faults about, failing is allowed
			t.ops++
		}
	}
	t.faulty = false
	evening := crm.InstantOf(t.at)
	for range 3 {
		t.at = t.at.Add(5 * time.Hour)
		for _, c := range t.clients {
			if err := t.decide(c); err != nil {
				return err
			}
			t.at = t.at.Add(20 * time.Second)
			if _, err := c.e.Round(t.ctx); err != nil {
				return fmt.Errorf("%s: a round without faults: %w", c.name, err)
			}
			t.ops++
		}
	}
	for _, c := range t.clients {
		if err := t.list(c, evening); err != nil {
			return err
		}
	}
	return t.compare()
}

// mostRounds is how many quiet rounds, a quarter of an hour apart, list everything at least once.
const mostRounds = 60

// list lets a computer go on until it has listed everything since the evening: only that finds what a list of the day that ended early
// had left out.
func (t *team) list(c *client, evening crm.Instant) error {
	for range mostRounds {
		listed := true
		err := c.db.Replicate(t.ctx, func(tx replica.Tx) error {
			for _, entity := range entities {
				at, err := tx.Cursor(entity)
				if err != nil {
					return err
				}
				listed = listed && at.Swept >= evening
			}
			return nil
		})
		if err != nil || listed {
			return err
		}
		t.at = t.at.Add(15 * time.Minute)
		if _, err := c.e.Round(t.ctx); err != nil {
			return fmt.Errorf("%s: a round without faults: %w", c.name, err)
		}
		t.ops++
	}
	return fmt.Errorf("%s: not listed whole in %d rounds", c.name, mostRounds)
}

func (t *team) value(who string) string { t.n++; return fmt.Sprintf("%s-%07d.example", who, t.n) }

func fresh(entity, value string) crm.Values {
	if entity == "lead" {
		return crm.Values{"name": value, "company": value, "status": crm.LeadNew}
	}
	return crm.Values{"name": value}
}

func (t *team) createThere() error {
	entity := entities[t.rnd.IntN(len(entities))]
	_, err := t.server.Create(t.eve, entity, fresh(entity, t.value("eve")))
	return err
}

// workThere is one action of somebody at the server.
func (t *team) workThere() error {
	t.ops++
	entity := entities[t.rnd.IntN(len(entities))]
	ids := t.server.All(entity)
	switch n := t.rnd.IntN(100); {
	case len(ids) == 0 || n < 3 && len(ids) < t.o.records/2:
		return t.createThere()
	case n < 5:
		return t.server.Delete(t.eve, ids[t.rnd.IntN(len(ids))])
	}
	return t.server.Change(t.eve, ids[t.rnd.IntN(len(ids))], crm.Values{fields[entity][t.rnd.IntN(2)]: t.value("eve")})
}

// work is one action of a person at a computer.
func (t *team) work(c *client) error {
	t.ops++
	entity := entities[t.rnd.IntN(len(entities))]
	_, err := c.db.Do(t.ctx, crm.Action{Label: "Edit", Source: crm.FromUser}, func(tx crm.Tx) error {
		records, err := tx.List(crm.Query{Entity: entity})
		if err != nil {
			return err
		}
		n := t.rnd.IntN(100)
		if len(records) == 0 || n < 4 && len(records) < t.o.records/2 {
			return tx.Put(crm.Record{Entity: entity, ID: newID(), Values: fresh(entity, t.value(c.name))})
		}
		r := records[t.rnd.IntN(len(records))]
		if n < 6 {
			return tx.Delete(r.Ref())
		}
		return tx.Put(crm.Record{Entity: entity, ID: r.ID, Values: crm.Values{fields[entity][t.rnd.IntN(2)]: t.value(c.name)}})
	})
	return err
}

// decide empties a computer's inbox. A question may have become void since.
func (t *team) decide(c *client) error {
	var all []replica.Conflict
	err := c.db.Replicate(t.ctx, func(tx replica.Tx) (err error) { all, err = tx.Conflicts(); return err })
	for _, x := range all {
		t.ops++
		choice := []engine.Choice{engine.Mine, engine.Theirs}[t.rnd.IntN(2)]
		if failure := c.e.Resolve(t.ctx, x.ID, choice); failure != nil {
			err = errors.Join(err, c.db.Replicate(t.ctx, func(tx replica.Tx) error { return tx.CloseConflict(x.ID, "void") }))
		}
	}
	return err
}
