package espotest

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// show puts the attributes wanted into a record as a client reads it. byID
// adds what only a read of one record holds.
func (s *Server) show(u *user, t *entityType, r *row, want func(f field, attribute string) bool, byID bool) map[string]any {
	out := map[string]any{"id": r.id, "deleted": r.deleted}
	for _, f := range t.fields {
		if f.createOnly {
			continue
		}
		for _, a := range f.attributes() {
			if want(f, a) && !t.hidden[a] {
				out[a] = s.value(t, r, a)
			}
		}
	}
	if t.versioned {
		out["versionNumber"] = r.attrs["versionNumber"]
	}
	if t.starred {
		out["isStarred"] = false
	}
	if byID {
		s.showByID(u, t, r, out)
	}
	return out
}

// whole shows a record as GET by id does.
func (s *Server) whole(u *user, t *entityType, r *row) map[string]any {
	return s.show(u, t, r, func(field, string) bool { return true }, true)
}

func (s *Server) showByID(u *user, t *entityType, r *row, out map[string]any) {
	for _, a := range t.byIDOnly {
		out[a] = r.attrs[a]
	}
	if t.name == "User" {
		out["workingTimeCalendarName"] = nil
	}
	if !t.stream {
		return
	}
	out["isFollowed"] = slices.Contains(r.followers, u.id)
	if !s.allowed(u, "stream", t.name, r) {
		return
	}
	followers := map[string]any{}
	for _, id := range r.followers {
		followers[id] = s.nameOf("User", id)
	}
	out["followersIds"], out["followersNames"] = list(r.followers), followers
}

func list(ids []string) []any {
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = id
	}
	return all
}

// value is one attribute of a record as a client reads it; nil is null.
func (s *Server) value(t *entityType, r *row, attribute string) any {
	switch attribute {
	case "id":
		return r.id
	case "versionNumber":
		return r.attrs[attribute]
	}
	f, found := t.field(attribute)
	if !found {
		return nil
	}
	switch f.kind {
	case "personName":
		return s.personName(r)
	case "email":
		return s.emailValue(r, attribute == f.name+"Data")
	case "phone":
		return s.phoneValue(r, attribute == f.name+"Data")
	case "link", "linkOne", "linkParent", "file":
		return s.linkValue(t, r, f, attribute)
	case "linkMultiple":
		return s.manyValue(t, r, f, attribute)
	case "attachmentMultiple":
		return s.attachmentValue(t, r, f, attribute)
	case "currency":
		return rounded(r.attrs[attribute])
	case "currencyConverted":
		return rounded(r.attrs[strings.TrimSuffix(f.name, "Converted")])
	case "duration":
		return duration(r)
	case "jsonArray":
		return []any{}
	}
	if f.derived {
		return s.derived(t, r, f)
	}
	return r.attrs[attribute]
}

// derived computes what is not stored.
func (s *Server) derived(t *entityType, r *row, f field) any {
	switch f.name {
	case "title", "accountIsInactive":
		p := s.pair(t.many("accounts"), r.id, r.text("accountId"))
		if p == nil || r.torn {
			return nil
		}
		if f.name == "title" {
			return p.columns["role"]
		}
		return p.columns["isInactive"]
	case "accountType":
		if a := s.find("Account", r.text("accountId")); a != nil {
			return a.attrs["type"]
		}
	case "hasPortalUser":
		return false
	case "amountWeightedConverted":
		amount, has := r.attrs["amount"].(float64)
		percent, _ := r.attrs["probability"].(float64)
		if has {
			return math.Round(amount*percent) / 100
		}
	case "emailAddressIsOptedOut", "emailAddressIsInvalid":
		return mark(r.emails, s.emails, strings.HasSuffix(f.name, "Invalid"))
	case "phoneNumberIsOptedOut", "phoneNumberIsInvalid":
		return mark(r.phones, s.phones, strings.HasSuffix(f.name, "Invalid"))
	case "userType":
		if u := s.users[r.text("userId")]; u != nil {
			return u.kind
		}
	case "phoneNumbersMap":
		return map[string]any{}
	}
	return nil
}

