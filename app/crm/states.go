package crm

import (
	"slices"
	"strings"
	"time"
)

// mostStates is how many characters the noted state changes of one ticket take at most; the oldest ones go first.
const mostStates = 10_000

// StateChange is one move of a ticket.
type StateChange struct {
	State string
	At    Instant
}

// States reads the noted state changes of a ticket, in the order of time; what makes no sense is left out. Where the last one is not the
// ticket's state, because somebody changed it who notes none, its last change stands for the moment. A ticket without any was as it is
// from the beginning.
func States(ticket Record) []StateChange {
	var out []StateChange
	for line := range strings.SplitSeq(ticket.Text("states"), "\n") {
		at, state, ok := strings.Cut(strings.TrimSpace(line), " ")
		moment, isMoment := momentOf(at)
		if !ok || !isMoment || len(out) > 0 && out[len(out)-1].At > moment {
			continue
		}
		out = append(out, StateChange{state, moment})
	}
	status := ticket.Text("status")
	if n := len(out); n > 0 && out[n-1].State != status || n == 0 && status != TicketNew && status != TicketOpen {
		at := ticket.Instant(FieldModifiedAt)
		if IsDone(status) && ticket.Instant("solved_at") != 0 {
			at = ticket.Instant("solved_at")
		}
		if n > 0 {
			at = max(at, out[n-1].At)
		}
		out = append(out, StateChange{status, at})
	}
	return out
}

// momentOf reads a moment as [Instant.String] writes it, or in another form that a person would understand.
func momentOf(text string) (Instant, bool) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return InstantOf(t), true
	}
	v, err := ParseText(Field{Kind: Moment}, text, Locale{})
	moment, ok := v.(Instant)
	return moment, ok && err == nil
}

// note appends a state change.
func note(ticket *Record, at Instant) {
	lines := strings.Split(ticket.Text("states"), "\n")
	if lines[0] == "" {
		lines = nil
	}
	lines = append(lines, at.String()+" "+ticket.Text("status"))
	for len(strings.Join(lines, "\n")) > mostStates {
		lines = lines[1:]
	}
	ticket.Set("states", strings.Join(lines, "\n"))
}

// statusIsNoted keeps the moment of every change of a ticket's state: what the clock of its targets runs by. A new ticket was in its
// state from the beginning.
func statusIsNoted(before Record, after *Record, now Instant) {
	if before.Text("status") == after.Text("status") || !Equal(before.Get("states"), after.Get("states")) {
		return
	}
	switch {
	case IsDone(after.Text("status")) && after.Instant("solved_at") != 0 && !IsDone(before.Text("status")):
		now = after.Instant("solved_at")
	case len(before.Values) == 0 && after.Instant(FieldCreatedAt) != 0:
		now = after.Instant(FieldCreatedAt)
	}
	note(after, now)
}

// statusArrived notes a state that came from a provider which keeps no state changes, as of the moment of its last change there.
func statusArrived(before Record, after *Record) {
	known := Equal(before.Get("states"), after.Get("states"))
	waits := len(before.Values) > 0 || after.Text("status") == TicketWaiting
	if before.Text("status") != after.Text("status") && known && waits && after.Instant(FieldModifiedAt) != 0 {
		note(after, after.Instant(FieldModifiedAt))
	}
}

// moves are the states that a ticket can come to from those of ours; from any other it can come to all.
var moves = map[string][]string{
	TicketNew:     {TicketOpen, TicketWaiting, TicketSolved, TicketClosed},
	TicketOpen:    {TicketWaiting, TicketSolved, TicketClosed},
	TicketWaiting: {TicketOpen, TicketSolved, TicketClosed},
	TicketSolved:  {TicketOpen, TicketClosed},
	TicketClosed:  {TicketOpen},
}

// movesAreAllowed refuses a move that makes no sense, and the solution of a complaint about which nothing was learnt. A ticket that comes
// in as it is, such as an old one of an import, is not asked.
func movesAreAllowed(_ Tx, before Record, after *Record) error {
	from, to := before.Text("status"), after.Text("status")
	if len(before.Values) == 0 || from == to {
		return nil
	}
	allowed, ours := moves[from]
	if _, known := moves[to]; ours && known && !slices.Contains(allowed, to) {
		if IsDone(from) {
			return FieldErrorf("status", "A ticket that is %s can be opened again, but not become %s.", Term(from), Term(to))
		}
		return FieldErrorf("status", "A ticket that is %s cannot become %s.", Term(from), Term(to))
	}
	if after.Text("kind") != "Complaint" || !IsDone(to) || IsDone(from) {
		return nil
	}
	for _, name := range []string{"cause", "remedy"} {
		if strings.TrimSpace(after.Text(name)) == "" {
			return FieldErrorf(name, "A complaint is solved once its cause and its remedy are written down.")
		}
	}
	return nil
}
