package desktop

import (
	"context"
	"net/url"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/lock"
	"satchel/docs"
	"satchel/ui"
	"satchel/ui/form"
	"satchel/ui/look"
	"satchel/ui/page"
)

// desk is the whole program on a real database, driven from a test.
type desk struct {
	settle time.Duration // until the sidebar is counted for the first time
	*testing.T
	*ui.Shell
	app       *app.App
	run       *Runner
	guard     Guard
	window    fyne.Window
	notes     []string // notifications of the desktop
	opened    []string // addresses opened outside
	tray      *fyne.Menu
	restarted int // how often the program started anew
	raised    int // how often the window came to the front
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
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	d := &desk{T: t, app: a}
	d.start()
	t.Cleanup(func() {
		d.end()
		if len(d.guard.Caught()) > 0 {
			t.Errorf("read on the UI goroutine: %v", d.guard.Caught())
		}
		if err := d.app.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// start fills the window as a start of the program does.
func (d *desk) start() {
	d.Helper()
	a := d.app
	d.run = &Runner{}
	d.guard.Store, d.guard.Runner = a.Store, d.run
	d.window = test.NewTempWindow(d, nil)
	stay, err := a.Setting(context.Background(), ui.StaySetting)
	if err != nil {
		d.Fatal(err)
	}
	guarded := app.App{Keys: a.Keys, Remotes: a.Remotes, Sync: &GuardSync{a.Sync, &d.guard}, Copies: a.Copies, Now: a.Now, Zone: a.Zone, File: a.File}
	guarded.Store = &d.guard
	guard := lock.New(a)
	trouble := guard.Load(d.Context())
	d.Shell = ui.New(ui.Config{
		App: &guarded, Run: d.run, Window: d.window, Guide: docs.Guide, Stay: ui.ReadStay(stay), Settle: d.settle,
		Open:   func(u *url.URL) error { d.opened = append(d.opened, u.String()); return nil },
		Notify: func(title, text string) { d.notes = append(d.notes, title+": "+text) },
		Tray:   func(m *fyne.Menu) { d.tray = m },
		Raise:  func() { d.raised++ },
		Lock:   guard, Trouble: trouble, Restart: func() { d.restarted++ },
		Sample: func(ctx context.Context) error { return Fill(ctx, a) },
	})
	d.window.Resize(fyne.NewSize(1280, 800))
	d.run.Settle()
}

// restart ends the program and starts it again.
func (d *desk) restart() {
	d.Helper()
	d.end()
	d.start()
}

// end ends the program: its window is gone by then, and nobody waits for what is stored.
func (d *desk) end() {
	d.Helper()
	d.run.working = true
	defer func() { d.run.working = false }()
	if err := d.Shell.Close(); err != nil {
		d.Error(err)
	}
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
