package engine_test

import (
	"fmt"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
)

// restored is a desk whose server was set back to a backup: Acme was renamed since by a colleague, Beta by the desk, Cole is new.
func restored(t *testing.T, w *world) (d *desk, acme, beta, cole string) {
	d = w.desk("ann")
	there := w.create("organisation", crm.Values{"name": "Acme", "industry": "Steel"})
	beta = d.put("organisation", "", crm.Values{"name": "Beta"})
	w.pass(10 * time.Second)
	d.round()
	restore := w.server.Backup()
	w.pass(time.Hour)
	w.change(there, crm.Values{"name": "Acme new"})
	d.put("organisation", beta, crm.Values{"name": "Beta new"})
	cole = d.put("organisation", "", crm.Values{"name": "Cole"})
	w.pass(10 * time.Second)
	d.round()
	w.pass(time.Hour)
	d.round()
	restore()
	w.pass(time.Hour)
	acme = d.local("organisation", there)
	return d, acme, beta, cole
}

func rewound(d *desk) (found replica.Conflict) {
	for _, c := range d.inbox() {
		if c.Kind == replica.Rewound && c.Group == "" {
			found = c
		}
	}
	return found
}

func TestRestoredBackupKeepsEverythingAndAsks(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d, acme, beta, cole := restored(t, w)
		d.put("organisation", beta, crm.Values{"website": "beta.example"})
		for range 3 {
			d.round()
			w.pass(time.Minute)
		}
		want(t, "acme here", d.text("organisation", acme, "name"), "Acme new")
		want(t, "beta here", d.text("organisation", beta, "name"), "Beta new")
		want(t, "cole here", d.text("organisation", cole, "name"), "Cole")
		want(t, "beta there", w.there(d.item("organisation", beta).RemoteID, "website"), fmt.Sprint(nil))
		want(t, "older ones", len(rewound(d).Candidates), 2)
	})
}

func TestRestoredBackupAnswered(t *testing.T) {
	for _, choice := range []engine.Choice{engine.Mine, engine.Theirs} {
		everywhere(t, func(t *testing.T, w *world) {
			d, acme, beta, _ := restored(t, w)
			d.round()
			d.resolve(rewound(d), choice)
			for range 3 {
				w.pass(time.Minute)
				d.round()
			}
			name := map[engine.Choice]string{engine.Mine: " new", engine.Theirs: ""}[choice]
			for id, first := range map[string]string{acme: "Acme", beta: "Beta"} {
				want(t, "here", d.text("organisation", id, "name"), first+name)
				want(t, "there", w.there(d.item("organisation", id).RemoteID, "name"), first+name)
				item := d.item("organisation", id)
				want(t, "nothing waits", len(item.Edits) == 0 && item.Hold == nil, true)
			}
			want(t, "asked no more", rewound(d).ID, "")
		})
	}
}

// TestAnAnswerAboutOlderRecordsCountsWhereAFieldFollowsFromOthers, as the name of a contact follows from its parts.
func TestAnAnswerAboutOlderRecordsCountsWhereAFieldFollowsFromOthers(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("contact", crm.Values{"last_name": "Berg"})
		d.settle(1)
		restore := w.server.Backup()
		w.pass(time.Hour)
		w.change(rid, crm.Values{"last_name": "Berger"})
		w.pass(time.Hour)
		d.round()
		restore()
		w.pass(time.Hour)
		d.round()
		d.resolve(rewound(d), engine.Mine)
		d.settle(3)
		want(t, "here", d.text("contact", d.local("contact", rid), "name"), "Berger")
		want(t, "there", w.there(rid, "last_name"), "Berger")
		want(t, "inbox", len(d.inbox()), 0)
	})
}

func TestAnAnswerAboutOlderRecordsLeavesAloneWhatIsNewerAgain(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d, acme, beta, _ := restored(t, w)
		d.round()
		d.resolve(rewound(d), engine.Mine)
		rid := d.item("organisation", acme).RemoteID
		w.change(rid, crm.Values{"name": "Acme newest"})
		w.change(rid, crm.Values{"industry": "Iron"}) // past the version that was seen
		for range 3 {
			w.pass(time.Minute)
			d.round()
		}
		want(t, "acme there", w.there(rid, "name"), "Acme newest")
		want(t, "acme here", d.text("organisation", acme, "name"), "Acme newest")
		want(t, "beta there", w.there(d.item("organisation", beta).RemoteID, "name"), "Beta new")
	})
}

// TestDeletedHereAndOlderThere: the older state is no colleague's change, but it is asked about before anything is deleted there.
func TestDeletedHereAndOlderThere(t *testing.T) {
	for _, choice := range []engine.Choice{engine.Mine, engine.Theirs} {
		everywhere(t, func(t *testing.T, w *world) {
			d, acme, _, _ := restored(t, w)
			rid := d.item("organisation", acme).RemoteID
			d.remove("organisation", acme)
			d.round()
			want(t, "there", w.there(rid, "name"), "Acme")
			want(t, "older ones", len(rewound(d).Candidates), 2)
			d.resolve(rewound(d), choice)
			d.settle(3)
			_, here := d.get("organisation", acme)
			want(t, "here", here, choice == engine.Theirs)
			want(t, "there", w.there(rid, "name"), map[engine.Choice]string{engine.Mine: fmt.Sprint(nil), engine.Theirs: "Acme"}[choice])
		})
	}
}

