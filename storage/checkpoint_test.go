package storage

import (
	"context"
	"fmt"
	"testing"

	"satchel/app/crm"
)

// parts counts those of the full-text index.
func (f *fixture) parts() (n int) {
	f.t.Helper()
	if err := f.read.QueryRow(`SELECT count(DISTINCT segid) FROM search_idx`).Scan(&n); err != nil {
		f.t.Fatal(err)
	}
	return n
}

// load writes so many records at once, so many times.
func (f *fixture) load(times, records int) {
	f.t.Helper()
	for i := range times {
		f.must(crm.FromSync, func(tx crm.Tx) error {
			for j := range records {
				r := crm.NewRecord("contact", tx.NewID())
				r.Values = crm.Values{"last_name": fmt.Sprintf("Jones%d", i*records+j)}
				if err := tx.Put(r); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// TestMergeParts merges what many small saves leave in the full-text index, without a new version, and loses nothing.
func TestMergeParts(t *testing.T) {
	f := open(t)
	const saves = 60
	for i := range saves {
		f.must(crm.FromUser, func(tx crm.Tx) error {
			r := crm.NewRecord("contact", tx.NewID())
			r.Values = crm.Values{"first_name": "Emily", "last_name": fmt.Sprintf("Smith%d", i)}
			return tx.Put(r)
		})
	}
	version := f.Version()
	for f.mergeParts(true) {
	}
	if got := f.Version(); got != version {
		t.Errorf("version %d after merging, was %d", got, version)
	}
	if parts := f.parts(); parts > 15 {
		t.Errorf("%d parts are left", parts)
	}
	f.load(20, load)
	for f.mergeParts(false) {
	}
	for f.mergeParts(true) {
	}
	if parts := f.parts(); parts > 15 {
		t.Errorf("%d parts are left after a load", parts)
	}
	hits, err := f.Search(context.Background(), "emily", 2*saves)
	if err != nil || len(hits) != saves {
		t.Errorf("%d hits, want %d (%v)", len(hits), saves, err)
	}
	if faults, err := f.Check(context.Background()); err != nil || len(faults) > 0 {
		t.Errorf("check: %v %v", faults, err)
	}
}
