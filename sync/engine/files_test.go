package engine_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/memory"
)

// withFiles are the kinds of servers that exchange files.
var withFiles = map[string]memory.Settings{
	"plain":    {Files: true},
	"versions": {Files: true, Versions: true, Markers: true, Alias: true},
	"late":     {Files: true, Versions: true, Grain: time.Second, Lag: 3 * time.Second, Split: true},
	"along":    {Files: true, Versions: true, Markers: true, Alias: true, TakesAlong: true},
	"batches":  {Files: true, Versions: true, Markers: true, Batch: 5, PageSize: 7},
	"team":     {Files: true, Versions: true, ClientIDs: true, ChangesFeed: true, DeletesFeed: true, Alias: true, Batch: 4, PageSize: 5},
}

func eachWithFiles(t *testing.T, f func(t *testing.T, w *world)) {
	for name, set := range withFiles {
		t.Run(name, func(t *testing.T) { f(t, newWorld(t, set)) })
	}
}

// attach keeps a file with a record as a person does, and returns its id.
func (d *desk) attach(about, name, content string) string {
	d.t.Helper()
	id := d.store.NewID()
	err := d.store.Edit(func(tx crm.Tx) error {
		hash, err := tx.Keep([]byte(content))
		if err != nil {
			return err
		}
		return tx.Put(crm.Record{Entity: "file", ID: id, Values: crm.Values{
			"name": name, "type": "text/plain", "size": int64(len(content)), "about": about, "content": hash,
		}})
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

// content reads a file here, "" if its contents are not.
func (d *desk) content(id string) string {
	d.t.Helper()
	rec, _ := d.get("file", id)
	if rec.Text("content") == "" {
		return ""
	}
	content, err := d.store.Content(context.Background(), rec.Text("content"))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(content)
}

// some rounds, with time between them.
func (d *desk) rounds() (out replica.Round) {
	for range 4 {
		out = d.round()
		d.pass(time.Minute)
	}
	return out
}

// calm expects that further rounds read and write nothing, and that nobody is asked.
func (d *desk) calm() {
	d.t.Helper()
	d.rounds()
	writes := d.store.Writes
	if r := d.round(); !r.Quiet() || d.store.Writes != writes {
		d.t.Errorf("a further round is not quiet: %+v, %d writes", r, d.store.Writes-writes)
	}
	if n := len(d.inbox()); n != 0 {
		d.t.Errorf("%d questions: %+v", n, d.inbox())
	}
}

func TestFilesTravelBothWays(t *testing.T) {
	eachWithFiles(t, func(t *testing.T, w *world) {
		d, other := w.desk("ann"), w.desk("bob")
		call := d.put("activity", "", crm.Values{"subject": "Hello", "kind": "call"})
		mine := d.attach(call, "mine.txt", "my contents") // both are new there
		d.rounds()
		there := d.item("activity", call).RemoteID
		want(t, "files there", strings.Join(w.server.Files(there), ","), "mine.txt")
		if _, err := w.server.Attach(w.eve, there, "theirs/../.txt", "text/plain", []byte("their contents")); err != nil {
			t.Fatal(err)
		}
		for _, desk := range []*desk{d, other} {
			desk.rounds()
			got := map[string]string{}
			for _, f := range desk.store.Records("file") {
				got[f.Text("name")] = desk.content(f.ID)
				want(t, "what it is about", f.Text("about"), desk.local("activity", there))
				want(t, "its size", f.Int("size"), int64(len(desk.content(f.ID))))
				if f.Instant(crm.FieldCreatedAt) == 0 && f.ID != mine {
					t.Error("it was never attached")
				}
			}
			if len(got) != 2 || got["mine.txt"] != "my contents" {
				t.Fatalf("here are %v", got)
			}
			for name, content := range got {
				if name != "mine.txt" && content != "their contents" {
					t.Errorf("%s reads %q", name, content)
				}
			}
			desk.calm()
		}
		d.remove("file", mine)
		d.rounds()
		other.rounds()
		want(t, "files there", len(w.server.Files(there)), 1)
		want(t, "files of the other", len(other.store.Records("file")), 1)
		d.calm()
		other.calm()
	})
}

func TestAFileTakenAwayThereIsAskedForByItself(t *testing.T) {
	eachWithFiles(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		ticket := w.create("ticket", crm.Values{"subject": "Mast"})
		own, err := w.server.Attach(w.eve, ticket, "a.txt", "text/plain", []byte("a"))
		if err != nil {
			t.Fatal(err)
		}
		d.rounds()
		file := d.local("file", own)
		if err := w.server.Detach(w.eve, own); err != nil {
			t.Fatal(err)
		}
		asked := false
		w.fault = func(c memory.Call) memory.Fault {
			asked = asked || c.Verb == "get" && c.ID == own
			return memory.Fault{}
		}
		d.rounds()
		if _, ok := d.get("file", file); ok || !asked {
			t.Errorf("the file is still here: %v; it was asked for: %v", ok, asked)
		}
		d.calm()
	})
}

// Whatever request is cut off, the file is there once and whole.
func TestAFileArrivesOnceWhateverIsLost(t *testing.T) {
	for _, kind := range []memory.FaultKind{memory.LostRequest, memory.LostResponse, memory.ServerError, memory.Unreachable} {
		for _, verb := range []string{"upload", "create"} {
			eachWithFiles(t, func(t *testing.T, w *world) {
				d := w.desk("ann")
				ticket := d.put("ticket", "", crm.Values{"subject": "Mast"})
				d.rounds()
				there := d.item("ticket", ticket).RemoteID
				file := d.attach(ticket, "a.txt", "a")
				w.once(verb, kind)
				_, _ = d.tryRound()
				d.start() // the program ended then
				for range 4 {
					w.pass(time.Minute)
					d.rounds()
				}
				want(t, "files there", strings.Join(w.server.Files(there), ","), "a.txt")
				want(t, "files here", len(d.store.Records("file")), 1)
				if item := d.item("file", file); item.New || item.Hold != nil || d.attempts() > 0 {
					t.Errorf("%+v, %d attempts", item, d.attempts())
				}
				d.calm()
			})
		}
	}
}

// The program ends after any of its commits while a file is sent, is fetched, or goes.
func TestFilesSurviveACrashAtEveryCommit(t *testing.T) {
	for at := 1; at < 40; at++ {
		w := newWorld(t, withFiles["late"])
		d := w.desk("ann")
		ticket := d.put("ticket", "", crm.Values{"subject": "Mast"})
		d.rounds()
		there := d.item("ticket", ticket).RemoteID
		theirs, err := w.server.Attach(w.eve, there, "b.txt", "text/plain", []byte("b"))
		if err != nil {
			t.Fatal(err)
		}
		d.attach(ticket, "a.txt", "a")
		n := 0
		d.store.Crash = func() error {
			if n++; n == at {
				return crm.Errorf(crm.CodeUnavailable, "The program ended.")
			}
			return nil
		}
		_, _ = d.tryRound()
		_, _ = d.tryRound()
		d.store.Crash = nil
		d.start()
		for range 6 {
			d.rounds()
		}
		names := w.server.Files(there)
		slices.Sort(names)
		want(t, "files there", strings.Join(names, ","), "a.txt,b.txt")
		want(t, "files here", len(d.store.Records("file")), 2)
		want(t, "theirs", d.content(d.local("file", theirs)), "b")
		d.calm()
	}
}

func TestAFileThatIsTooLargeThereWaitsWithTheReason(t *testing.T) {
	w := newWorld(t, memory.Settings{Files: true, Versions: true, MostFile: 10})
	d := w.desk("ann")
	ticket := d.put("ticket", "", crm.Values{"subject": "Mast"})
	file := d.attach(ticket, "a.txt", strings.Repeat("a", 11))
	other := d.attach(ticket, "b.txt", "b")
	d.rounds()
	hold := d.item("file", file).Hold
	if hold == nil || hold.Reason != replica.Refused || !strings.Contains(hold.Message, "larger than 10 bytes") {
		t.Fatalf("%+v", hold)
	}
	if item := d.item("file", other); item.New || item.Hold != nil {
		t.Errorf("the small one was not sent: %+v", item)
	}
	want(t, "files there", len(w.server.Files(d.item("ticket", ticket).RemoteID)), 1)
}

// Files of what the provider cannot hold, or has no files for, stay here and do not count as waiting for anything.
func TestFilesWithoutAPlaceStay(t *testing.T) {
	w := newWorld(t, memory.Settings{Files: true, Versions: true, Only: []string{"contact"}})
	d := w.desk("ann")
	ticket := d.put("ticket", "", crm.Values{"subject": "Mast"})
	file := d.attach(ticket, "a.txt", "a")
	d.rounds()
	if item := d.item("file", file); item.Hold == nil || item.Hold.Reason != replica.Stays || !item.New {
		t.Errorf("%+v %+v", item, item.Hold)
	}
	tries := d.item("file", file).Hold.Tries
	d.rounds()
	want(t, "looks for a place", d.item("file", file).Hold.Tries, tries)
}

func TestLargeFilesComeWhenTheyAreWanted(t *testing.T) {
	w := newWorld(t, withFiles["versions"])
	d := w.desk("ann")
	ticket := w.create("ticket", crm.Values{"subject": "Mast"})
	large := strings.Repeat("x", 3<<20)
	own, err := w.server.Attach(w.eve, ticket, "large.bin", "application/octet-stream", []byte(large))
	if err != nil {
		t.Fatal(err)
	}
	d.rounds()
	file := d.local("file", own)
	rec, _ := d.get("file", file)
	if rec.Int("size") != int64(len(large)) || rec.Text("content") != "" {
		t.Fatalf("it is known as %v", rec.Values)
	}
	d.calm()
	var told int64
	if err := d.e.Fetch(context.Background(), file, func(done, _ int64) { told = done }); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal([]byte(d.content(file)), []byte(large)) || told != int64(len(large)) {
		t.Errorf("%d bytes here, %d told", len(d.content(file)), told)
	}
	requests := w.server.Requests()
	if err := d.e.Fetch(context.Background(), file, nil); err != nil || w.server.Requests() != requests {
		t.Error("what is here was fetched again", err)
	}
	if item := d.item("file", file); len(item.Edits) > 0 || item.New {
		t.Errorf("fetching counts as an edit: %+v", item)
	}
	d.calm()
}

func TestAFileThatCannotBeReadIsNotAskedForAgainAndAgain(t *testing.T) {
	w := newWorld(t, withFiles["versions"])
	d := w.desk("ann")
	ticket := w.create("ticket", crm.Values{"subject": "Mast"})
	if _, err := w.server.Attach(w.eve, ticket, "a.txt", "text/plain", []byte("a")); err != nil {
		t.Fatal(err)
	}
	downloads := 0
	w.fault = func(c memory.Call) memory.Fault {
		if c.Verb == "download" {
			downloads++
			return memory.Fault{Kind: memory.Unreachable}
		}
		return memory.Fault{}
	}
	for range 4 { // the first one learns of the file, the second one its size
		_, _ = d.tryRound()
	}
	want(t, "downloads while the line was bad", downloads, 3)
	w.fault = nil
	d.rounds()
	want(t, "contents", d.content(d.store.Records("file")[0].ID), "a")
}
