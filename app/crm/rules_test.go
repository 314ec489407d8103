package crm

import (
	"errors"
	"testing"
)

func asError(err error, target **Error) bool { return errors.As(err, target) }

func settle(before, after Record) Record {
	e, err := Base().Entity(after.Entity)
	if err != nil {
		panic(err)
	}
	if e.Answered != nil {
		e.Answered(e, before, &after)
	}
	for _, rule := range e.Rules {
		rule(before, &after, 1000)
	}
	return after
}

func TestStageSetsProbabilityUnlessTyped(t *testing.T) {
	e, _ := Base().Entity("deal")
	fresh := e.New("d")
	fresh.Set("stage", "Proposal")
	if got := settle(NewRecord("deal", "d"), fresh); got.Float("probability") != 50 {
		t.Errorf("a new deal in Proposal has %v %%", got.Float("probability"))
	}
	before := settle(NewRecord("deal", "d"), fresh)
	moved := before.Clone()
	moved.Set("stage", "Negotiation")
	if got := settle(before, moved.Clone()); got.Float("probability") != 80 {
		t.Errorf("moved to Negotiation with %v %%", got.Float("probability"))
	}
	moved.Set("probability", 33.0)
	if got := settle(before, moved); got.Float("probability") != 33 {
		t.Errorf("a typed probability became %v %%", got.Float("probability"))
	}
	imported := NewRecord("deal", "d")
	imported.Values = Values{"stage": "Proposal", "probability": 65.0}
	if got := settle(NewRecord("deal", "d"), imported); got.Float("probability") != 65 {
		t.Errorf("an imported probability became %v %%", got.Float("probability"))
	}
}

func TestClosingKeepsTheMoment(t *testing.T) {
	open := NewRecord("deal", "d")
	open.Values = Values{"stage": "Proposal"}
	won := open.Clone()
	won.Set("stage", DealWon)
	if got := settle(open, won.Clone()); got.Instant("closed_at") != 1000 {
		t.Error("winning does not set the moment")
	}
	won.Set("closed_at", Instant(500))
	if got := settle(open, won.Clone()); got.Instant("closed_at") != 500 {
		t.Error("an imported moment is overwritten")
	}
	again := won.Clone()
	again.Set("stage", "Proposal")
	if got := settle(won, again); got.Get("closed_at") != nil {
		t.Error("reopening keeps the moment")
	}
	ticket := NewRecord("ticket", "t")
	ticket.Values = Values{"status": TicketOpen}
	solved := ticket.Clone()
	solved.Set("status", TicketSolved)
	solved = settle(ticket, solved)
	closed := solved.Clone()
	closed.Set("status", TicketClosed)
	if solved.Instant("solved_at") != 1000 || settle(solved, closed).Instant("solved_at") != 1000 {
		t.Error("a ticket's solution has no moment, or closing moves it")
	}
}

func TestSplitName(t *testing.T) {
	for in, want := range map[string][2]string{
		"Ana María de la Fuente": {"Ana María de la", "Fuente"}, "Okafor, Adaeze": {"Adaeze", "Okafor"}, "Cher": {"", "Cher"}, " ": {"", ""},
	} {
		if first, last := SplitName(in); first != want[0] || last != want[1] {
			t.Errorf("%q: %q %q", in, first, last)
		}
	}
}

// A value that somebody with more answers gave does not keep the other fields from being changed, and is itself no answer here.
func TestWhatCameFromElsewhereCanStay(t *testing.T) {
	e := contact()
	before := Record{Entity: "contact", ID: "a", Values: Values{"last_name": "Berg", "channel": "Pigeon"}}
	after := before.Clone()
	after.Set("first_name", "Ann")
	if err := e.Settle(nil, before, &after, FromImport, 1); err != nil {
		t.Errorf("another field cannot be changed: %v", err)
	}
	after.Set("channel", "Owl")
	if err := e.Settle(nil, before, &after, FromImport, 1); err == nil {
		t.Error("an answer that is none is accepted")
	}
}
