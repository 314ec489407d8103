package sample

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/app/crm"
)

func generate(t *testing.T, g Generator) []crm.Record {
	t.Helper()
	var all []crm.Record
	if err := g.Each(func(records []crm.Record) error {
		if len(records) == 0 || len(records) > batch {
			t.Fatalf("a batch of %d", len(records))
		}
		all = append(all, records...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestGeneratedDataAreWholeAndRepeatable(t *testing.T) {
	g := Generator{Seed: 7, Counts: Large.Scale(0.002), Now: now}
	all := generate(t, g)
	counts := check(t, all, map[string]string{})
	want := map[string]int{"organisation": 200, "contact": 2000, "lead": 600, "deal": 400, "ticket": 600, "activity": 2000}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(all, generate(t, g)); diff != "" {
		t.Error("the same seed gives other data")
	}
	g.Seed = 8
	if cmp.Equal(all, generate(t, g)) {
		t.Error("another seed gives the same data")
	}
	last := crm.Instant(0)
	for _, r := range all[200:2200] {
		if at := r.Instant(crm.FieldCreatedAt); at < last || at.Time().After(now) || now.Sub(at.Time()) > years {
			t.Fatalf("created at %s after %s", at, last)
		} else {
			last = at
		}
	}
}

func TestGeneratedDataAreSkewed(t *testing.T) {
	byOrganisation, byStage := map[string]int{}, map[string]int{}
	contacts := map[string]string{}
	for _, r := range generate(t, Generator{Seed: 1, Counts: Large.Scale(0.005), Now: now}) {
		switch r.Entity {
		case "contact":
			contacts[r.ID] = r.Text("organisation")
		case "ticket":
			byOrganisation[r.Text("organisation")]++
			if contacts[r.Text("contact")] != r.Text("organisation") {
				t.Fatal("the contact of a ticket works elsewhere")
			}
		case "deal":
			byStage[r.Text("stage")]++
		}
	}
	most := 0
	for _, n := range byOrganisation {
		most = max(most, n)
	}
	if mean := 1500 / len(byOrganisation); most < 5*mean {
		t.Errorf("the largest organisation has %d tickets, the mean %d", most, mean)
	}
	if len(byStage) != 6 || byStage[crm.DealWon] < byStage["Prospecting"] {
		t.Errorf("%v", byStage)
	}
}

func TestGeneratorStopsAtAnError(t *testing.T) {
	stop := errors.New("stop")
	calls := 0
	err := Generator{Counts: Large.Scale(0.01), Now: now}.Each(func([]crm.Record) error { calls++; return stop })
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

func BenchmarkGenerator(b *testing.B) {
	for b.Loop() {
		if err := (Generator{Counts: Large.Scale(0.01), Now: now}).Each(func([]crm.Record) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
