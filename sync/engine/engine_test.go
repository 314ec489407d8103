package engine_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// servers are the kinds of servers that every promise is tested with.
var servers = map[string]memory.Settings{
	"plain":    {Alias: true},
	"versions": {Versions: true, Markers: true, Alias: true},
	"hub":      {Versions: true, ClientIDs: true, Alias: true},
	"grained":  {Grain: time.Second, Markers: true, Normalise: true, Alias: true},
	"late":     {Versions: true, Markers: true, Grain: time.Second, Lag: 3 * time.Second, Alias: true},
	"split":    {Split: true, Versions: true, Markers: true, Alias: true},
	"changes":  {ChangesFeed: true, Markers: true, Alias: true, PageSize: 3},
	"batches":  {Versions: true, Markers: true, Alias: true, Batch: 5, PageSize: 7},
	"unalike":  {ChangesFeed: true, DeletesFeed: true, Alias: true, Split: true, Batch: 2, Whole: true, Grain: time.Second},
	"team":     team,
}

// team is a server with everything that the engine can use.
var team = memory.Settings{Versions: true, ClientIDs: true, ChangesFeed: true, DeletesFeed: true, Alias: true, Batch: 4, PageSize: 5}

func everywhere(t *testing.T, f func(t *testing.T, w *world)) {
	for name, set := range servers {
		t.Run(name, func(t *testing.T) { f(t, newWorld(t, set)) })
	}
}

func TestRecordsTravelBothWays(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		acme := w.create("organisation", crm.Values{"name": "Acme"})
		w.create("contact", crm.Values{"last_name": "Berg", "organisation": remote.Ref{Entity: "organisation", ID: acme}})
		w.pass(10 * time.Second)
		d.round()
		contacts := d.store.Records("contact")
		want(t, "contacts", len(contacts), 1)
		want(t, "its organisation", contacts[0].Text("organisation"), d.local("organisation", acme))

		org := d.put("organisation", "", crm.Values{"name": "Beta"})
		id := d.put("contact", "", crm.Values{"last_name": "Cole", "organisation": org, "emails": []crm.Reach{{Value: "c@beta.example"}}})
		call := d.put("activity", "", crm.Values{"subject": "Hello", "kind": "call", "contact": id})
		d.round()
		for _, ref := range []crm.Ref{{Entity: "organisation", ID: org}, {Entity: "contact", ID: id}, {Entity: "activity", ID: call}} {
			item := d.item(ref.Entity, ref.ID)
			if item.New || item.RemoteID == "" || len(item.Edits) > 0 || item.Hold != nil {
				t.Fatalf("%v was not sent: %+v", ref, item)
			}
		}
		rec, _ := w.server.Read(d.item("contact", id).RemoteID)
		want(t, "link there", rec.Values["organisation"], any(remote.Ref{Entity: "organisation", ID: d.item("organisation", org).RemoteID}))
	})
}

func TestQuietRoundWritesNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		org := d.put("organisation", "", crm.Values{"name": " Beta ", "tags": []string{"b", "a"}})
		d.put("deal", "", crm.Values{"name": "Big", "stage": "Won", "organisation": org, "amount": int64(500), "currency": "EUR", "closed_at": crm.Instant(1_700_000_000_123)})
		w.create("contact", crm.Values{"last_name": "Berg", "first_name": "Al"})
		for range 4 {
			d.round()
			w.pass(time.Minute)
		}
		d.e = nil
		d.start()
		engineNoSweep(d)
		d.round()
		writes, commits := d.store.Writes, d.store.Commits
		r := d.round()
		least := len(feedsOf(w))
		if w.server.Client(remote.Options{}).Capabilities().ChangesFeed {
			least = 1
		}
		want(t, "requests", r.Requests, least)
		want(t, "pushed and pulled", r.Pushed+r.Pulled, 0)
		want(t, "records written", d.store.Writes, writes)
		want(t, "commits", d.store.Commits, commits)
	})
}

