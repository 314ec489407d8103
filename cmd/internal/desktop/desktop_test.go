package desktop

import (
	"context"
	"net/url"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/app"
	"satchel/app/crm"
	"satchel/docs"
	"satchel/ui"
	"satchel/ui/form"
	"satchel/ui/look"
	"satchel/ui/page"
)

// desk is the whole program on a real database, driven from a test.
type desk struct {
	*testing.T
	*ui.Shell
	app    *app.App
	run    *Runner
	guard  *Guard
	window fyne.Window
	notes  []string // notifications of the desktop
	opened []string // addresses opened outside
}

// open starts the program; filled with customers or empty. At the end no page may have read the database on the UI goroutine.
func open(t *testing.T, filled bool) *desk {
	t.Helper()
	ctx := context.Background()
	a, err := Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if filled {
		if err := Fill(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	fyneApp := test.NewTempApp(t)
	fyneApp.Settings().SetTheme(&look.Theme{Variant: look.Light})
	w := fyneApp.NewWindow("Satchel")
	w.Resize(fyne.NewSize(1280, 800))
	run := &Runner{}
	d := &desk{T: t, app: a, run: run, window: w, guard: &Guard{Store: a.Store, Runner: run}}
	guarded := app.App{Keys: a.Keys, Remotes: a.Remotes, Sync: &GuardSync{a.Sync, d.guard}, Now: a.Now, Zone: a.Zone, File: a.File}
	guarded.Store = d.guard
	d.Shell = ui.New(ui.Config{App: &guarded, Run: run, Window: w, Guide: docs.Guide(), Open: func(u *url.URL) error { d.opened = append(d.opened, u.String()); return nil }, Notify: func(title, text string) { d.notes = append(d.notes, title+": "+text) }, Sample: func(ctx context.Context) error { return Fill(ctx, a) }})
	w.Resize(fyne.NewSize(1280, 800))
	t.Cleanup(func() {
		if err := d.Shell.Close(); err != nil {
			t.Error(err)
		}
		if len(d.guard.Caught) > 0 {
			t.Errorf("read on the UI goroutine: %v", d.guard.Caught)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	run.Settle()
	return d
}

// list opens a list.
func (d *desk) list(entity string) *page.Records {
	d.Helper()
	d.Go(page.Route{Name: "records", Entity: entity})
	d.run.Settle()
	p, ok := d.Page().(*page.Records)
	if !ok {
		d.Fatalf("the page is %T", d.Page())
	}
	return p
}

// record reads the record that the page shows.
func (d *desk) record(p *page.Records) crm.Record {
	d.Helper()
	ref, ok := p.Record()
	if !ok {
		d.Fatal("no record is shown")
	}
	r, err := d.app.Get(context.Background(), ref)
	if err != nil {
		d.Fatal(err)
	}
	return r
}

func (d *desk) count(entity string) int64 {
	d.Helper()
	n, err := d.app.Count(context.Background(), crm.Query{Entity: entity})
	if err != nil {
		d.Fatal(err)
	}
	return n
}

// typeInto types into a field of the form in view.
func (d *desk) typeInto(p *page.Records, field, text string) {
	d.Helper()
	ed := p.Form().Editor(field)
	if ed == nil {
		d.Fatalf("the form has no field %s", field)
	}
	in, ok := ed.Focus().(*form.Input)
	if !ok {
		d.Fatalf("%s is not typed", field)
	}
	in.SetText(text)
}
