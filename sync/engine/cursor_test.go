package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// unswept starts the program without complete listings, which would repair what a cursor missed. Its clock is wrong by years.
func (d *desk) unswept(years int) {
	d.e = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return d.at.AddDate(years, 0, 0) }, NewID: d.store.NewID, SweepEvery: 100 * 365 * 24 * time.Hour,
		Open: func(_ context.Context, c replica.Connection, _ *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return d.server.Client(remote.Options{User: c.User, Meter: m}), nil
		},
	})
}

// TestAShortListIsReadOnceMore: the cursor passes nothing that a list announced and did not bring; a total that stays wrong stops it
// only once.
func TestAShortListIsReadOnceMore(t *testing.T) {
	w := newWorld(t, memory.Settings{})
	d := w.desk("ann")
	d.unswept(0)
	var there []string
	for i := range 3 {
		there = append(there, w.create("organisation", crm.Values{"name": fmt.Sprint(i)}))
	}
	d.settle(2)
	w.pass(time.Minute)
	for _, id := range there {
		w.change(id, crm.Values{"industry": "Steel"})
	}
	w.pass(time.Minute)
	w.fault = func(c memory.Call) memory.Fault {
		if c.Feed == "organisation" && c.Verb == "list" {
			return memory.Fault{Kind: memory.ShortPage}
		}
		return memory.Fault{}
	}
	d.round()
	w.fault = nil
	w.pass(time.Minute)
	d.round()
	for _, id := range there {
		want(t, "industry", d.text("organisation", d.local("organisation", id), "industry"), "Steel")
	}
}

// TestCursorMissesNothing lets people there work at random, on servers whose lists are late and whose stamps are coarse, and the
// program end before any commit: the cursor alone brings every change.
func TestCursorMissesNothing(t *testing.T) {
	for seed := range uint64(250) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		set := memory.Settings{PageSize: []int{1, 3, 200}[rnd.IntN(3)], Versions: rnd.IntN(2) == 0}
		if rnd.IntN(2) == 0 {
			set.Grain = time.Second
		}
		if rnd.IntN(3) > 0 {
			set.Lag = 3 * time.Second
		}
		w := newWorld(t, set)
		d, years := w.desk("ann"), rnd.IntN(21)-10
		d.unswept(years)
		broken := true
		d.store.Crash = func() error {
			if broken && rnd.IntN(20) == 0 {
				return errors.New("the program ended here")
			}
			return nil
		}
		w.fault = func(c memory.Call) memory.Fault {
			if broken && c.Verb == "list" && rnd.IntN(40) == 0 {
				return memory.Fault{Kind: memory.Unreachable}
			}
			return memory.Fault{}
		}
		for n := range 60 {
			w.pass(time.Duration(rnd.IntN(1200)) * time.Millisecond)
			all := w.server.All("organisation")
			switch {
			case rnd.IntN(3) == 0:
				if _, err := d.e.Round(context.Background()); err != nil {
					d.unswept(years)
				}
			case len(all) == 0 || rnd.IntN(4) == 0:
				w.create("organisation", crm.Values{"name": fmt.Sprint(n)})
			default:
				w.change(all[rnd.IntN(len(all))], crm.Values{"industry": fmt.Sprint(n)})
			}
		}
		broken = false
		for range 3 {
			w.pass(5 * time.Second)
			d.round()
		}
		for _, id := range w.server.All("organisation") {
			local := d.local("organisation", id)
			there, _ := w.server.Read(id)
			if got, want := d.text("organisation", local, "industry"), fmt.Sprint(crm.Record{Values: there.Values}.Text("industry")); local == "" || got != want {
				t.Fatalf("seed %d: %s is %q here, %q there", seed, id, got, want)
			}
		}
	}
}

// TestCursorFollowsAServerThatWentBack: a server restored from a backup is behind the cursor.
func TestCursorFollowsAServerThatWentBack(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	d.unswept(0)
	w.create("organisation", crm.Values{"name": "A"})
	d.round()
	w.pass(2 * time.Hour)
	d.round()
	w.pass(-time.Hour) // not so far that a complete listing is due for that alone
	w.create("organisation", crm.Values{"name": "B"})
	w.pass(time.Minute)
	d.round()
	w.pass(time.Minute)
	d.round()
	want(t, "here", len(d.store.Records("organisation")), 2)
}

// TestListingRepairsWhatTheCursorMissed: a list that ends early moves the cursor past what it left out.
func TestListingRepairsWhatTheCursorMissed(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		for i := range 10 {
			w.create("organisation", crm.Values{"name": fmt.Sprint(i)})
		}
		w.pass(10 * time.Second)
		d := w.desk("ann")
		engineNoSweep(d)
		w.fault = func(c memory.Call) memory.Fault {
			if c.Verb == "list" && c.Feed == "organisation" {
				return memory.Fault{Kind: memory.ShortPage}
			}
			return memory.Fault{}
		}
		d.round()
		if n := len(d.store.Records("organisation")); n >= 10 {
			t.Fatalf("%d came of lists that end early", n)
		}
		w.fault = nil
		w.pass(time.Hour)
		d.start()
		d.round()
		want(t, "after a listing", len(d.store.Records("organisation")), 10)
	})
}
