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

func TestManyMissingAsks(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		for i := range 30 {
			w.create("organisation", crm.Values{"name": fmt.Sprint(i)})
		}
		w.pass(10 * time.Second)
		d.round()
		for _, id := range w.server.All("organisation") {
			_ = w.server.Delete(w.eve, id)
		}
		w.pass(10 * time.Second)
		d.round()
		want(t, "here", len(d.store.Records("organisation")), 30)
		want(t, "asked", len(d.inbox()), 1)
		d.round()
		want(t, "asked once", len(d.inbox()), 1)
		d.resolve(d.inbox()[0], engine.Theirs)
		d.round()
		want(t, "here after the answer", len(d.store.Records("organisation")), 0)
		want(t, "inbox after the answer", len(d.inbox()), 0)
	})
}

func TestManyMissingAreCreatedThereAgainOnAPersonsWord(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		for i := range 30 {
			w.create("organisation", crm.Values{"name": fmt.Sprint(i)})
		}
		w.pass(10 * time.Second)
		d.round()
		for _, id := range w.server.All("organisation") {
			_ = w.server.Delete(w.eve, id)
		}
		w.pass(10 * time.Second)
		d.round()
		d.resolve(d.inbox()[0], engine.Mine)
		for range 3 {
			w.pass(10 * time.Second)
			d.round()
		}
		want(t, "here", len(d.store.Records("organisation")), 30)
		want(t, "there", len(w.server.All("organisation")), 30)
		want(t, "inbox", len(d.inbox()), 0)
	})
}

// TestManyMissingAreLookedForBeforeTheyAreMadeAgain, also where the list did not show what another computer made.
func TestManyMissingAreLookedForBeforeTheyAreMadeAgain(t *testing.T) {
	w := newWorld(t, servers["versions"])
	ann, bob := w.desk("ann"), w.desk("bob")
	for i := range 30 {
		w.create("organisation", crm.Values{"name": fmt.Sprint(i)})
	}
	w.pass(time.Minute)
	ann.round()
	bob.round()
	for _, id := range w.server.All("organisation") {
		_ = w.server.Delete(w.eve, id)
	}
	w.pass(time.Minute)
	for _, d := range []*desk{ann, bob} {
		d.round()
		d.resolve(d.inbox()[0], engine.Mine)
	}
	ann.settle(3)
	want(t, "there", len(w.server.All("organisation")), 30)
	w.fault = func(c memory.Call) memory.Fault {
		if c.User == "bob" && c.Verb == "list" && c.Feed == "organisation" {
			return memory.Fault{Kind: memory.ShortPage}
		}
		return memory.Fault{}
	}
	bob.settle(3)
	want(t, "there", len(w.server.All("organisation")), 30)
}

// Two computers are told to create the same missing records there again: each is made once. Where nothing tells that it is the same
// one, the second person is asked.
func TestManyMissingAreCreatedOnceByTwoComputers(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		ann, bob := w.desk("ann"), w.desk("bob")
		for i := range 30 {
			w.create("organisation", crm.Values{"name": fmt.Sprint(i), "industry": "Metal"})
		}
		w.pass(10 * time.Second)
		ann.round()
		bob.round()
		for _, id := range w.server.All("organisation") {
			_ = w.server.Delete(w.eve, id)
		}
		w.pass(10 * time.Second)
		ann.round()
		bob.round()
		ann.resolve(ann.inbox()[0], engine.Mine)
		bob.resolve(bob.inbox()[0], engine.Mine)
		for i := range 4 {
			w.pass(10 * time.Second)
			ann.round()
			w.pass(10 * time.Second)
			bob.round()
			if i == 0 { // while it is to be created again
				bob.put("organisation", bob.store.Records("organisation")[7].ID, crm.Values{"industry": "Wood"})
			}
		}
		asked := false
		for _, c := range bob.inbox() {
			if c.Kind == replica.MaybeTwice {
				asked = true
				bob.resolve(c, engine.Theirs)
			}
		}
		for range 4 {
			w.pass(10 * time.Second)
			bob.round()
			w.pass(10 * time.Second)
			ann.round()
		}
		want(t, "there", len(w.server.All("organisation")), 30)
		want(t, "at Ann's", len(ann.store.Records("organisation")), 30)
		want(t, "at Bob's", len(bob.store.Records("organisation")), 30)
		kept := asked // what a person takes for the same one is kept in the history
		kept = kept || len(bob.inbox()) == 1 && bob.inbox()[0].Mine["industry"] == "Wood"
		for _, id := range w.server.All("organisation") {
			kept = kept || w.there(id, "industry") == "Wood"
		}
		want(t, "Bob's word is kept", kept, true)
		want(t, "Ann's inbox", len(ann.inbox()), 0)
	})
}

// TestARecordMadeAgainElsewhereIsKnownByItsAddress, where nothing else tells that it is the same one: its name was changed there since.
func TestARecordMadeAgainElsewhereIsKnownByItsAddress(t *testing.T) {
	w := newWorld(t, servers["plain"])
	ann, bob := w.desk("ann"), w.desk("bob")
	for i := range 30 {
		w.create("contact", crm.Values{"first_name": "Eva", "last_name": fmt.Sprint("Berg", i), "emails": []crm.Reach{{Value: fmt.Sprintf("eva%d@example.org", i)}}})
	}
	w.pass(10 * time.Second)
	ann.round()
	bob.round()
	for _, id := range w.server.All("contact") {
		_ = w.server.Delete(w.eve, id)
	}
	w.pass(10 * time.Second)
	for _, d := range []*desk{ann, bob} {
		d.round()
		d.resolve(d.inbox()[0], engine.Mine)
	}
	ann.settle(3)
	want(t, "there", len(w.server.All("contact")), 30)
	w.change(w.server.All("contact")[7], crm.Values{"last_name": "Sommer"})
	for range 3 {
		w.pass(10 * time.Second)
		bob.round()
	}
	asked := 0
	for _, c := range bob.inbox() {
		if c.Kind == replica.MaybeTwice {
			asked++
		}
	}
	want(t, "questions", asked, 30)
	want(t, "there", len(w.server.All("contact")), 30)
}