// mark reads a flag of the primary address or number; nil without one.
func mark(uses []pointer, rows map[string]*contactRow, invalid bool) any {
	for _, p := range uses {
		if p.primary && invalid {
			return rows[p.key].invalid
		}
		if p.primary {
			return rows[p.key].optOut
		}
	}
	return nil
}

// personName is first and last name; a lead without either is called after
// its company, e-mail address or number.
func (s *Server) personName(r *row) any {
	parts := nonEmpty(r.text("firstName"), r.text("lastName"))
	if len(parts) > 0 {
		return strings.Join(parts, " ")
	}
	if company := r.text("accountName"); company != "" {
		return company
	}
	if address := s.emailValue(r, false); address != nil {
		return address
	}
	return s.phoneValue(r, false)
}

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(t string) bool { return t == "" })
}

// nameOf is the name of a record as links to it show it; nil when it is gone.
func (s *Server) nameOf(entity, id string) any {
	r := s.find(entity, id)
	if r == nil {
		return nil
	}
	if s.types[entity].person {
		return s.personName(r)
	}
	return r.attrs["name"]
}

func (s *Server) linkValue(t *entityType, r *row, f field, attribute string) any {
	id, entity := r.attrs[f.name+"Id"], f.entity
	switch {
	case f.kind == "linkParent":
		entity = r.text(f.name + "Type")
	case f.kind == "linkOne" && f.name == "originalLead":
		entity = "Lead"
		if lead := s.find("Lead", s.converted[r.id]); lead != nil {
			id = lead.id
		}
	}
	switch attribute {
	case f.name + "Type":
		return r.attrs[attribute]
	case f.name + "Name":
		text, _ := id.(string)
		if f.name == "target" && s.tables[entity] != nil && s.tables[entity].rows[text] != nil {
			return s.lastName(entity, text)
		}
		return s.nameOf(entity, text)
	}
	return id
}

// lastName is the name a record had, even when it is deleted.
func (s *Server) lastName(entity, id string) any {
	r := s.tables[entity].rows[id]
	if s.types[entity].person {
		return s.personName(r)
	}
	return r.attrs["name"]
}

// manyValue shows a link-multiple: ids, names or columns.
func (s *Server) manyValue(t *entityType, r *row, f field, attribute string) any {
	relation := t.many(f.name)
	var ids []string
	if !r.torn {
		ids = s.linked(relation, r.id)
	}
	switch attribute {
	case f.name + "Ids":
		if f.byName {
			slices.SortStableFunc(ids, func(a, b string) int {
				return compare(s.nameOf(f.entity, a), s.nameOf(f.entity, b))
			})
		}
		return list(ids)
	case f.name + "Names":
		named := map[string]any{}
		for _, id := range ids {
			named[id] = s.nameOf(f.entity, id)
		}
		return named
	}
	columns := map[string]any{}
	for _, id := range ids {
		own := map[string]any{}
		for _, c := range f.columns {
			own[c] = s.pair(relation, r.id, id).columns[c]
		}
		columns[id] = own
	}
	return columns
}

// columnDefaults are the columns of a new link.
func columnDefaults(f field) map[string]any {
	defaults := map[string]any{}
	for _, c := range f.columns {
		switch c {
		case "isInactive":
			defaults[c] = false
		case "status":
			defaults[c] = "None"
		default:
			defaults[c] = nil
		}
	}
	return defaults
}

// rounded is an amount with the digits the server gives back.
func rounded(value any) any {
	n, is := value.(float64)
	if !is {
		return value
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 14, 64), 64)
	if err != nil {
		return value
	}
	return short
}

// duration is the seconds between start and end, nil when one is missing.
func duration(r *row) any {
	start, errStart := time.Parse(stampLayout, r.text("dateStart"))
	end, errEnd := time.Parse(stampLayout, r.text("dateEnd"))
	if errStart != nil || errEnd != nil {
		return nil
	}
	return end.Sub(start).Seconds()
}
