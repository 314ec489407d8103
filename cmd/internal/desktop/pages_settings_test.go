package desktop

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/look"
	"satchel/ui/page"
	"satchel/ui/present"
)

func settings(t *testing.T, withSample bool) (*stage, page.Page) {
	s := newStage(t, withSample)
	p := page.NewSettings(s.env, page.Route{})
	s.show(p)
	return s, p
}

func (s *stage) setting(key string) string {
	s.t.Helper()
	v, err := s.Setting(context.Background(), key)
	s.must(err)
	return v
}

func TestTheLookChangesAtOnceAndIsKept(t *testing.T) {
	s, _ := settings(t, false)
	s.pressChip("Dark", 0)
	s.pressChip("125 %", 0)
	s.pressChip("Compact", 0)
	want := look.Theme{Variant: look.Dark, Density: look.Compact, Percent: 125}
	if now := look.Current(); *now != want {
		t.Errorf("%+v", now)
	}
	if got := look.Read(s.setting(look.Setting)); *got != want {
		t.Errorf("kept %+v", got)
	}
}

func TestAnInvitationIsCopied(t *testing.T) {
	s := newStage(t, false)
	s.must(s.Store.Connect(context.Background(), replica.Connection{Provider: "other", URL: "https://hub.example.org", User: "anna@example.org"}))
	s.show(page.NewSettings(s.env, page.Route{}))
	s.press("Copy an invitation")
	got := fyne.CurrentApp().Clipboard().Content()
	if !strings.Contains(got, "https://hub.example.org") || !strings.Contains(got, "Another CRM") || strings.Contains(got, "anna@example.org") {
		t.Errorf("the invitation reads %q", got)
	}
	s.expect("Copied")
}

func TestNameAndCurrencyAreSaved(t *testing.T) {
	s, _ := settings(t, false)
	s.entry("Your name").SetText("Anna Weber-Okoro")
	s.entry("EUR").SetText("chf")
	s.press("Save")
	me, err := s.Get(context.Background(), crm.Ref{Entity: "user", ID: s.setting(app.SettingMe)})
	s.must(err)
	if me.Text("name") != "Anna Weber-Okoro" || s.setting(app.SettingCurrency) != "CHF" || s.undo[0] == "" {
		t.Errorf("%v %s", me.Values, s.setting(app.SettingCurrency))
	}
	s.entry("EUR").SetText("euro")
	s.press("Save")
	s.expect("A currency is three letters")
	if s.setting(app.SettingCurrency) != "CHF" {
		t.Error("a wrong currency was kept")
	}
}

func TestOwnFieldsAreAddedAndRemoved(t *testing.T) {
	s, _ := settings(t, false)
	own := func() []crm.Field {
		e, err := s.Catalog().Entity("contact")
		s.must(err)
		return present.OwnFields(e)
	}
	s.pressChip("Contacts", 0)
	s.expect("None yet.")
	s.press("Add the field")
	s.expect("Enter a label.")
	s.entry("Label").SetText("Shoe size")
	s.press("Add the field")
	s.expect("Shoe size")
	if f := own(); len(f) != 1 || f[0].Name != "x_shoe_size" || f[0].Kind != crm.Text {
		t.Fatalf("%+v", f)
	}
	s.entry("Label").SetText("Shoe size")
	s.press("Add the field")
	s.expect("already has a field")
	if len(own()) != 1 {
		t.Error("added twice")
	}
	s.press("Remove")
	if len(own()) != 0 {
		t.Error("not removed")
	}
	s.expect("None yet.")
}

func TestSampleDataGoInOneStep(t *testing.T) {
	s, p := settings(t, true)
	mine := s.add("contact", crm.Values{"last_name": "Own"})
	s.press("Remove the sample data")
	if n := s.count("contact"); n != 1 {
		t.Errorf("%d contacts stay", n)
	}
	_, err := s.Get(context.Background(), mine.Ref())
	s.must(err)
	p.Refresh(crm.Batch{})
	s.expect("Load the sample data")
}

func TestDisconnectingAsksFirst(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	c, err := s.Connection(context.Background())
	s.must(err)
	s.must(s.keys.Set(context.Background(), c.Key(), "secret"))
	s.show(page.NewSettings(s.env, page.Route{}))
	s.expect("EspoCRM", "https://crm.lumen.example")
	s.press("Disconnect")
	if _, err := s.Connection(context.Background()); err != nil {
		t.Fatal("one press was enough")
	}
	if s.env.Window.Canvas().Focused() != fyne.Focusable(s.button("Stay connected")) {
		t.Error("the keys are not on the way out")
	}
	s.press("Disconnect now")
	if _, err := s.Connection(context.Background()); crm.CodeOf(err) != crm.CodeNotFound || len(s.keys.secrets) != 0 {
		t.Errorf("%v, keys %v", err, s.keys.secrets)
	}
	s.expect("Not connected.")
}

func TestBackupAndCheck(t *testing.T) {
	s := newStage(t, true)
	s.show(page.NewBackups(s.env, page.Route{}))
	file := filepath.Join(t.TempDir(), "copy.db")
	s.entry("Copy to").SetText(file)
	s.press("Back up now")
	if info, err := os.Stat(file); err != nil || info.Size() == 0 {
		t.Fatal(err, s.fails, texts(s.env.Window.Content()))
	}
	s.entry("Copy to").SetText(file)
	s.press("Back up now")
	if len(s.said) != 1 {
		t.Error("an existing file was overwritten")
	}
	s.press("Check the file")
	s.expect("The file is sound")
}

func TestTypingSurvivesACommit(t *testing.T) {
	s, p := settings(t, false)
	s.entry("Your name").SetText("half writ")
	p.Refresh(crm.Batch{Entities: []string{"user"}})
	if got := s.entry("Your name").Text; got != "half writ" {
		t.Errorf("%q", got)
	}
}

func TestLoadingSampleDataIsTheShellsWork(t *testing.T) {
	s := newStage(t, false)
	asked := 0
	s.env.Sample = func() { asked++ }
	s.show(page.NewSettings(s.env, page.Route{}))
	s.press("Load the sample data")
	if asked != 1 {
		t.Error(asked)
	}
}
