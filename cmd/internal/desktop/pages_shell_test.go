package desktop

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"satchel/app/crm"
	"satchel/ui/kit/shot"
	"satchel/ui/look"
	"satchel/ui/page"
)

func TestTheShellOpensEveryPage(t *testing.T) {
	d := open(t, true)
	for _, name := range []string{"insight", "import", "inbox", "settings"} {
		d.Go(page.Route{Name: name})
		d.run.Settle()
		if d.Route().Name != name || d.Page() == nil {
			t.Errorf("%s leads to %+v", name, d.Route())
		}
		if dir := os.Getenv("SATCHEL_PICTURES"); dir != "" {
			img := shot.Image(d.window.Content(), fyne.NewSize(1280, 800), &look.Theme{Variant: look.Light})
			if err := shot.Save(filepath.Join(dir, "shell-"+name+".png"), img); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestADroppedFileIsImported(t *testing.T) {
	d := open(t, false)
	d.run.Settle()
	file := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(file, []byte("last_name\nLovelace\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Drop(fyne.Position{}, []fyne.URI{storage.NewFileURI(file)})
	d.run.Settle()
	p, ok := d.Page().(*page.Import)
	if !ok {
		t.Fatalf("the page is %T", d.Page())
	}
	p.Run()
	d.run.Settle()
	n, err := d.app.Count(t.Context(), crm.Query{Entity: "contact"})
	if err != nil || n != 1 {
		t.Errorf("%d contacts, %v", n, err)
	}
}

// TestPagesMarkup compares what small parts of the pages draw with the masters in testdata.
func TestPagesMarkup(t *testing.T) {
	for name, theme := range map[string]*look.Theme{"light": {Variant: look.Light}, "dark": {Variant: look.Dark}} {
		s := newStage(t, false)
		s.connected()
		s.crm.conflicts = s.someConflicts()
		fyne.CurrentApp().Settings().SetTheme(theme)
		for part, build := range map[string]func() page.Page{
			"inbox":   func() page.Page { return page.NewInbox(s.env, page.Route{}) },
			"connect": func() page.Page { return page.NewConnect(s.env, page.Route{}) },
		} {
			s.show(build())
			test.AssertRendersToMarkup(t, "pages_"+part+"_"+name+".xml", s.env.Window.Canvas())
		}
	}
}