func feedsOf(w *world) []remote.Feed {
	return w.server.Client(remote.Options{}).Capabilities().Feeds
}

func engineNoSweep(d *desk) {
	d.e = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return d.at }, NewID: d.store.NewID, SweepEvery: 24 * time.Hour,
		Open: func(_ context.Context, c replica.Connection, _ *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return d.server.Client(remote.Options{User: c.User, Meter: m}), nil
		},
	})
}

func TestDifferentFieldsMergeSilently(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("organisation", crm.Values{"name": "Acme"})
		w.pass(10 * time.Second)
		d.round()
		id := d.local("organisation", rid)
		d.put("organisation", id, crm.Values{"industry": "Steel"})
		w.change(rid, crm.Values{"website": "acme.example"})
		w.pass(10 * time.Second)
		d.round()
		want(t, "mine there", w.there(rid, "industry"), "Steel")
		want(t, "theirs here", d.text("organisation", id, "website"), "acme.example")
		want(t, "conflicts", len(d.inbox()), 0)
	})
}

func TestSameFieldKeepsTheirsLiveAndMineInTheInbox(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("organisation", crm.Values{"name": "Acme"})
		w.pass(10 * time.Second)
		d.round()
		id := d.local("organisation", rid)
		d.put("organisation", id, crm.Values{"name": "Acme mine"})
		w.change(rid, crm.Values{"name": "Acme theirs"})
		w.pass(10 * time.Second)
		d.round()
		want(t, "live", d.text("organisation", id, "name"), "Acme theirs")
		want(t, "there", w.there(rid, "name"), "Acme theirs")
		box := d.inbox()
		want(t, "inbox", len(box), 1)
		want(t, "mine", box[0].Mine["name"], any("Acme mine"))
		want(t, "who", d.text("user", box[0].Who, "name"), "Eve")

		d.resolve(box[0], engine.Mine)
		d.round()
		want(t, "there after my word", w.there(rid, "name"), "Acme mine")
		want(t, "inbox after my word", len(d.inbox()), 0)
	})
}

func TestTagsMergeAsSets(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	rid := w.create("organisation", crm.Values{"name": "Acme", "tags": []string{"a", "b"}})
	d.round()
	id := d.local("organisation", rid)
	d.put("organisation", id, crm.Values{"tags": []string{"b", "mine"}})
	w.change(rid, crm.Values{"tags": []string{"a", "b", "theirs"}})
	d.round()
	want(t, "there", w.there(rid, "tags"), "[b theirs mine]")
	want(t, "conflicts", len(d.inbox()), 0)
}

func TestLostResponseNeverMakesTwo(t *testing.T) {
	for _, kind := range []memory.FaultKind{memory.LostResponse, memory.LostRequest, memory.ServerError, memory.Unreachable} {
		everywhere(t, func(t *testing.T, w *world) {
			d := w.desk("ann")
			d.round()
			id := d.put("organisation", "", crm.Values{"name": "Once"})
			caps, verb := w.server.Client(remote.Options{}).Capabilities(), "create"
			if caps.Batch > 1 {
				verb = "batch"
			}
			w.once(verb, kind)
			_, _ = d.tryRound()
			d.start() // the program was started anew
			d.put("organisation", id, crm.Values{"industry": "typed meanwhile"})
			for range 5 {
				w.pass(time.Minute)
				_, _ = d.tryRound()
			}
			item := d.item("organisation", id)
			doubtful := kind == memory.LostRequest && !caps.Marker && !caps.ClientID // nothing tells that it did not arrive
			want(t, "a person is asked", item.Hold != nil, doubtful)
			if doubtful {
				box := d.inbox()
				want(t, "asked", len(box), 1)
				want(t, "kind", box[0].Kind, replica.MaybeThere)
				want(t, "there before the answer", len(w.server.All("organisation")), 0)
				d.resolve(box[0], engine.Mine)
				d.round()
			}
			want(t, "there", len(w.server.All("organisation")), 1)
			want(t, "here", len(d.store.Records("organisation")), 1)
			want(t, "later edit", w.there(w.server.All("organisation")[0], "industry"), "typed meanwhile")
			want(t, "open attempts", d.attempts(), 0)
		})
	}
}

