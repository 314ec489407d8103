package crm

// Ticket states that rules and views use.
const (
	TicketNew     = "New"
	TicketOpen    = "Open"
	TicketWaiting = "Waiting" // for the customer
	TicketSolved  = "Solved"
	TicketClosed  = "Closed"
)

// TicketWaitsForUs is the filter of open tickets in which the next word is ours: the customer wrote last, or nobody has answered yet and
// the ticket does not wait for the customer.
const TicketWaitsForUs = `(wrote_at is set or answered_at is empty and status != "Waiting")`

// ticket is something that a customer wants settled.
func ticket() *Entity {
	return &Entity{
		Name: "ticket", Label: "Ticket", Plural: "Tickets", Icon: "ticket",
		Fields: append(append(system(),
			Field{Name: "number", Label: "No.", Kind: Text, ReadOnly: true, Max: 40, Fold: true},
			Field{Name: "subject", Label: "Subject", Kind: Text, Required: true, Fold: true},
			Field{Name: "kind", Label: "Kind", Kind: Choice, Default: "Question", Options: options("Question", "Fault", "Complaint", "Request")},
			Field{Name: "status", Label: "Status", Kind: Choice, Required: true, Default: TicketNew, Group: "status", Options: []Option{
				{Value: TicketNew, Label: "New", Tone: "blue", Open: true},
				{Value: TicketOpen, Label: "Open", Tone: "amber", Open: true},
				{Value: TicketWaiting, Label: "Waiting", Tone: "blue", Open: true},
				{Value: TicketSolved, Label: "Solved", Tone: "green"},
				{Value: TicketClosed, Label: "Closed"},
			}},
			Field{Name: "priority", Label: "Priority", Kind: Choice, Default: "Normal", Options: []Option{
				{Value: "Low", Label: "Low"},
				{Value: "Normal", Label: "Normal"},
				{Value: "High", Label: "High", Tone: "amber"},
				{Value: "Urgent", Label: "Urgent", Tone: "red"},
			}},
			Field{Name: "organisation", Label: "Organisation", Kind: Link, To: []string{"organisation"}},
			Field{Name: "contact", Label: "Contact", Kind: Link, To: []string{"contact"}},
			Field{Name: "due_at", Label: "Due", Kind: Moment, Derived: true},
			Field{Name: "solved_at", Label: "Solved", Kind: Moment, ReadOnly: true, Group: "status"},
			Field{Name: "tags", Label: "Tags", Kind: Tags},
			outsideID(),
			Field{Name: "description", Label: "Description", Kind: LongText},
			Field{Name: "promised_at", Label: "Promised for", Kind: Moment, Help: "A time that you promised; it counts beside the targets."},
			Field{Name: "states", Label: "State changes", Kind: LongText, Max: mostStates, Group: "status"},
			Field{Name: "checklist", Label: "Checklist", Kind: LongText, Max: 10_000, Help: "A step on each line, [x] before what is done."},
			Field{Name: "split_from", Label: "Split from", Kind: Link, To: []string{"ticket"}, ReadOnly: true},
			Field{Name: "cause", Label: "Cause", Kind: LongText, Max: 10_000},
			Field{Name: "remedy", Label: "Remedy", Kind: LongText, Max: 10_000},
			Field{Name: "rating", Label: "Rating", Kind: Choice, Group: "rating", Options: ratings()},
			Field{Name: "rating_comment", Label: "Comment on the rating", Kind: LongText, Max: 10_000, Group: "rating"},
			Field{Name: "rated_at", Label: "Rated", Kind: Moment, ReadOnly: true, Group: "rating"},
			Field{Name: "followed_up", Label: "Followed up", Kind: Bool, Help: "After a bad rating, a breach or a reopening."},
			Field{Name: "article", Label: "Answered by article", Kind: Link, To: []string{"article"}, ReadOnly: true},
		), derivedOfTicket()...),
		Title: []string{"subject"}, Subtitle: []string{"number", "kind", "organisation"},
		Columns: []Column{{"number", 0.4}, {"subject", 2}, {"organisation", 1.1}, {"status", 0.6}, {"priority", 0.5}, {"due_at", 0.6}},
		Form: [][]string{
			{"subject"},
			{"kind", "priority", "status"},
			{"organisation", "contact"},
			{"promised_at", "owner"},
			{"tags"},
			{"description"},
			{"checklist"},
			{"cause"},
			{"remedy"},
			{"rating", "followed_up"},
			{"rating_comment"},
		},
		Search:   []string{"number", "subject", "tags", "description"},
		Sort:     []Sort{{Field: FieldCreatedAt, Desc: true}},
		Index:    ticketIndexes,
		Match:    [][]string{{"outside_id"}, {"number"}},
		Timeline: &Timeline{At: FieldCreatedAt, Links: []string{"contact", "organisation"}},
		Views:    ticketViews,
		Rules:    []Rule{dueIsPromised, statusSolves, statusIsNoted, dated("rating", "rated_at")},
		Arrived:  statusArrived,
		Effects:  []Effect{numberTicket, movesAreAllowed},
	}
}

// Filters of tickets that somebody should look after. What is late and not done is breached; so is what was done late.
const (
	ticketBreached = `(answered_at > answer_due_at or solved_at > solve_due_at or answered_at is empty and answer_due_at < now or solved_at is empty and solve_due_at < now)`
	ticketBad      = `rating in ("1", "2")`
	notFollowedUp  = ` and followed_up != yes and modified_at >= last 12 months`
)

