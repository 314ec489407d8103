package storage

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/app/crm"
	"satchel/app/replica"
)

// replicate runs a transaction of the engine and fails the test on an error.
func (f *fixture) replicate(do func(tx replica.Tx) error) {
	f.t.Helper()
	if err := f.Replicate(context.Background(), do); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) item(entity, id string) (item replica.Item) {
	f.t.Helper()
	f.replicate(func(tx replica.Tx) (err error) {
		item, err = tx.Item(crm.Ref{Entity: entity, ID: id})
		return err
	})
	return item
}

func (f *fixture) connect(account string) {
	f.t.Helper()
	if err := f.Connect(context.Background(), replica.Connection{Provider: "memory", URL: "x", Account: account}); err != nil {
		f.t.Fatal(err)
	}
}

// arrive ties a record to a remote one, as the engine does after a create.
func (f *fixture) arrive(entity, id string) {
	f.t.Helper()
	f.replicate(func(tx replica.Tx) error {
		return tx.SaveItem(replica.Item{Ref: crm.Ref{Entity: entity, ID: id}, RemoteID: "r-" + id, Version: "1"})
	})
}

func TestConnectingMarksEveryRecordButSampleData(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	mine := f.add("organisation", crm.Values{"name": "Mine"})
	f.must(crm.FromSample, func(tx crm.Tx) error {
		return tx.Put(f.record("organisation", tx.NewID(), crm.Values{"name": "Sample"}))
	})
	if s, err := f.Status(ctx, []string{"organisation"}); err != nil || s.Connected || s.Waiting != 0 {
		t.Errorf("before: %+v %v", s, err)
	}
	f.connect("a")
	s, err := f.Status(ctx, []string{"organisation"})
	if err != nil || !s.Connected || s.Waiting != 1 || s.Local != 0 {
		t.Errorf("after: %+v %v", s, err)
	}
	if s, err := f.Status(ctx, []string{"contact"}); err != nil || s.Waiting != 0 || s.Local != 1 {
		t.Errorf("for a provider without organisations: %+v %v", s, err)
	}
	f.arrive("organisation", mine)
	if err := f.Disconnect(ctx); err != nil {
		t.Fatal(err)
	}
	f.connect("a")
	if item := f.item("organisation", mine); item.New || item.RemoteID == "" {
		t.Errorf("the same account again forgot %+v", item)
	}
	f.connect("b")
	if item := f.item("organisation", mine); !item.New || item.RemoteID != "" {
		t.Errorf("another account knows %+v", item)
	}
	f.sound()
}

func TestEditsKeepTheirFirstBaseAndCountGenerations(t *testing.T) {
	f := open(t)
	f.connect("a")
	id := f.add("contact", crm.Values{"first_name": "Ann", "last_name": "A", "title": "x"})
	if item := f.item("contact", id); !item.New || item.Edits != nil {
		t.Errorf("new: %+v", item)
	}
	f.arrive("contact", id)
	f.set("contact", id, crm.Values{"last_name": "B"})
	f.set("contact", id, crm.Values{"last_name": "C", "next_step": "call"})
	item := f.item("contact", id)
	want := []replica.Edit{
		{Group: "name", Gen: 2, Base: crm.Values{"name": "Ann A", "first_name": "Ann", "last_name": "A"}},
		{Group: "next_step", Gen: 1, Base: crm.Values{"next_step": nil, "next_step_at": nil}},
	}
	if diff := cmp.Diff(want, item.Edits); diff != "" || item.New || item.Deleted {
		t.Errorf("%+v\n%s", item, diff)
	}
	f.replicate(func(tx replica.Tx) error {
		return tx.Put(crm.Record{Entity: "contact", ID: id, Values: crm.Values{"title": "theirs"}})
	})
	if diff := cmp.Diff(item, f.item("contact", id)); diff != "" {
		t.Errorf("the provider's write made an edit:\n%s", diff)
	}
	f.sound()
}

