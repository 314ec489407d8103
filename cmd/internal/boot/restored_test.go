package boot

import (
	"path/filepath"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/hub/hubtest"
)

// TestEveryDeskIsToldOfARestoredHub puts an old backup of the hub in place under two connected desktops: each tells its user in words, keeps
// what it has, and asks about what is older or missing there; once both answered, all have the same.
func TestEveryDeskIsToldOfARestoredHub(t *testing.T) {
	h := hubtest.Start(t)
	ann, ben := join(t, h.URL, "member"), join(t, h.URL, "other")
	old := ann.put("contact", "", crm.Values{"last_name": "Old", "title": "before"})
	ann.sync()
	ben.sync()
	file := filepath.Join(t.TempDir(), "backup.db")
	h.Run("backup", file)
	ann.put("contact", old, crm.Values{"title": "after"})
	ann.put("contact", "", crm.Values{"last_name": "Young"})
	ann.sync()
	ben.sync()
	h.Kill()
	h.Run("restore", file)
	h.Serve("")
	both := map[string]desk{"ann": ann, "ben": ben}
	for name, d := range both {
		r := d.sync()
		st, err := d.SyncStatus(t.Context())
		d.ok(err)
		if !strings.Contains(r.Notice, "restored from a backup") || !strings.Contains(st.Last.Notice, "restored from a backup") {
			t.Errorf("%s is told %q, and the window says %q", name, r.Notice, st.Last.Notice)
		}
		if d.one("contact", "Old").Text("title") != "after" || d.one("contact", "Young").ID == "" {
			t.Errorf("%s lost what was here", name)
		}
		asked, err := d.Sync.Conflicts(t.Context())
		d.ok(err)
		kinds := map[replica.ConflictKind]bool{}
		for _, c := range asked {
			kinds[c.Kind] = c.Message != ""
		}
		if !kinds[replica.Rewound] || !kinds[replica.ManyMissing] {
			t.Errorf("%s is asked about %v", name, asked)
		}
	}
	for range 2 {
		for _, d := range both {
			asked, err := d.Sync.Conflicts(t.Context())
			d.ok(err)
			for _, c := range asked {
				d.ok(d.Sync.Resolve(t.Context(), c.ID, replica.Answer{Choice: replica.Mine}))
			}
			d.sync()
		}
	}
	for range 2 {
		ann.sync()
		ben.sync()
	}
	for name, d := range both {
		if n := d.counts()["contact"]; n != 2 || d.one("contact", "Old").Text("title") != "after" {
			t.Errorf("in the end %s has %d contacts, and %v", name, n, d.one("contact", "Old").Values)
		}
	}
}
