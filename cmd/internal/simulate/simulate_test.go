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

// number reads a setting of the run: SATCHEL_SIM_OPS is the least number of operations, SATCHEL_SIM_SEED replays one seed.
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

type opener = func(name string, now func() time.Time) (simulate.Store, error)

func play(t *testing.T, least int, open func(t *testing.T, seed int) opener) {
	t.Helper()
	if seed := number(t, "SATCHEL_SIM_SEED", -1); seed >= 0 {
		one(t, seed, open)
		return
	}
	total, seeds := 0, 0
	for seed := 1; total < least; seed++ {
		total += one(t, seed, open)
		seeds++
	}
	t.Logf("%d operations, %d seeds", total, seeds)
}

func one(t *testing.T, seed int, open func(t *testing.T, seed int) opener) int {
	t.Helper()
	faults, ops, err := simulate.Run(uint64(seed), 20+seed%60, open(t, seed))
	if err != nil {
		t.Fatal(err)
	}
	if len(faults) > 0 {
		t.Fatalf("SATCHEL_SIM_SEED=%d:\n%s", seed, strings.Join(faults, "\n"))
	}
	return ops
}

func TestSchedulesInMemory(t *testing.T) {
	play(t, number(t, "SATCHEL_SIM_OPS", 100_000), func(*testing.T, int) opener {
		return func(name string, now func() time.Time) (simulate.Store, error) {
			return enginetest.NewStore(name, crm.Base(), now), nil
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
	play(t, number(t, "SATCHEL_SIM_OPS", 100_000)/10, func(t *testing.T, seed int) opener {
		dir := t.TempDir()
		return func(name string, now func() time.Time) (simulate.Store, error) {
			db, err := storage.Open(context.Background(), storage.Options{File: filepath.Join(dir, fmt.Sprintf("%d-%s.db", seed, name)), Now: now})
			if err != nil {
				return nil, err
			}
			t.Cleanup(func() { _ = db.Close() })
			return database{db}, nil
		}
	})
}
