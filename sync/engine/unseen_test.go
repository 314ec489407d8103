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

// meddled is a server at which somebody does something right after a feed was listed.
type meddled struct {
	remote.Provider
	feed  string
	brief bool // after its sweep, not after its pull
	do    func()
}

func (m *meddled) List(ctx context.Context, s remote.Scan) (remote.Page, error) {
	page, err := m.Provider.List(ctx, s)
	if do := m.do; do != nil && s.Feed == m.feed && s.Brief == m.brief {
		m.do = nil
		do()
	}
	return page, err
}

// Changes counts as the pull of every feed.
func (m *meddled) Changes(ctx context.Context, since string) (remote.Changes, error) {
	page, err := m.Provider.Changes(ctx, since)
	if do := m.do; do != nil && !m.brief {
		m.do = nil
		do()
	}
	return page, err
}

// between lets somebody act between the reading and the sending of the next round.
func (d *desk) between(feed string, do func()) { d.meddle(meddled{feed: feed, do: do}) }

// sweeping lets somebody act while the next round goes through all of a feed.
func (d *desk) sweeping(feed string, do func()) {
	d.meddle(meddled{feed: feed, brief: true, do: do})
}

func (d *desk) meddle(m meddled) {
	sweep := 24 * time.Hour
	if m.brief {
		sweep = -1
	}
	d.e = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return d.at }, NewID: d.store.NewID, SweepEvery: sweep,
		Open: func(_ context.Context, c replica.Connection, _ *crm.Catalog, meter *remote.Meter) (remote.Provider, error) {
			m.Provider = d.server.Client(remote.Options{User: c.User, Meter: meter})
			return &m, nil
		},
	})
}

func TestUnseenChangeIsNotOverwritten(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("organisation", crm.Values{"name": "Acme"})
		w.pass(10 * time.Second)
		d.round()
		id := d.local("organisation", rid)
		d.put("organisation", id, crm.Values{"name": "mine"})
		d.between("organisation", func() { w.pass(time.Second); w.change(rid, crm.Values{"name": "theirs"}) })
		d.round()
		want(t, "there", w.there(rid, "name"), "theirs")
		want(t, "here", d.text("organisation", id, "name"), "theirs")
		want(t, "inbox", len(d.inbox()), 1)
		want(t, "mine", d.inbox()[0].Mine["name"], any("mine"))
	})
}

func TestUnseenChangeIsNotDeleted(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("organisation", crm.Values{"name": "Acme"})
		w.pass(10 * time.Second)
		d.round()
		d.remove("organisation", d.local("organisation", rid))
		d.between("organisation", func() { w.pass(time.Second); w.change(rid, crm.Values{"industry": "theirs"}) })
		d.round()
		want(t, "there", w.there(rid, "industry"), "theirs")
		want(t, "inbox", len(d.inbox()), 1)
		want(t, "kind", d.inbox()[0].Kind, replica.GoneHere)
	})
}

// TestPairIsMergedWhole: an amount typed in one currency must not end up in another.
func TestPairIsMergedWhole(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("lead", crm.Values{"name": "Deal", "status": crm.LeadNew, "amount": int64(500), "currency": "EUR"})
		w.pass(10 * time.Second)
		d.round()
		id := d.local("lead", rid)
		d.put("lead", id, crm.Values{"amount": int64(700)})
		w.change(rid, crm.Values{"currency": "USD"})
		w.pass(10 * time.Second)
		d.round()
		want(t, "there", w.there(rid, "amount")+" "+w.there(rid, "currency"), "500 USD")
		rec, _ := d.get("lead", id)
		want(t, "here", rec.Text("currency"), "USD")
		want(t, "amount here", rec.Values["amount"], any(int64(500)))
		want(t, "inbox", len(d.inbox()), 1)
		want(t, "mine", d.inbox()[0].Mine["currency"], any("EUR"))
	})
}

// TestLateListUndoesNothing: a list that is behind shows what was there before our own change.
func TestLateListUndoesNothing(t *testing.T) {
	w := newWorld(t, memory.Settings{Lag: 3 * time.Second, Versions: true})
	d := w.desk("ann")
	rid := w.create("organisation", crm.Values{"name": "Acme"})
	w.pass(10 * time.Second)
	d.round()
	id := d.local("organisation", rid)
	for _, value := range []string{"one", "two", "three", "four", "five"} {
		d.put("organisation", id, crm.Values{"industry": value})
		for range 3 {
			d.unswept(0)
			d.round()
			want(t, "here", d.text("organisation", id, "industry"), value)
			want(t, "inbox", len(d.inbox()), 0) // nobody is asked either, not even for a while
		}
	}
}

