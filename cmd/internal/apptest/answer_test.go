package apptest

import (
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
)

// TestWhatIsWrittenMovesTheTicket: an answer opens a new ticket, what the customer writes opens one that waits or is settled, a note of the
// team's moves nothing, and what is entered late moves nothing either.
func TestWhatIsWrittenMovesTheTicket(t *testing.T) {
	a := open(t)
	for _, c := range []struct {
		status, direction string
		late              bool
		want              string
	}{
		{crm.TicketNew, "out", false, crm.TicketOpen},
		{crm.TicketNew, "internal", false, crm.TicketNew},
		{crm.TicketNew, "in", false, crm.TicketNew},
		{crm.TicketWaiting, "in", false, crm.TicketOpen},
		{crm.TicketWaiting, "out", false, crm.TicketWaiting},
		{crm.TicketSolved, "in", false, crm.TicketOpen},
		{crm.TicketClosed, "in", false, crm.TicketOpen},
		{crm.TicketSolved, "out", false, crm.TicketSolved},
		{crm.TicketClosed, "in", true, crm.TicketClosed},
	} {
		id := add(t, a, "ticket", crm.Values{"subject": "T", "status": c.status})
		v := crm.Values{"ticket": id, "direction": c.direction, "body": "b"}
		if c.late {
			v["at"] = at("2026-11-01T10:00:00Z")
		}
		m := add(t, a, "message", v)
		if got := get(t, a, "ticket", id).Text("status"); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
		if get(t, a, "message", m).Get("at") == nil {
			t.Error("a message without its moment")
		}
	}
}

// TestProposals: the article with most words of the subject comes first, drafts never, canned answers have their places filled, and an
// answer from an article says so on the ticket.
func TestProposals(t *testing.T) {
	a := open(t)
	article := func(name, status, body string) string {
		return put(t, a, "article", crm.Values{"name": name, "status": status, "body": body})
	}
	article("Filters of the press", "Published", "All about filters.")
	best := article("Changing the filter of the press", "Published", "Open the left cover.")
	article("Press and filter, new", "Draft", "Not yet.")
	article("Delivery dates", "Published", "In December.")
	add(t, a, "template", crm.Values{"name": "Thanks", "body": "Dear {first_name}, about {number}: thanks. {organisation} {unknown} {me}"})
	contact := add(t, a, "contact", crm.Values{"first_name": "Ada", "last_name": "King"})
	id := add(t, a, "ticket", crm.Values{"subject": "How is the filter of our press changed? Changing", "contact": contact})
	ticket := get(t, a, "ticket", id)
	list, err := a.Proposals(t.Context(), ticket, 2)
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v %v", list, err)
	}
	if list[0].Article != best || list[0].Body != "Open the left cover." || list[1].Title != "Filters of the press" {
		t.Errorf("%+v", list[:2])
	}
	if want := "Dear Ada, about " + ticket.Text("number") + ": thanks. {organisation} {unknown} "; list[2].Body[:len(want)] != want {
		t.Errorf("%q, want %q", list[2].Body, want)
	}
	add(t, a, "message", crm.Values{"ticket": id, "direction": "out", "body": list[0].Body, "article": best})
	if got := get(t, a, "ticket", id).Text("article"); got != best {
		t.Errorf("answered by %q", got)
	}
	add(t, a, "message", crm.Values{"ticket": add(t, a, "ticket", crm.Values{"subject": "x", "status": crm.TicketSolved}), "direction": "out", "body": "b"})
	if _, err := a.Change(t.Context(), "Solve", ticket.Ref(), crm.Values{"status": crm.TicketSolved}); err != nil {
		t.Fatal(err)
	}
	same(t, "solved by article", points(t, a, "by_article", insight.Span{}), "2026-11  50.00 n2")
}

func TestAPlaceWithoutAValueStays(t *testing.T) {
	if got := app.Fill("{a} {b} {c}", map[string]string{"a": "{b}", "b": "2", "c": ""}); got != "{b} 2 {c}" {
		t.Error(got)
	}
}
