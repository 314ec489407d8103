package stories

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/espocrm/espotest"
	"satchel/ui/present"
)

// 500 records bear one stamp, and more than a page of them changes within that same second once more.
func TestFiveHundredRecordsShareOneSecond(t *testing.T) {
	s := newScene(t)
	var ids []string
	for i := range 500 {
		ids = append(ids, s.theirs("Contact", map[string]any{"lastName": fmt.Sprintf("Number %03d", i), "description": "old"}))
	}
	d := s.desk("anna")
	d.round()
	if n := d.count("contact"); n != 500 {
		t.Fatalf("%d of 500 contacts arrived", n)
	}
	s.pass(time.Hour)
	for _, id := range ids[:300] {
		s.change("Contact", id, map[string]any{"description": "new"})
	}
	_, err := d.Sync.Round(t.Context(), nil) // in the very second of these changes
	s.must(err)
	for _, id := range ids[200:] {
		s.change("Contact", id, map[string]any{"description": "newest"})
	}
	s.pass(time.Second)
	d.rounds()
	for word, want := range map[string]int64{"new": 200, "newest": 300, "old": 0} {
		n, err := d.Count(t.Context(), crm.Query{Entity: "contact", Where: crm.Where("description", crm.Eq, word)})
		s.must(err)
		if n != want {
			t.Errorf("%d contacts read %q, want %d", n, word, want)
		}
	}
	d.calm()
}

// A record that an administrator brings back keeps an old stamp: only the complete listing sees it.
func TestARestoredRecordComesBack(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	id := s.theirs("Contact", map[string]any{"firstName": "Ada", "lastName": "King"})
	s.theirs("Contact", map[string]any{"lastName": "Other"})
	d.rounds()
	s.must(s.crm.Delete("ben", "Contact", id))
	d.rounds()
	if n := d.count("contact"); n != 1 {
		t.Fatalf("%d contacts after it was deleted there", n)
	}
	s.pass(24 * time.Hour)
	d.rounds()
	s.must(s.crm.Restore("Contact", id))
	d.rounds()
	if n := d.count("contact"); n != 2 {
		t.Errorf("%d contacts after it was restored there", n)
	}
	d.calm()
}

// A right is taken away and given back: the record stays, the edit waits and is sent then.
func TestRevokedPermission(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	ada := d.add("contact", contact("Ada", "King"))
	d.rounds()
	role := espotest.FullRole()
	role.Access["Contact"] = espotest.Access{Create: "yes", Read: "all", Edit: "no", Delete: "no", Stream: "all"}
	s.crm.SetRole("sync", role)
	d.edit(ada, crm.Values{"description": "mine"})
	d.round()
	shown := d.shown()
	if len(shown.Refused) != 1 || !strings.Contains(shown.Refused[0].Title, "Ada King") || !strings.Contains(strings.ToLower(shown.Refused[0].Why), "edit") {
		t.Fatalf("shown: %+v", shown.Refused)
	}
	if d.value(ada, "description") != "mine" {
		t.Error("the edit is gone")
	}
	s.crm.SetRole("sync", espotest.FullRole())
	d.must(d.Sync.Retry(t.Context(), ada))
	d.rounds()
	if got := s.there("Contact")["description"]; got != "mine" {
		t.Errorf("at the server: %v", got)
	}
	d.calm()
}

// A record that may not be seen any more stays here and is not taken for deleted.
func TestRevokedSight(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	s.theirs("Contact", map[string]any{"firstName": "Ada", "lastName": "King"})
	d.rounds()
	ada := d.only("contact")
	role := espotest.FullRole()
	role.Access["Contact"] = espotest.Access{Create: "yes", Read: "own", Edit: "own", Delete: "own", Stream: "own"}
	s.crm.SetRole("sync", role)
	d.rounds()
	if d.value(ada, "last_name") != "King" {
		t.Error("the record was changed")
	}
	shown := d.shown()
	if len(shown.Refused) != 1 || !strings.Contains(shown.Refused[0].Title, "Ada King") {
		t.Errorf("shown: %+v", shown.Refused)
	}
	s.crm.SetRole("sync", espotest.FullRole())
	s.pass(25 * time.Hour)
	d.rounds()
	d.calm()
}

