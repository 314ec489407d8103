//go:build unix

package desktop

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"satchel/ui/page"
)

// oddFiles are what a person may let fall onto the window that is no file to read, and what has to be said.
func oddFiles(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	pipe, huge, folder := filepath.Join(dir, "pipe.csv"), filepath.Join(dir, "huge.csv"), filepath.Join(dir, "folder.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(huge, []byte("Name;Mail\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 4<<30); err != nil { // has no blocks on the disk
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	return map[string]string{folder: "folder", "/dev/zero": "device", pipe: "pipe", huge: "larger", filepath.Join(dir, "gone.csv"): "not"}
}

func TestWhatIsNoFileIsRefusedWhereItFalls(t *testing.T) {
	d := open(t, true)
	files := oddFiles(t)
	for file, want := range files {
		d.Go(page.Route{Name: "today"})
		d.run.Settle()
		d.Drop(fyne.NewPos(600, 300), []fyne.URI{storage.NewFileURI(file)})
		d.run.Settle()
		if said := d.Toast() + texts(d.window.Content()); !strings.Contains(said, want) {
			t.Errorf("%s on the day: %q", file, said)
		}
	}
	n, contacts := d.count("file"), d.count("contact")
	p := d.list("contact")
	p.Select(0)
	d.run.Settle()
	at := fyne.NewPos(1100, 400)
	for file, want := range files {
		d.Drop(at, []fyne.URI{storage.NewFileURI(file)})
		d.run.Settle()
		if said := d.Toast(); !strings.Contains(said, want) && !strings.Contains(said, "large") && !strings.Contains(said, "exist") {
			t.Errorf("%s on a record: %q", file, said)
		}
		if _, ok := d.Page().(*page.Records); !ok {
			t.Fatalf("%s on a record opens %T", file, d.Page())
		}
	}
	if d.count("file") != n || d.count("contact") != contacts {
		t.Error("something was kept")
	}
}

func TestADatabaseThatIsTakenAwayIsSaidAndNothingIsLost(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	ref, _ := p.Record()
	aside, file := d.app.File+"-aside", d.app.File
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	d.Do("edit")
	d.typeInto(p, "title", "Typed meanwhile")
	for name, stranger := range map[string]string{"deleted": "", "replaced": "another program's file"} {
		move(file, aside)
		if stranger != "" {
			if err := os.WriteFile(file, []byte(stranger), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		d.Do("save")
		d.run.Settle()
		if said := d.Toast() + texts(d.window.Content()); !strings.Contains(said, "deleted, moved or replaced") {
			t.Errorf("%s: %q", name, d.Toast())
		}
		if p.Form() == nil || d.typed(p, "title") != "Typed meanwhile" {
			t.Fatalf("%s: what was typed is gone", name)
		}
		for _, r := range []page.Route{{Name: "today"}, {Name: "insight"}, {Name: "records", Entity: "contact", ID: ref.ID}} { // nothing breaks
			d.Go(r)
			d.run.Settle()
		}
		d.Do("log")
		d.QuickLog().Type("called while it was away")
		d.Do("save")
		d.run.Settle()
		if !d.QuickLog().Shown() {
			t.Errorf("%s: the quick log is gone without being saved", name)
		}
		d.QuickLog().Close()
		if stranger != "" {
			if raw, err := os.ReadFile(file); err != nil || string(raw) != stranger {
				t.Errorf("the stranger's file is %q (%v)", raw, err)
			}
		}
		move(aside, file)
		p = d.Page().(*page.Records)
		d.Do("edit")
		d.run.Settle()
	}
	if d.typed(p, "title") != "Typed meanwhile" {
		t.Error("what was typed did not come back")
	}
	d.Do("save")
	d.run.Settle()
	if d.record(p).Text("title") != "Typed meanwhile" {
		t.Errorf("put back, the file does not take it: %q", d.Toast())
	}
	if bad, err := d.app.Check(t.Context()); err != nil || len(bad) > 0 {
		t.Errorf("the database is damaged: %q (%v)", bad, err)
	}
}
