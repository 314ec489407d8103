package crash_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"satchel/app/crm"
	"satchel/cmd/internal/crash"
	"satchel/sync/engine/enginetest"
)

// inMemory returns what opens one store in memory again and again.
func inMemory() crash.Opener {
	var store *enginetest.Store
	return func(now func() time.Time) (crash.Store, error) {
		if store == nil {
			store = enginetest.NewStore("ann", crm.Base(), now)
		}
		return store, nil
	}
}

// points is how many moments are played: SATCHEL_CRASH_POINTS, 0 = all of them.
func points(t *testing.T, standard int) int {
	text := os.Getenv("SATCHEL_CRASH_POINTS")
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("SATCHEL_CRASH_POINTS: %v", err)
	}
	return n
}

func TestEveryMomentInMemory(t *testing.T) {
	matrix(t, points(t, 1_000), func(*testing.T) crash.Opener { return inMemory() })
}

// matrix plays scenarios at about so many moments, evenly spread over all; 0 = at every one.
func matrix(t *testing.T, most int, open func(*testing.T) crash.Opener) {
	var plays []crash.Play
	total := 0
	for _, sc := range crash.Scenarios() {
		if only := os.Getenv("SATCHEL_CRASH_ONLY"); !strings.Contains(sc.Name, only) {
			continue
		}
		p, faults := sc.Rehearse(inMemory())
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
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "scenario\tpoints\tplayed\tfailures")
	played, failed, next := 0, 0, step
	for _, p := range plays {
		here, bad := 0, 0
		for ; next <= p.Points; next += step {
			here++
			if faults := p.At(next, open(t)); len(faults) > 0 {
				if bad++; bad <= 2 {
					t.Errorf("%s: %s", p.Name, strings.Join(faults, "\n"))
				}
			}
		}
		next -= p.Points
		played, failed = played+here, failed+bad
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\n", p.Name, p.Points, here, bad)
	}
	_ = w.Flush()
	t.Logf("%d scenarios, %d points, %d played, %d failures\n%s", len(plays), total, played, failed, table.String())
}
