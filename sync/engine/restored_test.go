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

func TestAStaleAnswerIsTakenForABackupOnlyUntilTheNextListing(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		there := w.create("organisation", crm.Values{"name": "Acme"})
		w.pass(time.Minute)
		d.round()
		w.pass(time.Minute)
		w.change(there, crm.Values{"name": "Acme new"})
		w.pass(time.Minute)
		d.round()
		id := d.local("organisation", there)
		w.fault = func(c memory.Call) memory.Fault {
			if c.Verb == "get" || c.Verb == "update" {
				return memory.Fault{Kind: memory.Stale}
			}
			return memory.Fault{}
		}
		d.put("organisation", id, crm.Values{"industry": "Steel"})
		_, _ = d.tryRound()
		w.fault = nil
		for range 3 {
			w.pass(time.Minute)
			d.round()
		}
		want(t, "held", d.item("organisation", id).Hold == nil, true)
		want(t, "there", w.there(there, "industry"), "Steel")
		want(t, "asked no more", rewound(d).ID, "")
	})
}

// interloper lets something happen between the reading of what changed there and the sending of a batch.
type interloper struct {
	remote.Provider
	meanwhile func()
}

func (i interloper) Batch(ctx context.Context, writes []remote.Write) ([]remote.Answer, error) {
	i.meanwhile()
	return i.Provider.Batch(ctx, writes)
}

func TestNothingIsAskedAfterABatchWhenTheProviderAsksToWait(t *testing.T) {
	w, d, ids := teamDesk(t, 3)
	for _, id := range ids {
		d.put("organisation", d.local("organisation", id), crm.Values{"industry": "Steel"})
	}
	deleted := func() {
		for _, id := range ids {
			must(t, w.server.Delete(w.eve, id))
		}
	}
	d.e = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return d.at }, NewID: d.store.NewID, SweepEvery: time.Hour,
		Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return interloper{d.server.Client(remote.Options{Catalog: catalog, User: c.User, Meter: m}), deleted}, nil
		},
	})
	gets := 0
	w.fault = func(c memory.Call) memory.Fault {
		if c.Verb != "get" {
			return memory.Fault{}
		}
		gets++
		return memory.Fault{Kind: memory.Busy, RetryAfter: time.Minute}
	}
	_, _ = d.tryRound()
	want(t, "questions", gets, 1)
}

func TestALinkFollowsWhatIsThereWhenADeletedRecordAndTheOneMadeInItsPlaceAreBothThere(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		org := d.put("organisation", "", crm.Values{"name": "Acme"})
		kid := d.put("contact", "", crm.Values{"last_name": "Kid", "organisation": org})
		d.round()
		first := d.item("organisation", org).RemoteID
		d.remove("organisation", org)
		d.round()
		d.put("organisation", org, crm.Values{"name": "Acme"})
		w.pass(time.Minute)
		d.round()
		w.pass(time.Minute)
		if d.item("organisation", org).RemoteID == first || !w.server.Restore(w.eve, first) {
			t.Skip("the same id comes back")
		}
		for range 3 {
			w.pass(time.Minute)
			d.round()
		}
		want(t, "link", d.text("contact", kid, "organisation"), d.local("organisation", first))
	})
}

func TestALinkHoldsWhenWhatWasLetGoIsBack(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		org := d.put("organisation", "", crm.Values{"name": "Acme"})
		kid := d.put("contact", "", crm.Values{"last_name": "Kid", "organisation": org})
		d.round()
		there := d.item("organisation", org).RemoteID
		w.pass(time.Minute)
		d.put("organisation", org, crm.Values{"industry": "Steel"})
		if err := w.server.Delete(w.eve, there); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Minute)
		d.round()
		for _, c := range d.inbox() {
			want(t, "asked", c.Kind, replica.GoneThere)
			d.resolve(c, engine.Theirs)
		}
		if !w.server.Restore(w.eve, there) {
			t.Fatal("not restored")
		}
		w.pass(time.Minute)
		d.round()
		_, here := d.get("organisation", d.text("contact", kid, "organisation"))
		want(t, "what it points to is here", here, true)
	})
}

func TestWhatCameBackHereIsNotDeletedThereForAnOlderState(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		org := d.put("organisation", "", crm.Values{"name": "Acme"})
		d.round()
		there := d.item("organisation", org).RemoteID
		d.remove("organisation", org)
		w.pass(time.Minute)
		w.change(there, crm.Values{"industry": "Steel"})
		w.pass(time.Minute)
		d.round()
		want(t, "asked", len(d.inbox()), 1)
		d.put("organisation", org, crm.Values{"name": "Acme"}) // undone: without what was changed there
		d.remove("organisation", org)
		w.pass(time.Minute)
		d.round()
		want(t, "there", w.there(there, "industry"), "Steel")
	})
}