// A key that is refused stops everything: whoever keeps trying locks out the whole office.
func TestARefusedKeyStopsBeforeTheLockout(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	d.round()
	s.crm.SetKey("sync", "another key")
	s.crm.ResetCounts()
	d.add("contact", contact("Ada", "King"))
	said := d.fails()
	if !strings.Contains(said, "key") {
		t.Errorf("said: %q", said)
	}
	if all := s.crm.Counts(); len(all) != 1 {
		t.Errorf("requests with a key that is refused: %v", all)
	}
}

// While the office is locked out, nothing is lost, and the person is told to wait.
func TestLockout(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	d.rounds()
	for range 12 { // somebody else in the office tries wrong keys
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.web.URL+"/api/v1/App/user", nil)
		s.must(err)
		r.Header.Set("X-Api-Key", "wrong")
		answer, err := http.DefaultClient.Do(r)
		s.must(err)
		s.must(answer.Body.Close())
	}
	ada := d.add("contact", contact("Ada", "King"))
	said := d.fails()
	if !strings.Contains(said, "lock") && !strings.Contains(said, "minute") {
		t.Errorf("said: %q", said)
	}
	if d.value(ada, "last_name") != "King" || d.shown().Status.Waiting != 1 {
		t.Error("the new contact does not wait")
	}
	s.pass(2 * time.Minute)
	d.rounds()
	s.there("Contact")
	d.calm()
}

// A merge there joins two records here: links follow, and what was typed into the one that is gone goes to the inbox.
func TestMergedRecords(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	ada := d.add("contact", contact("Ada", "King"))
	d.rounds()
	kept := s.there("Contact")["id"].(string)
	gone := s.theirs("Contact", map[string]any{"firstName": "Augusta Ada", "lastName": "King", "emailAddress": "ada@king.example"})
	d.rounds()
	other, err := d.List(t.Context(), crm.Query{Entity: "contact", Where: crm.Where("first_name", crm.Eq, "Augusta Ada")})
	s.must(err)
	ticket := d.add("ticket", crm.Values{"subject": "Mast", "contact": other[0].ID})
	d.rounds()
	s.must(s.crm.Merge("ben", "Contact", kept, gone, nil))
	d.edit(other[0].Ref(), crm.Values{"description": "typed into the one that is gone"})
	d.rounds()
	if got := s.there("Contact")["id"]; got != kept {
		t.Fatalf("%v survives", got)
	}
	found := false
	for _, q := range d.shown().Questions {
		found = found || strings.Contains(q.Sentence+q.Mine.Value+q.Aside, "typed into the one that is gone")
	}
	if !found {
		t.Errorf("nobody is told of what was typed: %+v", d.shown().Questions)
	}
	for _, q := range d.shown().Questions {
		d.answer(q, replica.Theirs)
	}
	d.rounds()
	if d.only("contact") != ada {
		t.Error("the survivor is another one here")
	}
	if got := d.value(ticket, "contact"); got != ada.ID {
		t.Errorf("the ticket points to %v, not to %v", got, ada.ID)
	}
	d.calm()
}

// The server is restored from last night's backup: nothing here is removed or overwritten without a person's word, and one word each
// brings everything back or lets it go.
func TestServerRestoredFromBackup(t *testing.T) {
	for _, choice := range []replica.Choice{replica.Mine, replica.Theirs} {
		t.Run(string(choice), func(t *testing.T) {
			s := newScene(t)
			d := s.desk("anna")
			ada := d.add("contact", contact("Ada", "King"))
			d.edit(ada, crm.Values{"description": "yesterday"})
			d.rounds()
			restore := s.crm.Backup()
			s.pass(20 * time.Hour)
			d.edit(ada, crm.Values{"description": "today"})
			grace := d.add("contact", contact("Grace", "Hopper"))
			d.rounds()
			restore()
			d.rounds()
			if d.value(ada, "description") != "today" || d.value(grace, "last_name") != "Hopper" {
				t.Error("something here was replaced or removed")
			}
			asked := map[string]present.Question{}
			for _, q := range d.shown().Questions {
				asked[q.Title] = q
			}
			older, missing := asked["The online CRM was set back: contacts are older there"], asked["Many contacts are missing there"]
			if len(asked) != 2 || !strings.Contains(older.Sentence, "restored from a backup") || !strings.Contains(missing.Sentence, "restored from a backup") {
				t.Fatalf("asked: %+v", asked)
			}
			d.answer(older, choice)
			d.answer(missing, choice)
			d.rounds()
			there := map[string]any{}
			for _, c := range s.crm.All("Contact") {
				there[c["lastName"].(string)] = c["description"]
			}
			want := map[string]any{"King": "today", "Hopper": nil}
			if choice == replica.Theirs {
				want = map[string]any{"King": "yesterday"}
			}
			if !maps.Equal(there, want) || d.value(ada, "description") != want["King"] || int(d.count("contact")) != len(want) {
				t.Errorf("there %v, here %v and %d contacts", there, d.value(ada, "description"), d.count("contact"))
			}
			d.remembers(ada, "today")
			d.calm()
		})
	}
}

