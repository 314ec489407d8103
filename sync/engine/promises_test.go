package engine_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

func TestPossibleDoubleAsks(t *testing.T) {
	set := servers["versions"]
	set.Twins = true
	for _, choice := range []engine.Choice{engine.Mine, engine.Theirs} {
		w := newWorld(t, set)
		d := w.desk("ann")
		d.round()
		id := d.put("organisation", "", crm.Values{"name": "Acme", "industry": "Steel"})
		rid := ""
		w.fault = func(c memory.Call) memory.Fault { return memory.Fault{} }
		rid = w.create("organisation", crm.Values{"name": "Acme", "website": "acme.example"})
		d.round()
		box := d.inbox()
		want(t, "inbox", len(box), 1)
		want(t, "kind", box[0].Kind, replica.MaybeTwice)
		want(t, "candidate", box[0].Candidates[0], rid)
		d.resolve(box[0], choice)
		d.round()
		if choice == engine.Mine {
			want(t, "there", len(w.server.All("organisation")), 2)
			want(t, "mine is there", d.item("organisation", id).New, false)
			continue
		}
		want(t, "there", len(w.server.All("organisation")), 1)
		want(t, "here", len(d.store.Records("organisation")), 1)
		want(t, "joined", w.there(rid, "industry"), "Steel")
	}
}

// TestAgreedDoubleIsNotAskedAboutAgain: the program ends while a double that a person wants is sent, to a server without markers.
func TestAgreedDoubleIsNotAskedAboutAgain(t *testing.T) {
	w := newWorld(t, memory.Settings{Twins: true})
	d := w.desk("ann")
	d.round()
	w.create("organisation", crm.Values{"name": "Acme"})
	id := d.put("organisation", "", crm.Values{"name": "Acme", "industry": "Steel"})
	d.round()
	d.resolve(d.inbox()[0], engine.Mine)
	w.once("create", memory.LostRequest)
	_, _ = d.tryRound()
	for range 3 {
		w.pass(time.Minute)
		_, _ = d.tryRound()
	}
	want(t, "asked whether it arrived", d.inbox()[0].Kind, replica.MaybeThere)
	d.resolve(d.inbox()[0], engine.Mine)
	d.round()
	want(t, "asked again", len(d.inbox()), 0)
	want(t, "sent", d.item("organisation", id).New, false)
	want(t, "there", len(w.server.All("organisation")), 2)
}

func TestCircleOfLinksIsSentInTwoSteps(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		a, b := d.store.NewID(), d.store.NewID()
		d.put("organisation", a, crm.Values{"name": "A", "parent": b})
		d.put("organisation", b, crm.Values{"name": "B", "parent": a})
		d.round()
		d.round()
		for _, id := range []string{a, b} {
			item := d.item("organisation", id)
			if item.New || len(item.Edits) > 0 {
				t.Fatalf("not sent: %+v", item)
			}
			rec, _ := w.server.Read(item.RemoteID)
			if rec.Values["parent"] == nil {
				t.Fatalf("%s has no parent there", id)
			}
		}
	})
}

func TestLinkToWhatTheProviderCannotHoldStaysHere(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	me := d.store.NewID()
	if err := d.store.Replicate(context.Background(), func(tx replica.Tx) error {
		return tx.Put(crm.Record{Entity: "user", ID: me, Values: crm.Values{"name": "Local"}})
	}); err != nil {
		t.Fatal(err)
	}
	id := d.put("organisation", "", crm.Values{"name": "A", "owner": me})
	d.round()
	w.change(d.item("organisation", id).RemoteID, crm.Values{"industry": "Steel"})
	d.round()
	want(t, "sent", d.item("organisation", id).New, false)
	want(t, "owner", d.text("organisation", id, "owner"), me)
	want(t, "industry", d.text("organisation", id, "industry"), "Steel")
}

func TestSameStampPagesAndAnyPageSize(t *testing.T) {
	for _, size := range []int{1, 3, 7, 200} {
		w := newWorld(t, memory.Settings{Grain: time.Second, PageSize: size, Versions: true})
		for i := range 20 {
			w.create("organisation", crm.Values{"name": fmt.Sprint(i)})
		}
		d := w.desk("ann")
		engineNoSweep(d)
		d.round()
		want(t, "here", len(d.store.Records("organisation")), 20)
		for i, id := range w.server.All("organisation") {
			w.change(id, crm.Values{"industry": fmt.Sprint(i)})
		}
		d.round()
		for _, r := range d.store.Records("organisation") {
			want(t, "changed", r.Text("industry"), r.Text("name"))
		}
	}
}

func TestAnotherAccountStopsTheRound(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	_ = d.store.Connect(context.Background(), replica.Connection{Provider: "memory", User: "ann", Account: "memory other"})
	d.put("organisation", "", crm.Values{"name": "A"})
	_, err := d.tryRound()
	want(t, "code", crm.CodeOf(err), crm.CodeConflict)
	want(t, "there", len(w.server.All("organisation")), 0)
}

