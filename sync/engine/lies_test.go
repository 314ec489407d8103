package engine_test

import (
	"context"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// liar is a provider whose answers are bent.
type liar struct {
	remote.Provider
	list func(remote.Scan, *remote.Page)
	get  func(*remote.Record)
}

func (l *liar) List(ctx context.Context, s remote.Scan) (remote.Page, error) {
	page, err := l.Provider.List(ctx, s)
	if err == nil && l.list != nil {
		l.list(s, &page)
	}
	return page, err
}

func (l *liar) Get(ctx context.Context, feed, id string) (remote.Record, error) {
	rec, err := l.Provider.Get(ctx, feed, id)
	if err == nil && l.get != nil {
		l.get(&rec)
	}
	return rec, err
}

// TestAProviderThatLies bends the answers to a client that has records and an unsent edit. Whatever it is told, the round ends, nothing
// here is lost, nothing is doubled, and once the truth is told both sides agree.
func TestAProviderThatLies(t *testing.T) {
	const year = 365 * 24 * 60 * 60 * 1000
	of := func(feed string, f func(*remote.Page)) func(remote.Scan, *remote.Page) {
		return func(s remote.Scan, p *remote.Page) {
			if s.Feed == feed {
				f(p)
			}
		}
	}
	each := func(f func(*remote.Record)) func(remote.Scan, *remote.Page) {
		return of("organisation", func(p *remote.Page) {
			for i := range p.Records {
				if p.Records[i].Values == nil {
					p.Records[i].Values = crm.Values{}
				}
				f(&p.Records[i])
			}
		})
	}
	for name, l := range map[string]liar{
		"pages that never end":       {list: of("organisation", func(p *remote.Page) { p.More = true })},
		"the first page for ever":    {list: func(_ remote.Scan, p *remote.Page) { p.More = true }},
		"too many announced":         {list: of("organisation", func(p *remote.Page) { p.Total = 1 << 40 })},
		"none announced":             {list: of("organisation", func(p *remote.Page) { p.Total = 0 })},
		"a negative number":          {list: of("organisation", func(p *remote.Page) { p.Total = -7 })},
		"an empty page with more":    {list: of("organisation", func(p *remote.Page) { p.Records, p.More = nil, true })},
		"an empty account":           {list: of("organisation", func(p *remote.Page) { p.Records, p.More, p.Total = nil, false, 0 })},
		"one id for all":             {list: each(func(r *remote.Record) { r.ID = "organisation-1" })},
		"ids that change":            {list: each(func(r *remote.Record) { r.ID += "x" })},
		"ids without a character":    {list: each(func(r *remote.Record) { r.ID = "" })},
		"stamps of ten years ahead":  {list: each(func(r *remote.Record) { r.ModifiedAt += 10 * year })},
		"stamps of ten years ago":    {list: each(func(r *remote.Record) { r.ModifiedAt -= 10 * year })},
		"a clock ten years ahead":    {list: func(_ remote.Scan, p *remote.Page) { p.At += 10 * year }},
		"a clock ten years ago":      {list: func(_ remote.Scan, p *remote.Page) { p.At -= 10 * year }},
		"no clock":                   {list: func(_ remote.Scan, p *remote.Page) { p.At = 0 }},
		"texts that are numbers":     {list: each(func(r *remote.Record) { r.Values["name"] = 7.5 }), get: func(r *remote.Record) { r.Values["name"] = 7.5 }},
		"lists that are texts":       {list: each(func(r *remote.Record) { r.Values["emails"] = "x" }), get: func(r *remote.Record) { r.Values["emails"] = "x" }},
		"links that are texts":       {list: each(func(r *remote.Record) { r.Values["parent"] = "x" })},
		"links to things unknown":    {list: each(func(r *remote.Record) { r.Values["parent"] = remote.Ref{Entity: "spoon", ID: "1"} })},
		"fields that nobody knows":   {list: each(func(r *remote.Record) { r.Values["moon"] = "full" })},
		"another record when asked":  {get: func(r *remote.Record) { r.ID += "x" }},
		"an older version when read": {get: func(r *remote.Record) { r.Version = "0" }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, memory.Settings{Markers: true, Versions: true, PageSize: 2})
			d := w.desk("ann")
			for _, n := range []string{"A", "B", "C", "D", "E"} {
				w.create("organisation", crm.Values{"name": n})
			}
			w.pass(time.Minute)
			d.round()
			id := d.local("organisation", w.server.All("organisation")[0])
			d.put("organisation", id, crm.Values{"industry": "typed"})
			fresh := d.put("organisation", "", crm.Values{"name": "new"})
			w.change(w.server.All("organisation")[1], crm.Values{"website": "b.example"})
			lying := true
			d.e = engine.New(engine.Options{
				Store: d.store, Now: func() time.Time { return w.at }, NewID: d.store.NewID, SweepEvery: -1,
				Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
					p := w.server.Client(remote.Options{Catalog: catalog, User: c.User, Meter: m})
					return &liar{
						Provider: p,
						list: func(s remote.Scan, page *remote.Page) {
							if lying && l.list != nil {
								l.list(s, page)
							}
						},
						get: func(r *remote.Record) {
							if lying && l.get != nil {
								l.get(r)
							}
						},
					}, nil
				},
			})
			for range 3 {
				w.pass(time.Minute)
				ended := make(chan error, 1)
				go func() { _, err := d.e.Round(t.Context()); ended <- err }()
				select {
				case err := <-ended:
					if err != nil && crm.CodeOf(err) == crm.CodeInternal {
						t.Fatalf("the round fails without a reason: %v", err)
					}
				case <-time.After(20 * time.Second):
					t.Fatal("the round does not end")
				}
			}
			if rec, ok := d.get("organisation", id); !ok || rec.Text("industry") != "typed" {
				t.Errorf("what was typed is gone: %v", rec.Values)
			}
			if _, ok := d.get("organisation", fresh); !ok {
				t.Error("the new record is gone")
			}
			lying = false
			for _, c := range d.inbox() {
				d.resolve(c, engine.Mine)
			}
			for range 4 {
				w.pass(7 * time.Hour)
				_, _ = d.tryRound()
			}
			here := map[string]bool{}
			for _, r := range d.store.Records("organisation") {
				here[r.Text("name")] = true
			}
			if there := len(w.server.All("organisation")); there != 6 || len(here) != 6 || len(d.store.Records("organisation")) != 6 {
				t.Errorf("%d there, here %v", there, here)
			}
			want(t, "the other's change", d.text("organisation", d.local("organisation", w.server.All("organisation")[1]), "website"), "b.example")
			for _, remoteID := range w.server.All("organisation") {
				if d.local("organisation", remoteID) == id {
					want(t, "what was typed is there", w.there(remoteID, "industry"), "typed")
				}
			}
		})
	}
}
