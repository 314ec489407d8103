package storage

import (
	"context"
	"fmt"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// TestAScrubIsWholeThoughOthersSaveMeanwhile saves while the search is written anew: its parts that hold the words of the erased person
// must go all the same.
func TestAScrubIsWholeThoughOthersSaveMeanwhile(t *testing.T) {
	for _, parts := range []int{1, 2} {
		for _, saves := range []int{1, 3, 8} {
			t.Run(fmt.Sprintf("%d parts, %d saves", parts, saves), func(t *testing.T) {
				f := open(t)
				var who []crm.Ref
				for range parts {
					f.must(crm.FromImport, func(tx crm.Tx) error {
						for i := range 1500 {
							if err := tx.Put(f.record("contact", tx.NewID(), crm.Values{"last_name": fmt.Sprintf("Menge %d", i), "description": fmt.Sprint("Text ", i*7919, " und ", i*104729)})); err != nil {
								return err
							}
						}
						return nil
					})
					who = append(who, crm.Ref{Entity: "contact", ID: f.add("contact", crm.Values{"first_name": "Zita", "last_name": "Zzzwiebelthaler"})})
				}
				if parts == 1 {
					if err := f.mergeAll(t.Context(), nil); err != nil {
						t.Fatal(err)
					}
				}
				if err := f.Erase(t.Context(), who, nil, app.Entry{Body: []byte(`{}`)}); err != nil {
					t.Fatal(err)
				}
				left := saves
				if err := f.Scrub(t.Context(), func(p app.Progress) {
					if p.What == "Writing the search anew" && p.Done > 0 && left > 0 {
						left--
						f.add("contact", crm.Values{"last_name": fmt.Sprint("Neumann ", left)})
					}
				}); err != nil {
					t.Fatal(err)
				}
				if found, err := f.Traces(t.Context(), []string{"zzzwiebelthaler", "Zzzwiebelthaler"}, nil); err != nil || found != nil || left > 0 {
					t.Errorf("still there: %q %v, %d saves to do", found, err, left)
				}
				f.sound()
			})
		}
	}
}

// TestAScrubLeavesTheMarkOfALaterErase, whose bytes it need not have emptied.
func TestAScrubLeavesTheMarkOfALaterErase(t *testing.T) {
	f := open(t)
	erase := func(name string) {
		id := f.add("contact", crm.Values{"last_name": name})
		if err := f.Erase(t.Context(), []crm.Ref{{Entity: "contact", ID: id}}, nil, app.Entry{Body: []byte(`{}`)}); err != nil {
			t.Fatal(err)
		}
	}
	erase("Aaaeins")
	again := true
	if err := f.Scrub(t.Context(), func(p app.Progress) {
		if p.What == "Emptying unused places of the file" && again {
			again = false
			erase("Bbbzwei")
		}
	}); err != nil {
		t.Fatal(err)
	}
	if open, err := f.Unscrubbed(t.Context()); err != nil || !open {
		t.Errorf("the second erase counts as whole: %v", err)
	}
	if err := f.Scrub(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if open, err := f.Unscrubbed(t.Context()); err != nil || open {
		t.Errorf("it is not whole: %v", err)
	}
}

// TestAScrubThatWaitsForAnotherIsStopped at once.
func TestAScrubThatWaitsForAnotherIsStopped(t *testing.T) {
	f := open(t)
	f.scrubbing <- struct{}{}
	ctx, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	if err := f.Scrub(ctx, nil); crm.CodeOf(err) != crm.CodeCanceled {
		t.Errorf("it says %v", err)
	}
}
