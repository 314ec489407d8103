package desktop

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/app/crm"
	"satchel/ui/form"
)

// newest returns the activity made last.
func (d *desk) newest() crm.Record {
	d.Helper()
	list, err := d.app.List(context.Background(), crm.Query{Entity: "activity", Sort: []crm.Sort{{Field: crm.FieldCreatedAt, Desc: true}}, Limit: 1})
	if err != nil || len(list) == 0 {
		d.Fatal("no activity", err)
	}
	return list[0]
}

func (d *desk) named(name string) crm.Record {
	d.Helper()
	list, err := d.app.List(context.Background(), crm.Query{Entity: "contact", Where: crm.Where("name", crm.Eq, name)})
	if err != nil || len(list) != 1 {
		d.Fatalf("%d contacts are called %s (%v)", len(list), name, err)
	}
	return list[0]
}

// press types a key into whatever has the focus.
func (d *desk) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func TestALineIsLoggedWithoutTheMouse(t *testing.T) {
	d := open(t, true)
	n := d.count("activity")
	d.Do("log")
	test.Type(d.window.Canvas().Focused(), "called Olu Kanco wants an offer; next: send it tomorrow 10:00")
	d.press(fyne.KeyReturn) // at once: the name was not looked for yet
	if d.QuickLog().Shown() {
		t.Fatal("not saved:", texts(d.window.Canvas().Overlays().Top()))
	}
	olu, a := d.named("Olu Adeyemi"), d.newest()
	if a.Text("kind") != "call" || a.Text("subject") != "wants an offer" || a.Text("contact") != olu.ID || a.Text("organisation") == "" || !a.Bool("done") {
		t.Errorf("logged %+v", a.Values)
	}
	if want := crm.InstantOf(Moment.AddDate(0, 0, 1).Truncate(24 * time.Hour).Add(10 * time.Hour)); olu.Text("next_step") != "send it" || olu.Instant("next_step_at") != want {
		t.Errorf("next step %q at %s, want %s", olu.Text("next_step"), olu.Instant("next_step_at"), want)
	}
	d.Do("undo")
	if got := d.named("Olu Adeyemi"); d.count("activity") != n || got.Text("next_step") != "Call about the renewal" {
		t.Errorf("undo left %d activities and %q", d.count("activity")-n, got.Text("next_step"))
	}
}

func TestTheRecordInViewIsMeant(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	shown := d.record(p)
	d.Do("log")
	d.QuickLog().Type("Besuch, hat noch Fragen")
	d.run.Settle()
	d.Do("save")
	if a := d.newest(); a.Text("contact") != shown.ID || a.Text("kind") != "visit" || a.Text("subject") != "hat noch Fragen" {
		t.Errorf("logged %+v for %s", a.Values, shown.ID)
	}
	d.Do("log")
	d.QuickLog().Type("called Giulia Conti busy")
	d.run.Settle()
	d.Do("save")
	if a := d.newest(); a.Text("contact") != d.named("Giulia Conti").ID || a.Text("subject") != "busy" {
		t.Errorf("the name in the line does not win: %+v", a.Values)
	}
}

func TestAnAheadTimeIsAPlan(t *testing.T) {
	d := open(t, true)
	d.Do("log")
	d.QuickLog().Type("meeting Giulia Conti contract tomorrow 15:00")
	d.run.Settle()
	d.Do("save")
	a := d.newest()
	if a.Bool("done") || a.Text("kind") != "meeting" || a.Instant("at").Time().Hour() != 15 || !strings.HasPrefix(d.Toast(), "Planned") {
		t.Errorf("%q: %+v", d.Toast(), a.Values)
	}
}

func TestPeopleOfOneNameAreOffered(t *testing.T) {
	d := open(t, true)
	ctx := context.Background()
	for _, last := range []string{"Weber", "Wagner"} {
		r := crm.NewRecord("contact", "")
		r.Values = crm.Values{"first_name": "Zelda", "last_name": last}
		if _, _, err := d.app.Save(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	d.Do("log")
	test.Type(d.window.Canvas().Focused(), "called Zelda wants a call back")
	d.run.Settle()
	if got := texts(d.window.Canvas().Overlays().Top()); !strings.Contains(got, "Zelda Weber") || !strings.Contains(got, "Zelda Wagner") {
		t.Fatal("not offered:\n", got)
	}
	d.press(fyne.KeyDown, fyne.KeyReturn)
	d.run.Settle()
	d.press(fyne.KeyReturn)
	a := d.newest()
	title, err := d.app.Titles(ctx, "contact", []string{a.Text("contact")})
	if err != nil || !strings.HasPrefix(title[a.Text("contact")], "Zelda") || a.Text("subject") != "wants a call back" {
		t.Errorf("logged %+v with %v", a.Values, title)
	}
}

func TestAFieldChangedByHandStays(t *testing.T) {
	d := open(t, true)
	d.Do("log")
	d.QuickLog().Fill("typed by hand", "", "")
	d.QuickLog().Type("called Olu about something else")
	d.run.Settle()
	d.Do("save")
	if a := d.newest(); a.Text("subject") != "typed by hand" || a.Text("kind") != "call" {
		t.Errorf("logged %+v", a.Values)
	}
}

func TestKeysChangeTheKind(t *testing.T) {
	d := open(t, true)
	d.Do("log")
	d.press(fyne.KeyDown, fyne.KeyDown)
	test.Type(d.window.Canvas().Focused(), "spring fair")
	d.press(fyne.KeyReturn)
	if a := d.newest(); a.Text("kind") != "meeting" || a.Text("subject") != "spring fair" {
		t.Errorf("logged %+v", a.Values)
	}
}

func TestTheQuickLogSaysWhoSpokeLast(t *testing.T) {
	d := open(t, true)
	d.list("contact")
	d.Do("log")
	d.run.Settle()
	if got := texts(d.window.Canvas().Overlays().Top()); !strings.Contains(got, "You called today; you plan") {
		t.Errorf("the quick log says:\n%s", got)
	}
}

func TestADateFieldTakesPlainWords(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	d.Do("edit")
	d.typeInto(p, "next_step_at", "nächste Woche")
	v, err := p.Form().Editor("next_step_at").Value()
	if at, ok := v.(crm.Instant); err != nil || !ok || at.Time().Weekday() != time.Monday {
		t.Errorf("next week is %v (%v)", v, err)
	}
	if _, ok := p.Form().Editor("next_step_at").Focus().(*form.Input); !ok {
		t.Error("the date is not typed")
	}
}

func TestFoundPeopleOfOneNameAreToldApart(t *testing.T) {
	d := open(t, true)
	for _, title := range []string{"Captain", "Pilot"} {
		r := crm.NewRecord("contact", "")
		r.Values = crm.Values{"first_name": "Zelda", "last_name": "Weber", "title": title, "organisation": d.all("organisation", `name = "Kanco"`)[0].ID}
		if _, _, err := d.app.Save(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	d.Do("palette")
	d.Palette().Type("zelda")
	d.run.Settle()
	got := texts(d.window.Canvas().Overlays().Top()) + "\n"
	for _, want := range []string{"Contact · Captain\n", "Contact · Pilot\n"} { // at Kanco are both
		if !strings.Contains(got, want) {
			t.Errorf("%q is not among what was found:\n%s", want, got)
		}
	}
}
