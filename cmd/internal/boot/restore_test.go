package boot

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"satchel/app"
	"satchel/app/crm"
)

func openApp(t *testing.T, file string) (*app.App, func()) {
	t.Helper()
	a, end, err := Open(context.Background(), Options{File: file})
	if err != nil {
		t.Fatal(err)
	}
	return a, func() {
		t.Helper()
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
}

func add(t *testing.T, a *app.App, name string) {
	t.Helper()
	r := crm.NewRecord("organisation", "")
	r.Set("name", name)
	if _, _, err := a.Save(context.Background(), r); err != nil {
		t.Fatal(err)
	}
}

// TestRestoreUnderARunningProgram: were the file exchanged under it, that program's log would be read as the new file's.
func TestRestoreUnderARunningProgram(t *testing.T) {
	dir := t.TempDir()
	file, backup := filepath.Join(dir, "satchel.db"), filepath.Join(dir, "backup.db")
	a, end := openApp(t, file)
	add(t, a, "Before")
	if err := a.Backup(t.Context(), backup, app.Seal{}, nil); err != nil {
		t.Fatal(err)
	}
	end()

	running, end := openApp(t, file) // has written nothing yet, so that its log is empty
	if _, err := Restore(t.Context(), backup, "", file); crm.CodeOf(err) != crm.CodeBusy {
		t.Errorf("the file was exchanged under a running program: %v", err)
	}
	add(t, running, "After")
	if found, err := running.Check(t.Context()); err != nil || found != nil {
		t.Errorf("%v %v", found, err)
	}
	end()
	if _, err := Restore(t.Context(), backup, "", file); err != nil {
		t.Fatal(err)
	}
	restored, end := openApp(t, file)
	defer end()
	if n, err := restored.Count(t.Context(), crm.Query{Entity: "organisation"}); n != 1 || err != nil {
		t.Errorf("%d organisations, %v", n, err)
	}
}

func TestRestoreKeepsEveryDatabaseOfBefore(t *testing.T) {
	dir := t.TempDir()
	file, backup := filepath.Join(dir, "satchel.db"), filepath.Join(dir, "backup.db")
	a, end := openApp(t, file)
	if err := a.Backup(t.Context(), backup, app.Seal{}, nil); err != nil {
		t.Fatal(err)
	}
	end()
	names := map[string]bool{}
	for i := range 12 {
		kept, err := Restore(t.Context(), backup, "", file)
		if err != nil {
			t.Fatal(err)
		}
		if names[kept] {
			t.Errorf("restore %d overwrote %s", i, kept)
		}
		names[kept] = true
	}
}

func TestRestoreInPlaceOfADamagedDatabaseWithALog(t *testing.T) {
	dir := t.TempDir()
	file, backup := filepath.Join(dir, "satchel.db"), filepath.Join(dir, "backup.db")
	a, end := openApp(t, file)
	add(t, a, "Kept")
	if err := a.Backup(t.Context(), backup, app.Seal{}, nil); err != nil {
		t.Fatal(err)
	}
	end()
	for _, missing := range []bool{false, true} {
		if err := os.WriteFile(file, []byte("damaged beyond recognition, and long enough to be looked at"), 0o600); err != nil {
			t.Fatal(err)
		}
		if missing {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
		for _, part := range []string{"-wal", "-shm"} {
			if err := os.WriteFile(file+part, []byte("left by a program that was killed"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := Restore(t.Context(), backup, "", file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(kept + "-wal"); missing && err != nil {
			t.Errorf("the log of before is gone: %v", err)
		}
		restored, end := openApp(t, file)
		if found, err := restored.Check(t.Context()); err != nil || found != nil {
			t.Error(found, err)
		}
		end()
	}
}
