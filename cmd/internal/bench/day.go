package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/storage"
	"satchel/sync/engine"
	"satchel/sync/espocrm"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// A busy day at one desk: so much happens within so many hours.
const (
	dayHours   = 10
	dayRecords = 10_000
	dayMine    = 300
	dayTheirs  = 1000
)

// office is a server for a day: it can be opened, and colleagues work there.
type office struct {
	name     string
	provider string
	now      time.Time
	open     func(o remote.Options) (remote.Provider, error)
	theirs   func(n int) error  // a colleague makes or edits a contact
	extra    func(t *tally) int // requests that the provider's interface makes necessary besides
	clock    func() time.Time   // of the server
}

// days measures the requests of a busy day against the fewest that could have done.
func (b *bench) days() error {
	for _, build := range []func(*office, int) error{hubOffice, plainOffice, espoOffice} {
		o := &office{now: moment}
		o.clock = func() time.Time { return o.now }
		if err := build(o, max(int(dayRecords*min(b.scale*10, 1)), 1000)); err != nil {
			return err
		}
		fmt.Fprintln(os.Stderr, "a day with:", o.name)
		if err := b.day(o); err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
	}
	return nil
}

func memoryOffice(o *office, n int, set memory.Settings) error {
	set.Now, set.Versions = o.clock, true
	server := memory.NewServer(set)
	eve := server.User("Eve")
	var ids []string
	hire := func(i int) error {
		id, err := server.Create(eve, "contact", crm.Values{"first_name": "Ada", "last_name": fmt.Sprint("Family ", i)})
		ids = append(ids, id)
		return err
	}
	for i := range n {
		if err := hire(i); err != nil {
			return err
		}
	}
	o.provider = "memory"
	o.open = func(r remote.Options) (remote.Provider, error) { return server.Client(r), nil }
	o.theirs = func(i int) error {
		if i%10 == 0 {
			return hire(n + i)
		}
		return server.Change(eve, ids[i*37%n], crm.Values{"description": fmt.Sprint("seen ", i)})
	}
	o.extra = func(*tally) int { return 0 }
	return nil
}

func hubOffice(o *office, n int) error {
	o.name = "one sequence of changes, batches"
	return memoryOffice(o, n, memory.Settings{ClientIDs: true, ChangesFeed: true, DeletesFeed: true, Batch: 100})
}

func plainOffice(o *office, n int) error {
	o.name = "lists only"
	return memoryOffice(o, n, memory.Settings{Markers: true, Lag: 10 * time.Second, Grain: time.Second})
}

// inside carries requests to a handler without a network.
type inside struct{ http.Handler }

func (t inside) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	if r.Body == nil { // as a server would see it
		r = r.Clone(r.Context())
		r.Body = http.NoBody
	}
	t.ServeHTTP(w, r)
	return w.Result(), nil
}

func espoOffice(o *office, n int) error {
	o.name, o.provider = "EspoCRM", "espocrm"
	m := espotest.New(o.clock)
	if _, err := m.AddUser(espotest.User{UserName: "sync", Type: "api", APIKey: modelKey, Role: espotest.FullRole()}); err != nil {
		return err
	}
	var ids []string
	hire := func(i int) error {
		id, err := m.Create("admin", "Contact", map[string]any{"firstName": "Ada", "lastName": fmt.Sprint("Family ", i), "emailAddress": fmt.Sprintf("p%d@firm.example", i)})
		ids = append(ids, id)
		return err
	}
	for i := range n {
		if err := hire(i); err != nil {
			return err
		}
	}
	o.open = func(r remote.Options) (remote.Provider, error) {
		r.Secret = modelKey
		return espocrm.OpenWith(r, inside{m})
	}
	o.theirs = func(i int) error {
		if i%10 == 0 {
			return hire(n + i)
		}
		return m.Update("admin", "Contact", ids[i*37%n], map[string]any{"description": fmt.Sprint("seen ", i)})
	}
	// Every create and update is read back, since the answer is not what was stored; lists show only the first address of a contact.
	o.extra = func(t *tally) int { return t.creates + t.updates + len(t.seen) }
	return nil
}

// desk is the program at work on a simulated clock.
type desk struct {
	*office
	db     *storage.DB
	engine *engine.Engine
	pacer  engine.Pacer
	tally  *tally
	rnd    *rand.Rand

	rounds, requests, completed int
}

