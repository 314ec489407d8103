package crm

import "strings"

// contact is a person.
func contact() *Entity {
	return &Entity{
		Name: "contact", Label: "Contact", Plural: "Contacts", Icon: "contact", Person: true,
		Fields: append(system(),
			Field{Name: "name", Label: "Name", Kind: Text, ReadOnly: true, Fold: true, Max: 2*MaxText + 1, Group: "name"},
			Field{Name: "first_name", Label: "First name", Kind: Text, Fold: true, Group: "name"},
			Field{Name: "last_name", Label: "Last name", Kind: Text, Required: true, Fold: true, Group: "name"},
			Field{Name: "title", Label: "Job title", Kind: Text, Max: 100},
			Field{Name: "organisation", Label: "Organisation", Kind: Link, To: []string{"organisation"}},
			Field{Name: "emails", Label: "E-mail", Kind: Emails},
			Field{Name: "phones", Label: "Phone", Kind: Phones},
			Field{Name: "address", Label: "Address", Kind: Postal},
			Field{Name: "next_step", Label: "Next step", Kind: Text, Group: "next_step"},
			Field{Name: "next_step_at", Label: "Next step on", Kind: Moment, Days: true, Group: "next_step"},
			Field{Name: "channel", Label: "Prefers", Kind: Choice, Options: options("Phone", "E-mail", "Letter", "Visit")},
			Field{Name: "language", Label: "Language", Kind: Text, Max: 60},
			Field{Name: "do_not_call", Label: "Do not call", Kind: Bool},
			Field{Name: "do_not_mail", Label: "Do not mail", Kind: Bool},
			Field{Name: "source", Label: "Source", Kind: Text, Max: 100, Fold: true},
			Field{Name: "birthday", Label: "Birthday", Kind: Day},
			Field{Name: "tags", Label: "Tags", Kind: Tags},
			outsideID(),
			Field{Name: "description", Label: "Notes", Kind: LongText},
			Field{Name: "lead", Label: "Came from lead", Kind: Link, To: []string{"lead"}, ReadOnly: true},
			Field{Name: "best_time", Label: "Best time", Kind: Text, Max: 100},
			Field{Name: "interests", Label: "Interests", Kind: Tags},
			Field{Name: "recommends", Label: "Recommends us", Kind: Integer, Group: "recommends", Help: "From 0, not at all, to 10, gladly."},
			Field{Name: "recommends_at", Label: "Said so", Kind: Moment, ReadOnly: true, Group: "recommends"},
			Field{Name: "home_address", Label: "Private address", Kind: Postal},
			Field{Name: "card", Label: "Also on the card", Kind: LongText, ReadOnly: true, Help: "Lines of an imported vCard that no field holds. An export writes them back."},
		),
		Title: []string{"name"}, Subtitle: []string{"title", "organisation", "address"},
		Columns: []Column{{"name", 1.4}, {"organisation", 0.95}, {"next_step", 1.8}, {"next_step_at", 0.8}},
		Form: [][]string{
			{"first_name", "last_name"},
			{"organisation", "title"},
			{"emails"},
			{"phones"},
			{"next_step", "next_step_at"},
			{"address"},
			{"home_address"},
			{"channel", "language"},
			{"best_time", "interests"},
			{"do_not_call", "do_not_mail"},
			{"source", "birthday"},
			{"recommends"},
			{"tags", "owner"},
			{"description"},
		},
		Search: []string{"name", "emails", "phones", "title", "address", "tags", "interests", "next_step", "description"},
		Sort:   []Sort{{Field: "name"}},
		Index:  [][]string{{"organisation"}, {"last_name"}, {"owner"}, {"recommends_at", "recommends"}, {"next_step_at", "owner", "next_step"}},
		Match:  [][]string{{"outside_id"}, {"emails"}, {"phones", "name"}, {"name", "organisation"}},
		Views: func(e *Entity) []View {
			v := brought(e, "no-step", "No next step", "next_step is empty and next_step_at is empty", Sort{Field: "name"})
			v.Late = false // most contacts need none
			return []View{v}
		},
		Derive: func(r *Record) {
			r.Set("name", strings.TrimSpace(r.Text("first_name")+" "+r.Text("last_name")))
		},
		Rules:   []Rule{dated("recommends", "recommends_at")},
		Effects: []Effect{keepMainRole, recommendsOfTen},
	}
}

// recommendsOfTen refuses an answer off the scale.
func recommendsOfTen(_ Tx, _ Record, after *Record) error {
	if n, ok := after.Get("recommends").(int64); ok && (n < 0 || n > 10) {
		return FieldErrorf("recommends", "The answer is a number from 0 to 10.")
	}
	return nil
}

// role says that a person works, or worked, for an organisation. A contact's organisation and job title are those of its primary
// role.
func role() *Entity {
	return &Entity{
		Name: "role", Label: "Role", Plural: "Roles", Icon: "organisation", Child: true,
		Fields: append(system(),
			Field{Name: "contact", Label: "Contact", Kind: Link, To: []string{"contact"}, Required: true},
			Field{Name: "organisation", Label: "Organisation", Kind: Link, To: []string{"organisation"}, Required: true},
			Field{Name: "title", Label: "Job title", Kind: Text, Max: 100},
			Field{Name: "from", Label: "From", Kind: Day, Group: "term"},
			Field{Name: "until", Label: "Until", Kind: Day, Group: "term"},
			Field{Name: "primary", Label: "Main role", Kind: Bool},
		),
		Title:   []string{"title"},
		Columns: []Column{{"organisation", 1.4}, {"contact", 1.4}, {"title", 1}, {"from", 0.7}, {"until", 0.7}},
		Form:    [][]string{{"contact"}, {"organisation", "title"}, {"from", "until"}, {"primary"}},
		Sort:    []Sort{{Field: "from", Desc: true}},
		Index:   [][]string{{"contact"}, {"organisation"}},
		Match:   [][]string{{"contact", "organisation"}},
	}
}

// keepMainRole makes the contact's organisation and job title its main role; a former main role stays as history.
func keepMainRole(tx Tx, before Record, after *Record) error {
	organisation := after.Text("organisation")
	former := before.Text("organisation")
	if organisation == former && (organisation == "" || after.Text("title") == before.Text("title")) {
		return nil
	}
	roles, err := tx.List(Query{Entity: "role", Where: Where("contact", Eq, after.ID)})
	if err != nil {
		return err
	}
	found := organisation == ""
	for _, r := range roles {
		here := r.Text("organisation") == organisation
		found = found || here
		r = r.Clone()
		r.Set("primary", here)
		if here {
			r.Set("title", after.Get("title"))
		}
		if err := tx.Put(r); err != nil {
			return err
		}
	}
	if found {
		return nil
	}
	r := NewRecord("role", tx.NewID())
	r.Values = Values{"contact": after.ID, "organisation": organisation, "title": after.Get("title"), "primary": true}
	return tx.Put(r)
}
