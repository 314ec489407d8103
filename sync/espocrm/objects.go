package espocrm

import "satchel/app/crm"

// object is one feed: a type of the server, and how our fields are kept in its attributes. Reading, writing, selecting and the
// comparison of values all walk the same table.
type object struct {
	name      string
	entity    string
	relation  bool // a link between records instead of a type, see roles.go
	qualified bool // its ids bear the feed's name, because the entity has several feeds
	fields    []mapping
	key       []string        // fields by which a lost create is recognised
	fill      func(w *writer) // adds what the server demands of a new record and we do not
}

// mapping ties one of our fields to its attributes.
type mapping struct {
	field string
	codec codec
}

// objects are all feeds, parents before what points to them.
var objects = []*object{
	{name: typeUser, entity: "user", fields: []mapping{
		{"name", fixed{text{attr: attrName}}},
		{"user_name", fixed{text{attr: "userName"}}},
		{"emails", fixed{emails}},
		{"active", fixed{flag{"isActive"}}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}},
	{name: typeAccount, entity: "organisation", key: []string{"name"}, fields: []mapping{
		{"name", text{attr: attrName}},
		{"kind", option{attr: "type", pairs: organisationKind}},
		{"industry", word{"industry"}},
		{"website", text{attr: "website"}},
		{"emails", emails},
		{"phones", phones},
		{"address", postal{"billingAddress"}},
		{"description", text{attr: "description", long: true}},
		{crm.FieldOwner, link{attrAssigned, "user"}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}},
	{name: typeContact, entity: "contact", key: []string{"first_name", "last_name"}, fields: []mapping{
		{"first_name", text{attr: "firstName"}},
		{"last_name", text{attr: "lastName"}},
		{"organisation", link{attrAccount, "organisation"}},
		{"title", role{"title"}},
		{"emails", emails},
		{"phones", phones},
		{"address", postal{"address"}},
		{"do_not_call", flag{"doNotCall"}},
		{"description", text{attr: "description", long: true}},
		{crm.FieldOwner, link{attrAssigned, "user"}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}},
	{name: typeRole, entity: "role", relation: true, key: []string{"contact", "organisation"}, fields: []mapping{
		{"contact", link{attrContact, "contact"}},
		{"organisation", link{attrAccount, "organisation"}},
		{"title", text{attr: attrRole}},
		{"until", ended{}},
		{"primary", flag{attrPrimary}},
	}},
	{name: typeLead, entity: "lead", key: []string{"name", "company"}, fields: []mapping{
		{"name", person{}},
		{"company", text{attr: "accountName"}},
		{"title", text{attr: "title"}},
		{"status", option{attr: "status", pairs: leadStatus, other: crm.LeadWorking}},
		{"source", word{"source"}},
		{"amount", money{"opportunityAmount", "opportunityAmountCurrency"}},
		{"currency", currency{"opportunityAmount", "opportunityAmountCurrency"}},
		{"emails", emails},
		{"phones", phones},
		{"website", text{attr: "website"}},
		{"industry", word{"industry"}},
		{"address", postal{"address"}},
		{"description", text{attr: "description", long: true}},
		{"converted_at", fixed{moment{"convertedAt"}}},
		{"contact", link{"createdContactId", "contact"}},
		{"organisation", link{"createdAccountId", "organisation"}},
		{"deal", link{"createdOpportunityId", "deal"}},
		{crm.FieldOwner, link{attrAssigned, "user"}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}},
	{name: typeOpportunity, entity: "deal", key: []string{"name"}, fill: fillDeal, fields: []mapping{
		{"name", text{attr: attrName}},
		{"stage", option{attr: "stage", pairs: dealStage, other: "Proposal"}},
		{"probability", percent{"probability"}},
		{"amount", money{"amount", "amountCurrency"}},
		{"currency", currency{"amount", "amountCurrency"}},
		{"close_date", day{"closeDate"}},
		{"closed_at", closing{option{attr: "stage", pairs: dealStage}, []string{crm.DealWon, crm.DealLost}, "closeDate"}},
		{"source", word{"leadSource"}},
		{"organisation", link{attrAccount, "organisation"}},
		{"contact", link{attrContact, "contact"}},
		{"description", text{attr: "description", long: true}},
		{crm.FieldOwner, link{attrAssigned, "user"}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}},
	{name: typeCase, entity: "ticket", key: []string{"subject"}, fields: []mapping{
		{"number", fixed{number{"number"}}},
		{"subject", text{attr: attrName}},
		{"kind", option{attr: "type", pairs: ticketKind}},
		{"status", option{attr: "status", pairs: ticketStatus, other: crm.TicketOpen}},
		{"solved_at", closing{option{attr: "status", pairs: ticketStatus}, []string{crm.TicketSolved, crm.TicketClosed}, attrModifiedAt}},
		{"priority", option{attr: "priority", pairs: ticketPriority, other: "Normal"}},
		{"organisation", link{attrAccount, "organisation"}},
		{"contact", link{attrContact, "contact"}},
		{"description", text{attr: "description", long: true}},
		{crm.FieldOwner, link{attrAssigned, "user"}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}},
	{name: typeCall, entity: "activity", qualified: true, key: []string{"subject", "at"}, fill: fillEvent, fields: event("call", nil,
		mapping{"direction", option{attr: "direction", pairs: callDirection, other: "out"}})},
	{name: typeMeeting, entity: "activity", qualified: true, key: []string{"subject", "at"}, fill: fillEvent, fields: event("meeting", []string{"visit"})},
	{name: typeTask, entity: "activity", qualified: true, key: []string{"subject"}, fill: fillOwner, fields: []mapping{
		{"kind", kind{"task", nil}},
		{"subject", text{attr: attrName}},
		{"body", text{attr: "description", long: true}},
		{"at", due{}},
		{"done", done{yes: "Completed", no: "Not Started", over: []string{"Completed", "Canceled"}}},
		{"about", about{}},
		{"contact", contactOfTask{}},
		{"organisation", organisationOf{}},
		{crm.FieldOwner, link{attrAssigned, "user"}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}},
}

// event is the table of a call or a meeting.
func event(name string, also []string, more ...mapping) []mapping {
	return append([]mapping{
		{"kind", kind{name, also}},
		{"subject", text{attr: attrName}},
		{"body", text{attr: "description", long: true}},
		{"at", start{}},
		{"duration", length{}},
		{"done", done{yes: "Held", no: "Planned", over: []string{"Held", "Not Held"}}},
		{"about", about{}},
		{"contact", contactOfEvent{}},
		{"organisation", organisationOf{}},
		{crm.FieldOwner, link{attrAssigned, "user"}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}, more...)
}

// objectOf finds a feed by name.
func objectOf(feed string) (*object, bool) {
	for _, o := range objects {
		if o.name == feed {
			return o, true
		}
	}
	return nil, false
}

// codec finds how a field is kept; nil if it is not.
func (o *object) codec(field string) codec {
	for _, m := range o.fields {
		if m.field == field {
			return m.codec
		}
	}
	return nil
}

// fieldOf finds our field by the server's name of a field, link or attribute; "" if it is none of ours.
func (o *object) fieldOf(name string) string {
	if name == "" {
		return ""
	}
	for _, m := range o.fields {
		for _, attr := range m.codec.attributes() {
			if attr == name || attr == name+"Id" || attr == name+"sIds" {
				return m.field
			}
		}
	}
	return ""
}

// feedFor names the feed that takes a new record of ours; "" if the server cannot hold it. Letters, notes and e-mails have no type
// there that a program may write.
func feedFor(r crm.Record) string {
	if r.Entity == "user" {
		return ""
	}
	for _, o := range objects {
		if o.entity != r.Entity {
			continue
		}
		if k, ok := o.codec("kind").(kind); !ok || k.takes(r.Text("kind")) {
			return o.name
		}
	}
	return ""
}
