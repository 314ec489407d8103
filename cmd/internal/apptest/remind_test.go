package apptest

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/remind"
	"satchel/storage"
)

// desk opens a database with a clock of its own.
func desk(t *testing.T, file string, now *time.Time) *app.App {
	t.Helper()
	clock := func() time.Time { return *now }
	db, err := storage.Open(t.Context(), storage.Options{File: file, Now: clock, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	a := &app.App{Store: db, Now: clock, Zone: time.UTC}
	if err := a.Start(t.Context(), "Anna"); err != nil {
		t.Fatal(err)
	}
	return a
}

func plan(t *testing.T, a *app.App, owner any, at time.Time) crm.Record {
	t.Helper()
	r, err := a.New(t.Context(), "activity")
	if err != nil {
		t.Fatal(err)
	}
	r.Set("kind", "call")
	r.Set("subject", "Call back")
	r.Set("at", crm.InstantOf(at))
	if owner != nil {
		r.Set("owner", owner)
	}
	r, _, err = a.Save(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func check(t *testing.T, a *app.App) remind.Turn {
	t.Helper()
	turn, err := (&remind.Service{App: a}).Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return turn
}

func TestRemindersAreKeptAcrossARestart(t *testing.T) {
	now := time.Date(2026, 11, 18, 8, 0, 0, 0, time.UTC)
	file := filepath.Join(t.TempDir(), "a.db")
	a := desk(t, file, &now)
	check(t, a)
	plan(t, a, nil, now.Add(time.Hour))
	plan(t, a, nil, now.Add(3*time.Hour))
	plan(t, a, "somebody-else", now.Add(time.Hour))
	now = now.Add(time.Hour)
	if turn := check(t, a); len(turn.Ring) != 1 || len(turn.Missed) != 0 || turn.Next != crm.InstantOf(now.Add(2*time.Hour)) {
		t.Fatalf("at nine: %+v", turn)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	now = now.Add(5 * time.Hour)
	b := desk(t, file, &now)
	if turn := check(t, b); len(turn.Ring) != 0 || len(turn.Missed) != 1 {
		t.Fatalf("after the restart: %+v", turn)
	}
	waiting, err := (&remind.Service{App: b}).Waiting(t.Context())
	if err != nil || len(waiting) != 2 {
		t.Fatalf("%d wait (%v)", len(waiting), err)
	}
	if err := (&remind.Service{App: b}).Snooze(t.Context(), waiting[0], remind.TenMinutes); err != nil {
		t.Fatal(err)
	}
	if err := b.SetSetting(t.Context(), remind.SettingLead, remind.Off); err != nil {
		t.Fatal(err)
	}
	now = now.Add(10 * time.Minute)
	if turn := check(t, b); len(turn.Ring) != 0 {
		t.Error("rings although it is switched off")
	}
	if err := b.SetSetting(t.Context(), remind.SettingLead, ""); err != nil {
		t.Fatal(err)
	}
	if turn := check(t, b); len(turn.Ring) != 1 {
		t.Errorf("put off for ten minutes: %+v", turn)
	}
}

func TestTwoProgramsOnOneDatabaseRemindOnce(t *testing.T) {
	now := time.Date(2026, 11, 18, 8, 0, 0, 0, time.UTC)
	file := filepath.Join(t.TempDir(), "a.db")
	a := desk(t, file, &now)
	b := desk(t, file, &now)
	check(t, a)
	for range 20 {
		plan(t, a, nil, now.Add(time.Hour))
	}
	now = now.Add(time.Hour)
	var wait sync.WaitGroup
	counts := make([]int, 8)
	errs := make([]error, 8)
	for i := range counts {
		program := []*app.App{a, b}[i%2]
		wait.Go(func() {
			turn, err := (&remind.Service{App: program}).Check(context.WithoutCancel(t.Context()))
			counts[i], errs[i] = len(turn.Ring), err
		})
	}
	wait.Wait()
	sum := 0
	for i, n := range counts {
		sum += n
		if errs[i] != nil {
			t.Error(errs[i])
		}
	}
	if sum != 20 {
		t.Errorf("20 reminders were shown %d times: %v", sum, counts)
	}
}

// The watch is told nothing when the computer wakes: it finds the clock elsewhere.
func TestTheWatchNoticesThatTheClockJumped(t *testing.T) {
	var mu sync.Mutex
	now := time.Date(2026, 11, 18, 8, 0, 0, 0, time.UTC)
	a := desk(t, filepath.Join(t.TempDir(), "a.db"), &now)
	clock := a.Now
	a.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return clock() }
	check(t, a)
	plan(t, a, nil, now.Add(4*time.Hour))
	rung := make(chan remind.Turn, 10)
	ctx, end := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	wait.Go(func() {
		(&remind.Service{App: a}).Watch(ctx, time.Millisecond, func(turn remind.Turn) { rung <- turn }, func(err error) { t.Error(err) })
	})
	mu.Lock()
	now = now.Add(6 * time.Hour)
	mu.Unlock()
	if turn := <-rung; len(turn.Missed) != 1 {
		t.Errorf("after the sleep: %+v", turn)
	}
	end()
	wait.Wait()
	if len(rung) != 0 {
		t.Error("shown twice")
	}
}
