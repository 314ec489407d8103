package desktop

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/page"
)

func TestTodayIsCappedAndLeadsToAllOfThem(t *testing.T) {
	d := open(t, false)
	f := filler{ctx: context.Background(), a: d.app}
	for n := range 30 {
		f.save("contact", crm.Values{"last_name": "Late " + strconv.Itoa(n), "next_step": "Call", "next_step_at": crm.InstantOf(Moment.Add(-time.Duration(n+24) * time.Hour))})
	}
	f.save("contact", crm.Values{"last_name": "Of somebody else", "owner": "0190a000-0000-7000-8000-000000000000", "next_step": "Call", "next_step_at": crm.InstantOf(Moment.AddDate(0, 0, -1))})
	if f.err != nil {
		t.Fatal(f.err)
	}
	d.Go(page.Route{Name: "today"})
	d.run.Settle()
	p, _ := d.Page().(*page.Today)
	got := texts(p.Content())
	if p.Len() != 8 || !strings.Contains(got, "and 22 more · all 30 contacts") || !strings.Contains(got, "30 things are due") {
		t.Fatalf("%d lines:\n%s", p.Len(), got)
	}
	d.tap("and 22 more")
	d.run.Settle()
	if r := d.Route(); r.Entity != "contact" || !strings.Contains(texts(d.Page().Content()), "30") {
		t.Errorf("leads to %+v", r)
	}
	n, err := d.app.Count(context.Background(), crm.Query{Entity: "contact", Where: filter(t, d.Route().Filter)})
	if err != nil || n != 30 {
		t.Errorf("the list has %d (%v)", n, err)
	}
}

func filter(t *testing.T, text string) crm.Expr {
	t.Helper()
	e, err := crm.ParseFilter(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// tap presses the first control whose text begins so.
func (d *desk) tap(text string) {
	d.Helper()
	var found fyne.Tappable
	walk(d.window.Content(), func(o fyne.CanvasObject) {
		if c, ok := o.(fyne.Tappable); ok && found == nil && strings.HasPrefix(texts(o), text) {
			found = c
		}
	})
	if found == nil {
		d.Fatalf("nothing says %q", text)
	}
	found.Tapped(&fyne.PointEvent{})
}

func TestTodayByTheKeys(t *testing.T) {
	d := open(t, true)
	p, _ := d.Page().(*page.Today)
	d.Do("next")
	if p.Line(0).Ref.Entity == "ticket" {
		d.press(fyne.KeyDown)
		if d.window.Canvas().Focused() == nil {
			t.Fatal("no line has the keys")
		}
	}
	step := 0
	for p.Line(step).Done == nil {
		step++
	}
	d.press(fyne.KeyHome)
	for range step {
		d.press(fyne.KeyDown)
	}
	line := p.Line(step)
	before, err := d.app.Get(context.Background(), line.Ref)
	if err != nil {
		t.Fatal(err)
	}
	d.press(fyne.KeyT)
	after, err := d.app.Get(context.Background(), line.Ref)
	if err != nil || crm.DateOf(after.Instant("next_step_at").Time()) != crm.DateOf(Moment.AddDate(0, 0, 1)) || after.Text("next_step") != before.Text("next_step") {
		t.Errorf("put off to %s (%v)", after.Instant("next_step_at"), err)
	}
	d.Do("undo")
	d.Do("next")
	d.Do("done")
	d.Do("log")
	if !d.QuickLog().Shown() {
		t.Error("no log from the page of the day")
	}
}
