package boot

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"satchel/app"
)

func TestADailyBackupIsMadeOnceADayAndOldOnesGo(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	file := filepath.Join(t.TempDir(), "satchel.db")
	a, end, err := Open(t.Context(), Options{File: file, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	}()
	have := func(want int) []app.BackupFile {
		t.Helper()
		daily(t.Context(), a)
		if why, err := a.Setting(t.Context(), app.SettingBackupFailed); err != nil || why != "" {
			t.Fatalf("it failed: %q %v", why, err)
		}
		list, err := a.Backups()
		if err != nil || len(list) != want {
			t.Fatalf("%v: %v %v", now, list, err)
		}
		return list
	}
	have(1)
	now = now.Add(5 * time.Hour)
	have(1)
	mine := filepath.Join(filepath.Dir(file), "backups", "mine.db")
	if err := os.WriteFile(mine, []byte("another file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for day := 2; day <= 7; day++ {
		now = now.Add(24 * time.Hour)
		have(day)
	}
	now = now.Add(24 * time.Hour)
	list := have(8) // seven days, and the first one as the newest of an earlier week
	if kept, err := Restore(t.Context(), list[0].File, "", filepath.Join(t.TempDir(), "other.db")); err != nil || kept != "" {
		t.Errorf("the newest cannot be restored: %q %v", kept, err)
	}
	if _, err := os.Stat(mine); err != nil {
		t.Error("a file of somebody else went")
	}
	if err := a.SetSetting(t.Context(), app.SettingBackups, "off"); err != nil {
		t.Fatal(err)
	}
	now = now.Add(48 * time.Hour)
	have(8)
}
