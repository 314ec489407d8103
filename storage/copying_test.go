package storage

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
)

// filled is a database of some hundred pages.
func filled(t *testing.T) *fixture {
	f := open(t)
	f.must(crm.FromUser, func(tx crm.Tx) error {
		for n := range 1500 {
			if err := tx.Put(f.record("contact", tx.NewID(), crm.Values{"last_name": fmt.Sprint("Berg ", n), "description": strings.Repeat("some words ", 50)})); err != nil {
				return err
			}
		}
		return nil
	})
	return f
}

// meanwhile makes a backup, does something once while it copies, and opens the copy.
func meanwhile(t *testing.T, f *fixture, do func()) *fixture {
	t.Helper()
	file := filepath.Join(t.TempDir(), "copy.db")
	steps := 0
	err := f.Backup(t.Context(), file, app.Seal{}, func(p app.Progress) {
		if steps++; steps == 2 && p.What == "Copying" && p.Done < p.Total {
			do()
			do = nil
		}
	})
	if err != nil || do != nil {
		t.Fatalf("%v, or nothing was done while it copied", err)
	}
	c := openAt(t, file, nil)
	c.sound()
	return c
}

// TestTheLogIsEmptiedWhileABackupIsMade: a log that can only grow meanwhile holds up those who save when it is brought into the file.
func TestTheLogIsEmptiedWhileABackupIsMade(t *testing.T) {
	f := filled(t)
	var id string
	c := meanwhile(t, f, func() {
		id = f.add("contact", crm.Values{"last_name": "Meanwhile"})
		var busy, frames, moved int
		if err := f.tidy.QueryRowContext(t.Context(), "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &frames, &moved); err != nil || frames == 0 || moved != frames {
			t.Errorf("%d of %d pages of the log were moved: %v", moved, frames, err)
		}
	})
	if c.get("contact", id).Text("last_name") != "Meanwhile" || c.dump() != f.dump() {
		t.Error("what was saved meanwhile is not in the copy")
	}
}

func TestABackupBesideAnotherProgramThatWrites(t *testing.T) {
	f := filled(t)
	other := openAt(t, f.File(), nil)
	other.ids = 10_000
	c := meanwhile(t, f, func() { other.add("contact", crm.Values{"last_name": "Elsewhere"}) })
	if c.dump() != f.dump() {
		t.Error("the copy differs")
	}
}

func TestABackupEndsWithItsDatabase(t *testing.T) {
	f := filled(t)
	closed := make(chan error, 1)
	stop := func(app.Progress) {
		if f.ctx.Err() == nil {
			go func() { closed <- f.Close() }()
			<-f.ctx.Done()
		}
	}
	if err := f.Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db"), app.Seal{}, stop); crm.CodeOf(err) != crm.CodeCanceled {
		t.Errorf("error %v", err)
	}
	if err := <-closed; err != nil {
		t.Errorf("close: %v", err)
	}
}
