package espocrm

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/engine/enginetest"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

// desk is one client of the world's server: the real engine over a store in memory.
type desk struct {
	*world
	name   string
	store  *enginetest.Store
	engine *engine.Engine
	reads  int // records completed by a round, see [engine.Options]
}

func (w *world) desk(name string) *desk {
	w.t.Helper()
	d := &desk{world: w, store: enginetest.NewStore(name, crm.Base(), func() time.Time { return w.at })}
	if err := d.store.Connect(context.Background(), replica.Connection{Provider: "espocrm", URL: w.web.URL}); err != nil {
		w.t.Fatal(err)
	}
	d.restart()
	return d
}

// restart begins with a fresh engine and provider over the same store.
func (d *desk) restart() {
	w := d.world
	d.engine = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return w.at }, NewID: d.store.NewID, SweepEvery: time.Hour, SweepShare: 1, CompleteReads: d.reads,
		Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return OpenWith(remote.Options{Catalog: catalog, URL: c.URL, Secret: "0123456789abcdef", Meter: m}, nil)
		},
	})
}

func (d *desk) round() replica.Round {
	d.t.Helper()
	r, err := d.engine.Round(context.Background())
	if err != nil {
		d.t.Fatalf("round: %v", err)
	}
	d.tick()
	return r
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

// forget makes the records of an entity vanish here, as if they had never been read.
func (d *desk) forget(entity string) {
	d.t.Helper()
	err := d.store.Replicate(context.Background(), func(tx replica.Tx) error {
		all, _ := tx.List(crm.Query{Entity: entity})
		for _, r := range all {
			_ = tx.Delete(r.Ref())
			_ = tx.Forget(r.Ref())
		}
		c, _ := tx.Cursor(typeRole)
		c.High, c.Swept = 0, 0
		return tx.SaveCursor(c)
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) local(entity, id string) crm.Values {
	d.t.Helper()
	var out crm.Record
	d.store.View(func(tx replica.Tx) { out, _ = tx.Get(crm.Ref{Entity: entity, ID: id}) })
	return out.Values
}

// fill makes one record of each kind here, tied together.
func (d *desk) fill() map[string]string {
	ids := map[string]string{}
	ids["organisation"] = d.put("organisation", "", crm.Values{"name": "Quay Ltd", "industry": "Bootsbau", "kind": "Buying group"})
	ids["contact"] = d.put("contact", "", crm.Values{
		"first_name": "Ada", "last_name": "King", "organisation": ids["organisation"], "title": "Captain",
		"emails": []crm.Reach{{Value: "Ada@x.example", Label: "work"}, {Value: "b@x.example"}},
		"phones": []crm.Reach{{Value: "+353 91 555 0101 ext. 7", Label: "work"}}, "tags": []string{"red"},
	})
	ids["lead"] = d.put("lead", "", crm.Values{"name": "Grace Hopper", "status": crm.LeadQualified, "next_step": "ring", "amount": int64(100), "currency": "EUR"})
	ids["deal"] = d.put("deal", "", crm.Values{
		"name": "Boats", "stage": "Proposal", "probability": 50.0, "amount": int64(150050), "currency": "USD",
		"close_date": crm.Date("2026-12-31"), "organisation": ids["organisation"], "contact": ids["contact"],
	})
	ids["ticket"] = d.put("ticket", "", crm.Values{"subject": "Mast", "status": crm.TicketNew, "kind": "Request", "organisation": ids["organisation"]})
	ids["activity"] = d.put("activity", "", crm.Values{
		"kind": "visit", "subject": "On board", "at": instant("2026-04-01 10:00:00") + 123, "duration": int64(600), "contact": ids["contact"], "done": true,
	})
	return ids
}

// polled is how many requests a quiet round makes: files come inside records.
var polled = len(objects) - 1

func TestEngineSendsEverythingOnce(t *testing.T) {
	w := newWorld(t, nil)
	d := w.desk("ann")
	d.fill()
	for range 3 {
		d.round()
	}
	for _, kind := range []string{typeAccount, typeContact, typeLead, typeOpportunity, typeCase, typeMeeting} {
		if n := len(w.server.All(kind)); n != 1 {
			t.Errorf("%d %s records", n, kind)
		}
	}
	other := w.desk("ben")
	other.round()
	w.pass(10 * time.Minute)
	for name, d := range map[string]*desk{"ann": d, "ben": other} {
		d.round()
		writes, commits := d.store.Writes, d.store.Commits
		if r := d.round(); r.Requests != polled || r.Pulled+r.Pushed+r.Conflicts+r.Refused != 0 || d.store.Writes != writes || d.store.Commits != commits {
			t.Errorf("%s: a quiet round makes %+v, %d writes, %d commits", name, r, d.store.Writes-writes, d.store.Commits-commits)
		}
	}
}

// What the server has no word for stays as it was typed here, whatever comes back.
func TestEngineKeepsWhatTheServerCannotSay(t *testing.T) {
	w := newWorld(t, nil)
	d := w.desk("ann")
	ids := d.fill()
	d.round()
	won := crm.InstantOf(w.at)
	d.put("deal", ids["deal"], crm.Values{"stage": crm.DealWon, "probability": 100.0, "closed_at": won})
	d.put("ticket", ids["ticket"], crm.Values{"status": crm.TicketSolved, "solved_at": won})
	for range 3 {
		d.round()
	}
	if s := fmt.Sprint(w.server.All(typeOpportunity)[0]["stage"], w.server.All(typeCase)[0]["status"]); s != "Closed Won Closed" && s != "Closed WonClosed" {
		t.Errorf("there: %s", s)
	}
	for entity, want := range map[string]crm.Values{
		"organisation": {"industry": "Bootsbau", "kind": "Buying group"},
		"contact":      {"phones": []crm.Reach{{Value: "+353 91 555 0101 ext. 7", Label: "work"}}, "tags": []string{"red"}},
		"lead":         {"status": crm.LeadQualified, "next_step": "ring"},
		"deal":         {"closed_at": won},
		"ticket":       {"status": crm.TicketSolved, "solved_at": won, "kind": "Request"},
		"activity":     {"kind": "visit"},
	} {
		got := d.local(entity, ids[entity])
		for field, v := range want {
			if !crm.Equal(got[field], v) {
				t.Errorf("%s.%s is %v now, was %v", entity, field, got[field], v)
			}
		}
	}
}

// Whatever answer is lost, in the end there is exactly one record of each, and nothing waits for a person.
func TestEngineWithLostAnswers(t *testing.T) {
	for name, fault := range map[string]espotest.Fault{
		"dropped": {Drop: true}, "cut": {Cut: 20}, "502": {Status: 502, Apply: true}, "a page": {Page: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			d := w.desk("ann")
			failed := map[string]bool{}
			w.server.Fail(func(r *espotest.Request) *espotest.Fault {
				key := r.Method + " " + r.Path
				if r.Method == http.MethodGet || failed[key] {
					return nil
				}
				failed[key] = true
				f := fault
				return &f
			})
			ids := d.fill()
			for range 12 {
				_, _ = d.engine.Round(context.Background()) // failures are the point
				w.pass(20 * time.Minute)
			}
			d.put("contact", ids["contact"], crm.Values{"title": "Admiral"})
			for range 6 {
				_, _ = d.engine.Round(context.Background())
				w.pass(20 * time.Minute)
			}
			for _, kind := range []string{typeAccount, typeContact, typeLead, typeOpportunity, typeCase, typeMeeting} {
				if n := len(w.server.All(kind)); n != 1 {
					t.Errorf("%d %s records", n, kind)
				}
			}
			if c := w.server.All(typeContact)[0]; c["title"] != "Admiral" || c["accountId"] != w.server.All(typeAccount)[0]["id"] {
				t.Errorf("the contact there: %v of %v", c["title"], c["accountId"])
			}
			d.store.View(func(tx replica.Tx) {
				if open, err := tx.Conflicts(); err != nil || len(open) != 0 {
					t.Errorf("in the inbox: %+v, %v", open, err)
				}
			})
		})
	}
}

// What may have arrived and did not is sent again only when a person says so.
func TestEngineAsksBeforeItSendsAgain(t *testing.T) {
	w := newWorld(t, nil)
	d := w.desk("ann")
	w.server.Fail(func(r *espotest.Request) *espotest.Fault {
		if r.Method == http.MethodPost {
			return &espotest.Fault{Lose: true}
		}
		return nil
	})
	d.put("organisation", "", crm.Values{"name": "Quay Ltd"})
	_, _ = d.engine.Round(context.Background())
	w.server.Heal()
	for range 6 {
		w.pass(20 * time.Minute)
		d.round()
	}
	if n := len(w.server.All(typeAccount)); n != 0 {
		t.Errorf("%d accounts", n)
	}
	d.store.View(func(tx replica.Tx) {
		if open, err := tx.Conflicts(); err != nil || len(open) != 1 || open[0].Kind != replica.MaybeThere {
			t.Errorf("in the inbox: %+v, %v", open, err)
		}
	})
}
