package app

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestTheRuleOfTheBackups(t *testing.T) {
	day := time.Date(2026, 11, 28, 18, 0, 0, 0, time.UTC)
	var have []time.Time
	for range 1000 { // a thousand days, one backup each
		have = append([]time.Time{day}, have...)
		day = day.AddDate(0, 0, 1)
		var kept []time.Time
		for i, keep := range KeptBackups(have) {
			if keep {
				kept = append(kept, have[i])
			}
		}
		have = kept
	}
	if len(have) < 18 || len(have) > 23 {
		t.Fatalf("%d are kept: %v", len(have), have)
	}
	newest := have[0]
	for i := range 7 {
		if want := newest.AddDate(0, 0, -i); !have[i].Equal(want) {
			t.Errorf("day %d: %v, want %v", i, have[i], want)
		}
	}
	if oldest := have[len(have)-1]; newest.Sub(oldest) < 320*24*time.Hour || newest.Sub(oldest) > 370*24*time.Hour {
		t.Errorf("the oldest is of %v", oldest)
	}
	if got := KeptBackups([]time.Time{newest, newest.AddDate(-3, 0, 0)}); !got[0] || !got[1] {
		t.Errorf("after a long pause: %v", got)
	}
}

// TestTwoBackupsInOneSecond have two names, and both are times that the list of the backups reads.
func TestTwoBackupsInOneSecond(t *testing.T) {
	now := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	a := &App{File: filepath.Join(t.TempDir(), "team.db"), Now: func() time.Time { return now }}
	if err := os.Mkdir(a.BackupFolder(), 0o700); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, next := range []func() string{
		func() string { return a.NextBackup(false) }, func() string { return a.NextBackup(true) },
		a.SalvagedName, func() string { return a.unused("before-connecting-", ".db") },
	} {
		for range 2 {
			name := next()
			names[name] = true
			if err := os.WriteFile(name, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(names) != 8 {
		t.Errorf("%d names of 8: %v", len(names), names)
	}
	if list, err := a.Backups(); err != nil || len(list) != 4 || list[0].At.Time().Sub(now) != time.Second {
		t.Errorf("the list has %v, %v", list, err)
	}
}
