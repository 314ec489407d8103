package memory_test

import (
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/memory"
	"satchel/sync/remote"
	"satchel/sync/remote/remotetest"
)

func TestConformance(t *testing.T) {
	for name, set := range map[string]memory.Settings{
		"plain":    {},
		"versions": {Versions: true, Markers: true, Alias: true},
		"hub":      {Versions: true, ClientIDs: true, ChangesFeed: true, DeletesFeed: true, Alias: true, Batch: 50},
		"changes":  {ChangesFeed: true, PageSize: 3, Split: true},
		"batches":  {Batch: 2, Markers: true, Lag: 3 * time.Second},
		"whole":    {Batch: 4, Versions: true, Whole: true, ChangesFeed: true, DeletesFeed: true},
		"grained":  {Grain: time.Second, Normalise: true, PageSize: 3},
		"late":     {Grain: time.Second, Lag: 3 * time.Second, Markers: true},
		"split":    {Split: true, Versions: true},
		"files":    {Split: true, Versions: true, Files: true, MostFile: 1 << 20, Grain: time.Second, Lag: 3 * time.Second},
		"hubfiles": {ChangesFeed: true, DeletesFeed: true, ClientIDs: true, Files: true, Batch: 50, Versions: true},
	} {
		t.Run(name, func(t *testing.T) {
			remotetest.Run(t, func(t *testing.T) remotetest.Fixture { return fixture(t, set) })
		})
	}
}

func fixture(t *testing.T, set memory.Settings) remotetest.Fixture {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	lose := false
	set.Secret, set.Catalog = "right", crm.Base()
	set.Now = func() time.Time { return now }
	if set.Whole {
		set.Reject = func(_ string, v crm.Values) string {
			if v["website"] == "no address" {
				return "This is not an address."
			}
			return ""
		}
	}
	set.Fault = func(c memory.Call) memory.Fault {
		if lose && c.Verb == "create" {
			lose = false
			return memory.Fault{Kind: memory.LostResponse}
		}
		return memory.Fault{}
	}
	s := memory.NewServer(set)
	eve := s.User("Eve")
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	return remotetest.Fixture{
		Provider: s.Client(remote.Options{User: "Ann", Secret: "right"}), BadKey: s.Client(remote.Options{User: "Ann", Secret: "wrong"}),
		Catalog: set.Catalog,
		Create:  func(feed string, v crm.Values) string { id, err := s.Create(eve, feed, v); ok(err); return id },
		Change:  func(_, id string, v crm.Values) { ok(s.Change(eve, id, v)) },
		Delete:  func(_, id string) { ok(s.Delete(eve, id)) },
		Merge:   func(_, loser, survivor string) { ok(s.Merge(eve, loser, survivor)) },
		Deny:    func(_, id string) { s.Deny(s.User("Ann"), id, true) },
		Attach: func(_, id, name string, content []byte) string {
			own, err := s.Attach(eve, id, name, "text/plain", content)
			ok(err)
			return own
		},
		Pass:   func(d time.Duration) { now = now.Add(d) },
		Lose:   func() { lose = true },
		Refuse: func() (string, crm.Values) { return "organisation", crm.Values{"name": "x", "website": "no address"} },
	}
}
