package engine_test

import (
	"context"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
)

// erase does here what erasing does: the record goes, and its mark stays.
func (d *desk) erase(entity, id string) {
	d.t.Helper()
	if _, here := d.get(entity, id); here {
		d.remove(entity, id)
	}
	if err := d.store.Replicate(context.Background(), func(tx replica.Tx) error {
		item, err := tx.Item(crm.Ref{Entity: entity, ID: id})
		if err != nil {
			return err
		}
		item.Erased, item.New, item.Edits, item.Hold = true, false, nil, nil
		return tx.SaveItem(item)
	}); err != nil {
		d.t.Fatal(err)
	}
}

// Every round of these desks lists everything.
func TestWhatWasErasedDoesNotComeBack(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		there := w.create("contact", crm.Values{"last_name": "Berg"})
		w.pass(10 * time.Second)
		d.round()
		id := d.local("contact", there)
		nothing := func(when string) {
			t.Helper()
			want(t, when+": contacts here", len(d.store.Records("contact")), 0)
			want(t, when+": asked", len(d.inbox()), 0)
			want(t, when+": attempts", d.attempts(), 0)
		}
		d.erase("contact", id)
		w.change(there, crm.Values{"last_name": "Changed there meanwhile"}) // which a deleted record would be asked about
		for range 3 {
			d.round()
			w.pass(time.Minute)
		}
		nothing("after the rounds")
		if _, alive := w.server.Read(there); alive {
			t.Fatal("it is still there")
		}
		d.start() // another run of the program
		d.round()
		nothing("after a new start")
		if w.server.Restore(w.eve, there) { // a colleague takes it out of the trash there
			w.pass(10 * time.Second)
			for range 3 {
				d.round()
				w.pass(time.Minute)
			}
			nothing("after it was restored there")
			if _, alive := w.server.Read(there); alive {
				t.Fatal("it was not deleted there again")
			}
		}
		r := d.round()
		want(t, "still something to do", r.Pulled+r.Pushed, 0)
	})
}

func TestErasedFromTheTrashStaysAway(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		there := w.create("contact", crm.Values{"last_name": "Berg"})
		w.pass(10 * time.Second)
		d.round()
		id := d.local("contact", there)
		d.remove("contact", id)
		d.round()
		d.erase("contact", id)
		if !w.server.Restore(w.eve, there) {
			t.Skip("this server does not restore")
		}
		for range 3 {
			w.pass(time.Minute)
			d.round()
		}
		want(t, "contacts here", len(d.store.Records("contact")), 0)
	})
}

// A colleague finds out that somebody is there twice and merges the two, while one of them is erased here: what the other one holds by then
// is the erased person.
func TestTheSurvivorOfAnErasedPersonDoesNotComeBack(t *testing.T) {
	for name, set := range servers {
		if !set.Alias {
			continue // such a server tells nobody whither a record went
		}
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, set)
			d := w.desk("ann")
			there := w.create("contact", crm.Values{"last_name": "Berg"})
			w.pass(10 * time.Second)
			d.round()
			d.erase("contact", d.local("contact", there))
			survivor := w.create("contact", crm.Values{"last_name": "Berg again"})
			if err := w.server.Merge(w.eve, there, survivor); err != nil {
				t.Fatal(err)
			}
			for range 4 {
				w.pass(time.Minute)
				d.round()
			}
			want(t, "contacts here", len(d.store.Records("contact")), 0)
			want(t, "asked", len(d.inbox()), 0)
			if _, alive := w.server.Read(survivor); alive {
				t.Error("the survivor is still there")
			}
		})
	}
}
