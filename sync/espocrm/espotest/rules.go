package espotest

import "slices"

// rules run before a record of their type is stored.
var rules = map[string]func(*Server, *change){
	"Contact": contactRule, "Lead": leadRule, "Opportunity": opportunityRule, "Task": taskRule,
	"Meeting": eventRule, "Call": eventRule, "KnowledgeBaseArticle": articleRule, "Note": noteRule,
}

// settlements run after it, when its links are written.
var settlements = map[string]func(*Server, *change){
	"Contact": contactLinks, "Case": primaryContact, "Opportunity": primaryContact, "Meeting": assignedAttends,
	"Call": assignedAttends,
}

func contactRule(_ *Server, c *change) {
	if c.isNew() && c.row.attrs["accountId"] != nil {
		c.touched["accountType"] = true
	}
}

// contactLinks keeps the primary account among the accounts; the title of a
// contact is its role there.
func contactLinks(s *Server, c *change) {
	relation := c.t.many("accounts")
	primary := c.row.text("accountId")
	if ids, sent := c.in.values["accountsIds"]; sent && primary != "" {
		if _, both := c.in.values["accountId"]; !both && !slices.Contains(names(ids), primary) {
			c.row.attrs["accountId"] = nil
			primary = ""
		}
	}
	if value, sent := c.in.values["accountId"]; sent {
		switch {
		case value != nil && s.pair(relation, c.row.id, primary) == nil:
			s.attach(c.t, "accounts", c.row.id, primary)
		case value == nil && !c.isNew() && c.old.text("accountId") != "":
			s.disconnect(relation, c.row.id, c.old.text("accountId"))
		}
	}
	if title, sent := c.in.values["title"]; sent && primary != "" && s.pair(relation, c.row.id, primary) != nil {
		s.connect(relation, c.row.id, primary, map[string]any{"role": title})
	}
}

// primaryContact keeps the contact of a case or an opportunity among its contacts.
func primaryContact(s *Server, c *change) {
	id := c.row.text("contactId")
	if _, sent := c.in.values["contactId"]; sent && id != "" && s.pair(c.t.many("contacts"), c.row.id, id) == nil {
		if s.stored("Contact", id) != nil {
			s.attach(c.t, "contacts", c.row.id, id)
		}
	}
}

// assignedAttends puts the assigned user back among the users.
func assignedAttends(s *Server, c *change) {
	id := c.row.text("assignedUserId")
	if id != "" && s.pair(c.t.many("users"), c.row.id, id) == nil {
		s.attach(c.t, "users", c.row.id, id)
	}
}

func leadRule(s *Server, c *change) {
	if c.differs("status") && c.row.text("status") == "Converted" {
		c.put("convertedAt", s.stamp())
	}
	for _, made := range []string{"createdAccountId", "createdContactId", "createdOpportunityId"} {
		if id := c.row.text(made); id != "" {
			s.converted[id] = c.row.id
		}
	}
}

// opportunityRule: a stage sets the probability unless one is sent along, and
// lastStage keeps the last stage in which the deal was alive.
func opportunityRule(_ *Server, c *change) {
	stage := c.row.text("stage")
	percent, known := probability[stage]
	if !known || !c.isNew() && !c.differs("stage") {
		return
	}
	if _, sent := c.in.values["probability"]; !sent {
		c.put("probability", percent)
	}
	switch last := c.row.text("lastStage"); {
	case percent > 0:
		c.put("lastStage", stage)
	case last == "" || probability[last] == 100:
		c.put("lastStage", lastAlive())
	}
}

// lastAlive is the last stage of a deal that is neither won nor lost.
func lastAlive() string {
	last := ""
	for _, stage := range stages {
		if probability[stage] > 0 && probability[stage] < 100 {
			last = stage
		}
	}
	return last
}

// taskRule: account and contact follow the parent, completing sets a time.
func taskRule(s *Server, c *change) {
	if c.differs("status") || c.isNew() {
		if c.row.text("status") == "Completed" {
			c.put("dateCompleted", s.stamp())
		} else {
			c.put("dateCompleted", nil)
		}
	}
	if !s.followParent(c) {
		return
	}
	entity, id := c.row.text("parentType"), c.row.text("parentId")
	var contact any
	switch p := s.stored(entity, id); {
	case p == nil:
	case entity == "Contact":
		contact = id
	case entity == "Lead":
		contact = p.attrs["createdContactId"]
	default:
		contact = p.attrs["contactId"]
	}
	c.put("contactId", contact)
}

func eventRule(s *Server, c *change) { s.followParent(c) }

// followParent derives the account when the parent changes.
func (s *Server) followParent(c *change) bool {
	if !c.differs("parentId") && !c.differs("parentType") {
		return false
	}
	entity, id := c.row.text("parentType"), c.row.text("parentId")
	if id != "" && entity == "" {
		return false // a parent without a type is stored and not understood
	}
	var account any
	switch p := s.stored(entity, id); {
	case p == nil:
	case entity == "Account":
		account = id
	case entity == "Lead":
		account = p.attrs["createdAccountId"]
	default:
		account = p.attrs["accountId"]
	}
	if account != nil || !c.isNew() || c.t.name == "Task" {
		c.put("accountId", account)
	}
	return true
}

// articleRule: new articles come first, and the text is kept without markup.
func articleRule(s *Server, c *change) {
	if c.isNew() && c.row.attrs["order"] == nil {
		s.numbers["order"]--
		c.put("order", float64(s.numbers["order"]))
	}
	if body, sent := c.in.values["body"]; sent {
		c.put("bodyPlain", emptyIsNil(withoutMarkup(asText(body))))
	}
}

func withoutMarkup(html string) string {
	var text []rune
	inside := false
	for _, r := range html {
		switch {
		case r == '<':
			inside = true
		case r == '>':
			inside = false
		case !inside:
			text = append(text, r)
		}
	}
	return string(text)
}

func noteRule(s *Server, c *change) {
	if c.isNew() {
		c.put("data", map[string]any{})
		if p := s.stored(c.row.text("parentType"), c.row.text("parentId")); p != nil && s.types[c.row.text("parentType")].stream {
			p.attrs["streamUpdatedAt"] = s.stamp()
		}
	}
}
