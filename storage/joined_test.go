package storage

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/app/crm"
)

// A record that was merged is found under its old ids while it is away, and is itself again once it is back.
func TestMergedRecordsAreFollowed(t *testing.T) {
	f := open(t)
	for _, id := range []string{"a", "b", "c"} {
		f.set("contact", id, crm.Values{"last_name": id, "outside_id": "out-" + id})
	}
	join := func(ref, into string) crm.Batch {
		b, err := f.Do(t.Context(), crm.Action{Label: "merge", Source: crm.FromUser}, func(tx crm.Tx) error {
			return tx.Join(crm.Ref{Entity: "contact", ID: ref}, crm.Ref{Entity: "contact", ID: into})
		})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	now := func(id string) (out string) {
		_, err := f.Do(t.Context(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
			ref, err := tx.Joined(crm.Ref{Entity: "contact", ID: id})
			out = ref.ID
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	join("a", "b")
	second := join("b", "c")
	if now("a") != "c" || now("b") != "c" || now("c") != "c" || now("x") != "x" {
		t.Errorf("a is %s, b is %s", now("a"), now("b"))
	}
	merged, err := f.Merged(t.Context(), "contact")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]crm.Merged{
		{Ref: crm.Ref{Entity: "contact", ID: "a"}, Into: "c", OutsideID: "out-a"},
		{Ref: crm.Ref{Entity: "contact", ID: "b"}, Into: "c", OutsideID: "out-b"},
	}, merged); diff != "" {
		t.Error(diff)
	}
	undone, err := f.Undo(t.Context(), second.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if now("a") != "b" || now("b") != "b" {
		t.Errorf("after the undo a is %s, b is %s", now("a"), now("b"))
	}
	if _, err := f.Undo(t.Context(), undone.Batch.ID, ""); err != nil {
		t.Fatal(err)
	}
	if now("a") != "c" {
		t.Errorf("after it was done again a is %s", now("a"))
	}
	if _, err := f.Do(t.Context(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		return tx.Join(crm.Ref{Entity: "contact", ID: "c"}, crm.Ref{Entity: "lead", ID: "c"})
	}); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("a contact went into a lead: %v", err)
	}
}

// Two records that somebody keeps apart stay so until it is taken back.
func TestPairsKeptApart(t *testing.T) {
	f := open(t)
	for _, id := range []string{"a", "b", "c"} {
		f.set("contact", id, crm.Values{"last_name": id})
	}
	contact := func(id string) crm.Ref { return crm.Ref{Entity: "contact", ID: id} }
	for _, apart := range []bool{true, true, false} {
		if err := f.KeepApart(t.Context(), contact("b"), contact("a"), apart); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]bool{"": apart, "a": apart, "b": apart, "c": false} {
			pairs, err := f.Apart(t.Context(), id)
			if err != nil || len(pairs) > 0 != want || want && pairs[0] != [2]string{"a", "b"} {
				t.Errorf("apart of %q: %v, %v", id, pairs, err)
			}
		}
	}
	if err := f.KeepApart(t.Context(), contact("a"), contact("x"), true); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("a record that is not there: %v", err)
	}
	if err := f.KeepApart(t.Context(), contact("a"), contact("a"), true); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("a record and itself: %v", err)
	}
}
