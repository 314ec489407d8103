package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/cmd/internal/boot"
)

const loaded = 100_000

// sync measures the exchange with the model of EspoCRM: the first load, saves meanwhile, and a quiet round.
func (b *bench) sync() error {
	n := max(int(loaded*b.scale), 1000)
	m, err := b.startModel(n)
	if err != nil {
		return err
	}
	defer m.stop()
	file := b.path("load.db")
	for _, end := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(file + end)
	}
	a, end, err := boot.Open(b.ctx, boot.Options{File: file, Zone: time.UTC, Keys: memoryKeys{}})
	if err != nil {
		return err
	}
	if _, err := a.Connect(b.ctx, replica.Connection{Provider: "espocrm", URL: m.url}, modelKey); err != nil {
		return err
	}
	if err := b.firstLoad(a, m, n); err != nil {
		return err
	}
	if err := b.quiet(a, m); err != nil {
		return err
	}
	return end()
}

// memoryKeys is a keychain for the time of a measurement.
type memoryKeys map[string]string

func (k memoryKeys) Get(_ context.Context, account string) (string, error) { return k[account], nil }

func (k memoryKeys) Set(_ context.Context, account, s string) error { k[account] = s; return nil }
func (k memoryKeys) Delete(context.Context, string) error           { return nil }

// firstLoad reads everything while a person saves a record of their own again and again.
func (b *bench) firstLoad(a *app.App, m *model, n int) error {
	mine, err := a.New(b.ctx, "organisation")
	if err != nil {
		return err
	}
	mine.Set("name", "Being edited")
	if mine, _, err = a.Save(b.ctx, mine); err != nil {
		return err
	}
	before, _, err := m.figures()
	if err != nil {
		return err
	}
	var saved times
	var failed error
	var typing sync.WaitGroup
	ctx, stop := context.WithCancel(b.ctx)
	typing.Go(func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			start := time.Now()
			if _, err := a.Change(b.ctx, "Edit", mine.Ref(), crm.Values{"description": fmt.Sprint("draft ", i)}); err != nil && failed == nil {
				failed = err
			}
			saved = append(saved, time.Since(start))
		}
	})
	start := time.Now()
	_, err = a.Sync.Round(b.ctx, nil)
	took := time.Since(start)
	stop()
	typing.Wait()
	if err != nil || failed != nil {
		return fmt.Errorf("first load: %w %w", err, failed)
	}
	after, requests, err := m.figures()
	if err != nil {
		return err
	}
	if got, err := a.Count(b.ctx, crm.Query{Entity: "contact"}); err != nil || int(got) != n {
		return fmt.Errorf("%d contacts arrived, want %d (%w)", got, n, err)
	}
	share := 1 - (after-before).Seconds()/took.Seconds()
	b.table.add(fmt.Sprintf("first load of %d contacts from the model, client's share", n), "<= 20 %",
		fmt.Sprintf("%.0f %% (%.1f s, %.0f records/s, %d requests)", 100*share, took.Seconds(), float64(n)/took.Seconds(), requests), share <= 0.2)
	b.table.limit("save during the first load", saved, 30*time.Millisecond, fmt.Sprintf(", %d saves", len(saved)))
	return nil
}

// quiet runs rounds in which nothing happens, after what follows from the first load has been done.
func (b *bench) quiet(a *app.App, m *model) error {
	_, before, err := m.figures()
	if err != nil {
		return err
	}
	completed, start := 0, time.Now()
	for calm := 0; calm < 2 && time.Since(start) < patience; calm++ { // the save of the person goes, and records are read whole
		r, err := boot.Routine(b.ctx, a)
		if err != nil {
			return err
		}
		if completed += r.Completed; r.Completed > 0 {
			calm = -1
		}
	}
	st, err := a.SyncStatus(b.ctx)
	if err != nil {
		return err
	}
	_, then, err := m.figures()
	if err != nil {
		return err
	}
	b.table.add("completing what lists show in part", "once", fmt.Sprintf("%d records by %d requests in %.0f s", completed, then-before, time.Since(start).Seconds()), true)
	version := a.Version()
	const runs = 20
	changed := 0
	got, err := measure(runs, func(int) error {
		r, err := boot.Routine(b.ctx, a)
		if !r.Quiet() {
			changed++
		}
		return err
	})
	if err != nil {
		return err
	}
	_, after, err := m.figures()
	if err != nil {
		return err
	}
	each, commits := float64(after-then)/runs, a.Version()-version
	b.table.add("quiet round: requests; rounds that changed records", "1 per feed; 0",
		fmt.Sprintf("%.1f for %d feeds; %d of %d (figures of rounds stored %d times, at most every 5 minutes), median %s", each, len(st.Feeds), changed, runs, commits,
			ms(got.at(0.5))), each <= float64(len(st.Feeds)) && changed == 0 && commits <= 1)
	return nil
}

// patience is how long the completing of records may take before the quiet rounds are measured; it is done in one go here, and spread
// over hours at work.
const patience = 15 * time.Minute
