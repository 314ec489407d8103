package storage

import (
	"os/exec"
	"path/filepath"
	"testing"

	"satchel/app/crm"
)

// A second handle in the same process must not drop the locks of the first: another process would then take the file for unused, and
// remove the log under it.
func TestSecondHandleKeepsTheLocksOfTheFirst(t *testing.T) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("there is no sqlite3 shell")
	}
	file := filepath.Join(t.TempDir(), "satchel.db")
	open := func() *DB {
		db, err := Open(t.Context(), Options{File: file})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	save := func(db *DB, name string) {
		if _, err := db.Do(t.Context(), crm.Action{Label: "add", Source: crm.FromUser}, func(tx crm.Tx) error {
			r := crm.NewRecord("organisation", tx.NewID())
			r.Set("name", name)
			return tx.Put(r)
		}); err != nil {
			t.Fatal(err)
		}
	}
	first := open()
	save(first, "one")
	if err := open().Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), shell, file, "select count(*) from organisation").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	save(first, "two")
	if n, err := first.Count(t.Context(), crm.Query{Entity: "organisation"}); err != nil || n != 2 {
		t.Errorf("%d records, %v; want 2", n, err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
}
