package crm

// Lead states that rules and views use.
const (
	LeadNew       = "New"
	LeadWorking   = "Working"
	LeadQualified = "Qualified"
	LeadWon       = "Won" // converted
	LeadLost      = "Lost"
)

// lead is somebody who may become a customer.
func lead() *Entity {
	return &Entity{
		Name: "lead", Label: "Lead", Plural: "Leads", Icon: "lead", Person: true,
		Fields: append(system(),
			Field{Name: "name", Label: "Name", Kind: Text, Required: true, Fold: true},
			Field{Name: "company", Label: "Company", Kind: Text, Fold: true},
			Field{Name: "title", Label: "Job title", Kind: Text, Max: 100},
			Field{Name: "status", Label: "Status", Kind: Choice, Required: true, Default: LeadNew, Options: []Option{
				{Value: LeadNew, Label: "New", Tone: "blue", Open: true},
				{Value: LeadWorking, Label: "Working", Open: true},
				{Value: LeadQualified, Label: "Qualified", Tone: "amber", Open: true},
				{Value: LeadWon, Label: "Won", Tone: "green"},
				{Value: LeadLost, Label: "Lost", Tone: "red"},
			}},
			Field{Name: "source", Label: "Source", Kind: Text, Max: 100, Fold: true},
			Field{Name: "amount", Label: "Amount", Kind: Money, Currency: "currency", Group: "amount"},
			Field{Name: "currency", Label: "Currency", Kind: Text, Max: 3, Group: "amount"},
			Field{Name: "emails", Label: "E-mail", Kind: Emails},
			Field{Name: "phones", Label: "Phone", Kind: Phones},
			Field{Name: "website", Label: "Website", Kind: URL},
			Field{Name: "industry", Label: "Industry", Kind: Text, Max: 100, Fold: true},
			Field{Name: "address", Label: "Address", Kind: Postal},
			Field{Name: "next_step", Label: "Next step", Kind: Text, Group: "next_step"},
			Field{Name: "next_step_at", Label: "Next step on", Kind: Moment, Days: true, Group: "next_step"},
			lostReason(),
			Field{Name: "tags", Label: "Tags", Kind: Tags},
			Field{Name: "do_not_call", Label: "Do not call", Kind: Bool},
			Field{Name: "do_not_mail", Label: "Do not mail", Kind: Bool},
			outsideID(),
			Field{Name: "description", Label: "Notes", Kind: LongText},
			Field{Name: "converted_at", Label: "Converted", Kind: Moment, ReadOnly: true, Group: "conversion"},
			Field{Name: "contact", Label: "Became contact", Kind: Link, To: []string{"contact"}, ReadOnly: true, Group: "conversion"},
			Field{Name: "organisation", Label: "Became organisation", Kind: Link, To: []string{"organisation"}, ReadOnly: true, Group: "conversion"},
			Field{Name: "deal", Label: "Became deal", Kind: Link, To: []string{"deal"}, ReadOnly: true, Group: "conversion"},
		),
		Title: []string{"name"}, Subtitle: []string{"title", "company"},
		Columns: []Column{{"name", 1.3}, {"company", 1.2}, {"status", 0.8}, {"amount", 0.9}, {"next_step_at", 0.9}},
		Form: [][]string{
			{"name"},
			{"company", "title"},
			{"status", "source"},
			{"amount", "currency"},
			{"next_step", "next_step_at"},
			{"emails"},
			{"phones"},
			{"website", "industry"},
			{"address"},
			{"do_not_call", "do_not_mail"},
			{"lost_reason"},
			{"tags", "owner"},
			{"description"},
		},
		Search:   []string{"name", "company", "emails", "phones", "website", "tags", "next_step", "description"},
		Sort:     []Sort{{Field: FieldCreatedAt, Desc: true}},
		Index:    [][]string{{"status", "next_step_at"}, {"status", "currency", "amount"}, {"status", FieldCreatedAt, "source"}, {"status", FieldModifiedAt}, {"source", "status"}, {"owner"}, {FieldCreatedAt, "source", "status"}},
		Match:    [][]string{{"outside_id"}, {"emails"}, {"phones", "name"}, {"name", "company"}},
		Timeline: &Timeline{At: FieldCreatedAt, Links: []string{"contact", "organisation"}},
		Views:    stepViews,
	}
}
