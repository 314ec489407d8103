package engine_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/remote"
)

// A ticket that is created again there, or merged into another one, takes its files along.
func TestFilesFollowTheirRecord(t *testing.T) {
	eachWithFiles(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		ticket := d.put("ticket", "", crm.Values{"subject": "Mast"})
		d.attach(ticket, "a.txt", "a")
		d.rounds()
		first := d.item("ticket", ticket).RemoteID
		d.put("ticket", ticket, crm.Values{"subject": "Mast, broken"})
		if err := w.server.Delete(w.eve, first); err != nil {
			t.Fatal(err)
		}
		d.rounds()
		all := d.inbox()
		if len(all) != 1 {
			t.Fatalf("inbox: %+v", all)
		}
		d.resolve(all[0], engine.Mine)
		d.rounds()
		again := d.item("ticket", ticket).RemoteID
		if again == first {
			t.Fatal("it was not created again")
		}
		want(t, "files of the one created again", strings.Join(w.server.Files(again), ","), "a.txt")
		survivor := w.create("ticket", crm.Values{"subject": "The same"})
		d.rounds()
		if err := w.server.Merge(w.eve, again, survivor); err != nil {
			t.Fatal(err)
		}
		d.rounds()
		if id := d.local("ticket", again); id == d.local("ticket", survivor) { // where merges are told
			want(t, "files of the survivor", strings.Join(w.server.Files(survivor), ","), "a.txt")
			want(t, "files here", len(d.store.Records("file")), 1)
		}
		d.calm()
	})
}

// A rename has no place there: it waits, and says so.
func TestARenamedFileWaitsWithTheReason(t *testing.T) {
	w := newWorld(t, withFiles["versions"])
	d := w.desk("ann")
	ticket := d.put("ticket", "", crm.Values{"subject": "Mast"})
	file := d.attach(ticket, "a.txt", "a")
	d.rounds()
	d.put("file", file, crm.Values{"name": "b.txt"})
	d.rounds()
	hold := d.item("file", file).Hold
	if hold == nil || !strings.Contains(hold.Message, "attach it anew") || d.text("file", file, "name") != "b.txt" {
		t.Errorf("%+v", hold)
	}
}

// A record that a restored backup set back keeps its files here.
func TestARestoredBackupTakesNoFileAway(t *testing.T) {
	w := newWorld(t, withFiles["versions"])
	d := w.desk("ann")
	ticket := d.put("ticket", "", crm.Values{"subject": "Mast"})
	d.rounds()
	restore := w.server.Backup()
	d.attach(ticket, "a.txt", "a")
	d.rounds()
	restore()
	d.rounds()
	want(t, "files here", len(d.store.Records("file")), 1)
	all := d.inbox()
	if len(all) != 1 || all[0].Kind != replica.Rewound {
		t.Fatalf("%+v", all)
	}
}

// Records that were exchanged before their files were are looked through once.
func TestFilesAreLearnedWhenTheyBeginToBeExchanged(t *testing.T) {
	w := newWorld(t, withFiles["versions"])
	d := w.desk("ann")
	ticket := w.create("ticket", crm.Values{"subject": "Mast"})
	own, err := w.server.Attach(w.eve, ticket, "a.txt", "text/plain", []byte("a"))
	if err != nil {
		t.Fatal(err)
	}
	d.e = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return w.at }, NewID: d.store.NewID, SweepEvery: -1,
		Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return without{w.server.Client(remote.Options{Catalog: catalog, User: c.User, Meter: m})}, nil
		},
	})
	before := d.attach(d.local("ticket", ticket), "before.txt", "b")
	d.rounds()
	d.put("file", before, crm.Values{"about": d.local("ticket", ticket)})
	d.rounds()
	want(t, "files of before", len(d.store.Records("file")), 1)
	d.start()
	d.rounds()
	want(t, "contents", d.content(d.local("file", own)), "a")
	names := w.server.Files(ticket)
	slices.Sort(names)
	want(t, "files there", strings.Join(names, ","), "a.txt,before.txt")
	d.calm()
}

// without is a provider as it was before files were exchanged.
type without struct{ remote.Provider }

func (p without) Capabilities() remote.Capabilities {
	c := p.Provider.Capabilities()
	c.Feeds = slices.Clone(c.Feeds)
	for i := range c.Feeds {
		c.Feeds[i].Files = false
	}
	c.Feeds = slices.DeleteFunc(c.Feeds, func(f remote.Feed) bool { return f.Inside })
	return c
}

func (p without) FeedOf(r crm.Record) (string, bool) {
	if r.Entity == "file" {
		return "", false
	}
	return p.Provider.FeedOf(r)
}
