package crm

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
			Field{Name: "automatic", Label: "Sent by a program", Kind: Bool},
			Field{Name: "article", Label: "From article", Kind: Link, To: []string{"article"}, ReadOnly: true},
		),
		Title:   []string{"body"},
		Columns: []Column{{"at", 0.8}, {"direction", 0.6}, {"body", 2}},
		Form:    [][]string{{"body"}, {"direction", "at"}},
		Search:  []string{"body"},
		Sort:    []Sort{{Field: "at"}},
		Index:   [][]string{{"ticket", "at"}},
		Rules:   []Rule{writtenNow},
		Effects: []Effect{answerMoves},
	}
}

// writtenNow is when a message was written that does not say.
func writtenNow(_ Record, after *Record, now Instant) {
	if after.Get("at") == nil {
		after.Set("at", now)
	}
}

// answerMoves opens a new ticket that is answered, reopens a settled one to which the customer writes, and notes the article that an
// answer was taken from. Only what a person writes now moves anything: an import brings what was.
func answerMoves(tx Tx, before Record, after *Record) error {
	if len(before.Values) > 0 || after.Text("direction") == "internal" || after.Instant("at") < tx.Now() {
		return nil
	}
	ticket, err := tx.Get(Ref{Entity: "ticket", ID: after.Text("ticket")})
	if CodeOf(err) == CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	change := NewRecord("ticket", ticket.ID)
	status, in := ticket.Text("status"), after.Text("direction") == "in"
	if in && (status == TicketWaiting || IsDone(status)) || !in && status == TicketNew {
		change.Set("status", TicketOpen)
	}
	if article := after.Get("article"); article != nil && !in {
		change.Set("article", article)
	}
	if len(change.Values) == 0 {
		return nil
	}
	return tx.Put(change)
}

// template is an answer that is written once and used often, with places for what differs: see app.Fill.
func template() *Entity {
	return &Entity{
		Name: "template", Label: "Canned answer", Plural: "Canned answers", Icon: "mail", Child: true,
		Fields: append(system(),
			Field{Name: "name", Label: "Name", Kind: Text, Required: true, Fold: true, Max: 100},
			Field{Name: "language", Label: "Language", Kind: Text, Max: 60},
			Field{
				Name: "body", Label: "Text", Kind: LongText, Required: true,
				Help: "{first_name}, {last_name}, {organisation}, {subject}, {number} and {me} become what they are for the ticket.",
			},
		),
		Title: []string{"name"}, Subtitle: []string{"language"},
		Columns: []Column{{"name", 1}, {"language", 0.5}, {"body", 2}},
		Form:    [][]string{{"name", "language"}, {"body"}},
		Search:  []string{"name", "body"},
		Sort:    []Sort{{Field: "name"}},
		Match:   [][]string{{"name"}},
	}
}