func TestEditsGiveARefusedRecordAnotherChance(t *testing.T) {
	f := open(t)
	f.connect("a")
	for reason, stays := range map[replica.HoldReason]bool{replica.Refused: false, replica.NoAccess: false, replica.Hidden: false, replica.Unsure: true} {
		id := f.add("organisation", crm.Values{"name": "A"})
		f.replicate(func(tx replica.Tx) error {
			return tx.SaveItem(replica.Item{
				Ref: crm.Ref{Entity: "organisation", ID: id}, RemoteID: "r-" + id, Hold: &replica.Hold{Reason: reason, Message: "No."},
			})
		})
		f.set("organisation", id, crm.Values{"name": "B"})
		if item := f.item("organisation", id); (item.Hold != nil) != stays {
			t.Errorf("%s: after an edit it is held for %+v", reason, item.Hold)
		}
	}
}

func TestDeletedRecordsAreMarkedOnlyIfTheyExistThere(t *testing.T) {
	f := open(t)
	f.connect("a")
	there, unsent := f.add("organisation", crm.Values{"name": "There"}), f.add("organisation", crm.Values{"name": "Unsent"})
	f.arrive("organisation", there)
	b := f.must(crm.FromUser, func(tx crm.Tx) error {
		if err := tx.Delete(crm.Ref{Entity: "organisation", ID: there}); err != nil {
			return err
		}
		return tx.Delete(crm.Ref{Entity: "organisation", ID: unsent})
	})
	if item := f.item("organisation", there); !item.Deleted {
		t.Errorf("there: %+v", item)
	}
	if diff := cmp.Diff(replica.Item{Ref: crm.Ref{Entity: "organisation", ID: unsent}}, f.item("organisation", unsent)); diff != "" {
		t.Errorf("unsent: %s", diff)
	}
	f.undo(b.ID)
	if a, b := f.item("organisation", there), f.item("organisation", unsent); a.Deleted || a.New || !b.New {
		t.Errorf("after undo: %+v %+v", a, b)
	}
	f.sound()
}

