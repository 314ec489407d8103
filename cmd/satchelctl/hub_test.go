package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/hub/hubtest"
	"satchel/storage/secret"
)

func TestMain(m *testing.M) { hubtest.Main(m) }

// join makes a desk that is connected to a hub as one of its users.
func join(t *testing.T, h *hubtest.Hub, user string) *desk {
	t.Helper()
	d := newDesk(t)
	d.one(exitDone, "connect", "hub", "--url", h.URL, "--user", user+"@example.org")
	return d
}

func (d *desk) id(text string) string {
	d.t.Helper()
	return d.one(exitDone, "search", text, "--limit", "1")["id"].(string)
}

func (d *desk) add(entity string, values ...string) string {
	d.t.Helper()
	return d.one(exitDone, append([]string{"add", entity}, values...)...)["id"].(string)
}

func (d *desk) set(entity, id, value string) {
	d.t.Helper()
	d.one(exitDone, "set", entity, id, value)
}

// prints is what a verb prints.
func (d *desk) prints(args ...string) string {
	d.t.Helper()
	code, out, messages := d.call(append([]string{"--json"}, args...)...)
	if code != exitDone && code != exitPartial {
		d.t.Fatalf("%v: exit %d\n%s", args, code, messages)
	}
	return out
}

// contents are the records of a member, links by the names of what they point to.
func (d *desk) contents() map[string][]string {
	d.t.Helper()
	names, all := map[string]string{}, map[string][]map[string]any{}
	entities := []string{"user", "organisation", "contact", "deal", "activity", "ticket"}
	for _, entity := range entities {
		for line := range strings.Lines(d.prints("list", entity)) {
			var r map[string]any
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				d.t.Fatal(err)
			}
			id := r["id"].(string)
			delete(r, "id")
			names[id] = fmt.Sprint(entity, " ", r["name"], r["subject"])
			all[entity] = append(all[entity], r)
		}
	}
	out := map[string][]string{}
	for _, entity := range entities {
		for _, r := range all[entity] {
			raw, err := json.Marshal(r)
			if err != nil {
				d.t.Fatal(err)
			}
			text := string(raw)
			for id, name := range names {
				text = strings.ReplaceAll(text, id, name)
			}
			out[entity] = append(out[entity], text)
		}
		slices.Sort(out[entity])
	}
	return out
}

// TestTwoDesksShareAHub lets two databases work without a network on the same and on different records, and sync through the real
// program: both end with the same records, nothing is lost or doubled, and what both changed waits in an inbox.
func TestTwoDesksShareAHub(t *testing.T) {
	t.Setenv(secret.Variable, hubtest.Password)
	h := hubtest.Start(t)
	anna, ben := join(t, h, "owner"), join(t, h, "member")

	firm := anna.add("organisation", "name=Acme", "phones=+49 30 5550141")
	for i := range 5 {
		anna.add("contact", fmt.Sprintf("last_name=Anna %d", i), "organisation="+firm, "emails=a@example.org; b@example.org")
		ben.add("contact", fmt.Sprintf("last_name=Ben %d", i), "tags=fair; 2026")
	}
	anna.add("deal", "name=Big deal", "organisation="+firm, "amount=1200", "currency=EUR")
	for range 2 {
		anna.prints("sync")
		ben.prints("sync")
	}
	anna.prints("sync")
	if diff := cmp.Diff(anna.contents(), ben.contents()); diff != "" {
		t.Fatalf("after the first exchange they differ (-anna +ben):\n%s", diff)
	}

	h.Kill() // no network
	anna.set("contact", anna.id("Ben 0"), "title=Head of purchasing")
	ben.set("contact", ben.id("Ben 0"), "description=met at the fair")
	anna.set("organisation", firm, "website=https://anna.example.org")
	ben.set("organisation", ben.id("Acme"), "website=https://ben.example.org")
	ben.prints("delete", "contact", ben.id("Anna 4"))
	ben.add("activity", "subject=Call about the offer", "contact="+ben.id("Anna 1"))
	if code, out, _ := ben.call("sync"); code == exitDone {
		t.Fatalf("a round without a hub succeeds: %s", out)
	}
	h.Serve("")
	for range 2 {
		anna.prints("sync")
		ben.prints("sync")
	}
	anna.prints("sync")
	if diff := cmp.Diff(anna.contents(), ben.contents()); diff != "" {
		t.Fatalf("after work without a network they differ (-anna +ben):\n%s", diff)
	}
	joint := anna.one(exitDone, "show", "contact", anna.id("Ben 0"))
	if joint["title"] != "Head of purchasing" || joint["description"] != "met at the fair" {
		t.Errorf("edits of different fields did not meet: %v", joint)
	}
	if n := len(anna.contents()["contact"]); n != 9 {
		t.Errorf("there are %d contacts, want 9", n)
	}
	if out := ben.prints("inbox"); !strings.Contains(out, "ben.example.org") {
		t.Errorf("what ben typed against anna's is not in the inbox: %s", out)
	}
	quiet := anna.one(exitDone, "sync")
	if quiet["pulled"].(float64)+quiet["pushed"].(float64) != 0 {
		t.Errorf("a quiet round was %v", quiet)
	}
	t.Logf("a quiet round: %v requests", quiet["requests"])
}