// A restored server lacks what was made since, and two people want it there again: it is made once. Where the server has no field for
// our marks, and no look of its own for doubles, the second one is asked.
func TestTwoComputersCreateAgainWhatABackupLacks(t *testing.T) {
	for _, marker := range []bool{true, false} {
		t.Run(fmt.Sprintf("marker %v", marker), func(t *testing.T) {
			s := newScene(t)
			if marker {
				s.markers()
			}
			anna, carl := s.desk("anna"), s.desk("carl")
			restore := s.crm.Backup()
			s.pass(20 * time.Hour)
			for i := range 22 {
				anna.add("deal", crm.Values{"name": fmt.Sprint("Boat ", i), "stage": "Proposal"})
			}
			anna.rounds()
			carl.rounds()
			restore()
			for _, d := range []*desk{anna, carl} {
				d.rounds()
				d.answer(d.asked("Many deals are missing there", "Create them there again"), replica.Mine)
			}
			anna.rounds()
			carl.rounds()
			questions := carl.shown().Questions
			if marker == (len(questions) > 0) || !marker && len(questions) != 22 {
				t.Fatalf("Carl is asked %d questions", len(questions))
			}
			for _, q := range questions {
				carl.answer(q, replica.Theirs)
			}
			carl.rounds()
			anna.rounds()
			if there := len(s.crm.All("Opportunity")); there != 22 || anna.count("deal") != 22 || carl.count("deal") != 22 {
				t.Errorf("%d there, %d at Anna's, %d at Carl's", there, anna.count("deal"), carl.count("deal"))
			}
			anna.calm()
			carl.calm()
		})
	}
}

// A link made in a panel of the server moves no stamp: the listing of links finds it, and finds that it is gone again.
func TestARelationChangedWithoutAStamp(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	quay, pier := s.theirs("Account", map[string]any{"name": "Quay Ltd"}), s.theirs("Account", map[string]any{"name": "Pier plc"})
	id := s.theirs("Contact", map[string]any{"firstName": "Ada", "lastName": "King", "accountId": quay})
	d.rounds()
	s.pass(24 * time.Hour)
	stamp := s.there("Contact")["modifiedAt"]
	s.must(s.crm.Link("ben", "Contact", id, "accounts", pier))
	if s.there("Contact")["modifiedAt"] != stamp {
		t.Fatal("the link moved a stamp")
	}
	d.rounds()
	firms := func() (names []string) {
		roles, err := d.List(t.Context(), crm.Query{Entity: "role", Where: crm.Where("contact", crm.Eq, d.only("contact").ID)})
		s.must(err)
		for _, r := range roles {
			names = append(names, fmt.Sprint(d.value(crm.Ref{Entity: "organisation", ID: r.Text("organisation")}, "name")))
		}
		slices.Sort(names)
		return names
	}
	if got := firms(); !slices.Equal(got, []string{"Pier plc", "Quay Ltd"}) {
		t.Errorf("Ada works for %v", got)
	}
	s.must(s.crm.Unlink("ben", "Contact", id, "accounts", pier))
	d.rounds()
	if got := firms(); !slices.Equal(got, []string{"Quay Ltd"}) {
		t.Errorf("Ada works for %v", got)
	}
	d.calm()
}
