package crash_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"satchel/app/crm"
	"satchel/cmd/internal/crash"
	"satchel/storage"
	"satchel/sync/engine/enginetest"
)

// whole tells whether everything is asked for: SATCHEL_CRASH is "all". SATCHEL_CRASH_ONLY picks scenarios by a part of their names.
func whole() bool { return os.Getenv("SATCHEL_CRASH") == "all" }

// points is how many moments are enough when everything is asked for: SATCHEL_CRASH_POINTS, 0 = all.
func points(t *testing.T) int {
	text := cmp.Or(os.Getenv("SATCHEL_CRASH_POINTS"), "0")
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("SATCHEL_CRASH_POINTS: %v", err)
	}
	return n
}

func TestEveryMomentInMemory(t *testing.T) {
	every, most := 5, 1_000
	if whole() {
		every, most = 1, points(t)
	}
	matrix(t, crash.Scenarios(every), most, func(*testing.T) (crash.Opener, func()) {
		var store *enginetest.Store
		return func(now func() time.Time) (crash.Store, error) {
			if store == nil {
				store = enginetest.NewStore("ann", crm.Base(), now)
			}
			return store, nil
		}, func() {}
	})
}

func TestMomentsOnSQLite(t *testing.T) {
	scenarios, most := crash.Scenarios(10), 500
	if !whole() {
		scenarios, most = scenarios[5:7], 8
	}
	fresh := filepath.Join(t.TempDir(), "fresh.db")
	db, err := storage.Open(t.Context(), storage.Options{File: fresh})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(fresh)
	if err != nil {
		t.Fatal(err)
	}
	matrix(t, scenarios, most, func(t *testing.T) (crash.Opener, func()) { return onDisk(t, raw) })
}

// database is the real storage in the hands of a person.
type database struct {
	*storage.DB
	id func() string
}

func (d database) NewID() string { return d.id() }

func (d database) Edit(f func(crm.Tx) error) error {
	_, err := d.Do(context.Background(), crm.Action{Label: "Edit", Source: crm.FromUser}, f)
	return err
}

// onDisk opens the same file again whenever the program starts, with ids that repeat in every play. It begins as a copy of a fresh
// database, as making one takes longer than most plays.
func onDisk(t *testing.T, fresh []byte) (crash.Opener, func()) {
	dir, err := os.MkdirTemp(t.TempDir(), "play")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "satchel.db")
	if err := os.WriteFile(file, fresh, 0o600); err != nil {
		t.Fatal(err)
	}
	ids := 0
	id := func() string { ids++; return fmt.Sprintf("00000000-0000-7000-8000-%012d", ids) }
	var db *storage.DB
	end := func() {
		if db != nil {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	return func(now func() time.Time) (crash.Store, error) {
		end()
		db, err = storage.Open(context.Background(), storage.Options{File: file, Now: now, NewID: id})
		return database{db, id}, err
	}, func() { end(); _ = os.RemoveAll(dir) }
}

// matrix plays scenarios at about so many moments, evenly spread over all; 0 = at every one.
func matrix(t *testing.T, scenarios []crash.Scenario, most int, open func(*testing.T) (crash.Opener, func())) {
	t.Helper()
	var plays []crash.Play
	total := 0
	for _, sc := range scenarios {
		if !strings.Contains(sc.Name, os.Getenv("SATCHEL_CRASH_ONLY")) {
			continue
		}
		opener, end := open(t)
		p, faults := sc.Rehearse(opener)
		end()
		if len(faults) > 0 {
			t.Errorf("%s, without a crash:\n%s", sc.Name, strings.Join(faults, "\n"))
			continue
		}
		plays = append(plays, p)
		total += p.Points
	}
	step := 1
	if most > 0 {
		step = max(1, total/most)
	}
	results := make([][][]string, len(plays)) // of each play, of each moment
	var work sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	next := step
	for i, p := range plays {
		moments := []int{}
		for ; next <= p.Points; next += step {
			moments = append(moments, next)
		}
		next -= p.Points
		results[i] = make([][]string, len(moments))
		slots <- struct{}{}
		work.Go(func() {
			defer func() { <-slots }()
			for k, moment := range moments {
				opener, end := open(t)
				results[i][k] = p.At(moment, opener)
				end()
			}
		})
	}
	work.Wait()
	report(t, plays, results)
}

// report prints the table, and at most two failures of a scenario.
func report(t *testing.T, plays []crash.Play, results [][][]string) {
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "scenario\tpoints\tplayed\tfailures")
	total, played, failed := 0, 0, 0
	for i, p := range plays {
		bad := 0
		for _, faults := range results[i] {
			if len(faults) == 0 {
				continue
			}
			if bad++; bad <= 2 {
				t.Errorf("%s: %s", p.Name, strings.Join(faults, "\n"))
			}
		}
		total, played, failed = total+p.Points, played+len(results[i]), failed+bad
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%d\n", p.Name, p.Points, len(results[i]), bad)
	}
	_ = w.Flush()
	if played == 0 {
		t.Error("nothing was played")
	}
	t.Logf("%d scenarios, %d points, %d played, %d failures\n%s", len(plays), total, played, failed, table.String())
}
