package desktop

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/kit/shot"
	"satchel/ui/look"
	"satchel/ui/page"
	"satchel/ui/present"
)

// dropped writes files and lets them fall at a place of the window.
func (d *desk) dropped(at fyne.Position, files map[string]string) {
	d.Helper()
	dir := d.TempDir()
	var uris []fyne.URI
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			d.Fatal(err)
		}
		uris = append(uris, storage.NewFileURI(path))
	}
	d.Drop(at, uris)
	d.run.Settle()
}

func (d *desk) shown(p *page.Records) present.Detail {
	d.Helper()
	ref, _ := p.Record()
	got, err := present.LoadDetail(d.Context(), d.app, ref, "", 10, d.app.Now())
	if err != nil {
		d.Fatal(err)
	}
	return got
}

// onTheRecord is a place of the window where the record is shown.
var onTheRecord = fyne.NewPos(1200, 500)

func TestFilesFallOntoARecord(t *testing.T) {
	d := open(t, true)
	p := d.list("ticket")
	d.dropped(onTheRecord, map[string]string{"Schematic rev C.pdf": "%PDF-1.7 " + strings.Repeat("x", 2<<20)})
	if _, ok := d.Page().(*page.Records); !ok || !strings.Contains(d.Toast(), "Attached Schematic rev C.pdf") {
		t.Fatalf("the page is %T, toast %q", d.Page(), d.Toast())
	}
	files := d.shown(p).Files
	if len(files) != 1 || files[0].Name != "Schematic rev C.pdf" || !files[0].Here || !strings.HasPrefix(files[0].Note, "2.0 MB · ") {
		t.Fatal(files)
	}
	if dir := os.Getenv("SATCHEL_PICTURES"); dir != "" {
		if err := shot.Save(filepath.Join(dir, "ticket-files.png"), shot.Image(d.window.Content(), fyne.NewSize(1280, 800), &look.Theme{Variant: look.Light})); err != nil {
			t.Fatal(err)
		}
	}
	d.Go(page.Route{Name: "records", Entity: "file", ID: files[0].ID}) // as the search does
	d.run.Settle()
	if own := d.shown(d.Page().(*page.Records)); own.Title != files[0].Name || len(own.Files) != 1 || own.Files[0].ID != files[0].ID {
		t.Errorf("the file's own page shows %+v", own.Files)
	}
	p = d.list("ticket")
	d.Do("undo")
	if n := len(d.shown(p).Files); n != 0 {
		t.Errorf("after undo there are %d files", n)
	}
	d.dropped(onTheRecord, map[string]string{"a.txt": "", "b.txt": "b"})
	if n := len(d.shown(p).Files); n != 2 || !strings.Contains(d.Toast(), "Attached 2 files") {
		t.Errorf("%d files, toast %q", n, d.Toast())
	}
	d.Drop(onTheRecord, []fyne.URI{storage.NewFileURI(t.TempDir())})
	d.run.Settle()
	if n := d.count("file"); n != 2 || !strings.Contains(d.Toast(), "is a folder") {
		t.Errorf("%d files, toast %q", n, d.Toast())
	}
	d.dropped(fyne.NewPos(300, 300), map[string]string{"people.csv": "last_name\nLovelace\n"}) // on the list
	if _, ok := d.Page().(*page.Import); !ok {
		t.Errorf("the page is %T", d.Page())
	}
}

func TestFilesAreOpenedAsPrivateCopies(t *testing.T) {
	d := open(t, true)
	p := d.list("ticket")
	d.dropped(onTheRecord, map[string]string{"notes.txt": "text", "setup.EXE": "MZ"})
	for _, f := range d.shown(p).Files {
		path, err := d.app.CopyFile(t.Context(), f.ID)
		if f.Name == "setup.EXE" {
			if crm.CodeOf(err) != crm.CodeDenied {
				t.Errorf("a program is opened: %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Dir(path)
		file, _ := os.Stat(path)
		folder, _ := os.Stat(dir)
		if file.Mode().Perm() != 0o400 || folder.Mode().Perm() != 0o700 {
			t.Errorf("the copy is %v in %v", file.Mode(), folder.Mode())
		}
		old := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(dir, old, old); err != nil {
			t.Fatal(err)
		}
		if _, err := d.app.CopyFile(t.Context(), f.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("a copy of two days ago is still there: %v", err)
		}
		to, err := storage.Writer(storage.NewFileURI(filepath.Join(t.TempDir(), "out.txt")))
		if err != nil {
			t.Fatal(err)
		}
		p.WriteFile(f, to)
		d.run.Settle()
		if got, err := os.ReadFile(to.URI().Path()); err != nil || string(got) != "text" {
			t.Errorf("saved %q, %v", got, err)
		}
	}
}

// A file that only the online CRM has says so, and comes when it is wanted.
func TestAFileThatIsNotHereIsFetched(t *testing.T) {
	s := newStage(t, false)
	ticket := s.add("ticket", crm.Values{"subject": "Mast"})
	content, ref := []byte("the plan"), crm.Ref{Entity: "file", ID: "0190a0b0-0000-7000-8000-00000000f11e"}
	theirs := func(values crm.Values) {
		t.Helper()
		s.must(s.Replicate(t.Context(), func(tx replica.Tx) error {
			if values["size"] != nil {
				hash, err := tx.Keep(content)
				if err != nil {
					return err
				}
				values["content"] = hash
			}
			return tx.Put(crm.Record{Entity: ref.Entity, ID: ref.ID, Values: values})
		}))
	}
	theirs(crm.Values{"name": "Plan.pdf", "about": ticket.ID})
	s.crm.fetch = func(context.Context, string, func(done, total int64)) error {
		return crm.Errorf(crm.CodeDenied, "You may not read this file.")
	}
	s.env.Drafts = page.NewDrafts(s.env.Context, s.env.App, s.run, s.env.Fail)
	p := page.NewRecords(s.env, page.Route{Name: "records", Entity: "ticket", ID: ticket.ID})
	s.show(p)
	s.run.Settle()
	s.expect("Plan.pdf", "not here yet")
	s.press("Fetch")
	s.run.Settle()
	if len(s.fails) != 1 || !strings.Contains(s.fails[0].Error(), "may not read") {
		t.Fatalf("failed: %v", s.fails)
	}
	s.expect("not here yet", "Fetch")
	s.crm.fetch = func(_ context.Context, id string, progress func(done, total int64)) error {
		if id != ref.ID {
			t.Errorf("%s is fetched", id)
		}
		progress(1<<20, 2<<20)
		theirs(crm.Values{"size": int64(len(content))})
		return nil
	}
	s.press("Fetch")
	s.run.Settle()
	s.expect("Plan.pdf", "8 bytes")
	if s.sees("not here yet") || s.sees("Fetch") {
		t.Error("it still is not here")
	}
}
