package desktop

import (
	"context"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"satchel/app/crm"
	"satchel/ui/page"
)

func TestPaletteFindsPeopleBehindTheirOrganisation(t *testing.T) {
	d := open(t, true)
	d.Do("palette")
	d.Palette().Type("kanco")
	d.run.Settle()
	got := d.Palette().Entries()
	if len(got) < 2 || got[0] != "Kanco" || !slices.Contains(got, "Olu Adeyemi") {
		t.Errorf("offers %q", got)
	}
	d.Palette().Choose(slices.Index(got, "Olu Adeyemi"))
	if d.Palette().Shown() || d.Route().Entity != "contact" || d.Route().ID == "" {
		t.Errorf("went to %+v", d.Route())
	}
	d.Do("palette")
	if got := d.Palette().Entries(); len(got) == 0 || got[0] != "Olu Adeyemi" {
		t.Errorf("the record opened last is not offered first: %q", got)
	}
}

func TestPaletteDoesCommands(t *testing.T) {
	d := open(t, true)
	d.Do("palette")
	d.Palette().Type("deals")
	d.run.Settle()
	got := d.Palette().Entries()
	d.Palette().Choose(slices.Index(got, "Deals"))
	if d.Route().Entity != "deal" {
		t.Errorf("went to %+v from %q", d.Route(), got)
	}
}

func TestQuickLogSetsTheNextStepInOneAction(t *testing.T) {
	d := open(t, true)
	p, n := d.list("contact"), d.count("activity")
	before := d.record(p)
	d.Do("log")
	d.QuickLog().Fill("wants an offer", "send the offer", "tomorrow 9:00")
	d.Do("save")
	r := d.record(p)
	if d.count("activity") != n+1 || r.Text("next_step") != "send the offer" || r.Instant("next_step_at") != crm.InstantOf(Moment.AddDate(0, 0, 1).Add(-3*3600e9)) {
		t.Fatalf("%d activities, next step %q %s", d.count("activity"), r.Text("next_step"), r.Instant("next_step_at"))
	}
	d.Do("undo")
	if got := d.record(p); d.count("activity") != n || got.Text("next_step") != before.Text("next_step") {
		t.Error("one undo did not take all of it back")
	}
}

func TestANextStepWithoutAContactBecomesATask(t *testing.T) {
	d := open(t, true)
	n := d.count("activity")
	d.list("organisation")
	d.Do("log")
	d.QuickLog().Fill("visited the fair", "send a catalogue", "Thu")
	d.Do("save")
	list, err := d.app.List(context.Background(), crm.Query{Entity: "activity", Where: crm.Where("subject", crm.Eq, "send a catalogue")})
	if err != nil || len(list) != 1 || list[0].Text("kind") != "task" || list[0].Text("organisation") == "" || d.count("activity") != n+2 {
		t.Errorf("%d activities, task %+v (%v)", d.count("activity")-n, list, err)
	}
}

func TestGuardCatchesReadsOutsideOfWork(t *testing.T) {
	a, err := Open(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	run := &Runner{}
	g := &Guard{Store: a.Store, Runner: run}
	read := func() { _, _ = g.Count(context.Background(), crm.Query{Entity: "contact"}) }
	run.Start(context.Background(), func(context.Context) func() { read(); return nil })
	if len(g.Caught()) != 0 {
		t.Errorf("work was caught: %v", g.Caught())
	}
	run.Start(context.Background(), func(context.Context) func() { return read })
	if len(g.Caught()) != 1 {
		t.Error("a read in a delivery was not caught")
	}
}

func TestMarkup(t *testing.T) {
	d := open(t, false)
	test.AssertRendersToMarkup(t, "first.xml", d.window.Canvas())
	d = open(t, true)
	d.Do("palette")
	d.Palette().Type("kanco")
	d.run.Settle()
	test.AssertObjectRendersToMarkup(t, "palette.xml", d.window.Canvas().Overlays().Top())
	d.Do("palette")
	d.Do("keys")
	test.AssertObjectRendersToMarkup(t, "keys.xml", d.window.Canvas().Overlays().Top())
}

func TestQuickLogNeedsALine(t *testing.T) {
	d := open(t, true)
	n := d.count("activity")
	d.Do("log")
	d.Do("save")
	if !d.QuickLog().Shown() || d.count("activity") != n {
		t.Error("an empty log was saved")
	}
}

func TestBackAndForward(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	p.Select(2)
	want := d.record(p).ID
	d.list("deal")
	d.Back()
	if d.Route().Entity != "contact" || d.Route().ID != want {
		t.Errorf("back is %+v", d.Route())
	}
	d.Forward()
	if d.Route().Entity != "deal" {
		t.Errorf("forward is %+v", d.Route())
	}
}

func TestShortcutsAndKeys(t *testing.T) {
	d := open(t, true)
	c := d.window.Canvas()
	typed := func(key fyne.KeyName, mod fyne.KeyModifier) {
		c.(interface{ TypedShortcut(fyne.Shortcut) }).TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: mod})
	}
	typed("2", fyne.KeyModifierShortcutDefault)
	if d.Route().Entity != "contact" {
		t.Fatalf("Ctrl+2 goes to %+v", d.Route())
	}
	d.run.Settle()
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF2})
	p := d.Page().(*page.Records)
	if p.Form() == nil {
		t.Fatal("F2 does not edit")
	}
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if p.Form() != nil {
		t.Error("Esc does not end editing")
	}
	c.OnTypedRune()('?')
	if c.Overlays().Top() == nil {
		t.Error("? shows no keys")
	}
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if c.Overlays().Top() != nil {
		t.Error("Esc does not close the keys")
	}
}

func TestTodayIsDoneAndUndone(t *testing.T) {
	d := open(t, true)
	p, ok := d.Page().(*page.Today)
	if !ok || p.Len() == 0 {
		t.Fatalf("starts with %T", d.Page())
	}
	n, step := p.Len(), 0
	for p.Line(step).Done == nil {
		step++ // a ticket needs a person's thought
	}
	p.Done(step)
	if p.Len() != n-1 {
		t.Errorf("%d lines after one of %d is done", p.Len(), n)
	}
	d.Do("undo")
	if p.Len() != n {
		t.Errorf("%d lines after undo", p.Len())
	}
}

func TestEveryCommandOfAnEmptyDatabaseIsHarmless(t *testing.T) {
	d := open(t, false)
	for _, name := range []string{"new", "log", "edit", "save", "convert", "delete", "next", "previous", "find", "undo", "back", "forward", "sync", "keys", "palette", "sample-remove"} {
		d.Do(name)
		d.run.Settle()
	}
	if n := d.count("contact"); n != 0 {
		t.Errorf("%d contacts came from nowhere", n)
	}
	if errs, err := d.app.Check(context.Background()); err != nil || len(errs) > 0 {
		t.Errorf("the database is damaged: %v %v", errs, err)
	}
}
