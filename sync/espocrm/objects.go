package espocrm

import "satchel/app/crm"

// object is one feed: a type of the server, and how our fields are kept in its attributes. Reading, writing, selecting and the
// comparison of values all walk the same table.
type object struct {
	name      string
	entity    string
	of        string // the type there, where it is not the feed's name
	relation  bool   // a link between records instead of a type, see roles.go
	inside    bool   // shown inside the records that have them, see files.go
	qualified bool   // its ids bear the feed's name, because the entity has several feeds
	reading   bool   // is never written
	plain     bool   // a type to which no administrator can add a field
	fields    []mapping
	where     []condition           // which records of the type it has; nil = all
	moved     []string              // attributes whose change may move no stamp: they stand for the version
	key       []string              // fields by which a lost create is recognised
	takes     func(crm.Record) bool // which records of the entity it can hold; nil = all of its kind
	fill      func(w *writer)       // adds what the server demands of a new record and we do not
}

// typeName is the type there.
func (o *object) typeName() string {
	if o.of != "" {
		return o.of
	}
	return o.name
}

// mapping ties one of our fields to its attributes.
type mapping struct {
	field string
	codec codec
}

// objects are all feeds, parents before what points to them.
var objects = []*object{
	{name: typeUser, entity: "user", reading: true, where: noPortal, fields: []mapping{
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
		{"do_not_call", flag{"doNotCall"}},
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
	{
		name: typeNote, entity: "activity", qualified: true, plain: true, key: []string{"subject", "body"}, fields: noteFields,
		where: openPosts, moved: []string{attrParentType, attrParentID}, takes: hasParent, fill: fillPost,
	},
	{
		name: typeCaseNote, of: typeNote, entity: "message", plain: true, key: []string{"body"}, fields: caseNoteFields,
		where: internalPosts, moved: []string{attrParentID}, takes: isInternal, fill: fillInternalPost,
	},
	{name: typeAttachment, entity: "file", inside: true, plain: true, fields: []mapping{
		{"name", fixed{fileName{}}},
		{"about", fixed{holder{}}},
		{"type", fixed{text{attr: attrType}}},
		{"size", fixed{count{"size"}}},
		{crm.FieldOwner, fixed{link{attrCreatedBy, "user"}}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}},
	{name: typeArticle, entity: "article", reading: true, fields: []mapping{
		{"name", fixed{text{attr: attrName}}},
		{"status", fixed{option{attr: "status", pairs: articleStatus}}},
		{"language", fixed{text{attr: "language"}}},
		{"categories", fixed{labels{"categories"}}},
		{"published_on", fixed{day{"publishDate"}}},
		{"summary", fixed{text{attr: "description", long: true}}},
		{"body", fixed{markup{"body"}}},
		{crm.FieldOwner, fixed{link{attrAssigned, "user"}}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}},
}

// noPortal leaves out portal users, who are customers of ours, not colleagues.
var noPortal = []condition{{"notEquals", attrType, "portal"}}

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
		{"participants", participants{}},
		{"organisation", organisationOf{}},
		{crm.FieldOwner, link{attrAssigned, "user"}},
		{crm.FieldCreatedAt, fixed{moment{attrCreatedAt}}},
	}, more...)
}

// marks tells whether new records can bear a marker, once an administrator made the field.
func (o *object) marks() bool { return !o.reading && !o.relation && !o.plain }

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

// feedFor names the feed that takes a new record of ours; "" if the server cannot hold it. Letters and e-mails have no type there that
// a program may write.
func feedFor(r crm.Record) string {
	for _, o := range objects {
		if o.entity != r.Entity || o.reading || o.takes != nil && !o.takes(r) {
			continue
		}
		if k, ok := o.codec("kind").(kind); !ok || k.takes(r.Text("kind")) {
			return o.name
		}
	}
	return ""
}
