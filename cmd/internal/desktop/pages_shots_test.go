package desktop

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit/shot"
	"satchel/ui/look"
	"satchel/ui/page"
)

// TestPagesFit builds every page at two sizes. With SATCHEL_PICTURES it draws them in light and dark into that folder, to be looked at.
func TestPagesFit(t *testing.T) {
	for name, build := range map[string]func(*testing.T) (*stage, page.Page){
		"insight": func(t *testing.T) (*stage, page.Page) {
			s := newStage(t, true)
			s.must(s.SetSetting(s.env.Context, "insight.period", "This year"))
			return s, page.NewInsight(s.env, page.Route{Name: "insight"})
		},
		"insight-empty": func(t *testing.T) (*stage, page.Page) {
			s := newStage(t, false)
			return s, page.NewInsight(s.env, page.Route{Name: "insight"})
		},
		"inbox": func(t *testing.T) (*stage, page.Page) {
			s := newStage(t, true)
			s.connected()
			s.crm.conflicts = s.someConflicts()
			return s, page.NewInbox(s.env, page.Route{Name: "inbox"})
		},
		"inbox-empty": func(t *testing.T) (*stage, page.Page) {
			s := newStage(t, false)
			return s, page.NewInbox(s.env, page.Route{Name: "inbox"})
		},
		"connect": func(t *testing.T) (*stage, page.Page) {
			s := newStage(t, false)
			p := page.NewConnect(s.env, page.Route{Name: "connect"})
			s.show(p)
			s.entry("https://crm").SetText("crm.lumen.example")
			s.entry("Key").SetText("open sesame")
			s.press("Test")
			return s, p
		},
		"settings": func(t *testing.T) (*stage, page.Page) {
			s := newStage(t, true)
			s.connected()
			s.must(s.SetOwnFields(s.env.Context, "organisation", []crm.Field{
				{Name: "x_shoe_size", Label: "Shoe size", Kind: crm.Choice, Options: []crm.Option{{Value: "S", Label: "S"}, {Value: "M", Label: "M"}}},
			}))
			return s, page.NewSettings(s.env, page.Route{Name: "settings"})
		},
		"settings-diagnosed": func(t *testing.T) (*stage, page.Page) {
			s := newStage(t, true)
			s.connected()
			s.must(s.KeepGuarantee(s.env.Context, []string{"A new record is created at most once. If the connection breaks in the middle and it is not certain that it arrived, you are asked.", "What is deleted there is gone here with the next check."}))
			p := page.NewSettings(s.env, page.Route{Name: "settings"})
			s.show(p)
			s.press("Write diagnostics")
			return s, p
		},
		"import": func(t *testing.T) (*stage, page.Page) {
			s := newStage(t, true)
			p := page.NewImport(s.env, page.Route{Name: "import", Entity: "contact"})
			s.show(p)
			p.(page.Dropper).Drop(s.file("people.csv", peopleCSV))
			return s, p
		},
		"import-begin": func(t *testing.T) (*stage, page.Page) {
			s := newStage(t, false)
			return s, page.NewImport(s.env, page.Route{Name: "import", Entity: "contact"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, p := build(t)
			s.show(p)
			for _, size := range []fyne.Size{fyne.NewSize(1280-208, 800-28), fyne.NewSize(1024-208, 700-28)} {
				s.env.Window.Resize(size)
				if got := p.Content().MinSize(); got.Width > size.Width || got.Height > size.Height {
					t.Errorf("%s needs %v of %v", name, got, size)
				}
			}
			if len(s.fails) > 0 {
				t.Error(s.fails)
			}
			if os.Getenv("SATCHEL_PICTURES") == "" {
				return
			}
			for suffix, look := range map[string]*look.Theme{"": {Variant: look.Light}, "-dark": {Variant: look.Dark}} {
				for _, size := range []fyne.Size{fyne.NewSize(1280-208, 800-28), fyne.NewSize(1024-208, 700-28)} {
					if size.Width < 1000 {
						suffix += "-small"
					}
					img := shot.Image(p.Content(), size, look)
					if dir := os.Getenv("SATCHEL_PICTURES"); dir != "" {
						s.must(shot.Save(filepath.Join(dir, name+suffix+".png"), img))
					}
				}
			}
			if dir := os.Getenv("SATCHEL_PICTURES"); dir != "" {
				s.must(shot.Save(filepath.Join(dir, name+"-tall.png"), shot.Image(p.Content(), fyne.NewSize(1072, 1500), &look.Theme{Variant: look.Light})))
			}
		})
	}
}
