package sample

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"satchel/app/crm"
)

var now = time.Date(2026, 11, 22, 14, 2, 0, 0, time.UTC)

// check settles every record as storage would and looks whether it is whole: valid, unique, with links to earlier records.
func check(t *testing.T, records []crm.Record, known map[string]string) map[string]int {
	t.Helper()
	catalog := crm.Base()
	counts := map[string]int{}
	for _, r := range records {
		e, err := catalog.Entity(r.Entity)
		if err != nil {
			t.Fatal(err)
		}
		full := e.New(r.ID)
		for name, v := range r.Values {
			full.Set(name, v)
		}
		if e.Derive != nil {
			e.Derive(&full)
		}
		if err := e.Validate(full); err != nil {
			t.Fatalf("%s %v: %v", r.Entity, r.Values, err)
		}
		if known[r.ID] != "" || uuid.Validate(r.ID) != nil || r.ID[14] != '7' {
			t.Fatalf("%s: id %s is bad or used twice", r.Entity, r.ID)
		}
		known[r.ID] = r.Entity
		for _, f := range e.Fields {
			if id := r.Text(f.Name); f.Kind == crm.Link && id != "" && f.Name != crm.FieldOwner && known[id] == "" {
				t.Fatalf("%s %s: %s points to nothing", r.Entity, r.ID, f.Name)
			}
		}
		counts[r.Entity]++
	}
	return counts
}

func TestCompanyIsWholeAndAlive(t *testing.T) {
	records := Company(now, "me")
	counts := check(t, records, map[string]string{})
	for entity, least := range map[string]int{"organisation": 15, "contact": 40, "lead": 20, "deal": 30, "ticket": 15, "message": 30, "activity": 40} {
		if counts[entity] < least {
			t.Errorf("%d of %s", counts[entity], entity)
		}
	}
	seen := map[string]bool{}
	unlinked := 0
	for _, r := range records {
		if r.Instant(crm.FieldCreatedAt).Time().After(now) || r.Text(crm.FieldOwner) == "" && r.Entity != "message" {
			t.Errorf("%s: %v", r.Entity, r.Values)
		}
		for _, f := range []string{"stage", "status", "kind", "source", "currency"} {
			seen[r.Entity+" "+r.Text(f)] = true
		}
		if r.Entity == "activity" && r.Text("contact") == "" && r.Text("about") == "" {
			unlinked++
		}
	}
	if unlinked > 0 {
		t.Errorf("%d activities belong to nobody", unlinked)
	}
	for _, e := range crm.Base().Entities() {
		for _, f := range e.Fields {
			if f.Name != "stage" && f.Name != "status" {
				continue
			}
			for _, o := range f.Options {
				if !seen[e.Name+" "+o.Value] {
					t.Errorf("no %s is %s", e.Name, o.Value)
				}
			}
		}
	}
	if diff := cmp.Diff(records, Company(now, "me")); diff != "" {
		t.Error("the same moment gives other data")
	}
}
