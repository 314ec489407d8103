package espotest

import "strings"

// duplicates finds records with the same name or the same e-mail address, as
// far as the user may see them.
func (s *Server) duplicates(u *user, t *entityType, in *input) []*row {
	var tests []test
	for _, name := range t.duplicates {
		if one := s.sameAs(t, name, in); one != nil {
			tests = append(tests, one)
		}
	}
	var found []*row
	if len(tests) == 0 {
		return nil
	}
	for _, id := range s.tables[t.name].order {
		r := s.find(t.name, id)
		if r == nil {
			continue
		}
		for _, one := range tests {
			if one(r) {
				if s.allowed(u, "read", t.name, r) {
					found = append(found, r)
				}
				break
			}
		}
	}
	return found
}

// sameAs tests one field of the check; nil when there is nothing to compare.
func (s *Server) sameAs(t *entityType, name string, in *input) test {
	f, found := t.named(name)
	switch {
	case !found:
		return nil
	case f.kind == "email":
		return sameAddress(in)
	case f.kind == "personName":
		first, last := fold(asText(in.values["firstName"])), fold(asText(in.values["lastName"]))
		if first == "" || last == "" {
			return nil
		}
		return func(r *row) bool { return fold(r.text("firstName")) == first && fold(r.text("lastName")) == last }
	}
	wanted := fold(asText(in.values[name]))
	if wanted == "" {
		return nil
	}
	return func(r *row) bool { return fold(r.text(name)) == wanted }
}

func sameAddress(in *input) test {
	wanted := map[string]bool{}
	for _, e := range entries(in.values["emailAddressData"], "emailAddress") {
		wanted[strings.ToLower(e.text)] = true
	}
	if text := asText(in.values["emailAddress"]); text != "" {
		wanted[strings.ToLower(text)] = true
	}
	if len(wanted) == 0 {
		return nil
	}
	return func(r *row) bool {
		for _, p := range r.emails {
			if wanted[p.key] {
				return true
			}
		}
		return false
	}
}

// duplicateFailure carries the whole records found.
func (s *Server) duplicateFailure(u *user, t *entityType, found []*row) *failure {
	records := []any{}
	for _, r := range found {
		record := s.listRow(u, t, r, &query{})
		delete(record, "isStarred")
		records = append(records, record)
	}
	f := fail(409, "duplicate")
	f.body = records
	return f
}
