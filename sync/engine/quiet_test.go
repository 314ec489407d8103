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

// counting counts the records that lists bring.
type counting struct {
	remote.Provider
	listed *int
}

func (c counting) List(ctx context.Context, s remote.Scan) (remote.Page, error) {
	page, err := c.Provider.List(ctx, s)
	*c.listed += len(page.Records)
	return page, err
}

// counted starts the program anew, without complete listings, and counts what its lists bring.
func (d *desk) counted(listed *int) {
	d.e = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return d.at }, NewID: d.store.NewID, SweepEvery: 24 * time.Hour,
		Open: func(_ context.Context, c replica.Connection, _ *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return counting{d.server.Client(remote.Options{User: c.User, Meter: m}), listed}, nil
		},
	})
}

// TestQuietOverlap: records that lie within the overlap of two windows come again and are stored no more, however many they are. They
// come no longer than the overlap lasts, and what changes then is read as ever.
func TestQuietOverlap(t *testing.T) {
	for _, page := range []int{7, 200} {
		w := newWorld(t, memory.Settings{Versions: true, Lag: 2 * time.Minute, Grain: time.Second, PageSize: page})
		d, listed := w.desk("ann"), 0
		d.counted(&listed)
		d.round()
		w.pass(time.Hour)
		var first string
		for i := range 120 {
			first = w.create("organisation", crm.Values{"name": fmt.Sprint(i)})
		}
		w.pass(2 * time.Minute)
		d.round()
		d.round()
		commits := d.store.Commits
		for range 10 {
			d.round()
			w.pass(8 * time.Second)
		}
		want(t, "commits of quiet rounds", d.store.Commits, commits)
		if listed < 3*120 {
			t.Fatalf("%d records came, so that none of them came again", listed)
		}
		w.pass(2 * time.Minute)
		d.round()
		listed = 0
		d.round()
		want(t, "records listed again after the overlap", listed, 0)
		want(t, "commits after it", d.store.Commits, commits)
		d.counted(&listed) // another start knows what is stored only: it reads a little more, and stores nothing of it
		d.round()
		want(t, "commits of another start", d.store.Commits, commits)
		if listed > 130 {
			t.Errorf("another start listed %d records", listed)
		}
		w.pass(3 * time.Minute)
		w.change(first, crm.Values{"industry": "Metal"})
		w.pass(2 * time.Minute)
		d.round()
		want(t, "the change", d.text("organisation", d.local("organisation", first), "industry"), "Metal")
	}
}

// TestQuietOverlapOfTwoPrograms: what another program read, and what it was told to read anew, counts.
func TestQuietOverlapOfTwoPrograms(t *testing.T) {
	w := newWorld(t, memory.Settings{Versions: true, Lag: 10 * time.Second, Grain: time.Second})
	d, listed := w.desk("ann"), 0
	d.counted(&listed)
	w.create("organisation", crm.Values{"name": "A"})
	for range 3 {
		w.pass(time.Minute)
		d.round()
	}
	mine := d.e
	listed = 0
	d.store.View(func(tx replica.Tx) {
		for _, f := range feedsOf(w) {
			c, _ := tx.Cursor(f.Name)
			c.High = 0
			if err := tx.SaveCursor(c); err != nil {
				t.Fatal(err)
			}
		}
	})
	d.e = mine
	d.round()
	if listed == 0 {
		t.Error("nothing was read anew although the stored cursor says so")
	}
}