// TestARestoredHubIsNoticed restores a backup of the hub under a desk that saw later states: nothing that the desk has is lost, and a
// person is asked about what is older or missing there.
func TestARestoredHubIsNoticed(t *testing.T) {
	t.Setenv(secret.Variable, hubtest.Password)
	h := hubtest.Start(t)
	anna := join(t, h, "owner")
	old := anna.add("contact", "last_name=Old", "title=before")
	anna.prints("sync")
	file := filepath.Join(t.TempDir(), "backup.db")
	h.Run("backup", file)
	anna.set("contact", old, "title=after")
	anna.add("contact", "last_name=Young")
	anna.prints("sync")
	h.Kill()
	h.Run("restore", file)
	h.Serve("")
	anna.prints("sync")
	inbox := anna.prints("inbox")
	if got := anna.one(exitDone, "show", "contact", old)["title"]; got != "after" {
		t.Errorf("the title is %v", got)
	}
	if got := anna.prints("count", "contact"); !strings.Contains(got, "2") {
		t.Errorf("there are %s", got)
	}
	if inbox == "" {
		t.Error("nobody is asked")
	}
}

// TestFilesTravelThroughAHub attaches a file on one desk, reads it on another, and lets that one take it away.
func TestFilesTravelThroughAHub(t *testing.T) {
	t.Setenv(secret.Variable, hubtest.Password)
	h := hubtest.Start(t)
	anna, ben := join(t, h, "owner"), join(t, h, "member")
	source := filepath.Join(t.TempDir(), "Offer 7.pdf")
	if err := os.WriteFile(source, []byte("%PDF-1.7\x00\xff"), 0o600); err != nil {
		t.Fatal(err)
	}
	firm := anna.add("organisation", "name=Acme")
	anna.one(exitDone, "attach", "organisation", firm, source)
	anna.prints("sync")
	round := ben.one(exitDone, "sync")
	if round["fetched"] != 1.0 {
		t.Errorf("ben's round was %v", round)
	}
	file := ben.one(exitDone, "list", "file")
	if file["name"] != "Offer 7.pdf" || file["size"] != 10.0 || file["about"] != ben.id("Acme") {
		t.Fatalf("ben has %v", file)
	}
	if code, printed, said := ben.call("file", file["id"].(string)); code != exitDone || printed != "%PDF-1.7\x00\xff" {
		t.Errorf("it reads %d %q %s", code, printed, said)
	}
	for _, d := range []*desk{anna, ben} {
		if quiet := d.one(exitDone, "sync"); quiet["pulled"].(float64)+quiet["pushed"].(float64) != 0 {
			t.Errorf("a quiet round was %v", quiet)
		}
	}
	ben.one(exitDone, "delete", "file", file["id"].(string))
	ben.prints("sync")
	anna.prints("sync")
	if n := anna.one(exitDone, "count", "file")["count"]; n != 0.0 {
		t.Errorf("anna has %v files", n)
	}
}
