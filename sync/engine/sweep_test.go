package engine_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// real starts the program as it runs for people.
func (d *desk) real() {
	d.e = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return d.at }, NewID: d.store.NewID,
		Open: func(_ context.Context, c replica.Connection, _ *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return d.server.Client(remote.Options{User: c.User, Meter: m}), nil
		},
	})
}

// counted counts the requests of each verb from now on; a list of one or more ids is a sweep or a count.
func (w *world) counted() map[string]int {
	verbs := map[string]int{}
	w.fault = func(c memory.Call) memory.Fault { verbs[c.Verb]++; return memory.Fault{} }
	return verbs
}

// With many records the listing of all ids is a small and fixed part of the polling, and is done within a day at work all the same.
func TestSweepIsASmallShareOfThePolling(t *testing.T) {
	w := newWorld(t, memory.Settings{PageSize: 5, Only: []string{"organisation"}})
	d := w.desk("ann")
	for i := range 1000 { // 200 pages
		w.create("organisation", crm.Values{"name": fmt.Sprint("Firm ", i)})
	}
	w.pass(time.Minute)
	d.real()
	d.round()
	feeds := len(feedsOf(w))
	verbs := w.counted()
	polls := 0
	begun := w.at
	for swept := crm.Instant(0); swept < crm.InstantOf(begun.Add(time.Hour)); polls += feeds {
		if w.at.Sub(begun) > 48*time.Hour {
			t.Fatalf("%d lists for %d polls in two days did not go through all records", verbs["list"], polls)
		}
		before := verbs["list"]
		d.round()
		if extra := verbs["list"] - before - feeds; extra > 5+feeds {
			t.Fatalf("one round listed %d pages besides its polling, at %v", extra, w.at.Sub(begun))
		}
		d.store.View(func(tx replica.Tx) { c, _ := tx.Cursor("organisation"); swept = c.Swept })
		w.pass(20 * time.Second)
	}
	hours := int(w.at.Sub(begun).Hours()) + 1
	if extra := verbs["list"] - polls; extra > polls/20+5+hours*feeds {
		t.Fatalf("%d lists besides %d polls in %d hours", extra, polls, hours)
	}
}

// What a colleague deletes is gone here within the hour, although a sweep would take much longer.
func TestCountsNoticeADeleteWithinTheHour(t *testing.T) {
	w := newWorld(t, memory.Settings{PageSize: 2, Only: []string{"organisation"}})
	d := w.desk("ann")
	var ids []string
	for i := range 200 {
		ids = append(ids, w.create("organisation", crm.Values{"name": fmt.Sprint("Firm ", i)}))
	}
	d.real()
	d.round()
	w.pass(10 * time.Minute)
	gone := d.local("organisation", ids[17])
	if err := w.server.Delete(w.eve, ids[17]); err != nil {
		t.Fatal(err)
	}
	for range 12 {
		w.pass(5 * time.Minute)
		d.round()
	}
	if _, ok := d.get("organisation", gone); ok {
		t.Fatal("the record is still here")
	}
}

// overcounting is a provider that counts one organisation that it does not show.
type overcounting struct {
	remote.Provider
	lists int
}

func (o *overcounting) List(ctx context.Context, s remote.Scan) (remote.Page, error) {
	p, err := o.Provider.List(ctx, s)
	if s.Feed == "organisation" {
		o.lists++
		if s.Since == 0 && s.After == "" {
			p.Total++
		}
	}
	return p, err
}

// Records that a provider counts but does not show are looked for once, and not again every hour.
func TestADifferenceThatStaysIsNoReasonToListAgain(t *testing.T) {
	w := newWorld(t, memory.Settings{PageSize: 2, Only: []string{"organisation"}})
	d := w.desk("ann")
	for i := range 200 { // 100 pages
		w.create("organisation", crm.Values{"name": fmt.Sprint("Firm ", i)})
	}
	var o *overcounting
	d.e = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return d.at }, NewID: d.store.NewID,
		Open: func(_ context.Context, c replica.Connection, _ *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			o = &overcounting{Provider: w.server.Client(remote.Options{User: c.User, Meter: m})}
			return o, nil
		},
	})
	d.round()
	hours := func(n int) int {
		before := o.lists
		for range n * 12 {
			w.pass(5 * time.Minute)
			d.round()
		}
		return o.lists - before
	}
	if n := hours(3); n < 3*12+100 {
		t.Fatalf("%d lists in three hours: the difference was not looked for", n)
	}
	polls, rounds := len(feedsOf(w)), 8*12
	if n := hours(8); n > rounds+rounds*polls/20+8+5 {
		t.Fatalf("%d lists in %d rounds", n, rounds)
	}
}
