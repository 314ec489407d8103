package form

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func testEnv(t *testing.T) Env {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	a := &app.App{Now: func() time.Time { return now }, Zone: time.UTC}
	return Env{App: a, Run: &async.Inline{}, Context: context.Background(), Zone: time.UTC}
}

// TestEditorsGiveBackWhatTheyShow holds for every kind that needs no database.
func TestEditorsGiveBackWhatTheyShow(t *testing.T) {
	env := testEnv(t)
	options := []crm.Option{{Value: "a", Label: "First"}, {Value: "b", Label: "Second"}}
	for _, c := range []struct {
		kind  crm.Kind
		value any
	}{
		{crm.Text, "Ærø"},
		{crm.LongText, "one\ntwo"},
		{crm.URL, "www.example.org"},
		{crm.Choice, "b"},
		{crm.MultiChoice, []string{"a", "b"}},
		{crm.Bool, true},
		{crm.Bool, false},
		{crm.Integer, int64(-12)},
		{crm.Decimal, 12.5},
		{crm.Percent, 25.0},
		{crm.Money, int64(123450)},
		{crm.Duration, int64(4800)},
		{crm.Day, crm.Date("2026-12-31")},
		{crm.Moment, crm.InstantOf(now.Add(90 * time.Minute))},
		{crm.Emails, []crm.Reach{{Value: "a@example.org", Label: "work"}, {Value: "b@example.org"}}},
		{crm.Phones, []crm.Reach{{Value: "+49 30 1234"}}},
		{crm.Postal, crm.Address{Street: "Ring 1\nHof", City: "Wien", PostalCode: "1010", Country: "Austria", State: "W"}},
		{crm.Tags, []string{"vip", "fair"}},
	} {
		ed := NewEditor(env, crm.Field{Name: "f", Label: "F", Kind: c.kind, Options: options}, func() {})
		if got, err := ed.Value(); err != nil || got != nil {
			t.Errorf("%s begins with %v %v", c.kind, got, err)
		}
		ed.Set(c.value)
		if got, err := ed.Value(); err != nil || !crm.Equal(got, c.value) {
			t.Errorf("%s gives %#v %v for %#v", c.kind, got, err, c.value)
		}
		ed.Set(nil)
		if got, err := ed.Value(); err != nil || got != nil {
			t.Errorf("%s keeps %v %v after clearing", c.kind, got, err)
		}
	}
}

func TestEditorsReadWhatPeopleType(t *testing.T) {
	env := testEnv(t)
	for _, c := range []struct {
		kind crm.Kind
		text string
		want any
	}{
		{crm.Money, "1.234,50", int64(123450)},
		{crm.Money, "1,234.5", int64(123450)},
		{crm.Money, "12,5", int64(1250)},
		{crm.Percent, "25 %", 25.0},
		{crm.Integer, "12 000", int64(12000)},
		{crm.Integer, "12,000", int64(12000)},
		{crm.Duration, "90", int64(5400)},
		{crm.Duration, "1h 5m", int64(3900)},
		{crm.Day, "tomorrow", crm.Date("2026-11-23")},
		{crm.Moment, "tomorrow 9:00", crm.InstantOf(now.Add(21 * time.Hour))},
		{crm.Tags, "vip, fair ,", []string{"vip", "fair"}},
	} {
		ed := NewEditor(env, crm.Field{Name: "f", Label: "F", Kind: c.kind}, func() {})
		ed.Focus().(*Input).SetText(c.text)
		if got, err := ed.Value(); err != nil || !crm.Equal(got, c.want) {
			t.Errorf("%s %q is %#v %v, want %#v", c.kind, c.text, got, err, c.want)
		}
	}
	for kind, text := range map[crm.Kind]string{
		crm.Money: "12.345 EUR", crm.Integer: "1.5", crm.Decimal: "many", crm.Duration: "long", crm.Day: "someday", crm.Moment: "25:00",
		crm.URL: "not a place", crm.Emails: "anna", crm.Phones: "12", crm.Link: "somebody",
	} {
		ed := NewEditor(env, crm.Field{Name: "f", Label: "F", Kind: kind, To: []string{"contact"}}, func() {})
		ed.Focus().(*Input).SetText(text)
		if got, err := ed.Value(); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s takes %q for %#v (%v)", kind, text, got, err)
		}
	}
}

