package storage

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
)

func TestAFileThatWasReplacedIsNotWritten(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, file string){
		"deleted": func(t *testing.T, file string) { must(t, os.Remove(file)) },
		"moved":   func(t *testing.T, file string) { must(t, os.Rename(file, file+".old")) },
		"replaced": func(t *testing.T, file string) {
			must(t, os.Remove(file))
			must(t, os.WriteFile(file, nil, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := open(t)
			f.add("organisation", crm.Values{"name": "Before"})
			harm(t, f.File())
			_, err := f.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
				return tx.Put(f.record("organisation", tx.NewID(), crm.Values{"name": "After"}))
			})
			if crm.CodeOf(err) != crm.CodeUnavailable || !strings.Contains(err.Error(), f.File()) {
				t.Errorf("a record was written into nowhere: %v", err)
			}
			if err := f.SetSetting(context.Background(), "x", "y"); err == nil {
				t.Errorf("a setting was written into nowhere: %v", err)
			}
		})
	}
}

func TestRestoreOfWhatIsNoBackupLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	must(t, os.WriteFile("text.db", []byte("not a database, and long enough to look at"), 0o600))
	must(t, os.WriteFile("empty.db", nil, 0o600))
	must(t, os.Mkdir("folder.db", 0o700))
	for file, code := range map[string]crm.Code{
		"text.db": crm.CodeCorrupt, "empty.db": crm.CodeCorrupt, "folder.db": crm.CodeCorrupt, "missing.db": crm.CodeNotFound,
	} {
		err := Restore(context.Background(), file, "", filepath.Join(dir, "restored.db"))
		if crm.CodeOf(err) != code || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v", file, err)
		}
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 3 {
		t.Errorf("left over: %v %v", names, err)
	}
}

func TestABackupIsRestoredByARelativeName(t *testing.T) {
	f := open(t)
	f.add("organisation", crm.Values{"name": "Acme"})
	t.Chdir(t.TempDir())
	must(t, f.Backup(context.Background(), "copy.db", app.Seal{}, nil))
	must(t, Restore(context.Background(), "copy.db", "", "back.db"))
	must(t, Seclude(context.Background(), "back.db"))
	back := openAt(t, "back.db", nil)
	if n, err := back.Count(context.Background(), crm.Query{Entity: "organisation"}); n != 1 || err != nil {
		t.Errorf("restored %d organisations, %v", n, err)
	}
}

func TestSecludeRefusesAnOpenFile(t *testing.T) {
	f := open(t)
	if err := Seclude(context.Background(), f.File()); crm.CodeOf(err) != crm.CodeBusy {
		t.Errorf("an open database was made one's own: %v", err)
	}
	f.add("organisation", crm.Values{"name": "Still works"})
	f.sound()
}

func TestCheckOfADamagedFileSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "damaged.db")
	db, err := Open(context.Background(), Options{File: file})
	must(t, err)
	for range 200 {
		_, err := db.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
			r := crm.NewRecord("organisation", tx.NewID())
			r.Set("name", strings.Repeat("x", 200))
			return tx.Put(r)
		})
		must(t, err)
	}
	must(t, db.Close())
	raw, err := os.ReadFile(file)
	must(t, err)
	found := 0
	const page = 4096
	for at := 2 * page; at+page <= len(raw); at += 7 * page {
		harmed := append([]byte(nil), raw...)
		copy(harmed[at:], strings.Repeat("\xde\xad\xbe\xef", 256))
		must(t, os.WriteFile(file, harmed, 0o600))
		for _, log := range []string{"-wal", "-shm"} {
			must(t, ignoreMissing(os.Remove(file+log)))
		}
		db, err := Open(context.Background(), Options{File: file})
		if err != nil {
			if crm.CodeOf(err) != crm.CodeCorrupt {
				t.Errorf("damage at %d: %v", at, err)
			}
			continue
		}
		said, err := db.Check(context.Background())
		if err != nil {
			t.Errorf("damage at %d made the check fail: %v", at, err)
		}
		if len(said) > 0 {
			found++
		}
		must(t, db.Close())
	}
	if found == 0 {
		t.Error("no damage was found")
	}
}

func TestADiskThatTakesNothingIsNamed(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	f := open(t)
	err := f.Backup(context.Background(), filepath.Join(dir, "file", "backup.db"), app.Seal{}, nil)
	var known *crm.Error
	if !errors.As(err, &known) || known.Code != crm.CodeFull || !strings.Contains(known.Message, "backup.db") {
		t.Errorf("%v", err)
	}
}

func TestWhatAnUndoKeepsHasATitle(t *testing.T) {
	f := open(t)
	var id string
	b := f.must(crm.FromImport, func(tx crm.Tx) error {
		id = tx.NewID()
		return tx.Put(f.record("organisation", id, crm.Values{"name": "Acme"}))
	})
	f.set("organisation", id, crm.Values{"name": "Acme Ltd"})
	if u := f.undo(b.ID); len(u.Kept) != 1 || u.Kept[0].Title != "Acme Ltd" {
		t.Errorf("kept %+v", u.Kept)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
