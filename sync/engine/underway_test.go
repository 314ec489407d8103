package engine_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// meanwhile lets somebody act while the next request that writes is under way.
func (w *world) meanwhile(do func()) {
	w.fault = func(c memory.Call) memory.Fault {
		if c.Writes() {
			w.fault = nil
			do()
		}
		return memory.Fault{}
	}
}

// TestWhatHappensUnderway: what a person does while a request is on its way is neither lost nor taken for sent.
func TestWhatHappensUnderway(t *testing.T) {
	for name, play := range map[string]func(t *testing.T, w *world, d *desk){
		"typed again during an update": func(t *testing.T, w *world, d *desk) {
			id := d.put("organisation", "", crm.Values{"name": "Acme"})
			d.settle(1)
			d.put("organisation", id, crm.Values{"industry": "first"})
			w.meanwhile(func() { d.put("organisation", id, crm.Values{"industry": "second"}) })
			d.settle(3)
			want(t, "here", d.text("organisation", id, "industry"), "second")
			want(t, "there", w.there(d.item("organisation", id).RemoteID, "industry"), "second")
		},
		"typed again during a create": func(t *testing.T, w *world, d *desk) {
			id := d.put("organisation", "", crm.Values{"name": "Acme"})
			w.meanwhile(func() { d.put("organisation", id, crm.Values{"name": "Acme Ltd", "industry": "Steel"}) })
			d.settle(3)
			rid := d.item("organisation", id).RemoteID
			want(t, "here", d.text("organisation", id, "name"), "Acme Ltd")
			want(t, "there", w.there(rid, "name")+" "+w.there(rid, "industry"), "Acme Ltd Steel")
		},
		"deleted during a create": func(t *testing.T, w *world, d *desk) {
			id := d.put("organisation", "", crm.Values{"name": "Acme"})
			w.meanwhile(func() { d.remove("organisation", id) })
			d.settle(3)
			want(t, "here", len(d.store.Records("organisation")), 0)
			want(t, "there", len(w.server.All("organisation")), 0)
		},
		"deleted during an update": func(t *testing.T, w *world, d *desk) {
			id := d.put("organisation", "", crm.Values{"name": "Acme"})
			d.settle(1)
			d.put("organisation", id, crm.Values{"industry": "first"})
			w.meanwhile(func() { d.remove("organisation", id) })
			d.settle(3)
			want(t, "here", len(d.store.Records("organisation")), 0)
			want(t, "there", len(w.server.All("organisation")), 0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			everywhere(t, func(t *testing.T, w *world) {
				d := w.desk("ann")
				d.settle(1)
				play(t, w, d)
				want(t, "inbox", len(d.inbox())+len(d.store.ClosedConflicts()), 0)
				want(t, "open attempts", d.attempts(), 0)
			})
		})
	}
}

// listening notes which fields are sent.
type listening struct {
	remote.Provider
	sent *[]string
}

func (l listening) Update(ctx context.Context, feed, id, version string, v crm.Values) (remote.Record, error) {
	*l.sent = append(*l.sent, slices.Sorted(maps.Keys(v))...)
	return l.Provider.Update(ctx, feed, id, version, v)
}

func (l listening) Batch(ctx context.Context, writes []remote.Write) ([]remote.Answer, error) {
	for _, w := range writes {
		*l.sent = append(*l.sent, slices.Sorted(maps.Keys(w.Values))...)
	}
	return l.Provider.Batch(ctx, writes)
}

// TestOnlyWhatWasTypedIsSent, so that nobody's change of another field is replaced where the provider has no versions.
func TestOnlyWhatWasTypedIsSent(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("lead", crm.Values{"name": "Lead", "status": crm.LeadNew, "amount": int64(500), "currency": "EUR", "description": "long"})
		w.pass(10 * time.Second)
		d.round()
		var sent []string
		d.e = engine.New(engine.Options{
			Store: d.store, Now: func() time.Time { return d.at }, NewID: d.store.NewID,
			Open: func(_ context.Context, c replica.Connection, _ *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
				return listening{d.server.Client(remote.Options{User: c.User, Meter: m}), &sent}, nil
			},
		})
		id := d.local("lead", rid)
		d.put("lead", id, crm.Values{"description": "typed"})
		d.round()
		want(t, "one field", len(sent) == 1 && sent[0] == "description", true)
		sent = nil
		d.put("lead", id, crm.Values{"amount": int64(700)})
		d.round()
		want(t, "a pair travels whole", len(sent) == 2 && sent[0] == "amount" && sent[1] == "currency", true)
		want(t, "there", w.there(rid, "description")+" "+w.there(rid, "amount"), "typed 700")
	})
}

// TestALostCreateIsWaitedFor: what lists do not show yet is neither sent again nor asked about.
func TestALostCreateIsWaitedFor(t *testing.T) {
	for _, markers := range []bool{true, false} {
		for before := range 6 { // lists are late by ever another time
			w := newWorld(t, memory.Settings{Markers: markers, Lag: 20 * time.Second})
			for range before {
				w.create("organisation", crm.Values{"name": "Other"})
			}
			w.pass(time.Minute)
			d := w.desk("ann")
			d.round()
			d.put("lead", "", crm.Values{"name": "Once", "status": crm.LeadNew})
			w.once("create", memory.LostResponse)
			_, _ = d.tryRound()
			w.fault = nil
			for range 60 {
				d.round()
				want(t, "there", len(w.server.All("lead")), 1)
				want(t, "inbox", len(d.inbox()), 0)
			}
			want(t, "found", d.attempts(), 0)
		}
	}
}

// unmarked is a server that keeps no marker with leads.
type unmarked struct{ remote.Provider }

func (u unmarked) Capabilities() remote.Capabilities {
	caps := u.Provider.Capabilities()
	caps.Feeds = slices.Clone(caps.Feeds)
	for i := range caps.Feeds {
		caps.Feeds[i].NoMarker = caps.Feeds[i].Entity == "lead"
	}
	return caps
}

// TestALostCreateWithoutItsMarkerIsAskedAbout although other records there have markers.
func TestALostCreateWithoutItsMarkerIsAskedAbout(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	d.e = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return d.at }, NewID: d.store.NewID,
		Open: func(_ context.Context, c replica.Connection, _ *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return unmarked{d.server.Client(remote.Options{User: c.User, Meter: m})}, nil
		},
	})
	d.round()
	d.put("lead", "", crm.Values{"name": "Once", "status": crm.LeadNew})
	w.once("create", memory.LostRequest)
	_, _ = d.tryRound()
	for range 3 {
		w.pass(10 * time.Minute)
		_, _ = d.tryRound()
	}
	want(t, "there before the answer", len(w.server.All("lead")), 0)
	want(t, "asked", len(d.inbox()), 1)
	want(t, "kind", d.inbox()[0].Kind, replica.MaybeThere)
}
