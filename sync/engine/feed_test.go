package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// teamDesk is a desk at a team server that was read once, and sweeps only when it must.
func teamDesk(t *testing.T, organisations int) (*world, *desk, []string) {
	t.Helper()
	w := newWorld(t, team)
	var ids []string
	for i := range organisations {
		ids = append(ids, w.create("organisation", crm.Values{"name": fmt.Sprint("O", i)}))
	}
	d := w.desk("ann")
	engineNoSweep(d)
	d.round()
	want(t, "here", len(d.store.Records("organisation")), organisations)
	return w, d, ids
}

// requests runs a round and counts its requests by verb.
func (d *desk) requests(f func()) string {
	count := map[string]int{}
	old := d.fault
	d.fault = func(c memory.Call) memory.Fault {
		count[c.Verb]++
		if old != nil {
			return old(c)
		}
		return memory.Fault{}
	}
	f()
	d.fault = old
	var out []string
	for verb, n := range count {
		out = append(out, fmt.Sprint(verb, " ", n))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func TestARoundOfManyChangesIsOneRequestPerPage(t *testing.T) {
	w, d, ids := teamDesk(t, 12)
	for _, id := range ids {
		w.change(id, crm.Values{"industry": "Steel"})
	}
	w.create("contact", crm.Values{"last_name": "Berg", "organisation": remote.Ref{Entity: "organisation", ID: ids[0]}})
	var r replica.Round
	want(t, "requests", d.requests(func() { r = d.round() }), "changes 3")
	want(t, "pulled", r.Pulled, 13)
	want(t, "link", d.store.Records("contact")[0].Text("organisation"), d.local("organisation", ids[0]))
	want(t, "quiet", d.requests(func() { d.round() }), "changes 1")
}

func TestChangesDuringTheFirstListingAreNotMissed(t *testing.T) {
	w := newWorld(t, team)
	id := w.create("organisation", crm.Values{"name": "A"})
	d := w.desk("ann")
	engineNoSweep(d)
	w.fault = func(c memory.Call) memory.Fault {
		if c.Verb == "list" && c.Feed == "contact" { // organisations are listed already
			return memory.Fault{Kind: memory.Unreachable}
		}
		return memory.Fault{}
	}
	_, err := d.tryRound()
	if err == nil {
		t.Fatal("a feed that cannot be listed does not show")
	}
	w.change(id, crm.Values{"industry": "Steel"})
	w.fault = nil
	d.round()
	want(t, "industry", d.text("organisation", d.local("organisation", id), "industry"), "Steel")
}

func TestPlaceAndPageMoveTogether(t *testing.T) {
	w, d, ids := teamDesk(t, 12)
	for _, id := range ids {
		w.change(id, crm.Values{"industry": "Steel"})
	}
	for crash := 1; ; crash++ {
		n := 0
		d.store.Crash = func() error {
			if n++; n == crash {
				return fmt.Errorf("ended")
			}
			return nil
		}
		_, err := d.tryRound()
		d.store.Crash = nil
		d.start()
		engineNoSweep(d)
		if err == nil {
			break
		}
	}
	for _, r := range d.store.Records("organisation") {
		want(t, "industry", r.Text("industry"), "Steel")
	}
}

func TestTombstoneOfACleanRecord(t *testing.T) {
	w, d, ids := teamDesk(t, 3)
	must(t, w.server.Delete(w.eve, ids[1]))
	want(t, "requests", d.requests(func() { d.round() }), "changes 1")
	want(t, "here", len(d.store.Records("organisation")), 2)
	want(t, "inbox", len(d.inbox()), 0)
}

func TestTombstoneOfAnEditedRecordAsks(t *testing.T) {
	w, d, ids := teamDesk(t, 1)
	id := d.local("organisation", ids[0])
	d.put("organisation", id, crm.Values{"industry": "typed"})
	must(t, w.server.Delete(w.eve, ids[0]))
	d.round()
	want(t, "kept", d.text("organisation", id, "industry"), "typed")
	box := d.inbox()
	want(t, "inbox", len(box), 1)
	want(t, "kind", box[0].Kind, replica.GoneThere)
	d.round()
	want(t, "not sent", len(w.server.All("organisation")), 0)
	d.resolve(box[0], engine.Mine)
	d.round()
	want(t, "created again", len(w.server.All("organisation")), 1)
}

func TestTombstoneOfARecordDeletedHere(t *testing.T) {
	w, d, ids := teamDesk(t, 1)
	d.remove("organisation", d.local("organisation", ids[0]))
	must(t, w.server.Delete(w.eve, ids[0]))
	want(t, "requests", d.requests(func() { d.round() }), "changes 1")
	want(t, "inbox", len(d.inbox()), 0)
	want(t, "waiting", d.item("organisation", d.local("organisation", ids[0])).Deleted, false)
}

func TestTombstoneAndReturn(t *testing.T) {
	w, d, ids := teamDesk(t, 1)
	back := w.server.Backup()
	must(t, w.server.Delete(w.eve, ids[0]))
	d.store.Crash = func() error { // it ends after it was told, before it believes
		d.store.Crash = func() error { return fmt.Errorf("ended") }
		return nil
	}
	_, _ = d.tryRound()
	d.store.Crash = nil
	want(t, "still here", len(d.store.Records("organisation")), 1)
	back()
	d.round()
	d.round()
	want(t, "here", len(d.store.Records("organisation")), 1)
	want(t, "inbox", len(d.inbox()), 0)
}

// TestATombstoneFromBeforeARestoreIsNotBelieved: what was told to be gone is there again, in an older state than was seen.
func TestATombstoneFromBeforeARestoreIsNotBelieved(t *testing.T) {
	w, d, ids := teamDesk(t, 1)
	restore := w.server.Backup()
	w.pass(time.Minute)
	w.change(ids[0], crm.Values{"industry": "Steel"})
	d.round()
	must(t, w.server.Delete(w.eve, ids[0]))
	d.store.Crash = func() error { // it ends after it was told, before it believes
		d.store.Crash = func() error { return fmt.Errorf("ended") }
		return nil
	}
	_, _ = d.tryRound()
	d.store.Crash = nil
	restore()
	w.pass(time.Minute)
	for range 3 {
		d.round()
	}
	want(t, "here", d.text("organisation", d.local("organisation", ids[0]), "industry"), "Steel")
	want(t, "asked about the older state", len(rewound(d).Candidates), 1)
}

func TestManyTombstonesAskFirst(t *testing.T) {
	w, d, ids := teamDesk(t, 60)
	for _, id := range ids[:30] {
		must(t, w.server.Delete(w.eve, id))
	}
	d.round()
	want(t, "kept", len(d.store.Records("organisation")), 60)
	box := d.inbox()
	want(t, "inbox", len(box), 1)
	want(t, "kind", box[0].Kind, replica.ManyMissing)
	want(t, "asked once", d.requests(func() { d.round() }), "changes 1")
	d.resolve(box[0], engine.Theirs)
	d.round()
	want(t, "here", len(d.store.Records("organisation")), 30)
}

func TestMergeIsToldByTheSequence(t *testing.T) {
	w, d, ids := teamDesk(t, 2)
	loser, survivor := d.local("organisation", ids[0]), d.local("organisation", ids[1])
	child := d.put("contact", "", crm.Values{"last_name": "Child", "organisation": loser})
	d.round()
	d.put("organisation", loser, crm.Values{"industry": "typed"})
	must(t, w.server.Merge(w.eve, ids[0], ids[1]))
	d.round()
	want(t, "here", len(d.store.Records("organisation")), 1)
	want(t, "link", d.text("contact", child, "organisation"), survivor)
	want(t, "inbox", len(d.inbox()), 1)
	want(t, "mine", d.inbox()[0].Mine["industry"], any("typed"))
}

func TestRestoredServerLosesNothingHere(t *testing.T) {
	w, d, ids := teamDesk(t, 3)
	restore := w.server.Backup()
	w.pass(time.Minute)
	late := w.create("organisation", crm.Values{"name": "made after the backup"})
	d.put("organisation", d.local("organisation", ids[0]), crm.Values{"industry": "sent after the backup"})
	d.round()
	restore()
	typed := d.put("organisation", "", crm.Values{"name": "typed since"})
	r := d.round()
	if r.Notice == "" {
		t.Fatal("the person is not told")
	}
	want(t, "kept", d.text("organisation", d.local("organisation", late), "name"), "made after the backup")
	want(t, "sent", d.item("organisation", typed).New, false)
	box := d.inbox()
	want(t, "inbox", len(box), 2)
	want(t, "kind", box[0].Kind, replica.ManyMissing)
	want(t, "older there", box[1].Kind, replica.Rewound)
	r = d.round()
	want(t, "told once", r.Notice, "")
	for range 12 { // the sweep takes a few pages of each round
		d.round()
	}
	want(t, "requests", d.requests(func() { d.round() }), "changes 1")
	want(t, "asked once", len(d.inbox()), 2)
	d.resolve(box[0], engine.Theirs)
	d.round()
	want(t, "gone", len(d.store.Records("organisation")), 4)
}

func TestMergedRecordsValuesLieBesideThoseOfTheSurvivor(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	a, b := w.create("organisation", crm.Values{"name": "A"}), w.create("organisation", crm.Values{"name": "B"})
	d.round()
	for rid, v := range map[string]string{a: "first of A", b: "first of B"} { // one item in the inbox of each
		d.put("organisation", d.local("organisation", rid), crm.Values{"name": v})
		w.change(rid, crm.Values{"name": "Eve's " + rid})
	}
	d.round()
	want(t, "inbox", len(d.inbox()), 2)
	d.put("organisation", d.local("organisation", a), crm.Values{"name": "second of A"})
	if err := w.server.Merge(w.eve, a, b); err != nil {
		t.Fatal(err)
	}
	d.round()
	kept := map[any]bool{}
	for _, c := range d.inbox() {
		kept[c.Mine["name"]] = true
	}
	want(t, "kept", fmt.Sprint(kept), fmt.Sprint(map[any]bool{"first of A": true, "second of A": true, "first of B": true}))
}

// TestMergedRecordLiftsARefusal: what was refused with a link to a record that was merged since is another thing to send.
func TestMergedRecordLiftsARefusal(t *testing.T) {
	for name, held := range map[string]func(d *desk, known, org string) string{
		"a new record": func(d *desk, _, org string) string {
			return d.put("contact", "", crm.Values{"last_name": "Child", "organisation": org})
		},
		"an edit": func(d *desk, known, org string) string {
			return d.put("contact", known, crm.Values{"organisation": org})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, servers["versions"])
			d := w.desk("ann")
			a, b := w.create("organisation", crm.Values{"name": "A"}), w.create("organisation", crm.Values{"name": "B"})
			known := w.create("contact", crm.Values{"last_name": "Known"})
			d.round()
			w.reject = func(feed string, v crm.Values) string {
				if v["organisation"] == any(remote.Ref{Entity: "organisation", ID: a}) {
					return "This organisation is locked."
				}
				return ""
			}
			child := held(d, d.local("contact", known), d.local("organisation", a))
			d.round()
			want(t, "held", d.item("contact", child).Hold.Reason, replica.Refused)
			must(t, w.server.Merge(w.eve, a, b))
			d.round()
			d.round()
			item := d.item("contact", child)
			if item.Hold != nil || item.New || len(item.Edits) > 0 {
				t.Fatalf("still waits: %+v", item)
			}
			rec, _ := w.server.Read(item.RemoteID)
			want(t, "link there", rec.Values["organisation"], any(remote.Ref{Entity: "organisation", ID: b}))
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
