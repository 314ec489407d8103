// Package exchangetest imports and exports against the real database.
package exchangetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satchel/app/crm"
	"satchel/app/exchange"
	"satchel/app/sample"
	"satchel/storage"
)

var now = time.Date(2026, 11, 22, 14, 2, 0, 0, time.UTC)

func open(t testing.TB) *storage.DB {
	t.Helper()
	db, err := storage.Open(context.Background(), storage.Options{File: filepath.Join(t.TempDir(), "satchel.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// export writes everything and returns the files by name.
func export(t testing.TB, db *storage.DB) (string, map[string][]byte) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "export")
	if _, err := exchange.Export(context.Background(), db, dir, exchange.ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range list {
		if files[f.Name()], err = os.ReadFile(filepath.Join(dir, f.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return dir, files
}

// same tells which files of two exports differ.
func same(t testing.TB, before, after map[string][]byte) {
	t.Helper()
	if len(before) != len(after) {
		t.Errorf("%d files, were %d", len(after), len(before))
	}
	for name, want := range before {
		if !bytes.Equal(want, after[name]) {
			t.Errorf("%s differs: %s", name, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(after[name]), "\n")))
		}
	}
}

func run(t testing.TB, db *storage.DB, entity, file string, o exchange.Options) exchange.Result {
	t.Helper()
	p, err := exchange.NewPlan(context.Background(), db, entity, file, o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	res, err := p.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// contacts writes a file of contacts; every fiftieth row is bad. It returns the numbers of the bad rows and their columns.
func contacts(t testing.TB, n int) (string, map[int]string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("Vorname;Nachname;E-Mail;Telefon;Firma;Ort;Geburtstag\n")
	bad := map[int]string{}
	for i := range n {
		last, mail, birthday := fmt.Sprintf("Müller %d", i), fmt.Sprintf("p%d@example.org", i), fmt.Sprintf("%d.%d.1980", i%28+1, i%12+1)
		if i%50 == 17 {
			switch i / 50 % 3 {
			case 0:
				last, bad[i+2] = "", "Nachname"
			case 1:
				mail, bad[i+2] = "p at example", "E-Mail"
			case 2:
				birthday, bad[i+2] = "31.2.1980", "Geburtstag"
			}
		}
		fmt.Fprintf(&b, "Anna;%s;%s;+49 30 55%06d;Firma %d;Köln;%s\n", last, mail, i, i%500, birthday)
	}
	file := filepath.Join(t.TempDir(), "contacts.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, bad
}

func TestTenThousandContactsWithBadRows(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	if _, err := sample.Load(ctx, db, now, ""); err != nil {
		t.Fatal(err)
	}
	// One of the file's contacts exists without a phone, so that the import changes it and undo must restore it.
	if _, err := db.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		r := crm.NewRecord("contact", tx.NewID())
		r.Values = crm.Values{"last_name": "Known", "emails": []crm.Reach{{Value: "P5@Example.org"}}}
		return tx.Put(r)
	}); err != nil {
		t.Fatal(err)
	}
	_, before := export(t, db)
	file, bad := contacts(t, 10_000)

	first := run(t, db, "contact", file, exchange.Options{})
	if first.New != 9799 || first.Existing != 1 || first.Changed != 1 || len(first.Refused) != 200 || len(bad) != 200 {
		t.Fatalf("new %d, existing %d, changed %d, refused %d", first.New, first.Existing, first.Changed, len(first.Refused))
	}
	for _, r := range first.Refused {
		if bad[r.Row] != r.Column || r.Reason == "" {
			t.Errorf("refused %+v, the fault is in %q", r, bad[r.Row])
		}
	}
	_, imported := export(t, db)

	second := run(t, db, "contact", file, exchange.Options{})
	if second.New != 0 || second.Existing != 9800 || second.Changed != 0 || second.Batch != "" || len(second.Refused) != 200 {
		t.Errorf("second import: new %d, existing %d, changed %d, batch %q", second.New, second.Existing, second.Changed, second.Batch)
	}
	_, again := export(t, db)
	same(t, imported, again)

	// A few rows are asked for one by one and must find the same records.
	few := filepath.Join(t.TempDir(), "few.csv")
	if err := os.WriteFile(few, []byte("Vorname,Nachname,E-Mail,Firma,Telefon\n"+
		"X,Y,P20@EXAMPLE.org,,\nanna,muller 21,,,(030) 55000021\nAnna,MÜLLER 22,,firma 22,\nAnna,Müller 23,,Firma 24,030 55000024\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := exchange.NewPlan(ctx, db, "contact", few, exchange.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p.New != 1 || p.Existing != 3 {
		t.Errorf("a few rows: %+v", p.Result())
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}

	undone, err := db.Undo(ctx, first.Batch, "")
	if err != nil || len(undone.Kept) > 0 {
		t.Fatalf("%v, kept %d", err, len(undone.Kept))
	}
	_, after := export(t, db)
	same(t, before, after)
}

func TestEverythingReadsBackIntoAnEmptyDatabase(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	if err := db.SetOwnFields(ctx, "contact", []crm.Field{{Name: "x_shoe_size", Label: "Shoe size", Kind: crm.Decimal}}); err != nil {
		t.Fatal(err)
	}
	if _, err := sample.Load(ctx, db, now, ""); err != nil {
		t.Fatal(err)
	}
	dir, want := export(t, db)

	back := open(t)
	res, err := exchange.ReadBack(ctx, back, filepath.Join(dir, "everything.json"), "", nil)
	if err != nil || len(res.Refused) > 0 {
		t.Fatalf("%+v %v", res, err)
	}
	_, got := export(t, back)
	same(t, want, got)
	if res, err := exchange.ReadBack(ctx, back, filepath.Join(dir, "everything.json"), "", nil); err != nil || res.Batch != "" {
		t.Errorf("read once more, it changed something: %+v %v", res, err)
	}

	fromCSV := open(t)
	if err := fromCSV.SetOwnFields(ctx, "contact", []crm.Field{{Name: "x_shoe_size", Label: "Shoe size", Kind: crm.Decimal}}); err != nil {
		t.Fatal(err)
	}
	// Roles first: a contact then finds its main role instead of making one.
	for _, entity := range []string{"role", "organisation", "contact", "lead", "deal", "schedule", "target", "ticket", "message", "activity", "article"} {
		if res := run(t, fromCSV, entity, filepath.Join(dir, entity+".csv"), exchange.Options{}); len(res.Refused) > 0 {
			t.Errorf("%s: %+v", entity, res.Refused)
		}
	}
	_, got = export(t, fromCSV)
	same(t, want, got)
}

func TestSampleGoesAway(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	_, before := export(t, db)
	if _, err := sample.Load(ctx, db, now, ""); err != nil {
		t.Fatal(err)
	}
	if ok, err := db.HasSample(ctx); err != nil || !ok {
		t.Errorf("no sample data: %v", err)
	}
	if n, err := db.RemoveSample(ctx); err != nil || n < 200 {
		t.Errorf("%d removed, %v", n, err)
	}
	_, after := export(t, db)
	same(t, before, after)
}

// BenchmarkImport imports 100,000 contacts, checks included.
func BenchmarkImport(b *testing.B) {
	file, _ := contacts(b, 100_000)
	for b.Loop() {
		b.StopTimer()
		db := open(b)
		b.StartTimer()
		if res := run(b, db, "contact", file, exchange.Options{}); res.New != 98_000 {
			b.Fatal(res.New)
		}
	}
}

// TestFolderAndArchiveBringTheSameBack exports everything, files too, reads it back from the folder and from the archive, and compares
// counts and hashes of a further export.
func TestFolderAndArchiveBringTheSameBack(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	if _, err := sample.Load(ctx, db, now, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		list, err := tx.List(crm.Query{Entity: "ticket", Limit: 3})
		if err != nil {
			return err
		}
		for i, ticket := range list {
			hash, err := tx.Keep(bytes.Repeat([]byte{byte(i), 0, 0xff}, 100_000*i))
			if err != nil {
				return err
			}
			r := crm.NewRecord("file", tx.NewID())
			r.Values = crm.Values{"name": fmt.Sprintf("..\\scan %d.bin", i), "about": ticket.ID, "content": hash}
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	dir, archive := filepath.Join(t.TempDir(), "export"), filepath.Join(t.TempDir(), "export.zip")
	for _, to := range []string{dir, archive} {
		if _, err := exchange.Export(ctx, db, to, exchange.ExportOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	want := hashes(t, dir)
	for _, from := range []string{dir, archive} {
		back := open(t)
		res, err := exchange.ReadBack(ctx, back, from, "", nil)
		if err != nil || len(res.Refused) > 0 {
			t.Fatalf("%s: %+v %v", filepath.Base(from), res, err)
		}
		again := filepath.Join(t.TempDir(), "export")
		done, err := exchange.Export(ctx, back, again, exchange.ExportOptions{})
		if err != nil || done.Total() != res.New {
			t.Errorf("%s: %d records read back, %d exported, %v", filepath.Base(from), res.New, done.Total(), err)
		}
		got := hashes(t, again)
		t.Logf("%s: %d records in %d files", filepath.Base(from), res.New, len(got))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", filepath.Base(from), diff)
		}
		for _, name := range slices.Sorted(maps.Keys(got)) {
			t.Logf("%s  %s", got[name], name)
		}
		if undone, err := back.Undo(ctx, res.Batch, ""); err != nil || len(undone.Kept) > 0 {
			t.Errorf("%s: undo: %v, %d kept", filepath.Base(from), err, len(undone.Kept))
		}
	}
}

// hashes are the SHA-256 of all files below a folder.
func hashes(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		out[name] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
