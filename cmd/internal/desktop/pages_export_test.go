package desktop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"satchel/app/crm"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/page"
)

func TestEverythingLeavesAsAnArchiveAndComesBack(t *testing.T) {
	d := open(t, true)
	file := filepath.Join(t.TempDir(), "all.zip")
	d.Do("export-everything")
	input, _ := d.window.Canvas().Focused().(*form.Input)
	if !strings.HasSuffix(input.Text, ".zip") {
		t.Errorf("%q is proposed", input.Text)
	}
	input.SetText(file)
	d.press(fyne.KeyReturn)
	d.run.Settle()
	info, err := os.Stat(file)
	if err != nil || !strings.Contains(d.Toast(), "Exported") {
		t.Fatalf("%v, toast %q", err, d.Toast())
	}
	if info.Size() < 1000 {
		t.Errorf("%d bytes", info.Size())
	}

	s, p := importing(t)
	p.Drop(file)
	s.expect("An export of Satchel", "Read back")
	s.press("Read back")
	want, err := d.app.Count(d.Context(), crm.Query{Entity: "contact"})
	if err != nil || want == 0 || s.count("contact") != want {
		t.Errorf("%d contacts, want %d, %v, %v", s.count("contact"), want, err, s.fails)
	}
	s.press("Undo")
	if s.count("contact") != 0 {
		t.Errorf("%d contacts stay", s.count("contact"))
	}
}

func TestABadArchiveIsRefusedInTheWindow(t *testing.T) {
	s, p := importing(t)
	p.Drop(s.file("all.zip", "PK no archive"))
	s.expect("not a sound archive")
	if !s.button("Import").Disabled() {
		t.Error("it can be read back")
	}
	p.Drop(t.TempDir())
	s.expect("is not an export of Satchel")
}

func TestCharactersAndColumnsOfACSVFileCanBeChosen(t *testing.T) {
	s, p := importing(t)
	p.Drop(s.file("people.csv", "first_name;last_name;title\nAda;M\xfcller;a, b, c\n"))
	s.expect("Müller", "Windows-1252")
	s.pressChip("Mac Roman", 0)
	s.expect("M¸ller")
	s.pressChip("UTF-8", 0)
	s.expect("bytes that are not text")
	s.pressChip("As recognised", 0)
	s.expect("Müller")
	s.pressChip("Comma", 0) // cannot be: the choice stays on the screen
	s.expect("Columns are separated by")
	s.pressChip("As recognised", 1)
	s.expect("separated by semicolons", "Müller")
}

func TestTheFolderOfAnExportIsChosenAndWhatWasWrittenIsOffered(t *testing.T) {
	s := newStage(t, true)
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	page.ExportEverything(s.env)
	c := s.env.Window.Canvas()
	s.env.Window.Resize(fyne.NewSize(1024, 700))
	input, _ := c.Focused().(*form.Input)
	proposed := input.Text
	walk(c.Overlays().Top(), func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Text == "Choose …" {
			b.Tapped(nil)
		}
	})
	walk(c.Overlays().Top(), func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && b.Importance == widget.HighImportance {
			b.OnTapped()
		}
	})
	want := filepath.Join(home, filepath.Base(proposed))
	if input.Text != want || want == proposed {
		t.Fatalf("the export goes to %q, want %q", input.Text, want)
	}
	input.OnSubmitted(input.Text)
	s.run.Settle()
	if s.offered == nil || !strings.Contains(s.said[len(s.said)-1], want) {
		t.Fatalf("nothing is offered, it says %q, fails %v", s.said, s.fails)
	}
	if s.offered(); len(s.fails) > 0 {
		t.Error(s.fails)
	}
}