// ticketViews are the lists of a support desk. The last ones are parts of the list of what to follow up, to be put in the sidebar by whom
// they concern.
func ticketViews(e *Entity) []View {
	list := func(key, name, filter string, hidden bool) View {
		if _, err := ParseFilter(filter); err != nil {
			panic(err) // a filter of ours
		}
		return View{Origin: e.Name + "." + key, Entity: e.Name, Name: name, Filter: filter, Sort: []Sort{{Field: FieldModifiedAt, Desc: true}}, Late: true, Hidden: hidden}
	}
	reopened := brought(e, "reopened", "Reopened", "reopens > 0", Sort{Field: "due_at"})
	reopened.Hidden = true
	return []View{
		brought(e, "waiting", "Waiting for us", TicketWaitsForUs, Sort{Field: "due_at"}),
		brought(e, "unassigned", "Unassigned", "owner is empty", Sort{Field: FieldCreatedAt}),
		brought(e, "overdue", "Overdue", "due_at < now", Sort{Field: "due_at"}),
		list("follow-up", "To follow up", "("+ticketBad+" or reopens > 0 or "+ticketBreached+")"+notFollowedUp, false),
		reopened,
		list("breached", "Breached", ticketBreached+notFollowedUp, true),
		list("bad", "Bad rating", ticketBad+notFollowedUp, true),
	}
}

// derivedOfTicket are the fields that app/service works out from the state changes, the targets and what was written. Lengths are
// seconds of working time.
func derivedOfTicket() []Field {
	derived := func(name, label string, kind Kind) Field {
		return Field{Name: name, Label: label, Kind: kind, Derived: true}
	}
	dueFor := derived("due_for", "Due for", Choice)
	dueFor.Options = []Option{
		{Value: DueAnswer, Label: "First answer"},
		{Value: DueUpdate, Label: "Next update"},
		{Value: DueSolution, Label: "Solution"},
		{Value: DuePromise, Label: "Promise"},
	}
	target, escalates := derived("target", "Target", Link), derived("escalates_to", "Escalates to", Link)
	target.To, escalates.To = []string{"target"}, []string{"user"}
	return []Field{
		dueFor, target, escalates,
		derived("answer_due_at", "First answer due", Moment),
		derived("answered_at", "First answered", Moment),
		derived("update_due_at", "Next update due", Moment),
		derived("solve_due_at", "Solution due", Moment),
		derived("wrote_at", "Customer wrote last", Moment),
		derived("answer_time", "Time to first answer", Duration),
		derived("solve_time", "Time to solution", Duration),
		derived("our_time", "Our time to solution", Duration),
		derived("warn_at", "Near its time from", Moment),
		derived("time_left", "Time left", Duration),
		derived("first_solved_at", "First solved", Moment),
		derived("reopened_after", "Reopened after", Duration),
		derived("reopens", "Reopened", Integer),
	}
}

// What a ticket is due for.
const (
	DueAnswer   = "answer"
	DueUpdate   = "update"
	DueSolution = "solution"
	DuePromise  = "promise"
)

// ratings are what a customer says about how a ticket was settled; 4 and 5 are satisfied.
func ratings() []Option {
	return []Option{
		{Value: "5", Label: "5, very good", Tone: "green"},
		{Value: "4", Label: "4, good", Tone: "green"},
		{Value: "3", Label: "3, neither"},
		{Value: "2", Label: "2, bad", Tone: "red"},
		{Value: "1", Label: "1, very bad", Tone: "red"},
	}
}

// IsDone tells whether a ticket in this state is settled.
func IsDone(state string) bool { return state == TicketSolved || state == TicketClosed }

// dueIsPromised takes a due time that somebody gives as a promise: the due time itself is worked out.
func dueIsPromised(before Record, after *Record, _ Instant) {
	if !Equal(before.Get("due_at"), after.Get("due_at")) && Equal(before.Get("promised_at"), after.Get("promised_at")) {
		after.Set("promised_at", after.Get("due_at"))
	}
}

// dated notes when somebody answered a question; a moment that comes with an import stays.
func dated(answer, at string) Rule {
	return func(before Record, after *Record, now Instant) {
		if Equal(before.Get(answer), after.Get(answer)) || !Equal(before.Get(at), after.Get(at)) {
			return
		}
		after.Set(at, nil)
		if after.Get(answer) != nil {
			after.Set(at, now)
		}
	}
}

// statusSolves notes the moment when a ticket was last solved, and forgets it when the ticket is opened again.
func statusSolves(before Record, after *Record, now Instant) {
	done := func(r Record) bool { return IsDone(r.Text("status")) }
	switch {
	case !done(*after):
		after.Set("solved_at", nil)
	case !done(before) && Equal(before.Get("solved_at"), after.Get("solved_at")):
		after.Set("solved_at", now)
	}
}

// numberTicket gives a new ticket its number.
func numberTicket(tx Tx, _ Record, after *Record) error {
	if after.Text("number") != "" {
		return nil
	}
	number, err := tx.NextNumber(after.Entity)
	after.Set("number", number)
	return err
}

var ticketIndexes = [][]string{
	{"status", "created_at"},
	{"status", "answered_at", "created_at"},
	{"status", "due_at"},
	{"status", "owner"},
	{"organisation"},
	{"contact"},
	{"owner"},
	{"split_from"},
	// of charts: their time and what they measure
	{"created_at"},
	{"solved_at", "solve_time", "our_time", "article"},
	{"answered_at", "answer_time"},
	{"first_solved_at", "reopened_after"},
	{"rated_at", "rating"},
	{"answer_due_at", "answered_at"},
	{"solve_due_at", "solved_at", "owner"},
	{FieldModifiedAt, "followed_up", "rating", "reopens", "answered_at", "answer_due_at", "solved_at", "solve_due_at"},
}
