package stories

import (
	"os"
	"path/filepath"
	"testing"

	"satchel/app/crm"
	"satchel/app/exchange"
)

// An import is taken back after it was exchanged: what nobody touched since goes there too, and what a colleague worked on stays and is
// named.
func TestAnImportIsTakenBackAfterItWasExchanged(t *testing.T) {
	s := newScene(t)
	s.markers()
	d, other := s.desk("anna"), s.desk("carl")
	known := d.add("contact", crm.Values{"last_name": "Known", "emails": []crm.Reach{{Value: "known@example.org"}}})
	d.rounds()
	file := filepath.Join(t.TempDir(), "people.csv")
	s.must(os.WriteFile(file, []byte("last_name,email,description\nBerg,berg@example.org,Met at the fair\nKern,kern@example.org,Met at the fair\nKnown,known@example.org,Met at the fair\n"), 0o600))
	plan, err := exchange.NewPlan(t.Context(), d.App, "contact", file, exchange.Options{Now: s.now()})
	s.must(err)
	defer func() { _ = plan.Close() }()
	done, err := plan.Run(t.Context(), nil)
	s.must(err)
	if done.New != 2 || done.Changed != 1 {
		t.Fatalf("%+v", done)
	}
	d.rounds()
	other.rounds()
	if len(s.crm.All("Contact")) != 3 || other.count("contact") != 3 {
		t.Fatalf("%d at the server, %d at Carl's", len(s.crm.All("Contact")), other.count("contact"))
	}
	kern := func(d *desk) crm.Ref {
		found, err := d.List(t.Context(), crm.Query{Entity: "contact", Where: crm.Where("last_name", crm.Eq, "Kern")})
		s.must(err)
		return found[0].Ref()
	}
	other.edit(kern(other), crm.Values{"description": "Wants an offer"})
	other.rounds()
	d.rounds()
	if got := d.value(kern(d), "description"); got != "Wants an offer" {
		t.Fatalf("Carl's edit has not arrived: %v", got)
	}

	undone, err := d.TakeBack(t.Context(), done.Batch)
	s.must(err)
	if len(undone.Kept) != 1 || undone.Kept[0].Title != "Kern" {
		t.Errorf("stays: %+v", undone.Kept)
	}
	d.rounds()
	other.rounds()
	for _, desk := range []*desk{d, other} {
		if n := desk.count("contact"); n != 2 {
			t.Errorf("%d contacts, want 2", n)
		}
	}
	if n := len(s.crm.All("Contact")); n != 2 {
		t.Errorf("%d contacts at the server, want 2", n)
	}
	if got := d.value(known, "description"); !crm.IsEmpty(got) {
		t.Errorf("the text that the import brought stays: %v", got)
	}
	d.calm()
}
