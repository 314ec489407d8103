package storage

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/app/crm"
)

func TestAJumpGivesTheSameRowsWithAndWithoutTheKnownOrder(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	f.must(crm.FromSync, func(tx crm.Tx) error {
		for i := range 2000 {
			r := crm.NewRecord("organisation", tx.NewID())
			r.Values["name"] = fmt.Sprint(i * 7919 % 2000)
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	q := crm.Query{Entity: "organisation", Where: crm.Where("name", crm.Ne, "5"), Sort: []crm.Sort{{Field: "name", Desc: true}}, Limit: 30, Offset: 1500}
	jump := func() []crm.Record {
		list, err := f.List(ctx, q)
		if err != nil || len(list) != 30 {
			t.Fatalf("%d rows, %v", len(list), err)
		}
		return list
	}
	known := func() bool {
		a, err := f.ask(ctx, f.stmts, f.schema.Load(), q)
		if err != nil {
			t.Fatal(err)
		}
		_, ok := f.page(a, q.Limit, q.Offset)
		return ok
	}
	near := q
	near.Offset = begun - 1
	if _, err := f.List(ctx, near); err != nil || len(f.positions.known) > 0 {
		t.Errorf("the order is read for the second page: %v, %v", f.positions.known, err)
	}
	slow := jump()
	f.work.Wait()
	if !known() {
		t.Fatal("the order was not read")
	}
	if diff := cmp.Diff(slow, jump()); diff != "" {
		t.Error(diff)
	}
	f.must(crm.FromUser, func(tx crm.Tx) error { return tx.Delete(slow[0].Ref()) })
	if known() {
		t.Error("the order was used after a commit that changed it")
	}
	if got := jump(); got[0].ID != slow[1].ID {
		t.Error("the deleted record is still in its place")
	}
}
