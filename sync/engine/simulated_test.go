package engine_test

import (
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// What the simulation found, each as the shortest story that shows it.

func TestWhatIsIgnoredThereIsKeptInTheInbox(t *testing.T) {
	w := newWorld(t, memory.Settings{
		Versions: true, Drop: func(_, _, field string, v any) bool { return field == "description" && v == "mine" },
	})
	d := w.desk("ann")
	id := d.put("organisation", "", crm.Values{"name": "Acme"})
	d.round()
	d.put("organisation", id, crm.Values{"description": "mine"})
	d.round()
	all := d.inbox()
	if len(all) != 1 || all[0].Mine["description"] != "mine" {
		t.Fatalf("the inbox holds %+v", all)
	}
}

func TestARecordThatRefersToItselfIsOne(t *testing.T) {
	w := newWorld(t, memory.Settings{})
	d := w.desk("ann")
	there, err := w.server.Create(w.eve, "organisation", crm.Values{"name": "Acme"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.server.Change(w.eve, there, crm.Values{"parent": remote.Ref{Entity: "organisation", ID: there}}); err != nil {
		t.Fatal(err)
	}
	d.round()
	all := d.store.Records("organisation")
	if len(all) != 1 || all[0].Text("parent") != all[0].ID {
		t.Fatalf("got %+v", all)
	}
}

func TestALostCreateThatSinceRefersToItselfIsOne(t *testing.T) {
	w := newWorld(t, memory.Settings{Markers: true, Versions: true})
	d := w.desk("ann")
	id := d.put("organisation", "", crm.Values{"name": "Acme"})
	w.fault = func(c memory.Call) memory.Fault {
		if c.Verb == "create" {
			return memory.Fault{Kind: memory.LostResponse}
		}
		return memory.Fault{}
	}
	_, _ = d.tryRound()
	w.fault = nil
	there := w.server.All("organisation")[0]
	w.change(there, crm.Values{"parent": remote.Ref{Entity: "organisation", ID: there}})
	d.start()
	for range 3 {
		w.pass(time.Minute)
		d.round()
	}
	all := d.store.Records("organisation")
	if len(all) != 1 || all[0].ID != id || all[0].Text("parent") != id {
		t.Fatalf("got %+v", all)
	}
}

func TestALostCreateIsFoundThoughALinkToItCameFirst(t *testing.T) {
	w := newWorld(t, memory.Settings{Markers: true})
	d := w.desk("ann")
	d.put("organisation", "", crm.Values{"name": "Acme"})
	w.fault = func(c memory.Call) memory.Fault {
		if c.Verb == "create" {
			return memory.Fault{Kind: memory.LostResponse}
		}
		return memory.Fault{}
	}
	_, _ = d.tryRound()
	there := w.server.All("organisation")[0]
	if _, err := w.server.Create(w.eve, "contact", crm.Values{"last_name": "King", "organisation": remote.Ref{Entity: "organisation", ID: there}}); err != nil {
		t.Fatal(err)
	}
	w.fault = func(c memory.Call) memory.Fault { // the contact is read before the organisation
		if c.Verb == "find" || c.Verb == "list" && c.Feed == "organisation" {
			return memory.Fault{Kind: memory.Unreachable}
		}
		return memory.Fault{}
	}
	_, _ = d.tryRound()
	w.fault = nil
	d.round()
	d.round()
	if all := w.server.All("organisation"); len(all) != 1 {
		t.Fatalf("made %d times", len(all))
	}
	here, contacts := d.store.Records("organisation"), d.store.Records("contact")
	if len(here) != 1 || contacts[0].Text("organisation") != here[0].ID {
		t.Fatalf("%+v points beside %+v", contacts, here)
	}
}

func TestWhatComesBackWhileItIsMadeAgainTakesNothing(t *testing.T) {
	w := newWorld(t, memory.Settings{Versions: true})
	d := w.desk("ann")
	id := d.put("organisation", "", crm.Values{"name": "Acme"})
	d.round()
	there := w.server.All("organisation")[0]
	d.put("organisation", id, crm.Values{"name": "Typed here"})
	if err := w.server.Delete(w.eve, there); err != nil {
		t.Fatal(err)
	}
	d.round()
	if err := d.e.Resolve(t.Context(), d.inbox()[0].ID, engine.Mine); err != nil {
		t.Fatal(err)
	}
	w.server.Restore(w.eve, there)
	d.round()
	rec, _ := d.get("organisation", id)
	kept := rec.Text("name") == "Typed here"
	for _, c := range d.inbox() {
		kept = kept || c.Kind == replica.BothEdited && c.Mine["name"] == "Typed here"
	}
	if !kept {
		t.Fatalf("the typed name is gone: %+v, %+v", rec, d.inbox())
	}
}

func TestACreateWithoutAnswerThatAColleagueChangedIsNotDeletedUnasked(t *testing.T) {
	w := newWorld(t, memory.Settings{Markers: true})
	d := w.desk("ann")
	id := d.put("organisation", "", crm.Values{"name": "Acme"})
	w.fault = func(c memory.Call) memory.Fault {
		if c.Verb == "create" {
			return memory.Fault{Kind: memory.LostResponse}
		}
		return memory.Fault{}
	}
	_, _ = d.tryRound()
	w.fault = nil
	d.remove("organisation", id)
	if err := w.server.Change(w.eve, w.server.All("organisation")[0], crm.Values{"description": "theirs"}); err != nil {
		t.Fatal(err)
	}
	d.round()
	d.round()
	if len(w.server.All("organisation")) != 1 || len(d.inbox()) != 1 || d.inbox()[0].Kind != replica.GoneHere {
		t.Fatalf("there: %v, inbox: %+v", w.server.All("organisation"), d.inbox())
	}
}

// The same user works at another computer, too: an update of ours that arrived is not all that changed, and what this person never saw
// is not deleted unasked.
func TestALostUpdateDoesNotHideWhatFollowedIt(t *testing.T) {
	w := newWorld(t, memory.Settings{Markers: true, Versions: true})
	d := w.desk("ann")
	id := d.put("organisation", "", crm.Values{"name": "Acme"})
	d.round()
	d.put("organisation", id, crm.Values{"industry": "Steel"})
	w.fault = func(c memory.Call) memory.Fault {
		if c.Verb == "update" {
			return memory.Fault{Kind: memory.LostResponse}
		}
		return memory.Fault{}
	}
	_, _ = d.tryRound()
	w.fault = nil
	there := w.server.All("organisation")[0]
	want(t, "the update arrived", w.there(there, "industry"), "Steel")
	if err := w.server.Change(w.server.User("ann"), there, crm.Values{"website": "acme.example"}); err != nil {
		t.Fatal(err)
	}
	d.remove("organisation", id)
	for range 2 {
		w.pass(time.Minute)
		_, _ = d.tryRound()
	}
	want(t, "there", len(w.server.All("organisation")), 1)
	if box := d.inbox(); len(box) != 1 || box[0].Kind != replica.GoneHere {
		t.Errorf("asked: %+v", box)
	}
}
