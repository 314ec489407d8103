package crm

// Ticket states that rules and views use.
const (
	TicketNew     = "New"
	TicketOpen    = "Open"
	TicketWaiting = "Waiting" // for the customer
	TicketSolved  = "Solved"
	TicketClosed  = "Closed"
)

// ticket is something that a customer wants settled.
func ticket() *Entity {
	return &Entity{
		Name: "ticket", Label: "Ticket", Plural: "Tickets", Icon: "ticket",
		Fields: append(system(),
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
			Field{Name: "due_at", Label: "Due", Kind: Moment},
			Field{Name: "solved_at", Label: "Solved", Kind: Moment, ReadOnly: true, Group: "status"},
			Field{Name: "tags", Label: "Tags", Kind: Tags},
			outsideID(),
			Field{Name: "description", Label: "Description", Kind: LongText},
		),
		Title: []string{"subject"}, Subtitle: []string{"number", "kind", "organisation"},
		Columns: []Column{{"number", 0.5}, {"subject", 1.5}, {"organisation", 1}, {"status", 0.7}, {"priority", 0.6}, {"due_at", 0.8}},
		Form: [][]string{
			{"subject"}, {"kind", "priority", "status"}, {"organisation", "contact"}, {"due_at", "owner"}, {"tags"}, {"description"},
		},
		Search:   []string{"number", "subject", "tags", "description"},
		Sort:     []Sort{{Field: FieldCreatedAt, Desc: true}},
		Index:    [][]string{{"status", "created_at"}, {"organisation"}, {"contact"}, {"owner"}},
		Match:    [][]string{{"outside_id"}, {"number"}},
		Timeline: &Timeline{At: FieldCreatedAt, Links: []string{"contact", "organisation"}},
		Views: func(e *Entity) []View {
			waiting := brought(e, "waiting", "Waiting for us", `status != "Waiting"`, Sort{Field: "due_at"})
			unassigned := brought(e, "unassigned", "Unassigned", "owner is empty", Sort{Field: FieldCreatedAt})
			return []View{waiting, unassigned, brought(e, "overdue", "Overdue", "due_at < now", Sort{Field: "due_at"})}
		},
		Rules:   []Rule{statusSolves},
		Effects: []Effect{numberTicket},
	}
}

// statusSolves notes the moment when a ticket was last solved, and forgets it when the ticket is opened again.
func statusSolves(before Record, after *Record, now Instant) {
	done := func(r Record) bool { s := r.Text("status"); return s == TicketSolved || s == TicketClosed }
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

// message is one contribution to a ticket: what the customer wrote, an answer of ours, or a note that only the team sees.
func message() *Entity {
	return &Entity{
		Name: "message", Label: "Message", Plural: "Messages", Icon: "mail", Child: true,
		Fields: append(system(),
			Field{Name: "ticket", Label: "Ticket", Kind: Link, To: []string{"ticket"}, Required: true},
			Field{Name: "direction", Label: "Direction", Kind: Choice, Required: true, Default: "out", Options: []Option{
				{Value: "in", Label: "From the customer", Tone: "blue"},
				{Value: "out", Label: "Answer"},
				{Value: "internal", Label: "Internal note", Tone: "amber"},
			}},
			Field{Name: "at", Label: "When", Kind: Moment},
			Field{Name: "body", Label: "Text", Kind: LongText, Required: true},
		),
		Title:   []string{"body"},
		Columns: []Column{{"at", 0.8}, {"direction", 0.6}, {"body", 2}},
		Form:    [][]string{{"direction", "at"}, {"body"}},
		Search:  []string{"body"},
		Sort:    []Sort{{Field: "at"}},
		Index:   [][]string{{"ticket", "at"}},
	}
}
