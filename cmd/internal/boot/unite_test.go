package boot

import (
	"context"
	"os"
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/hub/hubtest"
)

// fill writes what an old database of one person holds. Ids differ from computer to computer; what is written does not.
func (d desk) fill() (berg string) {
	d.t.Helper()
	firm := d.put("organisation", "", crm.Values{"name": "Acme GmbH", "website": "https://acme.example.org"})
	berg = d.put("contact", "", crm.Values{"first_name": "Ann", "last_name": "Berg", "emails": []crm.Reach{{Value: "berg@acme.example.org"}}, "organisation": firm})
	d.put("contact", "", crm.Values{"first_name": "Tom", "last_name": "Tal", "phones": []crm.Reach{{Value: "+49 30 5550142"}}})
	d.put("contact", "", crm.Values{"first_name": "Eva", "last_name": "See", "organisation": firm})
	deal := d.put("deal", "", crm.Values{"name": "Offer", "stage": "Prospecting", "organisation": firm, "contact": berg})
	d.put("ticket", "", crm.Values{"subject": "Broken", "contact": berg})
	at := crm.Instant(1_780_000_000_000)
	d.put("activity", "", crm.Values{"kind": "Call", "subject": "First talk", "at": at, "done": true, "contact": berg, "about": deal})
	d.put("activity", "", crm.Values{"kind": "Call", "subject": "First talk", "at": at + 86_400_000, "done": true, "contact": berg})
	d.put("template", "", crm.Values{"name": "Thanks", "body": "Thank you."})
	d.put("article", "", crm.Values{"name": "How to", "body": "So."})
	_, _, err := d.SaveView(d.t.Context(), crm.View{Entity: "deal", Name: "Mine"})
	d.ok(err)
	_, _, err = d.Attach(d.t.Context(), crm.Ref{Entity: "contact", ID: berg}, "offer.txt", strings.NewReader("offer"))
	d.ok(err)
	return berg
}

func (d desk) meet(h *hubtest.Hub, user string) app.Meeting {
	d.t.Helper()
	m, err := d.Meet(d.t.Context(), func(ctx context.Context, f func(string, crm.Record) error) error {
		return d.Remotes.Survey(ctx, replica.Connection{Provider: "hub", URL: h.URL, User: user + "@example.org"}, hubtest.Password, f)
	}, nil)
	d.ok(err)
	return m
}

func (d desk) unite(h *hubtest.Hub, user string, m app.Meeting, how app.Union) (kept string) {
	d.t.Helper()
	_, kept, err := d.Unite(d.t.Context(), replica.Connection{Provider: "hub", URL: h.URL, User: user + "@example.org"}, hubtest.Password, m, how)
	d.ok(err)
	return kept
}

// counts are the records of everything that is exchanged.
func (d desk) counts() map[string]int64 {
	d.t.Helper()
	out := map[string]int64{}
	for _, e := range d.Catalog().Entities() {
		n, err := d.Count(d.t.Context(), crm.Query{Entity: e.Name})
		d.ok(err)
		if n > 0 && e.Name != "user" {
			out[e.Name] = n
		}
	}
	return out
}

func same(a, b map[string]int64) bool {
	for k := range b {
		if a[k] != b[k] {
			return false
		}
	}
	return len(a) == len(b)
}

