package storage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/app/replica"
)

func TestTheOutboxIsReadInPages(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	f.connect("a")
	of := []string{"organisation", "contact"}
	var all []string
	for i := range 7 {
		all = append(all, f.add("organisation", crm.Values{"name": fmt.Sprint(i)}))
	}
	f.add("ticket", crm.Values{"subject": "the provider cannot hold it"})
	done := f.add("organisation", crm.Values{"name": "sent"})
	f.arrive("organisation", done)
	f.replicate(func(tx replica.Tx) error {
		for i, reason := range []replica.HoldReason{replica.Refused, replica.Dependency, replica.Agreed} {
			item, err := tx.Item(crm.Ref{Entity: "organisation", ID: all[i]})
			if err != nil {
				return err
			}
			item.Hold = &replica.Hold{Reason: reason, Message: "because", Since: 9}
			if err := tx.SaveItem(item); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range []struct {
		held bool
		want []string
	}{{false, all}, {true, all[:2]}} {
		n, err := f.CountWaiting(ctx, of, c.held)
		if err != nil || int(n) != len(c.want) {
			t.Errorf("held %v: counted %d, want %d, %v", c.held, n, len(c.want), err)
		}
		var got []string
		for {
			page, err := f.Waiting(ctx, of, c.held, len(got), 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range page {
				got = append(got, item.ID)
			}
			if len(page) == 0 {
				break
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("held %v: %v, want %v", c.held, got, c.want)
		}
	}
	if n, err := f.CountWaiting(ctx, nil, false); n != 0 || err != nil {
		t.Errorf("for no entity %d %v", n, err)
	}
}

func TestADecisionCanBeReopenedUnlessANewerQuestionIsOpen(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	f.connect("a")
	id := f.add("contact", crm.Values{"last_name": "A"})
	ref := crm.Ref{Entity: "contact", ID: id}
	ask := func(name string) {
		f.replicate(func(tx replica.Tx) error {
			return tx.OpenConflict(replica.Conflict{Ref: ref, ID: name, Kind: replica.BothEdited, Group: "title", Mine: crm.Values{"title": name}, Title: "A"})
		})
	}
	closeIt := func(name, how string) {
		f.replicate(func(tx replica.Tx) error { return tx.CloseConflict(name, how) })
	}
	ask("c1")
	if got, err := f.Asked(ctx, ref); err != nil || len(got) != 1 || got[0].ID != "c1" {
		t.Errorf("asked %v %v", got, err)
	}
	if got, err := f.Asked(ctx, crm.Ref{Entity: "contact", ID: "other"}); err != nil || len(got) != 0 {
		t.Errorf("asked about another one %v %v", got, err)
	}
	closeIt("c1", "edited")
	ask("c2")
	closeIt("c2", "superseded") // not by a person
	list, err := f.Settled(ctx, 1, 10)
	if err != nil || len(list) != 1 || list[0].ID != "c1" || list[0].Choice != replica.Edited || list[0].At == 0 || list[0].Mine["title"] != "c1" {
		t.Fatalf("settled %+v %v", list, err)
	}
	if late, err := f.Settled(ctx, list[0].At+1, 10); len(late) != 0 || err != nil {
		t.Errorf("settled since later %v %v", late, err)
	}
	reopen := func(name string) (err error) {
		_ = f.Replicate(ctx, func(tx replica.Tx) error { _, err = tx.ReopenConflict(name); return err })
		return err
	}
	if code := crm.CodeOf(reopen("c2")); code != crm.CodeNotFound {
		t.Errorf("what no person decided: %v", code)
	}
	ask("c3")
	if code := crm.CodeOf(reopen("c1")); code != crm.CodeConflict {
		t.Errorf("beside a newer question: %v", code)
	}
	closeIt("c3", "mine")
	if err := reopen("c1"); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Asked(ctx, ref); err != nil || len(got) != 1 || got[0].ID != "c1" {
		t.Errorf("reopened %v %v", got, err)
	}
}

// What is asked in every round must not go through all records.
func TestTheOutboxIsReadByItsIndex(t *testing.T) {
	f := open(t)
	for _, where := range []string{
		waiting + ` AND +entity IN ('contact')`, waiting + ` AND +entity IN ('contact') AND (id, entity) > ('', '') ORDER BY id, entity`,
		`partial > 0 ORDER BY remote_at DESC, id`,
	} {
		var plan string
		var n int
		if err := f.stmts.row(t.Context(), "EXPLAIN QUERY PLAN SELECT "+itemColumns+" FROM item WHERE "+where, nil, &n, &n, &n, &plan); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, "INDEX item_") {
			t.Errorf("%s: %s", where, plan)
		}
	}
}
