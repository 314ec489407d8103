package simulate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
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
	p := simulate.Play(uint64(number(t, "SATCHEL_SIM_FROM", simulate.PlainSeeds))+1, least, options)
	if p.Failed != nil {
		report(t, *p.Failed, p.Ops, options)
	}
	t.Logf("%d operations, %d seeds, %d operations per second", p.Ops, p.Seeds, int(float64(p.Ops)/time.Since(start).Seconds()))
	for _, line := range simulate.Reached(p.Reached) {
		t.Log(line)
	}
	for _, line := range simulate.Unreached(p.Reached, p.Ops, options(0).Hub) {
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

// TestMain lets garbage be collected seldom: a world is small and soon over, and collecting took a third of the time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(1600)
	os.Exit(m.Run())
}

var base = sync.OnceValue(crm.Base)

// inMemory plays on the store in memory.
func inMemory(uint64) simulate.Options {
	return simulate.Options{
		Open: func(name string, now func() time.Time) (simulate.Store, error) {
			return enginetest.NewStore(name, base(), now), nil
		},
		Copy: func(s simulate.Store, name string, now func() time.Time) simulate.Store {
			return s.(*enginetest.Store).Copy(name, now)
		},
	}
}

func TestSchedulesInMemory(t *testing.T) { play(t, number(t, "SATCHEL_SIM_OPS", 100_000), inMemory) }

// TestSchedulesLikeAHub plays where the server can do what our team hub can.
func TestSchedulesLikeAHub(t *testing.T) { play(t, number(t, "SATCHEL_SIM_OPS", 100_000)/2, likeAHub) }

func likeAHub(seed uint64) simulate.Options {
	o := inMemory(seed)
	o.Hub = true
	return o
}

// TestSeedsThatFailedOnce plays them for ever.
func TestSeedsThatFailedOnce(t *testing.T) {
	for _, seed := range []uint64{
		34, 43, 328, 1899, 2678, 2866, 2930, 13904, 14832, 100405, 100855, 101328, 102064, 102090, 102499, 102592, 103123, 104479, 104854,
		105171, 201778, 203316, 204139, 301553, 302023, 306211, 306291, 500712, 501572, 510166, 511201, 704925, 905346, 1010490, 1014393, 1200475, 1200751, 10400775, 10601760, 10801769, 10209422, 10504794, 10706319,
		20001140, 20102653, 20305949, 30001224, 30003959, 30008245, 30009560, 30014957, 30014958, 30015999,
		30016554, 30013776, 30022178, 30023114, 30023150, 30026692, 30026832, 30029193, 31005453, 31013269, 31019845, 31019899, 31020741, 32011082, 32026560,
		32028609, 32038055, 40008608, 41021331, 42001941, 50014609, 52001139, 52008505, 52009982,
		80002460, 81020816, 82002772, 82019910, 83039725,
	} {
		if r := simulate.Run(seed, inMemory(seed)); len(r.Faults) > 0 {
			report(t, r, r.Ops, inMemory)
		}
	}
}

// TestSurvey lists every failing seed of a range instead of ending at the first: SATCHEL_SIM_SURVEY seeds after SATCHEL_SIM_FROM.
func TestSurvey(t *testing.T) {
	n := number(t, "SATCHEL_SIM_SURVEY", 0)
	if n == 0 {
		t.Skip("set SATCHEL_SIM_SURVEY to a number of seeds")
	}
	first := uint64(number(t, "SATCHEL_SIM_FROM", simulate.PlainSeeds)) + 1
	ops, failed := 0, 0
	for result := range simulate.Each(first, n, inMemory) {
		ops += result.Ops
		if len(result.Faults) > 0 {
			failed++
			t.Errorf("seed %d %s: %.200s", result.Seed, simulate.Invariants(result), result.Faults[0])
		}
	}
	t.Logf("%d operations, %d of %d seeds failed", ops, failed, n)
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
