package storage

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/app/crm"
)

func TestUndoOfAnImportLeavesTheFileAsBefore(t *testing.T) {
	f := open(t)
	org := f.add("organisation", crm.Values{"name": "Acme"})
	old := f.add("contact", crm.Values{"last_name": "Old", "organisation": org, "emails": mails("old@example.org")})
	before := f.dump()
	b := f.must(crm.FromImport, func(tx crm.Tx) error {
		for i := range 700 {
			r := crm.NewRecord("contact", tx.NewID())
			r.Values = crm.Values{"last_name": fmt.Sprint("New", i), "organisation": org, "phones": mails(fmt.Sprint("030 1234", i))}
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		if err := tx.Put(crm.Record{Entity: "organisation", ID: org, Values: crm.Values{"name": "Changed"}}); err != nil {
			return err
		}
		return tx.Delete(crm.Ref{Entity: "contact", ID: old})
	})
	imported := f.dump()
	u := f.undo(b.ID)
	if len(u.Kept) != 0 || u.Batch.Changes != 1402 {
		t.Errorf("kept %v, %d changes", u.Kept, u.Batch.Changes)
	}
	if diff := cmp.Diff(before, f.dump()); diff != "" {
		t.Errorf("after undo:\n%s", diff)
	}
	f.sound()
	f.undo(u.Batch.ID)
	if diff := cmp.Diff(imported, f.dump()); diff != "" {
		t.Errorf("after undo of the undo:\n%s", diff)
	}
	f.sound()
	f.undo(b.ID)
	if diff := cmp.Diff(before, f.dump()); diff != "" {
		t.Errorf("after undoing again:\n%s", diff)
	}
	f.sound()
}

func TestUndoKeepsWhatWasEditedSince(t *testing.T) {
	f := open(t)
	var ids []string
	b := f.must(crm.FromImport, func(tx crm.Tx) error {
		for i := range 3 {
			ids = append(ids, tx.NewID())
			if err := tx.Put(f.record("organisation", ids[i], crm.Values{"name": fmt.Sprint(i)})); err != nil {
				return err
			}
		}
		return nil
	})
	f.set("organisation", ids[1], crm.Values{"industry": "Steel"})
	edit := f.set("organisation", ids[2], crm.Values{"industry": "Steel"})
	f.undo(edit.ID)
	u := f.undo(b.ID)
	if len(u.Kept) != 1 || u.Kept[0].Ref.ID != ids[1] {
		t.Errorf("kept %+v", u.Kept)
	}
	if n, err := f.Count(context.Background(), crm.Query{Entity: "organisation"}); n != 1 || err != nil {
		t.Errorf("%d records left, %v", n, err)
	}
	f.sound()
}

func TestUndoOfOneChange(t *testing.T) {
	f := open(t)
	id := f.add("organisation", crm.Values{"name": "A", "industry": "Steel"})
	f.set("organisation", id, crm.Values{"name": "B"})
	f.set("organisation", id, crm.Values{"industry": "Wood"})
	h, err := f.History(context.Background(), crm.Ref{Entity: "organisation", ID: id}, 10)
	if err != nil || len(h) != 3 {
		t.Fatal(h, err)
	}
	f.undo(strconv.FormatInt(h[1].ID, 10))
	if r := f.get("organisation", id); r.Text("name") != "A" || r.Text("industry") != "Wood" {
		t.Errorf("after undo: %v", r.Values)
	}
	if _, err := f.Undo(context.Background(), strconv.FormatInt(h[1].ID, 10), ""); crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("second undo: %v", err)
	}
	if _, err := f.Undo(context.Background(), "nothing", ""); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("undo of nothing: %v", err)
	}
	if b, err := f.Batches(context.Background(), 10); err != nil || len(b) != 4 || b[0].Source != crm.FromUndo || b[1].Undone {
		t.Errorf("batches: %+v %v", b, err)
	}
}

