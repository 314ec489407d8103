package hub

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/hub/hubtest"
	"satchel/sync/remote/remotetest"
)

// TestRestoredBackup takes a backup of a running hub, goes on, and restores it: the records are those of the backup, all places
// that were told are unknown, and the later data are kept. Where somebody copied the folder by hand, the later places are unknown.
func TestRestoredBackup(t *testing.T) {
	h, ctx := hubtest.Start(t), context.Background()
	p := as(t, h, "member", nil)
	create := func(name string) string {
		t.Helper()
		r, err := p.Create(ctx, "contact", remotetest.NewID(), crm.Values{"last_name": name})
		if err != nil {
			t.Fatal(err)
		}
		return r.ID
	}
	place := func() string {
		t.Helper()
		c, err := p.Changes(ctx, "")
		if err != nil {
			t.Fatal(err)
		}
		return c.Next
	}
	before := create("Before")
	early := place()
	file := filepath.Join(t.TempDir(), "backup.db")
	h.Run("backup", file)
	create("After")
	late := place()

	if out, err := h.Try("restore", file); err == nil || !strings.Contains(out, "Stop it first") {
		t.Errorf("a running hub is restored: %s", out)
	}
	if out, err := h.Try("backup", file); err == nil || !strings.Contains(out, "exists already") {
		t.Errorf("a backup is written over: %s", out)
	}
	h.Kill()
	broken := filepath.Join(t.TempDir(), "broken.db")
	raw, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(broken, raw[:len(raw)/2], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if out, err := h.Try("restore", broken); err == nil {
		t.Errorf("half a backup is restored: %s", out)
	}
	if out := h.Run("restore", file); !strings.Contains(out, "before-restore-1") {
		t.Errorf("the restore says %q", out)
	}
	h.Serve("")

	there := listed(t, p)
	if _, ok := there[before]; !ok || len(there) != 1 {
		t.Errorf("after the restore there are %v", there)
	}
	create("Later") // the sequence passes the number of the late place again
	create("Later still")
	for what, since := range map[string]string{"late": late, "early": early} {
		if c, err := p.Changes(ctx, since); err != nil || !c.Reset {
			t.Errorf("the %s place is answered with %+v, %v", what, c, err)
		}
	}
	h.Kill()
	if err := os.CopyFS(h.Dir+".copy", os.DirFS(h.Dir)); err != nil {
		t.Fatal(err)
	}
	h.Serve("")
	early = place()
	create("Not in the copy")
	late = place()
	h.Kill()
	if err := errors.Join(os.RemoveAll(h.Dir), os.Rename(h.Dir+".copy", h.Dir)); err != nil {
		t.Fatal(err)
	}
	h.Serve("")
	for what, since := range map[string]string{"late": late, "early": early} {
		if c, err := p.Changes(ctx, since); err != nil || !c.Reset {
			t.Errorf("after a copy by hand the %s place is answered with %+v, %v", what, c, err)
		}
	}
	kept, err := filepath.Glob(filepath.Join(h.Dir, "data.db.before-restore-1"))
	if err != nil || len(kept) != 1 {
		t.Errorf("the later data are not kept: %v", err)
	}
	folder := filepath.Join(t.TempDir(), "export")
	h.Run("export", folder)
	lines, err := os.ReadFile(filepath.Join(folder, "contact.jsonl"))
	if err != nil || strings.Count(string(lines), "\n") != 3 || !strings.Contains(string(lines), `"Later still"`) {
		t.Errorf("the export holds %q, %v", lines, err)
	}
}