// TestTheOldDatabaseOfASecondComputer moves two old databases of one person to a hub, one after the other: the numbers are told before
// anything is written, nothing is there twice, what only one had stands, and what both have differently is asked about.
func TestTheOldDatabaseOfASecondComputer(t *testing.T) {
	h := hubtest.Start(t)
	first, second := alone(t, "first"), alone(t, "second")
	first.fill()
	before := first.counts()
	m := first.meet(h, "member")
	if s := m.Sum(); s.There != 0 || s.Same != 0 || s.Here == 0 {
		t.Fatalf("nothing is there, and the meeting says %+v", m)
	}
	first.unite(h, "member", m, app.Merge)
	first.sync()

	berg := second.fill()
	second.put("contact", berg, crm.Values{"title": "Buyer", "emails": []crm.Reach{{Value: "BERG@acme.example.org"}}})
	tom := second.one("contact", "Tom Tal")
	second.put("contact", tom.ID, crm.Values{"phones": []crm.Reach{{Value: "030 5550142"}}, "description": "by mail", "language": "German"})
	first.put("contact", first.one("contact", "Tom Tal").ID, crm.Values{"language": "French"})
	first.sync()
	second.put("contact", "", crm.Values{"first_name": "Only", "last_name": "Here", "emails": []crm.Reach{{Value: "only@example.org"}}})
	second.put("contact", "", crm.Values{"first_name": "Ann", "last_name": "Berg"}) // of the same name alone: nobody can say
	m = second.meet(h, "member")
	for _, k := range m.Kinds {
		t.Logf("%+v", k)
		switch {
		case k.Entity == "contact" && (k.Here != 5 || k.There != 3 || k.Same != 3 || k.Mail != 1 || k.Phone != 1 || k.Equal != 1):
			t.Errorf("contacts: %+v", k)
		case k.Entity != "contact" && k.Same != k.There:
			t.Errorf("%+v", k)
		}
	}
	if got := second.counts(); got["contact"] != 5 {
		t.Errorf("the meeting changed what is here: %v", got)
	}
	second.unite(h, "member", m, app.Merge)
	for range 2 {
		second.sync()
		first.sync()
	}
	want := map[string]int64{}
	for k, n := range before {
		want[k] = n
	}
	want["contact"] += 2
	for name, d := range map[string]desk{"first": first, "second": second} {
		if got := d.counts(); !same(got, want) {
			t.Errorf("%s has %v, want %v", name, got, want)
		}
		if st, err := d.SyncStatus(t.Context()); err != nil || st.Waiting+st.Refused != 0 {
			t.Errorf("%s: %+v, %v", name, st, err)
		}
	}
	if r := first.one("contact", "Tom Tal"); r.Text("description") != "by mail" || r.Reaches("phones")[0].Value != "+49 30 5550142" {
		t.Errorf("first has %v", r.Values)
	}
	asked, err := second.Sync.Conflicts(t.Context())
	second.ok(err)
	if len(asked) != 1 || asked[0].Group != "language" {
		t.Errorf("asked about %d: %+v", len(asked), asked)
	}
}

// TestTakeTheirs empties a database into a backup and fills it from the hub.
func TestTakeTheirs(t *testing.T) {
	h := hubtest.Start(t)
	first, second := alone(t, "first"), alone(t, "second")
	first.fill()
	first.unite(h, "member", first.meet(h, "member"), app.Merge)
	first.sync()
	second.put("contact", "", crm.Values{"last_name": "Mine"})
	kept := second.unite(h, "member", second.meet(h, "member"), app.TakeTheir)
	if _, err := os.Stat(kept); err != nil {
		t.Errorf("no backup: %v", err)
	}
	second.sync()
	if got, want := second.counts(), first.counts(); !same(got, want) || second.one("contact", "Mine").ID != "" {
		t.Errorf("second has %v, first %v", got, want)
	}
	_, err := second.SyncStatus(t.Context())
	second.ok(err)
	second.unite(h, "member", second.meet(h, "member"), app.TakeTheir) // once more, with the same account
	second.sync()
	first.sync()
	if got, want := second.counts(), first.counts(); !same(got, want) {
		t.Errorf("again, second has %v, first %v", got, want)
	}
	old, end, err := Open(t.Context(), Options{File: kept, Now: first.Now, Zone: first.Zone, User: "x"})
	second.ok(err)
	t.Cleanup(func() { _ = end() })
	if r := (desk{old, t}).one("contact", "Mine"); r.ID == "" {
		t.Error("the backup lacks what was here")
	}
}