func TestLostUpdateIsRecognised(t *testing.T) {
	for _, kind := range []memory.FaultKind{memory.LostResponse, memory.LostRequest, memory.ServerError} {
		everywhere(t, func(t *testing.T, w *world) {
			d := w.desk("ann")
			rid := w.create("organisation", crm.Values{"name": "Acme"})
			w.pass(10 * time.Second)
			d.round()
			id := d.local("organisation", rid)
			d.put("organisation", id, crm.Values{"name": "first"})
			w.once("update", kind)
			_, _ = d.tryRound()
			d.put("organisation", id, crm.Values{"name": "second"})
			d.start()
			for range 4 {
				w.pass(time.Minute)
				d.round()
			}
			want(t, "there", w.there(rid, "name"), "second")
			want(t, "no false conflict", len(d.inbox())+len(d.store.ClosedConflicts()), 0)
		})
	}
}

func TestDeletesTravelBothWays(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		a, b := w.create("organisation", crm.Values{"name": "A"}), w.create("organisation", crm.Values{"name": "B"})
		w.pass(10 * time.Second)
		d.round()
		d.remove("organisation", d.local("organisation", a))
		if err := w.server.Delete(w.eve, b); err != nil {
			t.Fatal(err)
		}
		w.pass(10 * time.Second)
		d.round()
		want(t, "there", len(w.server.All("organisation")), 0)
		want(t, "here", len(d.store.Records("organisation")), 0)
	})
}

func TestEditAgainstDeleteAsks(t *testing.T) {
	for _, choice := range []engine.Choice{engine.Mine, engine.Theirs} {
		everywhere(t, func(t *testing.T, w *world) {
			d := w.desk("ann")
			a, b := w.create("organisation", crm.Values{"name": "A"}), w.create("organisation", crm.Values{"name": "B"})
			w.pass(10 * time.Second)
			d.round()
			here, gone := d.local("organisation", a), d.local("organisation", b)
			d.put("organisation", here, crm.Values{"industry": "typed"})
			if err := w.server.Delete(w.eve, a); err != nil {
				t.Fatal(err)
			}
			d.remove("organisation", gone)
			w.change(b, crm.Values{"industry": "changed"})
			w.pass(10 * time.Second)
			d.round()
			d.round()
			box := d.inbox()
			want(t, "inbox", len(box), 2)
			for _, c := range box {
				if c.Kind == replica.GoneThere { // what was typed is told apart from what was there before
					want(t, "before", c.Base["industry"], nil)
					want(t, "mine", c.Mine["industry"], any("typed"))
					want(t, "unchanged", c.Base["name"], c.Mine["name"])
				}
			}
			want(t, "not deleted here", d.text("organisation", here, "industry"), "typed")
			want(t, "not deleted there", w.there(b, "industry"), "changed")
			d.resolve(box[0], choice)
			d.resolve(box[1], choice)
			w.pass(10 * time.Second)
			d.round()
			d.round()
			want(t, "inbox after", len(d.inbox()), 0)
			live := map[engine.Choice]string{engine.Mine: "A", engine.Theirs: "B"}[choice]
			want(t, "there after", len(w.server.All("organisation")), 1)
			want(t, "which", w.there(w.server.All("organisation")[0], "name"), live)
			want(t, "here after", len(d.store.Records("organisation")), 1)
			want(t, "which here", d.store.Records("organisation")[0].Text("name"), live)
		})
	}
}

