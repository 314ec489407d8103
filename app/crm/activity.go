package crm

// activity is one touch with a customer, or a task still to be done, over any channel.
func activity() *Entity {
	return &Entity{
		Name: "activity", Label: "Activity", Plural: "Activities", Icon: "activity",
		Fields: append(system(),
			Field{Name: "kind", Label: "Kind", Kind: Choice, Required: true, Default: "call", Options: []Option{
				{Value: "call", Label: "Call"},
				{Value: "email", Label: "E-mail"},
				{Value: "meeting", Label: "Meeting"},
				{Value: "visit", Label: "Visit"},
				{Value: "letter", Label: "Letter"},
				{Value: "note", Label: "Note"},
				{Value: "task", Label: "Task", Tone: "blue"},
			}},
			Field{Name: "direction", Label: "Direction", Kind: Choice, Options: []Option{{Value: "out", Label: "We to them"}, {Value: "in", Label: "They to us"}}},
			Field{Name: "subject", Label: "Subject", Kind: Text, Required: true, Fold: true},
			Field{Name: "body", Label: "Text", Kind: LongText},
			Field{Name: "at", Label: "When", Kind: Moment, Group: "time"},
			Field{Name: "duration", Label: "Duration", Kind: Duration, Group: "time"},
			Field{Name: "done", Label: "Done", Kind: Bool},
			Field{Name: "contact", Label: "Contact", Kind: Link, To: []string{"contact"}},
			Field{Name: "organisation", Label: "Organisation", Kind: Link, To: []string{"organisation"}},
			Field{Name: "about", Label: "About", Kind: Link, To: []string{"deal", "lead", "ticket"}},
			Field{Name: "participants", Label: "Participants", Kind: Links, To: []string{"contact"}, Help: "Everybody who takes part, the contact too."},
			Field{Name: "automatic", Label: "Sent by a program", Kind: Bool},
			outsideID(),
		),
		Title: []string{"subject"}, Subtitle: []string{"kind", "contact"},
		Columns: []Column{{"at", 0.9}, {"kind", 0.4}, {"subject", 4}, {"contact", 1}, {"done", 0.4}},
		Form: [][]string{
			{"kind", "direction"}, {"subject"}, {"at", "duration"}, {"contact", "organisation"}, {"participants"}, {"about"}, {"done", "owner"}, {"body"},
		},
		Match:  [][]string{{"outside_id"}},
		Search: []string{"subject", "body"},
		Sort:   []Sort{{Field: "at", Desc: true}},
		Index:  [][]string{{"contact", "at"}, {"organisation", "at"}, {"about", "at"}, {"owner", "at"}, {"!done", "at", "owner"}, {"at", "done", "kind", "owner"}},
		Timeline: &Timeline{
			At: "at", Links: []string{"contact", "organisation", "about"},
			Touch: And{Where("done", Eq, "yes"), Where("kind", NotIn, "task", "note"), Where("automatic", Ne, "yes")}, // somebody really reached the customer
		},
		Derive: func(r *Record) { // who takes part stands for a contact that nobody named
			if people, _ := r.Get("participants").([]string); len(people) > 0 && r.Text("contact") == "" {
				r.Set("contact", people[0])
			}
		},
	}
}