func TestARepeatedCreateThatFailsLeavesTheFirstOneInDoubt(t *testing.T) {
	w := newWorld(t, servers["hub"])
	d := w.desk("ann")
	d.round()
	org := d.put("organisation", "", crm.Values{"name": "Acme"})
	for _, kind := range []memory.FaultKind{memory.LostResponse, memory.Busy} { // it arrives; the repetition does not
		w.fault = func(c memory.Call) memory.Fault {
			if c.Verb == "create" {
				return memory.Fault{Kind: kind}
			}
			return memory.Fault{Kind: memory.ShortPage} // no list shows it
		}
		_, _ = d.tryRound()
		w.pass(time.Hour)
	}
	w.fault = nil
	d.put("organisation", org, crm.Values{"industry": "Steel"})
	for range 3 {
		w.pass(time.Hour)
		d.round()
	}
	want(t, "there", len(w.server.All("organisation")), 1)
	want(t, "industry", w.there(w.server.All("organisation")[0], "industry"), "Steel")
}

// TestACreateIsRepeatedWithoutTheLinkThatWasChangedSince: its former target is gone there, and a person has yet to say what becomes of
// it. Whether the first request arrived or not, the link as it is now counts.
func TestACreateIsRepeatedWithoutTheLinkThatWasChangedSince(t *testing.T) {
	for server, kind := range map[string]memory.FaultKind{"versions": memory.LostRequest, "hub": memory.LostResponse} {
		for _, cleared := range []bool{true, false} {
			w := newWorld(t, servers[server])
			d := w.desk("ann")
			former, other := w.create("organisation", crm.Values{"name": "Former"}), w.create("organisation", crm.Values{"name": "Other"})
			d.settle(1)
			org := d.put("organisation", "", crm.Values{"name": "Acme", "parent": d.local("organisation", former)})
			d.put("organisation", d.local("organisation", former), crm.Values{"parent": org})
			created := false
			w.fault = func(c memory.Call) memory.Fault {
				switch {
				case c.Verb == "create":
					created = true
					return memory.Fault{Kind: kind}
				case created: // the listing would find it
					return memory.Fault{Kind: memory.Unreachable}
				}
				return memory.Fault{}
			}
			_, _ = d.tryRound()
			if err := w.server.Delete(w.eve, former); err != nil {
				t.Fatal(err)
			}
			parent, there := any(d.local("organisation", other)), fmt.Sprint(remote.Ref{Entity: "organisation", ID: other})
			if cleared {
				parent, there = nil, "<nil>"
			}
			d.put("organisation", org, crm.Values{"parent": parent})
			arrived := ""
			if kind == memory.LostResponse {
				arrived = w.server.All("organisation")[0]
				w.server.Deny(w.server.User("ann"), arrived, true) // no list shows it
			}
			w.fault = func(c memory.Call) memory.Fault {
				if c.Verb == "create" {
					return memory.Fault{Kind: memory.Unreachable}
				}
				return memory.Fault{}
			}
			d.round() // finds that the former target is gone
			w.fault = nil
			w.pass(time.Hour)
			d.round()
			w.server.Deny(w.server.User("ann"), arrived, false)
			if err := d.e.RetryHeld(context.Background(), crm.Ref{Entity: "organisation", ID: org}); err != nil {
				t.Fatal(err)
			}
			d.settle(2)
			want(t, "asked", len(d.inbox()), 1)
			want(t, "asked about the former target", d.inbox()[0].Kind, replica.GoneThere)
			item := d.item("organisation", org)
			if item.New || item.Hold != nil || len(item.Edits) > 0 {
				t.Fatalf("%s: not sent: %+v", server, item)
			}
			want(t, server, w.there(item.RemoteID, "parent"), there)
		}
	}
}

