package crm

// organisation is a company, authority, club or buying group.
func organisation() *Entity {
	return &Entity{
		Name: "organisation", Label: "Organisation", Plural: "Organisations", Icon: "organisation",
		Fields: append(system(),
			Field{Name: "name", Label: "Name", Kind: Text, Required: true, Fold: true},
			Field{Name: "kind", Label: "Kind", Kind: Choice, Options: options("Customer", "Partner", "Reseller", "Investor", "Buying group")},
			Field{Name: "industry", Label: "Industry", Kind: Text, Max: 100, Fold: true},
			Field{Name: "website", Label: "Website", Kind: URL},
			Field{Name: "emails", Label: "E-mail", Kind: Emails},
			Field{Name: "phones", Label: "Phone", Kind: Phones},
			Field{Name: "address", Label: "Address", Kind: Postal},
			Field{Name: "parent", Label: "Part of", Kind: Link, To: []string{"organisation"}},
			Field{Name: "tags", Label: "Tags", Kind: Tags},
			outsideID(),
			Field{Name: "description", Label: "Notes", Kind: LongText},
		),
		Title: []string{"name"}, Subtitle: []string{"industry", "address"},
		Columns: []Column{{"name", 2}, {"industry", 1.2}, {"website", 1.2}, {"owner", 0.8}},
		Form: [][]string{
			{"name"},
			{"kind", "industry"},
			{"website"},
			{"emails"},
			{"phones"},
			{"address"},
			{"parent", "owner"},
			{"tags"},
			{"description"},
		},
		Search: []string{"name", "emails", "phones", "website", "address", "tags", "description"},
		Sort:   []Sort{{Field: "name"}},
		Match:  [][]string{{"outside_id"}, {"name"}},
	}
}
