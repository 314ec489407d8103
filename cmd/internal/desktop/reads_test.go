package desktop

import (
	"testing"

	"satchel/ui/async"
)

// TestWhatWasSavedIsReadOnce counts what a page reads after a record was saved in its form, and that it still follows other commits.
func TestWhatWasSavedIsReadOnce(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	d.record(p)
	d.Do("edit")
	d.run.Settle()
	d.typeInto(p, "title", "Pilot")
	before := d.guard.Calls()
	p.Save()
	d.run.Advance(async.Thinking / 2) // the next record is not read ahead yet

	for name, want := range map[string]int{"Timeline": 1, "History": 1, "Asked": 1, "Do": 1} { // of the record that is shown
		if n := d.guard.Calls()[name] - before[name]; n != want {
			t.Errorf("%s was called %d times", name, n)
		}
	}
	r := d.record(p)
	r.Set("title", "Captain")
	if _, _, err := d.app.Save(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	d.run.Settle()
	if !d.shows("Captain") {
		t.Error("the change of another is not on the screen")
	}
}
