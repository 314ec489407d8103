package crm

// article is a text of the team's knowledge base. What is written in the online CRM is read here; what is written here is Markdown, and
// goes to a CRM that takes it.
func article() *Entity {
	return &Entity{
		Name: "article", Label: "Article", Plural: "Articles", Icon: "article", ReadOnly: true,
		Fields: append(system(),
			Field{Name: "name", Label: "Title", Kind: Text, Required: true, Fold: true},
			Field{Name: "status", Label: "Status", Kind: Choice, Default: "Draft", Options: []Option{
				{Value: "Draft", Label: "Draft"},
				{Value: "In review", Label: "In review", Tone: "amber"},
				{Value: "Published", Label: "Published", Tone: "green"},
				{Value: "Archived", Label: "Archived"},
			}},
			Field{Name: "categories", Label: "Categories", Kind: Text, Fold: true},
			Field{Name: "language", Label: "Language", Kind: Text},
			Field{Name: "published_on", Label: "Published", Kind: Day},
			Field{Name: "summary", Label: "Summary", Kind: LongText},
			Field{Name: "body", Label: "Text", Kind: LongText, Help: "# Heading, **bold**, - list and [link](https://…) are shown so."},
			Field{Name: FieldOurs, Label: "Written in Satchel", Kind: Bool, ReadOnly: true, Help: "Articles of another online CRM are written there, and only read here."},
		),
		Title: []string{"name"}, Subtitle: []string{"categories", "status"},
		Columns: []Column{{"name", 2}, {"categories", 1}, {"status", 0.6}, {"language", 0.5}, {"published_on", 0.6}},
		Form:    [][]string{{"name"}, {"status", "published_on"}, {"categories", "language"}, {"summary"}, {"body"}},
		Search:  []string{"name", "categories", "summary", "body"},
		Sort:    []Sort{{Field: "name"}},
		Index:   [][]string{{"status"}},
	}
}