func TestAnOwnUpdateIsNotAllThatHappenedToARecordDeletedHere(t *testing.T) {
	w := newWorld(t, memory.Settings{Versions: true, Markers: true, Alias: true})
	d := w.desk("ann")
	there := w.create("organisation", crm.Values{"name": "Acme"})
	w.pass(time.Minute)
	d.round()
	id := d.local("organisation", there)
	d.put("organisation", id, crm.Values{"industry": "Steel"})
	w.once("update", memory.LostResponse)
	_, _ = d.tryRound()
	w.fault = nil
	d.remove("organisation", id)
	w.pass(time.Minute)
	w.change(there, crm.Values{"description": "Theirs"})
	w.pass(time.Minute)
	d.round()
	want(t, "there", w.there(there, "description"), "Theirs")
	want(t, "asked", len(d.inbox()), 1)
}

func TestDeletingWhatWasMergedThereLeavesTheSurvivor(t *testing.T) {
	w := newWorld(t, memory.Settings{Markers: true, Alias: true})
	d := w.desk("ann")
	there := w.create("organisation", crm.Values{"name": "Acme"})
	w.pass(time.Minute)
	d.round()
	d.remove("organisation", d.local("organisation", there))
	survivor := w.create("organisation", crm.Values{"name": "Beta"})
	must(t, w.server.Merge(w.eve, there, survivor))
	w.at = w.at.Add(-time.Hour) // no list shows the survivor before the deletion is sent
	for range 2 {
		d.round()
		w.pass(2 * time.Hour)
	}
	want(t, "there", w.there(survivor, "name"), "Beta")
	want(t, "here", d.text("organisation", d.local("organisation", survivor), "name"), "Beta")
}

func TestALinkToWhatNeverLeftIsTakenBackWithIt(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		first := d.put("organisation", "", crm.Values{"name": "Acme"})
		kid := d.put("contact", "", crm.Values{"last_name": "Kid", "organisation": first})
		w.pass(time.Minute)
		d.round()
		second := d.put("organisation", "", crm.Values{"name": "Beta"})
		d.put("contact", kid, crm.Values{"organisation": second})
		d.remove("organisation", second)
		w.pass(time.Minute)
		d.round()
		want(t, "link", d.text("contact", kid, "organisation"), first)
		want(t, "edits", len(d.item("contact", kid).Edits), 0)
	})
}

func TestAMergeIntoARecordWhoseAnswerNeverCame(t *testing.T) {
	w := newWorld(t, memory.Settings{Markers: true, Alias: true})
	d := w.desk("ann")
	there := w.create("organisation", crm.Values{"name": "Acme"})
	w.pass(time.Minute)
	d.round()
	old := d.local("organisation", there)
	fresh := d.put("organisation", "", crm.Values{"name": "Beta"})
	w.fault = func(c memory.Call) memory.Fault {
		switch c.Verb {
		case "create":
			return memory.Fault{Kind: memory.LostResponse}
		case "list":
			return memory.Fault{Kind: memory.ShortPage}
		}
		return memory.Fault{}
	}
	_, _ = d.tryRound()
	ids := w.server.All("organisation")
	must(t, w.server.Merge(w.eve, there, ids[len(ids)-1]))
	d.put("organisation", old, crm.Values{"description": "Mine"})
	w.fault = func(c memory.Call) memory.Fault {
		switch c.Verb {
		case "find":
			return memory.Fault{Kind: memory.Unreachable}
		case "list":
			return memory.Fault{Kind: memory.ShortPage}
		}
		return memory.Fault{}
	}
	_, _ = d.tryRound()
	w.fault = nil
	for range 3 {
		w.pass(time.Minute)
		d.round()
	}
	want(t, "which is which", d.local("organisation", ids[len(ids)-1]), fresh)
	want(t, "one", len(d.store.Records("organisation")), 1)
}

func TestWhatWasTypedIntoAMergedRecordStaysBesideALaterConflict(t *testing.T) {
	w := newWorld(t, memory.Settings{Versions: true, Alias: true})
	d := w.desk("ann")
	there, survivor := w.create("organisation", crm.Values{"name": "Acme"}), w.create("organisation", crm.Values{"name": "Beta"})
	w.pass(time.Minute)
	d.round()
	d.put("organisation", d.local("organisation", there), crm.Values{"industry": "Mine"})
	must(t, w.server.Merge(w.eve, there, survivor))
	w.pass(time.Minute)
	d.round()
	d.put("organisation", d.local("organisation", survivor), crm.Values{"industry": "Mine, too"})
	w.change(survivor, crm.Values{"industry": "Theirs"})
	w.pass(time.Minute)
	d.round()
	kept := map[any]bool{}
	for _, c := range d.inbox() {
		kept[c.Mine["industry"]] = true
	}
	want(t, "first", kept["Mine"], true)
	want(t, "second", kept["Mine, too"], true)
}
