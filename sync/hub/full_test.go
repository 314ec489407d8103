//go:build linux

package hub

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"satchel/app/crm"
	"satchel/hub/hubtest"
	"satchel/sync/remote"
	"satchel/sync/remote/remotetest"
)

// TestAFullDisk lets a hub's files grow no further while a client writes: it says so and goes on answering, what it acknowledged stays,
// and once there is room again the same changes are taken.
func TestAFullDisk(t *testing.T) {
	h, ctx := hubtest.Start(t), context.Background()
	p := as(t, h, "member", nil)
	limit := func(bytes uint64) {
		t.Helper()
		if err := unix.Prlimit(h.PID(), unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}, nil); err != nil {
			t.Skip("this system does not limit files of others: ", err)
		}
	}
	acked := map[string]bool{}
	create := func(id string) error {
		_, err := p.Create(ctx, "contact", id, crm.Values{"last_name": "Test", "description": strings.Repeat("x", 20_000)})
		if err == nil {
			acked[id] = true
		}
		return err
	}
	if err := create(remotetest.NewID()); err != nil {
		t.Fatal(err)
	}
	most := int64(0)
	files, err := filepath.Glob(filepath.Join(h.Dir, "*.db*"))
	for _, file := range files {
		if s, err := os.Stat(file); err == nil {
			most = max(most, s.Size())
		}
	}
	if err != nil || most == 0 {
		t.Fatalf("the hub has the files %v, %v", files, err)
	}
	limit(uint64(most) + 200_000) //nolint:gosec // small
	var refused []string
	for n := 0; len(refused) < 5; n++ {
		id := remotetest.NewID()
		err := create(id)
		if err == nil && n < 2000 {
			continue
		}
		e := remote.AsError(err)
		if e == nil || e.Class != remote.Transient || !e.Unknown || !strings.Contains(e.Message, "fault of its own") {
			t.Fatalf("after %d records the hub says %v", n, err)
		}
		refused = append(refused, id)
	}
	if got := listed(t, p); len(got) != len(acked) {
		t.Fatalf("with a full disk %d records are listed, %d were acknowledged", len(got), len(acked))
	}
	before := len(acked)
	limit(unix.RLIM_INFINITY)
	for _, id := range refused {
		if err := create(id); err != nil {
			t.Fatalf("with room again: %v", err)
		}
	}
	h.Kill()
	h.Serve("")
	got := listed(t, p)
	for id := range acked {
		if _, ok := got[id]; !ok {
			t.Errorf("%s was acknowledged and is lost", id)
		}
	}
	if len(got) != before+len(refused) {
		t.Errorf("there are %d records, want %d", len(got), before+len(refused))
	}
	t.Log(fmt.Sprint(before, " records before the disk was full, ", len(refused), " refused and taken later"))
}
