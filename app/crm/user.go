package crm

// user is a person of the team: owner and author of records. Users come from the provider; the first one is whoever started the
// program.
func user() *Entity {
	return &Entity{
		Name: "user", Label: "User", Plural: "Users", Icon: "user", Child: true,
		Fields: append(system(),
			Field{Name: "name", Label: "Name", Kind: Text, Required: true, Fold: true},
			Field{Name: "user_name", Label: "User name", Kind: Text},
			Field{Name: "emails", Label: "E-mail", Kind: Emails},
			Field{Name: "active", Label: "Active", Kind: Bool, Default: true},
		),
		Title: []string{"name"}, Subtitle: []string{"user_name"},
		Columns: []Column{{"name", 2}, {"user_name", 1}, {"active", 1}},
		Form:    [][]string{{"name", "user_name"}, {"emails", "active"}},
		Sort:    []Sort{{Field: "name"}},
		Match:   [][]string{{"user_name"}, {"name"}},
	}
}
