package desktop

import (
	"testing"

	"satchel/app/crm"
	"satchel/ui/page"
)

// TestATicketIsAnsweredOnItsPage: Answer leads to an empty answer of this ticket, which opens it; the page says by when it is to be solved
// and why.
func TestATicketIsAnsweredOnItsPage(t *testing.T) {
	s := newStage(t, false)
	hours := s.add("schedule", crm.Values{"name": "Office", "hours": "Mon-Fri 9:00-17:00"})
	s.add("target", crm.Values{"name": "All", "schedule": hours.ID, "answer_within": int64(3600), "solve_within": int64(8 * 3600)})
	s.add("template", crm.Values{"name": "Thanks", "body": "Thank you for {number}."})
	ticket := s.add("ticket", crm.Values{"subject": "Press stands still"})
	back := 0
	s.env.Back = func() { back++ }
	s.env.Drafts = page.NewDrafts(s.env.Context, s.env.App, s.run, s.env.Fail)
	s.show(page.NewRecords(s.env, page.Route{Name: "records", Entity: "ticket", ID: ticket.ID}))
	s.run.Settle()
	s.expect("First answer", "8 h by the target All, counted in Mon-Fri 9:00-17:00, UTC")
	s.expect("Answer with …")
	s.went = nil
	s.pressChip("Answer", 0)
	if len(s.went) != 1 || s.went[0].Entity != "message" || s.went[0].ID != "new" {
		t.Fatalf("went to %+v", s.went)
	}
	p := page.NewRecords(s.env, s.went[0]).(*page.Records)
	s.show(p)
	s.run.Settle()
	form := p.Form()
	form.Set("body", "Please check the filter.")
	ben := s.add("user", crm.Values{"name": "Ben Okoro"})
	s.add("message", crm.Values{"ticket": ticket.ID, "direction": "in", "body": "It runs again."})
	_, err := s.Do(s.env.Context, crm.Action{Source: crm.FromSync}, func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: "ticket", ID: ticket.ID, Values: crm.Values{crm.FieldOwner: ben.ID}})
	})
	s.must(err)
	p.Refresh(crm.Batch{})
	s.expect("Ben Okoro owns this ticket now. The customer wrote meanwhile.")
	if got := form.Text("body"); got != "Please check the filter." {
		t.Errorf("what was typed is %q", got)
	}
	p.Save()
	s.run.Settle()
	got, err := s.Get(s.env.Context, ticket.Ref())
	s.must(err)
	if back != 1 {
		t.Error("it does not lead back to the ticket")
	}
	if got.Text("status") != crm.TicketOpen || s.count("message") != 2 {
		t.Errorf("after the answer: %v", got.Values)
	}
}

// TestTicketsOfACustomerAreMergedOnThePage: the other open ticket of the same customer is offered, and what stays is shown.
func TestTicketsOfACustomerAreMergedOnThePage(t *testing.T) {
	s := newStage(t, false)
	s.env.Drafts = page.NewDrafts(s.env.Context, s.env.App, s.run, s.env.Fail)
	customer := s.add("contact", crm.Values{"last_name": "King"})
	older := s.add("ticket", crm.Values{"subject": "Press stands still", "contact": customer.ID})
	younger := s.add("ticket", crm.Values{"subject": "Press again", "contact": customer.ID, "description": "It stands again."})
	s.add("ticket", crm.Values{"subject": "Somebody else's"})
	p := page.NewRecords(s.env, page.Route{Name: "records", Entity: "ticket", ID: younger.ID}).(*page.Records)
	s.show(p)
	s.run.Settle()
	p.Merge(older.Ref())
	s.run.Settle()
	if ref, _ := p.Record(); ref.ID != older.ID || len(s.said) != 1 || len(s.fails) > 0 {
		t.Fatalf("%v is shown; said %v, failed %v", ref, s.said, s.fails)
	}
	s.expect("It stands again.")
	if want := "Merged " + younger.Text("number") + " into " + older.Text("number"); s.said[0] != want {
		t.Errorf("said %q, want %q", s.said[0], want)
	}
	if got, err := s.Get(s.env.Context, younger.Ref()); err != nil || got.Text("status") != crm.TicketClosed {
		t.Errorf("%v %v", got.Values, err)
	}
}
