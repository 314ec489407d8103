//go:build linux

package load

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/cmd/internal/boot"
	"satchel/hub/hubtest"
	"satchel/storage/secret"
)

// connected opens a database that is connected to the hub.
func connected(t *testing.T, h *hubtest.Hub, user string) *app.App {
	t.Helper()
	ctx := context.Background()
	a, closeAll, err := boot.Open(ctx, boot.Options{File: filepath.Join(t.TempDir(), "satchel.db"), User: user})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := closeAll(); err != nil {
			t.Error(err)
		}
	})
	if _, err := a.Connect(ctx, replica.Connection{Provider: "hub", URL: h.URL, User: user + "@example.org"}, hubtest.Password); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestAColleaguesEditShows lets one desktop save and send, and another, at which nobody does anything, show it long before it would
// have asked by itself.
func TestAColleaguesEditShows(t *testing.T) {
	t.Setenv(secret.Variable, hubtest.Password)
	h, ctx := hubtest.Start(t), context.Background()
	anna, ben := connected(t, h, "owner"), connected(t, h, "member")
	seen := make(chan struct{}, 100)
	cancel := ben.OnCommit(func(b crm.Batch) {
		if b.Source == crm.FromSync && b.Changes > 0 {
			seen <- struct{}{}
		}
	})
	defer cancel()
	x := boot.Background(ben)
	defer x.Stop()

	for try := range 3 { // ben's program may begin to listen after the first one
		r, err := anna.New(ctx, "organisation")
		if err != nil {
			t.Fatal(err)
		}
		r.Set("name", "Acme")
		for len(seen) > 0 {
			<-seen
		}
		start := time.Now()
		if _, _, err := anna.Save(ctx, r); err != nil {
			t.Fatal(err)
		}
		if _, err := anna.Sync.Round(ctx, nil); err != nil {
			t.Fatal(err)
		}
		select {
		case <-seen:
			t.Logf("edit %d shows after %v", try, time.Since(start).Round(time.Millisecond))
			if try > 0 {
				return
			}
		case <-time.After(5 * time.Second):
		}
	}
	t.Error("a colleague's edit does not show within 5 s")
}