func TestSampleDataGoesInOneStepAndLeavesTheRest(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	mine := f.add("organisation", crm.Values{"name": "Mine"})
	before := f.dump()
	var sample string
	f.must(crm.FromSample, func(tx crm.Tx) error {
		sample = tx.NewID()
		return tx.Put(f.record("contact", sample, crm.Values{"last_name": "Sample", "organisation": mine}))
	})
	f.set("contact", sample, crm.Values{"title": "Edited"})
	if has, err := f.HasSample(ctx); !has || err != nil {
		t.Errorf("sample %v %v", has, err)
	}
	n, err := f.RemoveSample(ctx)
	if n != 2 || err != nil {
		t.Errorf("removed %d, %v", n, err)
	}
	if has, err := f.HasSample(ctx); has || err != nil {
		t.Errorf("sample after removal %v %v", has, err)
	}
	if diff := cmp.Diff(before, f.dump()); diff != "" {
		t.Error(diff)
	}
	f.sound()
}

// TestUndoOfAnImportThatWasWorkedOnSince edits some of what came in: exactly the untouched rows are gone, and the others are named.
func TestUndoOfAnImportThatWasWorkedOnSince(t *testing.T) {
	f := open(t)
	known := f.add("organisation", crm.Values{"name": "Known", "industry": "Steel"})
	both := f.add("contact", crm.Values{"last_name": "Both"})
	var ids []string
	var made string
	b := f.must(crm.FromImport, func(tx crm.Tx) error {
		made = tx.NewID()
		if err := tx.Put(f.record("organisation", made, crm.Values{"name": "Made"})); err != nil {
			return err
		}
		for i := range 1000 {
			ids = append(ids, tx.NewID())
			if err := tx.Put(f.record("contact", ids[i], crm.Values{"last_name": fmt.Sprint("Row", i), "organisation": made})); err != nil {
				return err
			}
			if i%100 == 0 { // a second row of the same person
				if err := tx.Put(f.record("contact", ids[i], crm.Values{"title": "Buyer"})); err != nil {
					return err
				}
			}
		}
		if err := tx.Put(f.record("organisation", known, crm.Values{"industry": "Wood", "website": "https://known.example"})); err != nil {
			return err
		}
		if err := tx.Put(f.record("organisation", made, crm.Values{"industry": "Glass"})); err != nil {
			return err
		}
		return tx.Put(f.record("contact", both, crm.Values{"title": "Chief", "description": "met at the fair"}))
	})
	f.set("contact", ids[100], crm.Values{"title": "Head"})
	f.set("contact", ids[7], crm.Values{"description": "called"})
	f.set("organisation", known, crm.Values{"industry": "Paper"})
	f.add("activity", crm.Values{"kind": "Call", "subject": "Hello", "contact": ids[9]})
	taken := f.set("contact", ids[8], crm.Values{"title": "Clerk"})
	f.undo(taken.ID)

	u := f.undo(b.ID)
	kept := map[string]string{}
	for _, c := range u.Kept {
		kept[c.Title] = string(c.Kind)
		for _, field := range c.Fields {
			kept[c.Title] += " " + field.Field
		}
	}
	want := map[string]string{"Row100": "create", "Row7": "create", "Row9": "create", "Made": "create", "Known": "update industry"}
	if diff := cmp.Diff(want, kept); diff != "" {
		t.Errorf("kept:\n%s", diff)
	}
	if n, err := f.Count(context.Background(), crm.Query{Entity: "contact"}); n != 4 || err != nil {
		t.Errorf("%d contacts left, want 3 of 1000 and the one from before: %v", n, err)
	}
	if r := f.get("contact", ids[100]); r.Text("title") != "Head" || r.Text("organisation") != made {
		t.Errorf("an edited row: %v", r.Values)
	}
	if r := f.get("organisation", made); r.Text("industry") != "Glass" {
		t.Errorf("what edited rows lead to: %v", r.Values)
	}
	if r := f.get("organisation", known); r.Text("industry") != "Paper" || r.Text("website") != "" {
		t.Errorf("an updated record: %v", r.Values)
	}
	if r := f.get("contact", both); r.Text("title") != "" || r.Text("description") != "" {
		t.Errorf("an update is not taken back: %v", r.Values)
	}
	f.sound()

	if roles, err := f.List(context.Background(), crm.Query{Entity: "role"}); len(roles) != 3 || err != nil {
		t.Errorf("%d roles left, want one for each row that stays: %v", len(roles), err)
	}
}
