package espotest

import (
	"maps"
	"slices"
)

// conversions are the types a lead may become, in the order they are made.
var conversions = []string{"Account", "Contact", "Opportunity"}

// convert makes records out of a lead. It is not atomic: what was made before
// a refusal stays.
func (s *Server) convert(u *user, body map[string]any) (any, *failure) {
	t := s.types["Lead"]
	lead := s.stored("Lead", asText(body["id"]))
	if lead == nil {
		return nil, fail(404, "")
	}
	if !s.allowed(u, "edit", "Lead", lead) {
		return nil, fail(403, "No edit access.")
	}
	sent, _ := body["records"].(map[string]any)
	if !truth(body["skipDuplicateCheck"]) {
		if f := s.convertDuplicates(u, sent); f != nil {
			return nil, f
		}
	}
	before := s.whole(u, t, lead)
	in := &input{map[string]any{"status": "Converted"}, map[string]any{}, nil}
	for _, name := range conversions {
		values, is := sent[name].(map[string]any)
		if !is {
			continue
		}
		values = maps.Clone(values)
		inherit(values, "accountId", in.values["createdAccountId"], name != "Account")
		inherit(values, "contactId", in.values["createdContactId"], name == "Opportunity")
		c, f := s.create(u, s.types[name], values, true)
		if f != nil {
			return nil, f
		}
		in.values["created"+name+"Id"] = c.row.id
	}
	c := &change{user: u, t: t, row: lead, old: lead.clone(), in: in, touched: map[string]bool{}}
	s.save(c)
	after := s.whole(u, t, lead)
	s.noteChanges(c, before, after)
	after["streamUpdatedAt"] = lead.attrs["streamUpdatedAt"]
	for _, name := range []string{"createdContactName", "createdOpportunityName"} {
		after[name] = before[name] // the names are not loaded again
	}
	return after, nil
}

func inherit(values map[string]any, attribute string, id any, applies bool) {
	if applies && id != nil && values[attribute] == nil {
		values[attribute] = id
	}
}

// convertDuplicates looks for records that exist already, before anything is made.
func (s *Server) convertDuplicates(u *user, sent map[string]any) *failure {
	found := []any{}
	for _, name := range conversions {
		values, is := sent[name].(map[string]any)
		if !is {
			continue
		}
		in, f := s.read(s.types[name], values, true)
		if f != nil {
			return f
		}
		for _, r := range s.duplicates(u, s.types[name], in) {
			found = append(found, map[string]any{"id": r.id, "name": s.nameOf(name, r.id), "_entityType": name})
		}
	}
	if len(found) == 0 {
		return nil
	}
	f := fail(409, "duplicate")
	f.body = found
	return f
}

// renamed are attributes a new record takes from differently named ones of the lead.
var renamed = map[string]map[string]string{
	"Account": {
		"name": "accountName", "billingAddressStreet": "addressStreet", "billingAddressCity": "addressCity",
		"billingAddressState": "addressState", "billingAddressPostalCode": "addressPostalCode",
		"billingAddressCountry": "addressCountry",
	},
	"Opportunity": {"amount": "opportunityAmount", "amountCurrency": "opportunityAmountCurrency", "leadSource": "source"},
}

// convertAttributes proposes the values of the records to make.
func (s *Server) convertAttributes(u *user, id string) (any, *failure) {
	t := s.types["Lead"]
	lead := s.find("Lead", id)
	if lead == nil {
		return nil, fail(404, "")
	}
	shown := s.whole(u, t, lead)
	out := map[string]any{}
	for _, name := range conversions {
		values := map[string]any{}
		for _, f := range s.types[name].fields {
			own, has := t.named(f.name)
			if !has || own.kind != f.kind && f.name != "title" || slices.Contains(unproposed, f.name) || f.createOnly {
				continue
			}
			if name == "Account" && f.name == "name" || name == "Opportunity" && f.name == "name" {
				continue
			}
			for _, a := range own.attributes() {
				values[a] = shown[a]
			}
		}
		for to, from := range renamed[name] {
			values[to] = shown[from]
		}
		for attribute, value := range proposed[name] {
			values[attribute] = value
		}
		values["createdByName"] = shown["createdByName"]
		out[name] = values
	}
	return out, nil
}

// unproposed are shared fields that belong to the lead alone.
var unproposed = []string{"createdAt", "modifiedAt", "createdBy", "modifiedBy", "status", "originalLead"}

// targets are the attributes of target lists, which are not loaded.
func targets() map[string]any {
	return map[string]any{
		"teamsColumns": nil, "targetListsIds": nil, "targetListsNames": nil, "targetListsColumns": nil,
	}
}

// proposed are attributes the proposal always holds.
var proposed = map[string]map[string]any{
	"Account": targets(), "Contact": targets(), "Opportunity": {"teamsColumns": nil},
}