func TestFormReadsEveryField(t *testing.T) {
	env := testEnv(t)
	for _, e := range crm.Base().Entities() {
		f := New(env, e, e.New(""))
		if f.Dirty() {
			t.Errorf("the form of %s is dirty from the start", e.Name)
		}
		for _, row := range e.Form {
			for _, name := range row {
				if field, _ := e.Field(name); !field.ReadOnly && f.Editor(name) == nil {
					t.Errorf("the form of %s has no %s", e.Name, name)
				}
			}
		}
		if _, err := f.Read(); err == nil {
			for _, field := range e.Fields {
				if field.Required && field.Default == nil {
					t.Errorf("an empty %s passes without %s", e.Name, field.Name)
				}
			}
		}
	}
}

func TestAmountsFollowTheCurrency(t *testing.T) {
	env := testEnv(t)
	e, err := crm.Base().Entity("deal")
	if err != nil {
		t.Fatal(err)
	}
	r := e.New("")
	r.Set("name", "Frames")
	r.Set("amount", int64(500))
	r.Set("currency", "JPY")
	f := New(env, e, r)
	if got := f.Editor("amount").Focus().(*Input).Text; got != "500" {
		t.Errorf("500 yen are shown as %q", got)
	}
	f.Editor("currency").Focus().(*Input).SetText("eur")
	got, err := f.Read()
	if err != nil || got.Int("amount") != 50000 || got.Text("currency") != "EUR" {
		t.Errorf("500 in euros are %v %q (%v)", got.Get("amount"), got.Text("currency"), err)
	}
}

// TestTabLeadsThroughALongForm: no field keeps the keys, and the one that has them is in view.
func TestTabLeadsThroughALongForm(t *testing.T) {
	env := testEnv(t)
	e, err := crm.Base().Entity("ticket")
	if err != nil {
		t.Fatal(err)
	}
	f := New(env, e, crm.NewRecord("ticket", ""))
	scroll := kit.NewScroll(f.Content())
	w := test.NewTempWindow(t, scroll)
	w.Resize(fyne.NewSize(400, 300))
	w.Canvas().Focus(f.Editor("cause").Focus())
	if scroll.Offset.Y == 0 {
		t.Error("the field that has the keys is out of view")
	}
	if in, ok := w.Canvas().Focused().(fyne.Tabbable); ok && in.AcceptsTab() {
		t.Error("Tab does not lead on")
	}
	scroll.Offset.Y = 0
	if !f.Show(crm.FieldErrorf("remedy", "The remedy is missing.")) || w.Canvas().Focused() != f.Editor("remedy").Focus() {
		t.Error("an error does not lead to its field")
	}
	if field := f.fields["remedy"]; scroll.Offset.Y+scroll.Size().Height < field.Position().Y+field.Size().Height {
		t.Error("the sentence below the field is out of view")
	}
	if f.Show(crm.FieldErrorf("number", "Of none of its fields.")) {
		t.Error("an error of another field is shown")
	}
}

func TestDaysAreShownAsTheLanguageWritesThem(t *testing.T) {
	env := testEnv(t)
	words.Use("de")
	defer words.Use(words.English)
	for _, c := range []struct {
		kind  crm.Kind
		value any
		text  string
	}{
		{crm.Day, crm.Date("2027-02-03"), "03.02.2027"},
		{crm.Moment, crm.InstantOf(time.Date(2027, 2, 3, 14, 30, 0, 0, time.UTC)), "03.02.2027 14:30"},
	} {
		ed := NewEditor(env, crm.Field{Name: "f", Label: "F", Kind: c.kind}, func() {})
		ed.Set(c.value)
		if got := ed.Focus().(*Input).Text; got != c.text {
			t.Errorf("shown as %q, want %q", got, c.text)
		}
		if got, err := ed.Value(); err != nil || !crm.Equal(got, c.value) {
			t.Errorf("%q is read as %v %v", c.text, got, err)
		}
	}
}