func TestRefusedKeyStopsTheRound(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	d.put("organisation", "", crm.Values{"name": "A"})
	w.fault = func(memory.Call) memory.Fault { return memory.Fault{Kind: memory.BadKey} }
	_, err := d.tryRound()
	want(t, "code", crm.CodeOf(err), crm.CodeAuth)
	w.fault = nil
	d.round()
	want(t, "there", len(w.server.All("organisation")), 1)

	// Refused in the midst of its work it makes not one more request: the provider locks out whoever keeps trying.
	w.fault = func(memory.Call) memory.Fault { return memory.Fault{Kind: memory.BadKey} }
	n := w.server.Requests()
	_, err = d.tryRound()
	want(t, "code", crm.CodeOf(err), crm.CodeAuth)
	want(t, "requests", w.server.Requests()-n, 1)
}

func TestRetryAfterIsHandedOn(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	d.round()
	w.fault = func(memory.Call) memory.Fault { return memory.Fault{Kind: memory.Busy, RetryAfter: time.Minute} }
	n := w.server.Requests()
	_, err := d.tryRound()
	var e *remote.Error
	if !errors.As(err, &e) || e.RetryAfter != time.Minute {
		t.Fatalf("got %v", err)
	}
	want(t, "requests", w.server.Requests()-n, 1)

	w.fault = nil
	n = w.server.Requests()
	for _, ask := range []func(context.Context) (replica.Round, error){d.e.Round, d.e.Asked, d.e.Complete} {
		d.pass(10 * time.Second)
		_, err = ask(context.Background())
		want(t, "told to wait", errors.As(err, &e) && e.RetryAfter > 0, true)
		d.start() // another program, or the same after a restart
	}
	want(t, "requests meanwhile", w.server.Requests()-n, 0)
	d.pass(30 * time.Second)
	d.round()
}

func TestAnotherConnectionNeedsNotWait(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	w.fault = func(memory.Call) memory.Fault { return memory.Fault{Kind: memory.Busy, RetryAfter: time.Hour} }
	_, err := d.tryRound()
	want(t, "asked to wait", crm.CodeOf(err), crm.CodeUnavailable)
	w.fault = nil
	d.pass(time.Second)
	c := replica.Connection{Provider: "memory", User: "ann", Since: crm.InstantOf(d.at.AddDate(10, 0, 0))}
	if err := d.store.Connect(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	d.round()
}

func TestUnguardedUpdatesAreCounted(t *testing.T) {
	for kind, n := range map[string]int{"plain": 1, "versions": 0} {
		w := newWorld(t, servers[kind])
		d := w.desk("ann")
		rid := w.create("organisation", crm.Values{"name": "Acme"})
		d.round()
		d.put("organisation", d.local("organisation", rid), crm.Values{"name": "Acme Ltd"})
		r := d.round()
		want(t, "pushed", r.Pushed, 1)
		want(t, kind, r.Unguarded, n)
	}
}

func TestOneFailingRecordDoesNotStopOthers(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	d.round()
	bad := d.put("organisation", "", crm.Values{"name": "poison"})
	good := d.put("organisation", "", crm.Values{"name": "good"})
	first := true
	poison := func(c memory.Call) memory.Fault {
		if c.Verb == "create" && first {
			first = false
			return memory.Fault{Kind: memory.LostRequest}
		}
		return memory.Fault{}
	}
	w.fault = poison
	_, _ = d.tryRound()
	want(t, "good", d.item("organisation", good).New, false)
	want(t, "bad", d.item("organisation", bad).Hold.Reason, replica.Failing)
}

func TestClientClockDoesNotMatter(t *testing.T) {
	// Every desk of these tests runs ten years ahead of the server; what a round decides must be the same without it.
	w := newWorld(t, servers["grained"])
	d := w.desk("ann")
	w.create("organisation", crm.Values{"name": "A"})
	d.round()
	w.create("organisation", crm.Values{"name": "B"})
	d.round()
	want(t, "here", len(d.store.Records("organisation")), 2)
}

// TestTypedIntoAnEmptyFieldOfACreateUnderway: what was empty when the create left is an edit afterwards, also where another field of
// its group was sent.
func TestTypedIntoAnEmptyFieldOfACreateUnderway(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		d.round()
		id := d.put("lead", "", crm.Values{"name": "King", "status": crm.LeadNew, "currency": "EUR"})
		w.once("create", memory.LostResponse)
		_, _ = d.tryRound()
		d.put("lead", id, crm.Values{"amount": int64(500)})
		for range 3 {
			w.pass(10 * time.Minute)
			d.round()
		}
		lead, _ := d.get("lead", id)
		want(t, "here", lead.Values["amount"], any(int64(500)))
		want(t, "there", w.there(d.item("lead", id).RemoteID, "amount"), "500")
		want(t, "leads there", len(w.server.All("lead")), 1)
	})
}