func TestRefusedRecordDelaysOnlyItself(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		d.round()
		w.reject = func(_ string, v crm.Values) string {
			if v["name"] == "bad" {
				return "This name is not allowed."
			}
			return ""
		}
		bad := d.put("organisation", "", crm.Values{"name": "bad"})
		child := d.put("contact", "", crm.Values{"last_name": "Child", "organisation": bad})
		good := d.put("organisation", "", crm.Values{"name": "good"})
		r := d.round()
		want(t, "refused", r.Refused, 1)
		want(t, "held", d.item("organisation", bad).Hold.Reason, replica.Refused)
		want(t, "words", d.item("organisation", bad).Hold.Message, "This name is not allowed.")
		want(t, "child", d.item("contact", child).Hold.Reason, replica.Dependency)
		want(t, "good", d.item("organisation", good).New, false)
		requests, writes := w.server.Requests(), 0
		w.fault = func(c memory.Call) memory.Fault {
			if c.Writes() {
				writes++
			}
			return memory.Fault{}
		}
		d.round()
		d.round()
		want(t, "sent again without a change", writes, 0)
		w.fault = nil
		quiet := (w.server.Requests() - requests) / 2
		d.put("organisation", bad, crm.Values{"name": "better"})
		d.round()
		want(t, "sent after the edit", d.item("organisation", bad).New, false)
		want(t, "child after", d.item("contact", child).New, false)
		if quiet > 2*len(feedsOf(w))+2 { // a late list costs a look at the record
			t.Fatalf("a round with a held record made %d requests", quiet)
		}
	})
}

func TestPartialListingDeletesNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		for i := range 10 {
			w.create("organisation", crm.Values{"name": fmt.Sprint(i)})
		}
		w.pass(10 * time.Second)
		d.round()
		w.fault = func(c memory.Call) memory.Fault {
			if c.Verb == "list" {
				return memory.Fault{Kind: memory.ShortPage}
			}
			return memory.Fault{}
		}
		for range 3 {
			d.round()
		}
		want(t, "here", len(d.store.Records("organisation")), 10)
	})
}

func TestDeniedRecordStays(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("organisation", crm.Values{"name": "Secret"})
		w.pass(10 * time.Second)
		d.round()
		id := d.local("organisation", rid)
		w.server.Deny(w.server.User("ann"), rid, true)
		d.round()
		want(t, "still here", d.text("organisation", id, "name"), "Secret")
		want(t, "held", d.item("organisation", id).Hold.Reason, replica.Hidden)
		w.server.Deny(w.server.User("ann"), rid, false)
		w.change(rid, crm.Values{"name": "Open"})
		w.pass(10 * time.Second)
		d.round()
		want(t, "again", d.text("organisation", id, "name"), "Open")
		want(t, "free", d.item("organisation", id).Hold == nil, true)
	})
}

func TestMergedRecordLeavesItsEditsToTheSurvivor(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		a, b := w.create("organisation", crm.Values{"name": "A"}), w.create("organisation", crm.Values{"name": "B"})
		w.pass(10 * time.Second)
		d.round()
		loser, survivor := d.local("organisation", a), d.local("organisation", b)
		child := d.put("contact", "", crm.Values{"last_name": "Child", "organisation": loser})
		file := d.put("file", "", crm.Values{"name": "offer.pdf", "about": loser})
		d.put("organisation", loser, crm.Values{"industry": "typed"})
		if err := w.server.Merge(w.eve, a, b); err != nil {
			t.Fatal(err)
		}
		w.pass(10 * time.Second)
		d.round()
		w.pass(10 * time.Second)
		d.round()
		want(t, "loser here", d.text("organisation", loser, "name"), "")
		want(t, "link", d.text("contact", child, "organisation"), survivor)
		want(t, "file, which no provider holds", d.text("file", file, "about"), survivor)
		box := d.inbox()
		want(t, "inbox", len(box), 1)
		want(t, "of the survivor", box[0].Ref, crm.Ref{Entity: "organisation", ID: survivor})
		want(t, "mine", box[0].Mine["industry"], any("typed"))
		want(t, "alias", d.local("organisation", a), survivor)
	})
}