func (b *bench) day(o *office) error {
	file := b.path("day.db")
	for _, end := range []string{"", "-wal", "-shm", "-sync"} {
		_ = os.Remove(file + end)
	}
	db, err := storage.Open(b.ctx, storage.Options{File: file, Now: o.clock, Zone: time.UTC})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	d := &desk{office: o, db: db, rnd: rand.New(rand.NewPCG(1, 2))} //nolint:gosec // a day that repeats
	if err := db.Connect(b.ctx, replica.Connection{Provider: o.provider, URL: "http://127.0.0.1"}); err != nil {
		return err
	}
	id := func() string { return fmt.Sprintf("%08x-0000-7000-8000-%012x", d.rnd.Uint32(), d.rnd.Uint64()>>16) }
	d.engine = engine.New(engine.Options{Store: db, Now: o.clock, NewID: id, Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
		p, err := o.open(remote.Options{Catalog: catalog, URL: c.URL, User: c.User, Meter: m})
		d.tally = &tally{Provider: p, seen: map[string]bool{}}
		return remote.Ahead(d.tally), err
	}})
	o.now = o.now.Add(time.Hour)
	for first := true; first || d.completed > 0; first = false { // the first load, and what follows from it
		d.completed = 0
		if err := d.round(b.ctx); err != nil {
			return err
		}
		o.now = o.now.Add(time.Minute)
	}
	*d.tally = tally{Provider: d.tally.Provider, caps: d.tally.Provider.Capabilities(), seen: map[string]bool{}}
	d.rounds, d.requests = 0, 0
	if err := d.work(b.ctx); err != nil {
		return err
	}
	return d.report(b)
}

// round runs one round, which takes some time.
func (d *desk) round(ctx context.Context) error {
	r, err := d.engine.Round(ctx)
	d.tally.ended()
	d.rounds++
	d.requests += r.Requests
	d.completed += r.Completed
	d.now = d.now.Add(time.Duration(r.Requests) * 40 * time.Millisecond)
	d.pacer.Ended(r, err, d.now, d.rnd.Float64())
	return err
}

// work lets the hours pass: what people do comes at random moments, rounds when the schedule says so.
func (d *desk) work(ctx context.Context) error {
	type deed struct {
		at time.Time
		do func() error
	}
	var deeds []deed
	add := func(n int, do func(i int) error) {
		step := dayHours * time.Hour / time.Duration(n)
		for i := range n {
			deeds = append(deeds, deed{d.now.Add(time.Duration(i)*step + time.Duration(d.rnd.Int64N(int64(step)))), func() error { return do(i) }})
		}
	}
	end := d.now.Add(dayHours * time.Hour)
	add(dayMine, func(i int) error { return d.mine(ctx, i) })
	mine := len(deeds)
	add(dayTheirs, d.theirs)
	first, second := deeds[:mine], deeds[mine:]
	for d.now.Before(end) {
		next := &first
		if len(first) == 0 || len(second) > 0 && second[0].at.Before(first[0].at) {
			next = &second
		}
		if len(*next) > 0 && (*next)[0].at.Before(d.pacer.Next()) {
			d.now = later(d.now, (*next)[0].at)
			if err := (*next)[0].do(); err != nil {
				return err
			}
			*next = (*next)[1:]
			continue
		}
		d.now = later(d.now, d.pacer.Next())
		if !d.pacer.Due(d.now) {
			continue
		}
		if err := d.round(ctx); err != nil {
			return err
		}
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// mine is what the person at this desk does: every fifth time a new contact, else an edit of one.
func (d *desk) mine(ctx context.Context, i int) error {
	r := crm.Record{Entity: "contact", Values: crm.Values{"last_name": fmt.Sprint("Mine ", i)}}
	if i%5 > 0 {
		list, err := d.db.List(ctx, crm.Query{Entity: "contact", Limit: 1, Offset: i * 13 % 900})
		if err != nil {
			return err
		}
		r.ID, r.Values = list[0].ID, crm.Values{"title": fmt.Sprint("Buyer ", i)}
	}
	_, err := d.db.Do(ctx, crm.Action{Label: "Edit", Source: crm.FromUser}, func(tx crm.Tx) error {
		if r.ID == "" {
			r.ID = tx.NewID()
		}
		return tx.Put(r)
	})
	d.pacer.Edited(d.now)
	return err
}

func (d *desk) report(b *bench) error {
	t := d.tally
	feeds := len(t.caps.Feeds)
	polls := d.rounds * feeds
	if t.caps.ChangesFeed {
		polls = d.rounds
	}
	all, err := d.db.Count(b.ctx, crm.Query{Entity: "contact"})
	if err != nil {
		return err
	}
	bound := polls + t.bound + d.extra(t) + int(all)/max(t.caps.PageSize, 1)
	ratio := float64(d.requests) / float64(bound)
	fmt.Fprintf(os.Stderr, "%.2fx, %d of at least %d, %d rounds, %+v\n", ratio, d.requests, bound, d.rounds, struct{ lists, gets, states, finds, counts, sweeps, creates, updates int }{
		t.lists, t.gets, len(t.seen), t.finds, t.counts, t.sweeps, t.creates, t.updates,
	})
	b.table.add("requests of a busy day, "+d.name, "<= 1.10x", fmt.Sprintf(
		"%.2fx (%d of at least %d in %d rounds; %d lists, %d single reads of %d states, %d counts, %d sweep pages, %d lookups, %d creates, %d updates)",
		ratio, d.requests, bound, d.rounds, t.lists, t.gets, len(t.seen), t.counts, t.sweeps, t.finds, t.creates, t.updates,
	), ratio <= 1.10)
	return nil
}
