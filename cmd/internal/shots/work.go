package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"satchel/app"
	"satchel/app/crm"
	"satchel/storage/secret"
	"satchel/ui"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/page"
)

// workScenes show long work under way and done, and what is refused.
var workScenes = []scene{
	{name: "checking", given: manyRows, work: dropped("many.csv"), tick: 2},
	{name: "checkedmany", given: manyRows, play: dropped("many.csv")},
	{name: "importing", given: manyRows, play: dropped("many.csv"), work: importing, tick: 2},
	{name: "importrepair", play: repairing("")},
	{name: "importrepaired", play: repairing("ole@nissen.example")},
	{name: "importbroken", given: brokenFiles, play: dropped("broken.xlsx")},
	{name: "importnotext", given: brokenFiles, play: dropped("picture.csv")},
	{name: "importbadarchive", given: brokenFiles, play: func(s *ui.Shell) { dropped("broken.zip")(s); importing(s) }},
	{name: "dropfolder", play: goTo("ticket"), work: dropFolder},
	{name: "exportall", play: func(s *ui.Shell) { s.Do("export-everything") }},
	{name: "exporting", given: manyContacts, play: func(s *ui.Shell) { s.Do("export-everything") }, work: enter, tick: 4},
	{name: "exported", play: func(s *ui.Shell) { s.Do("export-everything"); enter(s) }},
	{name: "sheetwritten", given: consented, play: func(s *ui.Shell) { onAnna(s); s.Do("sheet") }},
	{name: "backingup", work: backupPage((*page.Backups).BackUp), tick: 1},
	{name: "backedup", play: backupPage((*page.Backups).BackUp)},
	{name: "damaged", given: damagedFile(0), play: backupPage((*page.Backups).Check)},
	{name: "salvaged", given: damagedFile(0), play: backupPage((*page.Backups).Salvage)},
	{name: "salvagedlost", given: damagedFile(3), play: backupPage(func(p *page.Backups) {
		p.Salvage()
		p.Restoring().Close()
	})},
	{name: "comparing", given: manyTwins, play: func(s *ui.Shell) { s.Go(page.Route{Name: "duplicates", Entity: "organisation"}) }, work: func(s *ui.Shell) {
		s.Page().(*page.Duplicates).Turn("contact")
	}, tick: 1},
	{name: "duplicatesmany", given: manyTwins, play: duplicates},
	{name: "merged", given: twice, play: func(s *ui.Shell) { merging(0)(s); s.Do("save") }},
	{name: "mergedlately", given: twice, play: func(s *ui.Shell) { merging(0)(s); s.Do("save"); s.Page().(*page.Duplicates).Lately() }},
	{name: "mergeundone", given: twice, play: func(s *ui.Shell) { merging(0)(s); s.Do("save"); s.Do("undo") }},
	{name: "nokeychain", given: noKeychain, play: func(s *ui.Shell) { meeting(0)(s); s.Page().(*page.Connect).Connect() }},
	{name: "nokeychainlock", given: noKeychain, play: func(s *ui.Shell) {
		passphrase(s)
		if p, ok := s.Page().(*page.Settings); ok {
			p.Passphrase().Type("", "open sesame", "open sesame")
			p.Passphrase().Apply()
		}
	}},
}

// posing is the runner of a scene whose picture is taken in the midst of its work: at the tick that is asked for.
type posing struct {
	async.Inline
	left int // ticks until then, 0: not waited for
	pose func()
}

// Post implements async.Runner.
func (p *posing) Post(f func()) {
	f()
	if p.left > 0 {
		if p.left--; p.left == 0 {
			p.pose()
		}
	}
}

// beside is a file in the folder of the database.
func beside(a *app.App, name string) string { return filepath.Join(filepath.Dir(a.File), name) }

// dropped opens the import with a file beside the database.
func dropped(name string) func(*ui.Shell) {
	return func(s *ui.Shell) {
		s.Go(page.Route{Name: "import", Entity: "contact"})
		if p, ok := s.Page().(*page.Import); ok {
			p.Drop(beside(s.App(), name))
		}
	}
}

func importing(s *ui.Shell) {
	if p, ok := s.Page().(*page.Import); ok {
		p.Run()
	}
}

// repairing opens the row that needs a person; with a text it is put into the column at fault, and the file is checked again.
func repairing(text string) func(*ui.Shell) {
	return func(s *ui.Shell) {
		p := check(s)
		if p == nil {
			return
		}
		if r := p.OpenRefused(0); text != "" {
			cells := slices.Clone(r.Cells)
			cells[2] = text
			p.Repair(r, cells)
		}
	}
}

