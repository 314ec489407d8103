package storage

import (
	"context"
	"fmt"
	"testing"

	"satchel/app/crm"
)

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
	for f.mergeParts() {
	}
	if got := f.Version(); got != version {
		t.Errorf("version %d after merging, was %d", got, version)
	}
	parts := 0
	if err := f.read.QueryRow(`SELECT count(DISTINCT segid) FROM search_idx`).Scan(&parts); err != nil || parts > 15 {
		t.Errorf("%d parts are left (%v)", parts, err)
	}
	hits, err := f.Search(context.Background(), "emily", 2*saves)
	if err != nil || len(hits) != saves {
		t.Errorf("%d hits, want %d (%v)", len(hits), saves, err)
	}
	if faults, err := f.Check(context.Background()); err != nil || len(faults) > 0 {
		t.Errorf("check: %v %v", faults, err)
	}
}
