package stories

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/espocrm/espotest"
)

func contact(first, last string) crm.Values {
	return crm.Values{"first_name": first, "last_name": last}
}

// The answer to a new record is lost on the way: it is found again, with and without a field for our marker.
func TestLostAnswerToACreateMakesNoDouble(t *testing.T) {
	for _, marker := range []bool{true, false} {
		t.Run(fmt.Sprintf("marker %v", marker), func(t *testing.T) {
			s := newScene(t)
			if marker {
				s.markers()
			}
			d := s.desk("anna")
			ada := d.add("contact", contact("Ada", "King"))
			s.once(http.MethodPost, "Contact", espotest.Fault{Drop: true})
			_, _ = d.Sync.Round(t.Context(), nil)
			s.pass(time.Minute)
			d.edit(ada, crm.Values{"description": "met in May"}) // typed before anybody knows how it ended
			d.rounds()
			if got := s.there("Contact"); got["description"] != "met in May" || got["firstName"] != "Ada" {
				t.Errorf("at the server: %v", got)
			}
			d.calm()
		})
	}
}

// Neither an answer nor a trace: the person is asked, and nothing is sent twice by itself.
func TestACreateOfUnknownOutcomeIsAskedAbout(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	d.add("contact", contact("Ada", "King"))
	s.once(http.MethodPost, "Contact", espotest.Fault{Lose: true})
	_, _ = d.Sync.Round(t.Context(), nil)
	d.rounds()
	if n := len(s.crm.All("Contact")); n != 0 {
		t.Fatalf("%d contacts at the server without a person's word", n)
	}
	q := d.asked("It is not certain that contact “Ada King” arrived there", "Send it again")
	d.answer(q, replica.Mine)
	d.rounds()
	s.there("Contact")
	d.calm()
}

// What is typed while its record is being sent stays, and is sent next.
func TestEditDuringAPushIsKept(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	ada := d.add("contact", contact("Ada", "King"))
	d.rounds()
	d.edit(ada, crm.Values{"description": "first"})
	s.meanwhile(http.MethodPut, "Contact", func() { d.edit(ada, crm.Values{"description": "second"}) })
	d.round()
	if got := d.value(ada, "description"); got != "second" {
		t.Fatalf("here it reads %v after the exchange", got)
	}
	d.round()
	if got := s.there("Contact")["description"]; got != "second" {
		t.Errorf("at the server it reads %v", got)
	}
	d.rounds()
	d.calm()
}

// Two people change one field: theirs stays live, mine is one click away, and nothing is lost, whoever was first.
func TestTheSameFieldChangedOnBothSides(t *testing.T) {
	for _, choice := range []replica.Choice{replica.Mine, replica.Theirs} {
		t.Run(string(choice), func(t *testing.T) {
			s := newScene(t)
			d := s.desk("anna")
			ada := d.add("contact", contact("Ada", "King"))
			d.rounds()
			id := s.there("Contact")["id"].(string)
			s.change("Contact", id, map[string]any{"description": "Ben's", "firstName": "Augusta"})
			d.edit(ada, crm.Values{"description": "mine", "do_not_call": true})
			d.round()
			q := d.asked("Two people changed the notes of Augusta King", "Ben's", "mine", "Ben Okoro", "before: nothing", "Use mine", "Keep theirs")
			if got := d.value(ada, "description"); got != "Ben's" {
				t.Errorf("live is %v", got)
			}
			d.remembers(ada, "mine")
			want := "Ben's"
			if choice == replica.Mine {
				want = "mine"
			}
			d.answer(q, choice)
			d.rounds()
			there := s.there("Contact")
			if d.value(ada, "description") != want || there["description"] != want || there["doNotCall"] != true || d.value(ada, "first_name") != "Augusta" {
				t.Errorf("here %v, there %v", d.value(ada, "description"), there)
			}
			d.calm()
		})
	}
}

// Two computers change one field offline; the second one to come home is asked.
func TestTheSameFieldChangedOnTwoComputers(t *testing.T) {
	s := newScene(t)
	anna, carl := s.desk("anna"), s.desk("carl")
	ada := anna.add("contact", contact("Ada", "King"))
	anna.rounds()
	carl.rounds()
	his := carl.only("contact")
	anna.edit(ada, crm.Values{"title": "Countess"})
	anna.edit(ada, crm.Values{"description": "Anna's"})
	carl.edit(his, crm.Values{"description": "Carl's"})
	anna.rounds()
	carl.round()
	q := carl.asked("Two people changed the notes of Ada King", "Anna's", "Carl's")
	carl.answer(q, replica.Mine)
	carl.rounds()
	anna.rounds()
	if got := anna.value(ada, "description"); got != "Carl's" {
		t.Errorf("Anna sees %v", got)
	}
	anna.calm()
	carl.calm()
}

// Deleted there, edited here: nothing goes and nothing comes back without a person's word.
func TestDeletedThereEditedHere(t *testing.T) {
	for _, choice := range []replica.Choice{replica.Mine, replica.Theirs} {
		t.Run(string(choice), func(t *testing.T) {
			s := newScene(t)
			d := s.desk("anna")
			ada := d.add("contact", contact("Ada", "King"))
			d.rounds()
			s.must(s.crm.Delete("ben", "Contact", s.there("Contact")["id"].(string)))
			d.edit(ada, crm.Values{"description": "mine"})
			d.rounds()
			q := d.asked("Contact “Ada King” was deleted, you edited it", "mine", "Create again with my change", "Let it go")
			if d.value(ada, "description") != "mine" || len(s.crm.All("Contact")) != 0 {
				t.Error("it was decided without a person")
			}
			d.answer(q, choice)
			d.rounds()
			if choice == replica.Mine {
				if got := s.there("Contact"); got["description"] != "mine" {
					t.Errorf("created again as %v", got)
				}
			} else if n := d.count("contact"); n != 0 || len(s.crm.All("Contact")) != 0 {
				t.Errorf("%d here, %d there", n, len(s.crm.All("Contact")))
			}
			d.remembers(ada, "mine")
			d.calm()
		})
	}
}

// Deleted here, edited there: the same.
func TestDeletedHereEditedThere(t *testing.T) {
	for _, choice := range []replica.Choice{replica.Mine, replica.Theirs} {
		t.Run(string(choice), func(t *testing.T) {
			s := newScene(t)
			d := s.desk("anna")
			ada := d.add("contact", contact("Ada", "King"))
			d.rounds()
			id := s.there("Contact")["id"].(string)
			d.remove(ada)
			s.change("Contact", id, map[string]any{"description": "Ben's"})
			d.rounds()
			q := d.asked("You deleted contact “Ada King”, it was changed there by Ben Okoro", "Ben's", "Delete it there too", "Bring it back")
			if s.there("Contact")["description"] != "Ben's" {
				t.Error("it was decided without a person")
			}
			d.answer(q, choice)
			d.rounds()
			if choice == replica.Theirs {
				if got := d.value(ada, "description"); got != "Ben's" {
					t.Errorf("brought back with %v", got)
				}
				s.there("Contact")
			} else if n := d.count("contact"); n != 0 || len(s.crm.All("Contact")) != 0 {
				t.Errorf("%d here, %d there", n, len(s.crm.All("Contact")))
			}
			d.calm()
		})
	}
}