func TestTakenBackWhileOlderThereStaysAsItWas(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d, acme, _, _ := restored(t, w)
		was, _ := d.get("organisation", acme)
		d.remove("organisation", acme)
		d.round()
		d.put("organisation", acme, was.Values)
		d.settle(3)
		want(t, "here", d.text("organisation", acme, "name"), "Acme new")
		want(t, "older ones", len(rewound(d).Candidates), 2)
	})
}

// TestAnAnswerThatWasBehindIsReadOnceMore, so that what was typed does not wait for the next complete listing.
func TestAnAnswerThatWasBehindIsReadOnceMore(t *testing.T) {
	w := newWorld(t, memory.Settings{Alias: true})
	d := w.desk("ann")
	rid := w.create("organisation", crm.Values{"name": "Acme"})
	d.unswept(0)
	d.settle(2)
	w.pass(time.Minute)
	w.change(rid, crm.Values{"name": "Acme new"})
	w.pass(time.Minute)
	d.settle(1)
	id := d.put("organisation", d.local("organisation", rid), crm.Values{"industry": "Steel"})
	w.once("get", memory.Stale) // of the record before it is sent
	d.round()
	want(t, "asked", len(rewound(d).Candidates), 1)
	w.fault = nil
	for range 3 {
		w.pass(time.Minute)
		d.round()
	}
	want(t, "asked", rewound(d).ID, "")
	want(t, "there", w.there(rid, "industry"), "Steel")
	want(t, "waits", len(d.item("organisation", id).Edits), 0)
}

// TestWhatAListShowedInPartIsReadWhole, even where a restored backup takes it away before: what is here is what is there in the end.
func TestWhatAListShowedInPartIsReadWhole(t *testing.T) {
	w := newWorld(t, memory.Settings{Partial: true, Versions: true, Alias: true, Lag: 30 * time.Second})
	d := w.desk("ann")
	d.real()
	rid := w.create("contact", crm.Values{"last_name": "Berg", "emails": []crm.Reach{{Value: "berg@x.example"}}})
	w.pass(time.Hour)
	d.settle(3)
	restore := w.server.Backup()
	w.change(rid, crm.Values{"last_name": "Berger"})
	for range 30 {
		if d.round(); d.text("contact", d.local("contact", rid), "name") == "Berger" {
			break
		}
	}
	want(t, "shown", d.text("contact", d.local("contact", rid), "name"), "Berger")
	restore()
	w.pass(time.Minute)
	d.settle(3)
	want(t, "here", d.text("contact", d.local("contact", rid), "name"), "Berg")
	want(t, "known in part", d.item("contact", d.local("contact", rid)).Partial, false)
}

func TestRestoredBackupUndoneEndsTheQuestion(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	rid := w.create("organisation", crm.Values{"name": "Acme"})
	d.round()
	older := w.server.Backup()
	w.pass(time.Minute)
	w.change(rid, crm.Values{"name": "Acme new"})
	d.round()
	newer := w.server.Backup()
	w.pass(time.Minute)
	older()
	d.round()
	want(t, "asked", rewound(d).ID != "", true)
	newer()
	w.pass(time.Minute)
	d.round()
	want(t, "asked", rewound(d).ID, "")
	want(t, "hold", d.item("organisation", d.local("organisation", rid)).Hold, nil)
}

func TestEmptyAccountAfterAFullOneRemovesNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		empty := w.server.Backup()
		for i := range 30 {
			w.create("organisation", crm.Values{"name": fmt.Sprint(i)})
		}
		w.pass(10 * time.Second)
		d.round()
		empty()
		w.pass(time.Hour)
		d.round()
		want(t, "here", len(d.store.Records("organisation")), 30)
		asked := false
		for _, c := range d.inbox() {
			asked = asked || c.Kind == replica.ManyMissing && c.Entity == "organisation"
		}
		want(t, "asked", asked, true)
	})
}

// TestALostAnswerBeforeARestoredBackupReplacesNothing: what became of the request is looked up before anything else tells the time.
func TestALostAnswerBeforeARestoredBackupReplacesNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		id := d.put("organisation", "", crm.Values{"name": "Acme"})
		d.settle(1)
		restore := w.server.Backup()
		w.pass(time.Hour)
		d.put("organisation", id, crm.Values{"name": "Acme new"})
		w.cut(memory.None)
		_, _ = d.tryRound()
		d.put("organisation", id, crm.Values{"website": "acme.example"})
		w.cut(memory.LostResponse)
		_, _ = d.tryRound()
		w.fault = nil
		want(t, "open attempts", d.attempts(), 1)
		restore()
		w.pass(time.Hour)
		d.start()
		d.settle(2)
		want(t, "here", d.text("organisation", id, "name"), "Acme new")
		want(t, "asked", len(rewound(d).Candidates), 1)
	})
}

// A provider's clock that was ahead and is put right makes stamps go back without anything being restored.
func TestProviderClockPutBackIsNoRestoredBackup(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		rid := w.create("organisation", crm.Values{"name": "Acme"})
		w.pass(10 * time.Second)
		d.round()
		w.pass(-time.Hour)
		w.change(rid, crm.Values{"name": "Acme new"})
		w.pass(10 * time.Second)
		d.round()
		d.round()
		want(t, "name", d.text("organisation", d.local("organisation", rid), "name"), "Acme new")
		want(t, "inbox", len(d.inbox()), 0)
	})
}
