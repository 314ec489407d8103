package desktop

import (
	"testing"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/look"
	"satchel/ui/page"
)

// drawn are the objects that show texts in the window, by text.
func (d *desk) drawn() map[string]fyne.CanvasObject {
	out := map[string]fyne.CanvasObject{}
	walk(d.window.Content(), func(o fyne.CanvasObject) {
		if text := textOf(o); text != "" {
			out[text] = o
		}
	})
	return out
}

func TestOnlyWhatChangedOfARecordIsDrawnAnew(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	r := d.record(p)
	const event = "Call: wants a frame offer for 2027"
	before := d.drawn()
	if before[event] == nil || before[r.Text("title")] == nil {
		t.Fatalf("%s is without %q or its job title: choose other texts", r.Text("name"), event)
	}
	p.Edit()
	d.typeInto(p, "title", "Captain")
	p.Save()
	d.run.Settle()
	after := d.drawn()
	if after["Captain"] == nil || after["Head of purchasing"] != nil {
		t.Error("what was saved is not shown")
	}
	if after[event] != before[event] {
		t.Error("the timeline was drawn anew although nothing happened in it")
	}
	if _, err := d.app.Delete(t.Context(), d.all("activity", crm.Where("contact", crm.Eq, r.ID).String())[0].Ref()); err != nil {
		t.Fatal(err)
	}
	d.run.Settle()
	if d.drawn()[event] == before[event] {
		t.Error("the timeline stayed although an activity of it is gone")
	}

	kept := d.drawn()["Captain"]
	theme := fyne.CurrentApp().Settings().Theme()
	t.Cleanup(func() { fyne.CurrentApp().Settings().SetTheme(theme) })
	fyne.CurrentApp().Settings().SetTheme(&look.Theme{Variant: look.Light, Percent: 150})
	p.ShowKind("")
	d.run.Settle()
	if d.drawn()["Captain"] == kept {
		t.Error("a part stayed that was measured for smaller letters")
	}
}

func TestAFormLeadsBackToARecordThatTheListDoesNotShow(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	r := d.record(p)
	d.Go(page.Route{Name: "records", Entity: "contact", ID: r.ID, Filter: crm.Where("name", crm.Ne, r.Text("name")).String()})
	d.run.Settle()
	p = d.Page().(*page.Records)
	if p.Selected() >= 0 || d.record(p).ID != r.ID {
		t.Fatalf("row %d is chosen, and %s shown", p.Selected(), d.record(p).Text("name"))
	}
	p.Edit()
	p.Cancel()
	d.run.Settle()
	if got := d.record(p); got.ID != r.ID {
		t.Errorf("after giving up the form %s is shown", got.Text("name"))
	}
	p.Edit()
	d.typeInto(p, "title", "Captain")
	before := d.guard.Calls()["Timeline"]
	p.Save()
	if n := d.guard.Calls()["Timeline"] - before; n != 1 || d.record(p).ID != r.ID {
		t.Errorf("%d records were read to show the saved one; shown is %s", n, d.record(p).Text("name"))
	}
}