// TestWhatWasTypedStaysAsTyped where the provider only spells it otherwise.
func TestWhatWasTypedStaysAsTyped(t *testing.T) {
	w := newWorld(t, servers["grained"])
	d := w.desk("ann")
	d.round()
	id := d.put("organisation", "", crm.Values{"name": " Beta "})
	for range 3 {
		d.round()
		want(t, "here", d.text("organisation", id, "name"), " Beta ")
	}
	want(t, "there", w.there(d.item("organisation", id).RemoteID, "name"), "Beta")
}

// TestDeniedRecordIsNotGone also while something typed waits to be sent to it.
func TestDeniedRecordIsNotGone(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("organisation", crm.Values{"name": "Secret"})
		w.pass(10 * time.Second)
		d.round()
		id := d.local("organisation", rid)
		d.put("organisation", id, crm.Values{"industry": "typed"})
		w.server.Deny(w.server.User("ann"), rid, true)
		_, _ = d.tryRound()
		want(t, "here", d.text("organisation", id, "industry"), "typed")
		want(t, "asked", len(d.inbox()), 0)
		want(t, "held", d.item("organisation", id).Hold.Reason, replica.Hidden)
	})
}

// TestTypedWhileHiddenIsSentOnceShownAgain without a new stamp there, and without another word from the person.
func TestTypedWhileHiddenIsSentOnceShownAgain(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("organisation", crm.Values{"name": "Secret"})
		w.pass(10 * time.Second)
		d.round()
		id := d.local("organisation", rid)
		w.server.Deny(w.server.User("ann"), rid, true)
		d.sweeping("organisation", func() { d.put("organisation", id, crm.Values{"industry": "typed"}) })
		d.round()
		want(t, "held", d.item("organisation", id).Hold.Reason, replica.Hidden)
		w.server.Deny(w.server.User("ann"), rid, false)
		d.round()
		d.round()
		want(t, "there", w.there(rid, "industry"), "typed")
		want(t, "free", d.item("organisation", id).Hold == nil, true)
	})
}

// TestSecondTryOfACreateMayShowLateToo: a create that never arrived is sent again, the program ends before the
// answer is stored, and lists do not show it yet.
func TestSecondTryOfACreateMayShowLateToo(t *testing.T) {
	w := newWorld(t, memory.Settings{Markers: true, Lag: 3 * time.Second})
	for range 4 { // so that the second try is shown late
		w.create("organisation", crm.Values{"name": "Other"})
	}
	w.pass(10 * time.Second)
	d := w.desk("ann")
	d.round()
	d.put("lead", "", crm.Values{"name": "Once", "status": crm.LeadNew})
	w.once("create", memory.LostRequest)
	_, _ = d.tryRound()
	w.pass(time.Minute)
	sent := false
	w.fault = func(c memory.Call) memory.Fault { sent = sent || c.Verb == "create"; return memory.Fault{} }
	d.store.Crash = func() error {
		if sent {
			return context.Canceled
		}
		return nil
	}
	_, _ = d.e.Round(context.Background())
	d.store.Crash, w.fault = nil, nil
	d.start()
	_, _ = d.tryRound()
	for range 3 {
		w.pass(time.Minute)
		d.round()
	}
	want(t, "there", len(w.server.All("lead")), 1)
}

// TestUnseenChangeInOnesOwnNameIsNotDeleted: on another computer somebody completed what was created here, before its answer, which was
// lost, was found; here it was deleted meanwhile.
func TestUnseenChangeInOnesOwnNameIsNotDeleted(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		d.round()
		id := d.put("lead", "", crm.Values{"name": "Lead", "status": crm.LeadNew})
		w.cut(memory.LostResponse)
		_, _ = d.tryRound()
		w.fault = nil
		want(t, "open attempts", d.attempts(), 1)
		rid := w.server.All("lead")[0]
		d.remove("lead", id)
		w.pass(time.Second)
		if err := w.server.Change(w.server.User("ann"), rid, crm.Values{"company": "theirs"}); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Minute)
		d.settle(3)
		want(t, "there", w.there(rid, "company"), "theirs")
		want(t, "inbox", len(d.inbox()), 1)
	})
}

// TestWhatIsBroughtBackIsWhole where it changed once more in the second that the question speaks of.
func TestWhatIsBroughtBackIsWhole(t *testing.T) {
	w := newWorld(t, servers["grained"])
	d := w.desk("ann")
	rid := w.create("organisation", crm.Values{"name": "Acme"})
	d.settle(1)
	id := d.local("organisation", rid)
	d.remove("organisation", id)
	w.change(rid, crm.Values{"industry": "Steel"})
	if _, err := d.e.Round(context.Background()); err != nil {
		t.Fatal(err)
	}
	want(t, "asked", len(d.inbox()), 1)
	w.change(rid, crm.Values{"website": "acme.example"})
	w.pass(time.Hour)
	d.settle(2)
	d.resolve(d.inbox()[0], engine.Theirs)
	d.settle(2)
	want(t, "industry", d.text("organisation", id, "industry"), "Steel")
	want(t, "website", d.text("organisation", id, "website"), "acme.example")
}
