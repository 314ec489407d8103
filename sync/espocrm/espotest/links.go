package espotest

// relate answers POST and DELETE of a link. Neither moves a stamp.
func (s *Server) relate(u *user, t *entityType, id, name string, body map[string]any, on bool) (any, *failure) {
	r := s.stored(t.name, id)
	if r == nil {
		return nil, fail(404, "Record "+id+" not found.")
	}
	relation, isMany := t.manyToMany[name]
	children, isChildren := t.hasMany[name]
	if f, named := t.named(name); named && f.kind == "linkMultiple" && !isMany {
		relation, isMany = t.many(name), true
	}
	if !isMany && !isChildren {
		return nil, fail(404, "Entity "+t.name+" does not have link "+name+".")
	}
	if !s.allowed(u, "edit", t.name, r) {
		return nil, fail(403, "No edit access.")
	}
	ids := names(body["ids"])
	if one := asText(body["id"]); one != "" {
		ids = append(ids, one)
	}
	if len(ids) == 0 {
		return false, nil
	}
	for _, other := range ids {
		entity := relation.entity
		if isChildren {
			entity = children[0]
		}
		foreign := s.stored(entity, other)
		if foreign == nil {
			return nil, fail(404, "")
		}
		switch {
		case isMany && on:
			s.attach(t, name, id, other)
		case isMany:
			s.disconnect(relation, id, other)
			s.forgetPrimary(t, relation, r, foreign)
		case on:
			foreign.attrs[children[1]] = id
			if children[1] == "parentId" {
				foreign.attrs["parentType"] = t.name
			}
		default:
			foreign.attrs[children[1]] = nil
		}
	}
	return true, nil
}

// forgetPrimary: a contact unlinked from its primary account has none.
func (s *Server) forgetPrimary(t *entityType, relation relation, r, foreign *row) {
	if relation.table != "AccountContact" {
		return
	}
	contact, account := r, foreign
	if t.name == "Account" {
		contact, account = foreign, r
	}
	if contact.text("accountId") == account.id {
		contact.attrs["accountId"] = nil
	}
}

// listLink answers GET of a link.
func (s *Server) listLink(u *user, t *entityType, id, name string, r *Request) (any, *failure) {
	switch {
	case (name == "stream" || name == "posts") && t.stream:
		return s.streamOf(u, t, id, r, name == "posts")
	case name == "attendees" && t.attended():
		return s.attendees(t, id)
	}
	owner := s.find(t.name, id)
	if owner == nil {
		return nil, fail(404, "Record not found.")
	}
	if !s.allowed(u, "read", t.name, owner) {
		return nil, fail(403, "No 'read' access.")
	}
	if children, is := t.hasMany[name]; is {
		return s.page(u, s.types[children[0]], r, func(child *row) bool { return child.text(children[1]) == id }, nil)
	}
	relation, is := t.manyToMany[name]
	if !is || s.types[relation.entity] == nil {
		return nil, fail(404, "Link does not exist.")
	}
	other := s.types[relation.entity]
	return s.page(u, other, r, func(r *row) bool {
		return s.pair(relation, id, r.id) != nil && (other.name != "User" || personal(r))
	}, func(shown map[string]any, r *row) {
		s.showLinked(relation, id, shown, r)
	})
}

// showLinked puts what the link itself holds into a row.
func (s *Server) showLinked(relation relation, id string, shown map[string]any, r *row) {
	switch {
	case relation.table == "AccountContact" && relation.entity == "Contact":
		p := s.pair(relation, id, r.id)
		shown["accountRole"], shown["accountIsInactive"] = p.columns["role"], p.columns["isInactive"]
		if r.text("accountId") == "" {
			shown["accountId"], shown["accountName"] = nil, nil
		}
	case relation.entity == "User":
		shown["name"] = r.attrs["userName"]
	}
}

// attendees lists the people of a meeting with what they answered.
func (s *Server) attendees(t *entityType, id string) (any, *failure) {
	r := s.find(t.name, id)
	if r == nil {
		return nil, fail(404, "")
	}
	people := []any{}
	for _, name := range []string{"users", "contacts", "leads"} {
		f, _ := t.named(name)
		for _, other := range names(s.manyValue(t, r, f, name+"Ids")) {
			person := s.find(f.entity, other)
			people = append(people, map[string]any{
				"id": other, "name": s.nameOf(f.entity, other), "emailAddress": s.emailValue(person, false),
				"acceptanceStatus": s.pair(t.many(name), id, other).columns["status"], "_scope": f.entity,
			})
		}
	}
	return map[string]any{"list": people}, nil
}
