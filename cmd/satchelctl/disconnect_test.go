package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/app/crm"
	"satchel/cmd/internal/boot"
	"satchel/hub/hubtest"
	"satchel/storage/secret"
)

// TestDisconnectingLeavesAWholeFile unties a database with records, a file, history and an unsent edit from each provider. Everything stays
// and can be worked with, exported and read back; tied again to the same account, what waited goes, and nothing is doubled.
func TestDisconnectingLeavesAWholeFile(t *testing.T) {
	for name, begin := range map[string]func(t *testing.T) (connect []string, there func(*desk) float64){
		"hub": func(t *testing.T) ([]string, func(*desk) float64) {
			t.Setenv(secret.Variable, hubtest.Password)
			h := hubtest.Start(t)
			return []string{"connect", "hub", "--url", h.URL, "--user", "owner@example.org"}, nil
		},
		"espocrm": func(t *testing.T) ([]string, func(*desk) float64) {
			t.Setenv(secret.Variable, key)
			s, address, _ := espo(t, true)
			return []string{"connect", "espocrm", "--url", address}, func(*desk) float64 { return float64(len(s.All("Contact"))) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			connect, there := begin(t)
			d := newDesk(t)
			d.one(exitDone, connect...)
			firm := d.add("organisation", "name=Acme")
			berg := d.add("contact", "last_name=Berg", "organisation="+firm, "emails=berg@example.org")
			ticket := d.add("ticket", "subject=Broken", "organisation="+firm)
			source := filepath.Join(t.TempDir(), "offer.pdf")
			if err := os.WriteFile(source, []byte("%PDF-1.7"), 0o600); err != nil {
				t.Fatal(err)
			}
			d.one(exitDone, "attach", "ticket", ticket, source)
			d.set("contact", berg, "title=Buyer")
			d.one(exitDone, "sync")
			d.set("contact", berg, "title=Head of purchasing") // is not sent any more
			before, told := d.everything(t), d.history(crm.Ref{Entity: "contact", ID: berg})
			if len(told) < 3 {
				t.Fatalf("the history has %q", told)
			}

			d.one(exitDone, "disconnect")
			if diff := cmp.Diff(before, d.everything(t)); diff != "" {
				t.Errorf("after disconnecting (-before +after):\n%s", diff)
			}
			if diff := cmp.Diff(told, d.history(crm.Ref{Entity: "contact", ID: berg})); diff != "" {
				t.Errorf("the history after disconnecting (-before +after):\n%s", diff)
			}
			d.one(exitDone, "check")
			if _, content, _ := d.call("file", d.one(exitDone, "list", "file")["id"].(string)); content != "%PDF-1.7" {
				t.Errorf("the file holds %q", content)
			}

			// Worked with alone: an edit, an undo, an archive that another database reads.
			d.set("ticket", ticket, "priority=High")
			d.add("contact", "last_name=Kern")
			d.set("contact", berg, "description=Office")
			d.set("contact", berg, "description=")
			alone := d.history(crm.Ref{Entity: "contact", ID: berg})
			if want := append([]string{"description: Office → <nil>", "description: <nil> → Office"}, told...); !slices.Equal(alone, want) {
				t.Errorf("the history of what was done alone has\n%q, want\n%q", alone, want)
			}
			archive := filepath.Join(t.TempDir(), "all.zip")
			d.one(exitDone, "export", archive)
			other := newDesk(t)
			if got := other.one(exitDone, "import", "everything", archive); len(got["refused"].([]any)) > 0 {
				t.Errorf("read back: %v", got)
			}
			if diff := cmp.Diff(d.everything(t), other.everything(t)); diff != "" {
				t.Errorf("read back (-disconnected +other):\n%s", diff)
			}

			d.one(exitDone, connect...)
			d.one(exitDone, "sync")
			d.one(exitDone, "check")
			if got := d.history(crm.Ref{Entity: "contact", ID: berg}); len(got) < len(alone) || !slices.Equal(got[len(got)-len(alone):], alone) {
				t.Errorf("the history after it is tied again has %q", got)
			}
			if got := d.one(exitDone, "show", "contact", berg)["title"]; got != "Head of purchasing" {
				t.Errorf("the title is %v", got)
			}
			fresh := newDesk(t)
			for i, word := range connect {
				connect[i] = strings.Replace(word, "owner@", "member@", 1) // a hub lets nobody sign in too often
			}
			fresh.one(exitDone, connect...)
			fresh.one(exitDone, "sync")
			for entity, want := range map[string]float64{"contact": 2, "organisation": 1, "ticket": 1} {
				for _, at := range []*desk{d, fresh} {
					if got := at.one(exitDone, "count", entity)["count"]; got != want {
						t.Errorf("%v of %s, want %v", got, entity, want)
					}
				}
			}
			if there != nil && there(d) != 2 {
				t.Errorf("%v contacts at the server", there(d))
			}
			if got := fresh.prints("list", "contact"); !strings.Contains(got, "Head of purchasing") {
				t.Errorf("a new computer reads %s", got)
			}
		})
	}
}

// history tells the changes of a record's fields, newest first, and that it was made.
func (d *desk) history(ref crm.Ref) (out []string) {
	d.t.Helper()
	a, end, err := boot.Open(d.t.Context(), boot.Options{File: d.db})
	if err != nil {
		d.t.Fatal(err)
	}
	lines, err := a.History(d.t.Context(), ref, 100)
	if err = errors.Join(err, end()); err != nil {
		d.t.Fatal(err)
	}
	for _, l := range lines {
		if len(l.Fields) == 0 {
			out = append(out, string(l.Kind))
		}
		for _, f := range l.Fields {
			if f.Field != crm.FieldModifiedAt {
				out = append(out, fmt.Sprintf("%s: %v → %v", f.Field, f.Before, f.After))
			}
		}
	}
	return out
}

// everything is what a whole export holds, but for the users: each database has one of its own.
func (d *desk) everything(t *testing.T) map[string]any {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "export")
	d.one(exitDone, "export", dir)
	raw, err := os.ReadFile(filepath.Join(dir, "everything.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	delete(out["entities"].(map[string]any), "user")
	return out
}