// manyRows writes a file of 6,000 customers, some of whom need a person.
func manyRows(_ context.Context, a *app.App) error {
	var b strings.Builder
	b.WriteString("First name,Last name,E-mail,Company,City,Birthday\n")
	for i := range 6000 {
		mail := fmt.Sprintf("kim.%d@example.org", i)
		if i%500 == 7 {
			mail = "kim at home"
		}
		fmt.Fprintf(&b, "Kim,Sanders %d,%s,Sanders & Daughters %d,Leeds,%d Mar 1981\n", i, mail, i/10, i%28+1)
	}
	return os.WriteFile(beside(a, "many.csv"), []byte(b.String()), 0o600)
}

// brokenFiles writes files that are not what their names say.
func brokenFiles(_ context.Context, a *app.App) error {
	return errors.Join(os.WriteFile(beside(a, "broken.xlsx"), []byte("PK\x03\x04 half a workbook"), 0o600),
		os.WriteFile(beside(a, "broken.zip"), []byte("PK\x03\x04 half an archive"), 0o600),
		os.WriteFile(beside(a, "picture.csv"), []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"), 0o600))
}

// dropFolder lets a folder fall onto the record that is shown, which takes only files.
func dropFolder(s *ui.Shell) {
	all := fyne.CurrentApp().Driver().AllWindows()
	s.Drop(fyne.NewPos(all[len(all)-1].Canvas().Size().Width-60, 300), []fyne.URI{storage.NewFileURI(filepath.Dir(s.App().File))})
}

// enter presses Return in what has the focus.
func enter(*ui.Shell) {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if f, ok := w.Canvas().Focused().(*form.Input); ok {
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		}
	}
}

func put(ctx context.Context, a *app.App, label string, n int, record func(i int) crm.Record) error {
	_, err := a.Do(ctx, crm.Action{Label: label, Source: crm.FromSync}, func(tx crm.Tx) error {
		for i := range n {
			if err := tx.Put(record(i)); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

func manyContacts(ctx context.Context, a *app.App) error {
	return put(ctx, a, "Many contacts", 8000, func(i int) crm.Record {
		return crm.Record{Entity: "contact", ID: fmt.Sprint("c", i), Values: crm.Values{"first_name": "Kim", "last_name": fmt.Sprint("Sanders ", i)}}
	})
}

// manyTwins makes 1,500 people twice.
func manyTwins(ctx context.Context, a *app.App) error {
	return put(ctx, a, "Many twins", 3000, func(i int) crm.Record {
		first := []string{"Kim", "K."}[i%2]
		return crm.Record{Entity: "contact", ID: fmt.Sprint("t", i), Values: crm.Values{
			"first_name": first, "last_name": fmt.Sprint("Sanders ", i/2), "emails": []crm.Reach{{Value: fmt.Sprintf("kim.%d@example.org", i/2), Label: "work"}},
		}}
	})
}

// damaged is a database of which a check finds much, and some rows cannot be read any more.
type damaged struct {
	app.Store
	lost int64
}

func damagedFile(lost int64) func(context.Context, *app.App) error {
	return func(_ context.Context, a *app.App) error {
		a.Store = damaged{a.Store, lost}
		return nil
	}
}

// Check implements app.Store.
func (damaged) Check(context.Context) ([]string, error) {
	return []string{
		"The file is damaged: Tree 23 page 41: btreeInitPage() returns error code 11", "The file is damaged: row 17 missing from index contact_owner",
		"The file is damaged and cannot be read to its end.",
	}, nil
}

// Salvage implements app.Store.
func (d damaged) Salvage(ctx context.Context, into string) (app.Salvaged, error) {
	got, err := d.Store.Salvage(ctx, into)
	if d.lost > 0 {
		got.Lost = map[string]int64{"activity": d.lost}
	}
	return got, err
}

// noKeychain is a computer on which none runs.
func noKeychain(ctx context.Context, a *app.App) error {
	a.Keys = deaf{}
	return beforeHub(ctx, a)
}

type deaf struct{ app.Keychain }

// Get implements app.Keychain.
func (deaf) Get(context.Context, string) (string, error) { return "", secret.Unavailable(nil) }

// Set implements app.Keychain.
func (deaf) Set(context.Context, string, string) error { return secret.Unavailable(nil) }
