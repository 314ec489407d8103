package desktop

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/lang"

	"satchel/assets"
	"satchel/sync/remote"
	"satchel/ui"
	"satchel/ui/page"
	"satchel/ui/words"
)

// speaks gives the process its language back at the end.
func speaks(t *testing.T) {
	before := words.Language()
	t.Cleanup(func() { words.Use(before) })
}

func TestALanguageIsSpokenAtOnceAndKept(t *testing.T) {
	speaks(t)
	d := open(t, true)
	d.Go(page.Route{Name: "settings"})
	d.run.Settle()
	d.Page().(*page.Settings).SetLanguage("de")
	d.run.Settle()
	if got := d.setting(words.Setting); got != "de" {
		t.Errorf("%q is kept", got)
	}
	menu := d.window.MainMenu()
	if title := d.window.Title(); title != "Einstellungen – Satchel" || menu.Items[0].Label != "Datei" || !d.inSidebar("Leads: Ohne Schritt") {
		t.Errorf("the window is %q, its menu %q, the sidebar %q", title, menu.Items[0].Label, d.Views())
	}
	if !strings.Contains(texts(d.window.Content()), "Darstellung") {
		t.Errorf("the page says\n%s", texts(d.window.Content()))
	}
	d.Page().(*page.Settings).SetLanguage("en")
	d.run.Settle()
	if title := d.window.Title(); title != "Settings – Satchel" {
		t.Errorf("the window is %q", title)
	}
}

// TestTheToolkitSpeaksTheChosenLanguage asks for words of the file chooser and of a text field's menu.
func TestTheToolkitSpeaksTheChosenLanguage(t *testing.T) {
	speaks(t)
	for _, c := range []struct{ language, cancel, folder, paste, name string }{
		{"de", "Abbrechen", "Neuer Ordner", "Einfügen", "Name"}, {"en", "Cancel", "New Folder", "Paste", "Name"},
	} {
		ui.Speak(c.language)
		got := []string{lang.L("Cancel"), lang.L("New Folder"), lang.L("Paste"), lang.X("file.name", "?")}
		if want := []string{c.cancel, c.folder, c.paste, c.name}; !slices.Equal(got, want) {
			t.Errorf("in %s the toolkit says %q, want %q", c.language, got, want)
		}
	}
}

// TestEveryPageSpeaksGerman looks for texts of which the catalogue has another German.
func TestEveryPageSpeaksGerman(t *testing.T) {
	speaks(t)
	words.Use("de")
	d := open(t, true)
	foreign := foreignTexts(t)
	look := func(place string) {
		t.Helper()
		d.run.Settle()
		for _, said := range strings.Split(texts(d.window.Content()), "\n") {
			if slices.Contains(foreign, said) {
				t.Errorf("%s says %q", place, said)
			}
		}
	}
	for _, name := range []string{"first", "today", "insight", "inbox", "connect", "import", "settings"} {
		d.Go(page.Route{Name: name, Entity: "contact"})
		look(name)
	}
	for _, e := range d.app.Catalog().Entities() {
		if e.Child {
			continue
		}
		p := d.list(e.Name)
		look(e.Name)
		if p.Len() > 0 && !e.ReadOnly {
			p.Edit()
			look("the form of " + e.Name)
			p.Cancel()
		}
		d.Go(page.Route{Name: "records", Entity: e.Name, ID: "new"})
		look("a new " + e.Name)
	}
}

// foreignTexts are English texts that no German screen has. Those that German writes the same way, or that sample data hold, are none.
func foreignTexts(t *testing.T) []string {
	t.Helper()
	data, err := fs.ReadFile(assets.Words(), "de.json")
	if err != nil {
		t.Fatal(err)
	}
	german := map[string]any{}
	if err := json.Unmarshal(data, &german); err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, v := range german {
		if s, ok := v.(string); ok {
			said[s] = true
		}
	}
	var out []string
	for key, v := range german {
		if s, ok := v.(string); ok && s != key && !said[key] {
			out = append(out, key)
		}
	}
	return out
}

// TestWhatCanBeReliedOnIsSaidInGerman goes through what a provider can be.
func TestWhatCanBeReliedOnIsSaidInGerman(t *testing.T) {
	speaks(t)
	words.Use("de")
	contact := remote.Feed{Name: "Contact", Entity: "contact", Update: true, Create: true, NoMarker: true, Files: true}
	ticket := remote.Feed{Name: "Case", Entity: "ticket", Update: true, Version: true, Files: true}
	file := remote.Feed{Name: "File", Entity: "file", Inside: true, Create: true}
	for _, caps := range []remote.Capabilities{
		{},
		{Marker: true, Lag: time.Minute},
		{ClientID: true, ChangesFeed: true, DeletesFeed: true},
		{Feeds: []remote.Feed{contact, file}},
		{Feeds: []remote.Feed{ticket, file}},
		{Marker: true, Lag: 3 * time.Second, Feeds: []remote.Feed{contact, ticket, file}},
	} {
		for _, sentence := range remote.Guarantee(caps) {
			if said := words.Stored(sentence); strings.Contains(said, " the ") || strings.Contains(said, " is ") || strings.Contains(said, " and ") {
				t.Errorf("%q is said as %q", sentence, said)
			}
		}
	}
}
