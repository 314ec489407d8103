package storage

import (
	"context"
	"fmt"
	"testing"

	"satchel/app/crm"
	"satchel/app/replica"
)

// TestManyRowsAreWrittenBehindOneTransaction adds, changes and removes records in one transaction, more than are written at once, and
// reads them in between.
func TestManyRowsAreWrittenBehindOneTransaction(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	const n = 3*laterAtOnce + 7
	ids := make([]string, n)
	batch, err := db.Do(ctx, crm.Action{Source: crm.FromImport}, func(tx crm.Tx) error {
		for i := range ids {
			ids[i] = tx.NewID()
			r := crm.Record{Entity: "organisation", ID: ids[i], Values: crm.Values{"name": fmt.Sprintf("Firm %d", i)}}
			if err := tx.Put(r); err != nil {
				return err
			}
			if i%100 == 0 { // is there for whoever reads it
				if got, err := tx.Get(r.Ref()); err != nil || got.Text("name") != r.Text("name") {
					t.Errorf("%v %v", got, err)
				}
			}
		}
		for _, id := range ids[:n/2] {
			if err := tx.Delete(crm.Ref{Entity: "organisation", ID: id}); err != nil {
				return err
			}
		}
		return tx.Put(crm.Record{Entity: "organisation", ID: ids[n-1], Values: crm.Values{"name": "Last"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	want := int64(n - n/2)
	if got, err := db.Count(ctx, crm.Query{Entity: "organisation"}); err != nil || got != want {
		t.Errorf("%d organisations, want %d, %v", got, want, err)
	}
	if got, err := db.Count(ctx, crm.Query{Entity: "organisation", Text: "Firm"}); err != nil || got != want-1 {
		t.Errorf("the search finds %d, want %d, %v", got, want-1, err)
	}
	if found, err := db.Check(ctx); err != nil || len(found) > 0 {
		t.Error(found, err)
	}
	if undone, err := db.Undo(ctx, batch.ID, ""); err != nil || len(undone.Kept) > 0 {
		t.Error(undone.Kept, err)
	}
	if got, err := db.Count(ctx, crm.Query{Entity: "organisation"}); err != nil || got != 0 {
		t.Errorf("%d organisations stay, %v", got, err)
	}
}

// TestWhatFailsBehindFailsTheTransaction lets a row fail while others are prepared: whoever asks next gets the error, and nothing stays.
func TestWhatFailsBehindFailsTheTransaction(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	_, err := db.transact(ctx, crm.Action{Source: crm.FromImport}, func(tx *tx) error {
		r := crm.Record{Entity: "organisation", ID: tx.NewID(), Values: crm.Values{"name": "A"}}
		if err := tx.Put(r); err != nil {
			return err
		}
		tb, err := tx.schema.table("organisation")
		if err != nil {
			return err
		}
		if _, err := tx.insertRow(tb, 0, r); err != nil { // its id is taken
			return err
		}
		for range 2 * laterAtOnce {
			if err := tx.Put(crm.Record{Entity: "organisation", ID: tx.NewID(), Values: crm.Values{"name": "B"}}); err != nil {
				return nil // the error was seen; it must not be possible to go on
			}
		}
		if _, err := tx.Get(r.Ref()); err == nil {
			t.Error("nobody is told")
		}
		return nil
	})
	if err == nil {
		t.Error("it was committed")
	}
	if n, err := db.Count(ctx, crm.Query{Entity: "organisation"}); err != nil || n != 0 {
		t.Errorf("%d organisations, %v", n, err)
	}
	if _, err := db.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: "organisation", ID: tx.NewID(), Values: crm.Values{"name": "C"}})
	}); err != nil {
		t.Error(err)
	}
	if found, err := db.Check(ctx); err != nil || len(found) > 0 {
		t.Error(found, err)
	}
}

// TestALongTransactionSeesThatSomebodyWaits holds the writing connection until somebody else wants it.
func TestALongTransactionSeesThatSomebodyWaits(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	began, saved := make(chan bool), make(chan error, 1)
	go func() {
		<-began
		_, err := db.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
			return tx.Put(crm.Record{Entity: "organisation", ID: tx.NewID(), Values: crm.Values{"name": "A"}})
		})
		saved <- err
	}()
	err := db.Replicate(ctx, func(tx replica.Tx) error {
		if tx.Awaited() {
			t.Error("somebody waits before anybody came")
		}
		close(began)
		for !tx.Awaited() {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := <-saved; err != nil {
		t.Error(err)
	}
}
