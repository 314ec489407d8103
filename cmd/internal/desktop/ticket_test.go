package desktop

import (
	"context"
	"testing"

	"satchel/app/crm"
	"satchel/ui/page"
)

func TestATicketHasStepsAndIsSplit(t *testing.T) {
	s := newStage(t, false)
	ticket := s.add("ticket", crm.Values{"subject": "Two things", "checklist": "ring them\n[x] look it up"})
	s.add("message", crm.Values{"ticket": ticket.ID, "direction": "in", "body": "about the lamp"})
	s.add("message", crm.Values{"ticket": ticket.ID, "direction": "in", "body": "about the chair"})
	p := page.NewRecords(s.env, page.Route{Entity: "ticket", ID: ticket.ID}).(*page.Records)
	s.show(p)
	s.expect("Checklist · 1 of 2", "ring them", "look it up")
	s.pressChip("to do", 0)
	p.AddStep("write it down")
	p.Refresh(crm.Batch{})
	s.expect("Checklist · 2 of 3", "write it down")
	got, err := s.Get(context.Background(), ticket.Ref())
	if s.must(err); got.Text("checklist") != "[x] ring them\n[x] look it up\n[ ] write it down" {
		t.Errorf("%q", got.Text("checklist"))
	}

	p.Split()
	o := p.Splitting()
	o.Apply()
	if len(s.fails) != 1 { // nothing was chosen
		t.Errorf("%v", s.fails)
	}
	o.Toggle(1)
	o.Subject("The second thing")
	o.Apply()
	s.expect("The second thing", "about the chair", "Split from", "Two things")
	if s.sees("about the lamp") {
		t.Error("the first message went, too")
	}
}
