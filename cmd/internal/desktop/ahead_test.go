package desktop

import (
	"testing"

	"satchel/app/crm"
	"satchel/ui/page"
)

// TestTheNextRecordIsReadAhead steps on and on: what the step shows was read before, and read again after a commit.
func TestTheNextRecordIsReadAhead(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	shown := d.record(p)
	step := func(by int) crm.Record {
		t.Helper()
		before := d.guard.Calls()
		p.Step(by)
		if n := d.guard.Calls()["Timeline"] - before["Timeline"]; n != 0 {
			t.Errorf("the step by %d read the timeline %d times", by, n)
		}
		r := d.record(p)
		if !d.shows(r.Text("name")) || r.ID == shown.ID {
			t.Errorf("%s is not shown", r.Text("name"))
		}
		shown = r
		d.run.Settle()
		return r
	}
	step(1)
	second := step(1)
	p.Step(-1) // the way back was not expected
	d.run.Settle()
	third := step(-1)
	p.Step(1)
	d.run.Settle()

	second.Set("title", "Captain")
	if _, _, err := d.app.Save(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	d.run.Settle()
	step(1)
	if !d.shows("Captain") {
		t.Error("the step shows what was before a commit")
	}
	if third.ID == second.ID {
		t.Error("the steps lead nowhere")
	}

	p.ShowKind("call")
	p.Edit()
	d.run.Settle()
	p.Cancel()
	d.run.Settle()
	step(1)
	d.Go(page.Route{Name: "today"})
	d.run.Settle()
	if len(d.guard.Caught()) > 0 {
		t.Errorf("read on the UI goroutine: %v", d.guard.Caught())
	}
}
