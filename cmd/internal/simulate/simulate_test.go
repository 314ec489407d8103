package simulate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"satchel/app/crm"
	"satchel/cmd/internal/simulate"
	"satchel/storage"
	"satchel/sync/engine/enginetest"
)

// number reads a setting of the run: SATCHEL_SIM_OPS is the least number of operations, SATCHEL_SIM_SEED replays one seed,
// SATCHEL_SIM_FROM shifts the seeds.
func number(t *testing.T, name string, standard int) int {
	text := os.Getenv(name)
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// regressions are seeds that failed once. They are played first, for ever.
var regressions = []uint64{}

func play(t *testing.T, least int, options func(seed uint64) simulate.Options) {
	t.Helper()
	if seed := number(t, "SATCHEL_SIM_SEED", -1); seed >= 0 {
		r := simulate.Run(uint64(seed), options(uint64(seed)))
		if len(r.Faults) > 0 {
			report(t, r, r.Ops, options)
		}
		return
	}
	start := time.Now()
	for _, seed := range regressions {
		if r := simulate.Run(seed, options(seed)); len(r.Faults) > 0 {
			report(t, r, r.Ops, options)
		}
	}
	p := simulate.Play(uint64(number(t, "SATCHEL_SIM_FROM", 0))+1, least, options)
	if p.Failed != nil {
		report(t, *p.Failed, p.Ops, options)
	}
	t.Logf("%d operations, %d seeds, %d operations per second", p.Ops, p.Seeds, int(float64(p.Ops)/time.Since(start).Seconds()))
	for _, line := range simulate.Reached(p.Reached) {
		t.Log(line)
	}
	for _, line := range simulate.Unreached(p.Reached, p.Ops) {
		t.Errorf("never proven: %s", line)
	}
}

// report tells of a failure, and what least it takes.
func report(t *testing.T, r simulate.Result, ops int, options func(seed uint64) simulate.Options) {
	t.Helper()
	t.Logf("FAILED seed %d after %d operations in total: %s", r.Seed, ops, simulate.Invariants(r))
	steps, left := simulate.Shrink(r.Seed, options(r.Seed), time.Now().Add(time.Duration(number(t, "SATCHEL_SIM_SHRINK", 60))*time.Second), time.Now)
	var b strings.Builder
	o := options(r.Seed)
	o.Tell = func(format string, args ...any) {
		if line := fmt.Sprintf(format, args...); b.Len() < 300_000 {
			fmt.Fprintln(&b, line)
		}
	}
	simulate.Replay(r.Seed, steps, o)
	if file := os.Getenv("SATCHEL_SIM_STORY"); file != "" {
		_ = os.WriteFile(file, []byte(b.String()), 0o600)
		b.Reset()
	}
	t.Fatalf("replay with SATCHEL_SIM_SEED=%d\n%s\nin %d steps:\n%s%s", r.Seed, strings.Join(r.Faults, "\n"), len(steps), &b,
		strings.Join(left.Faults, "\n"))
}

func TestSchedulesInMemory(t *testing.T) {
	play(t, number(t, "SATCHEL_SIM_OPS", 100_000), func(uint64) simulate.Options {
		return simulate.Options{
			Open: func(name string, now func() time.Time) (simulate.Store, error) {
				return enginetest.NewStore(name, crm.Base(), now), nil
			},
			Copy: func(s simulate.Store, name string, now func() time.Time) simulate.Store {
				return s.(*enginetest.Store).Copy(name, now)
			},
		}
	})
}

// database is the real storage in the hands of a person.
type database struct {
	*storage.DB
}

func (d database) NewID() string { return uuid.Must(uuid.NewV7()).String() }

func (d database) Edit(f func(crm.Tx) error) error {
	_, err := d.Do(context.Background(), crm.Action{Label: "Edit", Source: crm.FromUser}, f)
	return err
}

func TestSchedulesOnSQLite(t *testing.T) {
	play(t, number(t, "SATCHEL_SIM_OPS", 100_000)/10, func(seed uint64) simulate.Options {
		dir := t.TempDir()
		return simulate.Options{Open: func(name string, now func() time.Time) (simulate.Store, error) {
			db, err := storage.Open(context.Background(), storage.Options{File: filepath.Join(dir, fmt.Sprintf("%d-%s.db", seed, name)), Now: now})
			if err != nil {
				return nil, err
			}
			t.Cleanup(func() { _ = db.Close() })
			return database{db}, nil
		}}
	})
}
