package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satchel/hub/hubtest"
	"satchel/storage/secret"
	"satchel/sync/espocrm/espotest"
)

// espo starts a model of EspoCRM whose administrator prepared it for the exchange, or did not.
func espo(t *testing.T, prepared bool) (s *espotest.Server, address string, pass func()) {
	t.Helper()
	var later atomic.Int64
	s = espotest.New(func() time.Time { return time.Now().Add(time.Duration(later.Load())) })
	if _, err := s.AddUser(espotest.User{UserName: "sync", Type: "api", APIKey: key, Role: espotest.FullRole()}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Account", "Contact", "Lead", "Opportunity", "Case", "Call", "Meeting", "Task"} {
		s.SetVersions(name, true)
		if !prepared {
			continue
		}
		if _, err := s.AddField(name, "externalUid", "varchar", 64); err != nil {
			t.Fatal(err)
		}
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	return s, web.URL, func() { later.Add(int64(5 * time.Minute)) } // what a list shows of a fresh record is taken in part
}

// rest syncs until nothing moves.
func (d *desk) rest() {
	d.t.Helper()
	for range 10 {
		r, moved := d.one(exitDone, "sync"), 0.0
		for _, what := range []string{"pulled", "pushed", "completed", "fetched"} {
			n, _ := r[what].(float64)
			moved += n
		}
		if moved == 0 {
			return
		}
	}
	d.t.Fatal("the exchange does not come to rest")
}

// names are the contacts with where they work and their addresses, and the files with what they belong to and hold.
func (d *desk) names() (out []string) {
	d.t.Helper()
	for line := range strings.Lines(d.prints("list", "contact")) {
		var r struct {
			Name   string `json:"name"`
			Firm   string `json:"organisation"`
			Emails []struct{ Value string }
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			d.t.Fatal(err)
		}
		firm := d.one(exitDone, "show", "organisation", r.Firm)["name"]
		out = append(out, fmt.Sprint(r.Name, " of ", firm, " ", r.Emails))
	}
	if code, listed, _ := d.call("--json", "list", "file"); code == exitDone && listed != "" {
		file := d.one(exitDone, "list", "file")
		_, content, said := d.call("file", file["id"].(string))
		about := d.one(exitDone, "show", "ticket", file["about"].(string))["subject"].(string)
		out = append(out, "file "+file["name"].(string)+" of "+about+": "+content+said)
	}
	return out
}

// TestMovingHouse takes a team's records from a hub to EspoCRM and on to another hub. Everything arrives once, and a new computer reads
// the same as the one that moved.
func TestMovingHouse(t *testing.T) {
	t.Setenv(secret.Variable, hubtest.Password)
	first, second := hubtest.Start(t), hubtest.Start(t)
	s, address, pass := espo(t, true)
	source := filepath.Join(t.TempDir(), "offer.pdf")
	if err := os.WriteFile(source, []byte("%PDF-1.7"), 0o600); err != nil {
		t.Fatal(err)
	}
	anna := join(t, first, "owner")
	firm := anna.add("organisation", "name=Acme")
	for _, name := range []string{"Berg", "Kern", "Lang"} {
		anna.add("contact", "last_name="+name, "organisation="+firm, "emails="+strings.ToLower(name)+"@example.org")
	}
	anna.add("deal", "name=Big deal", "organisation="+firm, "amount=1200", "currency=EUR")
	anna.one(exitDone, "attach", "ticket", anna.add("ticket", "subject=Broken", "organisation="+firm), source)
	anna.rest()
	before := anna.names()
	if len(before) != 4 {
		t.Fatalf("anna has %v", before)
	}

	anna.one(exitDone, "disconnect")
	t.Setenv(secret.Variable, key)
	anna.one(exitDone, "connect", "espocrm", "--url", address)
	anna.rest()
	for name, want := range map[string]int{"Contact": 3, "Account": 1, "Opportunity": 1, "Case": 1} {
		if got := len(s.All(name)); got != want {
			t.Errorf("EspoCRM has %d of %s, want %d", got, name, want)
		}
	}
	fresh := newDesk(t)
	fresh.one(exitDone, "connect", "espocrm", "--url", address)
	fresh.rest()
	pass()
	fresh.rest()
	if diff := cmp.Diff(slices.Sorted(slices.Values(anna.names())), slices.Sorted(slices.Values(fresh.names()))); diff != "" {
		t.Errorf("a new computer differs after the move to EspoCRM (-anna +new):\n%s", diff)
	}

	anna.one(exitDone, "disconnect")
	t.Setenv(secret.Variable, hubtest.Password)
	anna.one(exitDone, "connect", "hub", "--url", second.URL, "--user", "owner@example.org")
	anna.rest()
	other := join(t, second, "member")
	other.rest()
	if diff := cmp.Diff(slices.Sorted(slices.Values(anna.names())), slices.Sorted(slices.Values(other.names()))); diff != "" {
		t.Errorf("a new computer differs after the move to another hub (-anna +new):\n%s", diff)
	}
	for _, entity := range []string{"organisation", "contact", "deal", "ticket", "file"} {
		want := map[string]float64{"contact": 3}[entity]
		if want == 0 {
			want = 1
		}
		for _, d := range []*desk{anna, other} {
			if got := d.one(exitDone, "count", entity)["count"]; got != want {
				t.Errorf("there are %v of %s, want %v", got, entity, want)
			}
		}
	}
}

// TestMovingToWhereSomeAreAlready connects to an EspoCRM that has one of the records: a person is asked whether it is the same, and
// there is one of it in the end.
func TestMovingToWhereSomeAreAlready(t *testing.T) {
	t.Setenv(secret.Variable, hubtest.Password)
	h := hubtest.Start(t)
	s, address, _ := espo(t, false)
	if _, err := s.Create("sync", "Contact", map[string]any{"lastName": "Berg", "firstName": "Anna", "emailAddress": "berg@example.org"}); err != nil {
		t.Fatal(err)
	}
	anna := join(t, h, "owner")
	anna.add("contact", "last_name=Berg", "first_name=Anna", "emails=berg@example.org", "title=Head")
	anna.add("contact", "last_name=Kern")
	anna.rest()
	anna.one(exitDone, "disconnect")
	t.Setenv(secret.Variable, key)
	anna.one(exitDone, "connect", "espocrm", "--url", address)
	anna.prints("sync")
	item := anna.one(exitPartial, "inbox")
	if item["kind"] != "duplicate" {
		t.Fatalf("anna is asked %v", item)
	}
	anna.prints("resolve", item["id"].(string), "--theirs")
	anna.rest()
	if n := len(s.All("Contact")); n != 2 {
		t.Errorf("EspoCRM has %d contacts, want 2", n)
	}
	if n := anna.one(exitDone, "count", "contact")["count"]; n != 2.0 {
		t.Errorf("anna has %v contacts, want 2", n)
	}
}