func TestWaitingPagesInOrderOfCreation(t *testing.T) {
	f := open(t)
	f.connect("a")
	var want, got []string
	for i := range 7 {
		want = append(want, f.add([]string{"organisation", "user"}[i%2], crm.Values{"name": fmt.Sprint(i)}))
	}
	f.add("ticket", crm.Values{"subject": "not asked for"})
	f.replicate(func(tx replica.Tx) error {
		for after := (crm.Ref{}); ; {
			page, err := tx.Waiting([]string{"organisation", "user"}, after, 3)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, item := range page {
				got, after = append(got, item.ID), item.Ref
			}
		}
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	f.replicate(func(tx replica.Tx) error {
		n, err := tx.CountWaiting([]string{"organisation", "user"})
		if n != 7 {
			t.Errorf("counted %d, want 7", n)
		}
		return err
	})
}

func TestBookkeepingIsReadBackAsItWasSaved(t *testing.T) {
	f := open(t)
	f.connect("a")
	id := f.add("contact", crm.Values{"last_name": "A"})
	ref := crm.Ref{Entity: "contact", ID: id}
	item := replica.Item{
		Ref: ref, RemoteID: "r1", Version: "7", RemoteAt: 5, Deleted: true, Epoch: 3,
		Edits: []replica.Edit{{Group: "tags", Gen: 4, Base: crm.Values{"tags": []string{"x"}}}},
		Hold:  &replica.Hold{Reason: replica.Refused, Message: "no", Since: 1, NextTry: 2, Tries: 3},
	}
	cursor := replica.Cursor{Feed: "f", High: 1, Until: 2, After: "x", Epoch: 3, Sweeping: true, SweepSeen: 9, Success: 8, Rewound: 4, Token: "era-7"}
	attempt := replica.Attempt{Ref: ref, ID: "a1", Kind: replica.Update, Version: "7", Gens: map[string]int64{"tags": 4}, Values: crm.Values{"tags": []string{"y"}, "title": nil}, Started: 6}
	conflict := replica.Conflict{Ref: ref, ID: "c1", Kind: replica.BothEdited, Group: "tags", Mine: crm.Values{"tags": []string{"m"}}, Theirs: crm.Values{"tags": nil}, Base: crm.Values{"tags": []string{"b"}}, Title: "A", Opened: 3, Candidates: []string{"1"}, Message: "m"}
	f.replicate(func(tx replica.Tx) error {
		for _, err := range []error{tx.SaveItem(item), tx.Alias("contact", "old", id), tx.SaveCursor(cursor), tx.SaveAttempt(attempt), tx.OpenConflict(conflict)} {
			if err != nil {
				return err
			}
		}
		again := conflict
		again.ID, again.Mine, again.Theirs, again.Message = "c2", nil, crm.Values{"tags": []string{"t"}}, "again"
		conflict.Theirs, conflict.Message = again.Theirs, "again"
		return tx.OpenConflict(again)
	})
	f.replicate(func(tx replica.Tx) error {
		gotItem, _ := tx.Item(ref)
		gotCursor, _ := tx.Cursor("f")
		attempts, _ := tx.Attempts()
		conflicts, err := tx.Conflicts()
		if err != nil {
			return err
		}
		for _, pair := range [][2]any{{item, gotItem}, {cursor, gotCursor}, {[]replica.Attempt{attempt}, attempts}, {[]replica.Conflict{conflict}, conflicts}} {
			if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
				t.Error(diff)
			}
		}
		for remote, want := range map[string]string{"r1": id, "old": id, "none": ""} {
			if got, err := tx.Local("contact", remote); got != want || err != nil {
				t.Errorf("%s: %q %v", remote, got, err)
			}
		}
		unseen, all, err := tx.CountUnseen("contact", 4)
		if unseen != 1 || all != 1 || err != nil {
			t.Errorf("unseen %d of %d, %v", unseen, all, err)
		}
		for i := range 40 {
			if err := tx.Remember(ref, "tags", fmt.Sprint(i)); err != nil {
				return err
			}
		}
		for hash, want := range map[string]bool{"7": false, "8": true, "39": true} {
			if got, err := tx.WasSent(ref, "tags", hash); got != want || err != nil {
				t.Errorf("sent %s: %v %v", hash, got, err)
			}
		}
		if err := tx.CloseConflict("c1", "mine"); err != nil {
			return err
		}
		if _, err := tx.Conflict("c1"); crm.CodeOf(err) != crm.CodeNotFound {
			t.Errorf("closed conflict: %v", err)
		}
		return tx.EndAttempt("a1")
	})
	if held, err := f.Held(context.Background(), 5); err != nil || len(held) != 1 {
		t.Errorf("held %v %v", held, err)
	}
	round := replica.Round{Started: 9, Pulled: 1, Requests: 2}
	if err := f.SaveRound(context.Background(), round); err != nil {
		t.Fatal(err)
	}
	if s, err := f.Status(context.Background(), []string{"contact"}); err != nil || s.Refused != 1 || s.Conflicts != 0 || s.Last != round || s.Checked != 9 || len(s.Feeds) != 1 {
		t.Errorf("status %+v %v", s, err)
	}
}

func TestARoundWithoutNewsWritesNothing(t *testing.T) {
	f := open(t)
	f.connect("a")
	id := f.add("organisation", crm.Values{"name": "A"})
	f.arrive("organisation", id)
	version := f.Version()
	f.replicate(func(tx replica.Tx) error {
		r, err := tx.Get(crm.Ref{Entity: "organisation", ID: id})
		if err != nil {
			return err
		}
		return tx.Put(r)
	})
	if f.Version() != version {
		t.Error("an equal record was written")
	}
}

// Records known in part come back those changed there latest first, and no longer once they are whole.
func TestPartialItems(t *testing.T) {
	f := open(t)
	for i, id := range []string{"a", "b", "c"} {
		item := replica.Item{Ref: crm.Ref{Entity: "contact", ID: id}, RemoteID: "r" + id, RemoteAt: crm.Instant(i), Partial: id != "b"}
		f.replicate(func(tx replica.Tx) error { return tx.SaveItem(item) })
	}
	f.replicate(func(tx replica.Tx) error {
		items, all, err := tx.Partial(1)
		if err != nil || all != 2 || len(items) != 1 || items[0].ID != "c" || !items[0].Partial {
			t.Errorf("%v of %d, %v", items, all, err)
		}
		items[0].Partial = false
		return tx.SaveItem(items[0])
	})
	f.replicate(func(tx replica.Tx) error {
		items, all, err := tx.Partial(5)
		if all != 1 || len(items) != 1 || items[0].ID != "a" {
			t.Errorf("%v of %d, %v", items, all, err)
		}
		return err
	})
}
