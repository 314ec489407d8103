package desktop

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"

	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/form"
	"satchel/ui/page"
	"satchel/ui/present"
)

// calendar opens the week with one meeting on the day of the moment at ten.
func (d *desk) calendar() (*page.Calendar, crm.Ref) {
	d.Helper()
	r, err := d.app.New(context.Background(), "activity")
	if err != nil {
		d.Fatal(err)
	}
	r.Set("kind", "meeting")
	r.Set("subject", "Delta Medical")
	r.Set("at", crm.InstantOf(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)))
	r, _, err = d.app.Save(context.Background(), r)
	if err != nil {
		d.Fatal(err)
	}
	d.Do("go-calendar")
	d.run.Settle()
	p, ok := d.Page().(*page.Calendar)
	if !ok {
		d.Fatalf("the page is %T", d.Page())
	}
	return p, r.Ref()
}

func (d *desk) when(ref crm.Ref) string {
	d.Helper()
	r, err := d.app.Get(context.Background(), ref)
	if err != nil {
		d.Fatal(err)
	}
	return r.Instant("at").Time().Format("2 15:04")
}

// grid is the widget that takes the keys.
func (d *desk) grid(p *page.Calendar) fyne.Focusable {
	var found fyne.Focusable
	walk(p.Content(), func(o fyne.CanvasObject) {
		if f, ok := o.(fyne.Focusable); ok && found == nil {
			if _, ok := o.(fyne.DoubleTappable); ok {
				found = f
			}
		}
	})
	d.window.Canvas().Focus(found)
	return found
}

func TestTheCalendarIsMovedThroughByKeys(t *testing.T) {
	d := open(t, false)
	p, ref := d.calendar()
	g := d.grid(p)
	shift := func(keys ...fyne.KeyName) {
		k, _ := g.(desktop.Keyable)
		k.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		for _, name := range keys {
			g.TypedKey(&fyne.KeyEvent{Name: name})
		}
		k.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	}
	d.press(fyne.KeyDown, fyne.KeyDown) // from nine to ten
	shift(fyne.KeyDown, fyne.KeyDown, fyne.KeyLeft)
	if got := d.when(ref); got != "21 10:30" {
		t.Errorf("carried to %s", got)
	}
	d.Do("undo")
	if got := d.when(ref); got != "22 10:30" {
		t.Errorf("undone to %s", got)
	}
	d.Do("calendar-today")
	d.press(fyne.KeyPageDown)
	if r := p.Route(); r.ID != "2026-11-29" {
		t.Errorf("the next week is %+v", r)
	}
	d.press(fyne.KeyT, fyne.KeyM)
	if r := p.Route(); r.ID != "2026-11-22" || r.Title == "" {
		t.Errorf("today in the month is %+v", r)
	}
	d.press(fyne.KeyW)
	p.Step(1)
	d.press(fyne.KeyReturn)
	if r := d.Route(); r.Entity != "activity" || r.ID != ref.ID {
		t.Errorf("Enter opened %+v", r)
	}
}

func TestAnItemIsDraggedToAnotherTime(t *testing.T) {
	d := open(t, false)
	p, ref := d.calendar()
	g, _ := d.grid(p).(fyne.Draggable)
	o, _ := g.(fyne.CanvasObject)
	column := (o.Size().Width - 52) / 7
	week := agenda.WeekOf(Moment, agenda.WeekStart(lang.SystemLocale().String()))
	day, by, want := float32(Moment.Day()-week.Day()), float32(-2), "20 12:00"
	if day < 2 {
		by, want = 2, "24 12:00"
	}
	from := fyne.NewPos(52+day*column+10, 30+3*22+4+3*44+8)
	to := from.AddXY(by*column, 88)
	move := func(at, by fyne.Position) {
		g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}, Dragged: fyne.Delta{DX: by.X, DY: by.Y}})
	}
	move(from.AddXY(4, 0), fyne.NewPos(4, 0))
	move(to, fyne.NewPos(0, 0))
	g.DragEnd()
	if got := d.when(ref); got != want {
		t.Errorf("dragged to %s", got)
	}
	d.Do("undo")
	if got := d.when(ref); got != "22 10:00" {
		t.Errorf("undone to %s", got)
	}
}

func TestNewAtTheChosenTime(t *testing.T) {
	d := open(t, false)
	p, _ := d.calendar()
	d.grid(p)
	d.press(fyne.KeyRight, fyne.KeyLeft, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyN)
	test.Type(d.window.Canvas().Focused(), "lab set")
	d.press(fyne.KeyReturn)
	if a := d.newest(); a.Text("subject") != "lab set" || a.Text("kind") != "meeting" || a.Instant("at").Time().Hour() != 11 {
		t.Errorf("planned %+v", a.Values)
	}
}

func TestANarrowWindowHasTheListOfDays(t *testing.T) {
	d := open(t, false)
	p, _ := d.calendar()
	d.window.SetContent(p.Content())
	d.window.Resize(fyne.NewSize(500, 700))
	if got := texts(p.Content()); !strings.Contains(got, "Delta Medical") {
		t.Error("not in the list of days:", got)
	}
	if o, ok := d.grid(p).(fyne.CanvasObject); ok && o.Visible() {
		t.Error("seven columns in a narrow window")
	}
}

func TestWhatFindsNoRoomIsListedAndEveryonesIsShown(t *testing.T) {
	d := open(t, false)
	p, _ := d.calendar()
	f := filler{ctx: d.Context(), a: d.app}
	other := f.save("user", crm.Values{"name": "Ben Okoro"})
	for _, subject := range []string{"One", "Two", "Three", "Four"} {
		f.save("activity", crm.Values{"kind": "call", "subject": subject, "at": crm.InstantOf(Moment)})
	}
	f.save("activity", crm.Values{"kind": "call", "subject": "Of Ben", "at": crm.InstantOf(Moment), "owner": other})
	if f.err != nil {
		t.Fatal(f.err)
	}
	d.run.Settle()
	if got := texts(p.Content()); !strings.Contains(got, "more") || strings.Contains(got, "Of Ben") {
		t.Errorf("the week says\n%s", got)
	}
	d.Do("calendar-list")
	d.run.Settle()
	p, _ = d.Page().(*page.Calendar)
	if got := texts(p.Content()); !strings.Contains(got, "Call: Four") || strings.Contains(got, "Of Ben") {
		t.Errorf("the list says\n%s", got)
	}
	d.tap("Only mine")
	if got := texts(p.Content()); !strings.Contains(got, "Call: Of Ben") {
		t.Errorf("everyone's list says\n%s", got)
	}
	d.Do("go-today")
	d.run.Settle()
	if n, err := present.CountToday(d.Context(), d.app); err != nil || n == 0 || !strings.Contains(texts(d.window.Content()), "Of Ben") {
		t.Errorf("today counts %d, %v", n, err)
	}
	file := filepath.Join(t.TempDir(), "all.ics")
	d.Do("calendar-export")
	input, _ := d.window.Canvas().Focused().(*form.Input)
	input.SetText(file)
	d.press(fyne.KeyReturn)
	d.run.Settle()
	raw, err := os.ReadFile(file)
	if err != nil || strings.Count(string(raw), "BEGIN:VEVENT") != 6 {
		t.Errorf("%v, toast %q\n%s", err, d.Toast(), raw)
	}
}
