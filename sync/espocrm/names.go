package espocrm

import "satchel/app/crm"

// Types of the server; a feed bears the name of its type.
const (
	typeUser        = "User"
	typeAccount     = "Account"
	typeContact     = "Contact"
	typeLead        = "Lead"
	typeOpportunity = "Opportunity"
	typeCase        = "Case"
	typeCall        = "Call"
	typeMeeting     = "Meeting"
	typeTask        = "Task"
	typeRole        = "ContactAccount" // no type there: the links of contacts to accounts
	typeNote        = "Note"
	typeCaseNote    = "CaseNote" // no type there: the internal notes about cases
	typeArticle     = "KnowledgeBaseArticle"
	typeAttachment  = "Attachment"
	typeHistory     = "ActionHistoryRecord"
)

// Attributes that the code names by itself.
const (
	attrID         = "id"
	attrName       = "name"
	attrCreatedAt  = "createdAt"
	attrCreatedBy  = "createdById"
	attrModifiedAt = "modifiedAt"
	attrModifiedBy = "modifiedById"
	attrVersion    = "versionNumber"
	attrMarker     = "cExternalUid"
	attrDeleted    = "deleted"
	attrAssigned   = "assignedUserId"
	attrParentType = "parentType"
	attrParentID   = "parentId"
	attrAccount    = "accountId"
	attrContact    = "contactId"
	attrContacts   = "contactsIds"
	attrStart      = "dateStart"
	attrEnd        = "dateEnd"
	attrPost       = "post"
	attrType       = "type"
	attrInternal   = "isInternal"
)

// parents are the types to which an activity can belong, by our entities.
var parents = map[string]string{
	"deal": typeOpportunity, "lead": typeLead, "ticket": typeCase, "organisation": typeAccount, "contact": typeContact,
}

// pair is one answer of ours and what stands for it there. Reading takes the first pair with the server's word, writing the first
// with ours.
type pair struct{ ours, theirs string }

// The server has no state between working on a lead and winning it: a qualified lead is sent as being in process, and stays
// qualified here. Its "Assigned" says that somebody cares for the lead already.
var leadStatus = []pair{
	{crm.LeadNew, "New"},
	{crm.LeadWorking, "In Process"},
	{crm.LeadWorking, "Assigned"},
	{crm.LeadQualified, "In Process"},
	{crm.LeadWon, "Converted"},
	{crm.LeadLost, "Dead"},
	{crm.LeadLost, "Recycled"},
}

var dealStage = []pair{
	{"Prospecting", "Prospecting"},
	{"Qualified", "Qualification"},
	{"Proposal", "Proposal"},
	{"Negotiation", "Negotiation"},
	{crm.DealWon, "Closed Won"},
	{crm.DealLost, "Closed Lost"},
}

var ticketStatus = []pair{
	{crm.TicketNew, "New"},
	{crm.TicketOpen, "Assigned"},
	{crm.TicketWaiting, "Pending"},
	{crm.TicketClosed, "Closed"},
	{crm.TicketSolved, "Closed"},
	{crm.TicketClosed, "Rejected"},
	{crm.TicketClosed, "Duplicate"},
}

var ticketKind = []pair{
	{"Question", "Question"}, {"Fault", "Incident"}, {"Complaint", "Problem"}, {"Request", "Question"},
}

var ticketPriority = []pair{{"Low", "Low"}, {"Normal", "Normal"}, {"High", "High"}, {"Urgent", "Urgent"}}

// A buying group has no word there; it stays here.
var organisationKind = []pair{
	{"Customer", "Customer"}, {"Partner", "Partner"}, {"Reseller", "Reseller"}, {"Investor", "Investor"}, {"Buying group", ""},
}

var callDirection = []pair{{"out", "Outbound"}, {"in", "Inbound"}}

// phoneTypes are the kinds of numbers by the labels that people give them; the first label of a type is the one read back.
var phoneTypes = []pair{
	{"work", "Office"},
	{"mobile", "Mobile"},
	{"home", "Home"},
	{"fax", "Fax"},
	{"other", "Other"},
	{"office", "Office"},
	{"business", "Office"},
	{"cell", "Mobile"},
	{"private", "Home"},
}
