package boot

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/storage"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// A round that finds nothing leaves the database as it is, but for one stored round in five minutes and for numbers of records that
// differ from what was counted last.
func TestQuietRoundsWriteNothing(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	db, err := storage.Open(ctx, storage.Options{File: filepath.Join(t.TempDir(), "quiet.db"), Now: clock, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	server := memory.NewServer(memory.Settings{Now: clock, Versions: true, Markers: true, Lag: 10 * time.Minute, Grain: time.Second})
	if _, err := server.Create(server.User("Eve"), "organisation", crm.Values{"name": "Acme"}); err != nil {
		t.Fatal(err)
	}
	if err := db.Connect(ctx, replica.Connection{Provider: "memory", User: "ann"}); err != nil {
		t.Fatal(err)
	}
	e := engine.New(engine.Options{
		Store: db, Now: clock, NewID: uuid.NewString, SweepEvery: 24 * time.Hour,
		Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return server.Client(remote.Options{Catalog: catalog, User: c.User, Meter: m}), nil
		},
	})
	round := func() (replica.Round, int64) {
		t.Helper()
		before := db.Version()
		r, err := e.Round(ctx)
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Minute)
		return r, db.Version() - before
	}
	feeds := len(server.Client(remote.Options{}).Capabilities().Feeds)
	for range 3 {
		round()
	}
	stored, looks, counts := 0, 0, 0
	for range 60 {
		r, commits := round()
		if r.Requests >= 2*feeds && counts < 1 { // every hour the numbers of records are compared, and kept where they are others
			counts, r.Requests, commits = counts+1, r.Requests-feeds, 0
		}
		if r.Requests == feeds+1 && looks < 2 { // every half hour the provider is asked what it can do
			looks, r.Requests = looks+1, feeds
		}
		if r.Requests != feeds || !r.Quiet() {
			t.Fatalf("a quiet round made %d requests for %d feeds: %+v", r.Requests, feeds, r)
		}
		if commits > 1 {
			t.Fatalf("a quiet round made %d commits", commits)
		}
		stored += int(commits)
	}
	if stored != 12 {
		t.Fatalf("%d rounds of an hour were stored, want 12", stored)
	}
}
