package apptest

import (
	"slices"
	"testing"

	"satchel/app"
	"satchel/app/crm"
)

// TestPracticeTicksItself does what the list asks for and looks at what is ticked.
func TestPracticeTicksItself(t *testing.T) {
	a := open(t)
	ctx := t.Context()
	var batches []crm.Batch
	defer a.OnCommit(func(b crm.Batch) { batches = append(batches, b) })()
	practised := func() []string {
		t.Helper()
		var steps []string
		for _, b := range batches {
			s, err := a.PractisedBy(ctx, b)
			if err != nil {
				t.Fatal(err)
			}
			steps = append(steps, s...)
		}
		batches = nil
		if _, err := a.Practise(ctx, steps...); err != nil {
			t.Fatal(err)
		}
		batches = nil // a setting is no action of a person
		p, err := a.Practice(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return p.Done
	}
	if got := practised(); len(got) != 0 {
		t.Errorf("ticked before it was offered: %v", got)
	}
	if err := a.OfferPractice(ctx); err != nil {
		t.Fatal(err)
	}
	lead, err := a.New(ctx, "lead")
	if err != nil {
		t.Fatal(err)
	}
	lead.Set("name", "Kessler")
	if lead, _, err = a.Save(ctx, lead); err != nil {
		t.Fatal(err)
	}
	if got := practised(); len(got) != 0 {
		t.Errorf("a new lead ticked %v", got)
	}
	for _, change := range []struct {
		field string
		value any
		want  []string
	}{
		{"next_step", "call", []string{app.PracticePlan}},
		{"status", "Working", []string{app.PracticePlan, app.PracticeMove}},
	} {
		if _, err := a.Change(ctx, "Change", lead.Ref(), crm.Values{change.field: change.value}); err != nil {
			t.Fatal(err)
		}
		if got := practised(); !slices.Equal(got, change.want) {
			t.Errorf("after %s: %v, want %v", change.field, got, change.want)
		}
	}
	if _, err := a.UndoLast(ctx); err != nil {
		t.Fatal(err)
	}
	if got := practised(); !slices.Contains(got, app.PracticeBack) {
		t.Errorf("an undo left %v", got)
	}
	if err := a.HidePractice(ctx); err != nil {
		t.Fatal(err)
	}
	p, err := a.Practice(ctx)
	if err != nil || p.Shown || !p.Has(app.PracticeMove) {
		t.Errorf("hidden, it is %+v, %v", p, err)
	}
}
