package espotest

import (
	"maps"
	"slices"
)

// actionRoute serves actions on one record that are no part of its type.
func actionRoute(s *Server, u *user, r *Request, _ []string) (any, *failure) {
	body, f := r.object()
	if f != nil {
		return nil, f
	}
	t := s.types[asText(body["entityType"])]
	if t == nil || asText(body["action"]) != "merge" {
		return nil, fail(404, "").html()
	}
	data, _ := body["data"].(map[string]any)
	values, _ := data["attributes"].(map[string]any)
	return s.merge(u, t, asText(body["id"]), names(data["sourceIdList"]), values)
}

// merge moves everything of the sources to the survivor and deletes them.
func (s *Server) merge(u *user, t *entityType, id string, sources []string, values map[string]any) (any, *failure) {
	survivor := s.stored(t.name, id)
	if survivor == nil {
		return nil, fail(404, "Record not found.").html()
	}
	if !s.allowed(u, "edit", t.name, survivor) {
		return nil, fail(403, "No edit access.").html()
	}
	var gone []*row
	for _, source := range sources {
		r := s.stored(t.name, source)
		if r == nil {
			return nil, fail(404, "Source record not found.").html()
		}
		gone = append(gone, r)
	}
	in, f := s.read(t, values, false)
	if f != nil {
		return nil, f
	}
	if f := s.validate(t, in, false); f != nil {
		return nil, f
	}
	for _, source := range gone {
		s.moveLinks(t, source, survivor)
		s.repoint(u, t.name, source.id, survivor.id)
		survivor.emails = moved(source.emails, survivor.emails)
		survivor.phones = moved(source.phones, survivor.phones)
		s.hide(u, source)
		s.log(u, "delete", t.name, source.id)
	}
	s.save(&change{user: u, t: t, row: survivor, old: survivor.clone(), in: in, touched: map[string]bool{}})
	if t.stream {
		survivor.attrs["streamUpdatedAt"] = s.stamp()
	}
	s.log(u, "update", t.name, id)
	s.log(u, "read", t.name, id)
	return s.whole(u, t, survivor), nil
}

// moved adds addresses or numbers behind those that are there.
func moved(from, to []pointer) []pointer {
	for _, p := range from {
		if !slices.ContainsFunc(to, func(q pointer) bool { return q.key == p.key }) {
			to = append(to, pointer{key: p.key})
		}
	}
	return to
}

// moveLinks copies the many-to-many links of a record, columns included.
func (s *Server) moveLinks(t *entityType, from, to *row) {
	for _, relation := range t.manyToMany {
		for _, other := range s.linked(relation, from.id) {
			old := s.pair(relation, from.id, other)
			if s.pair(relation, to.id, other) == nil {
				s.connect(relation, to.id, other, maps.Clone(old.columns))
			}
		}
	}
}

// repoint makes every record that names the old id name the new one. Only
// opportunities are saved again, and so stamped.
func (s *Server) repoint(u *user, entity, old, id string) {
	for name, t := range s.types {
		for _, f := range t.fields {
			if f.kind != "link" && f.kind != "linkParent" || f.kind == "link" && f.entity != entity || name == "ActionHistoryRecord" {
				continue
			}
			for _, r := range s.tables[name].rows {
				if r.text(f.name+"Id") != old || f.kind == "linkParent" && r.text(f.name+"Type") != entity {
					continue
				}
				r.attrs[f.name+"Id"] = id
			}
		}
	}
	if entity != "Contact" {
		return
	}
	deals := s.types["Opportunity"]
	for _, deal := range s.linked(s.types["Contact"].many("opportunities"), old) {
		r := s.stored("Opportunity", deal)
		r.attrs["contactId"], r.attrs["modifiedAt"], r.attrs["modifiedById"] = id, s.stamp(), u.id
		version, _ := r.attrs["versionNumber"].(float64)
		r.attrs["versionNumber"] = version + 1
		s.disconnect(deals.many("contacts"), deal, old)
	}
}

// restore brings a deleted record back; it carries the stamp of its deletion.
func (s *Server) restore(u *user, t *entityType, id string) (any, *failure) {
	r := s.tables[t.name].rows[id]
	switch {
	case !u.admin():
		return nil, fail(403, "")
	case r == nil:
		return nil, fail(404, "")
	case !r.deleted:
		return nil, fail(403, "No 'deleted' attribute.")
	}
	r.deleted = false
	return true, nil
}

// massRoute serves changes of many records at once.
func massRoute(s *Server, u *user, r *Request, _ []string) (any, *failure) {
	body, f := r.object()
	if f != nil {
		return nil, f
	}
	t, action := s.types[asText(body["entityType"])], asText(body["action"])
	if t == nil || action != "update" && action != "delete" {
		return nil, fail(404, "").html()
	}
	right := map[string]string{"update": "edit", "delete": "delete"}[action]
	if u.level(t.name, right) == "no" {
		return nil, fail(403, "No "+right+" access for '"+t.name+"'.").html()
	}
	if action == "update" && !u.admin() && u.role.Permissions["massUpdatePermission"] != "yes" {
		return nil, fail(403, "No mass-update permission.").html()
	}
	params, _ := body["params"].(map[string]any)
	data, _ := body["data"].(map[string]any)
	values, _ := data["values"].(map[string]any)
	done := []any{}
	for _, id := range names(params["ids"]) {
		r := s.stored(t.name, id)
		if r == nil || !s.allowed(u, right, t.name, r) {
			continue
		}
		if action == "delete" {
			f = s.delete(u, t, id)
		} else {
			_, f = s.update(u, t, id, values, "")
		}
		if f == nil {
			done = append(done, id)
		}
	}
	return map[string]any{"count": len(done), "ids": done}, nil
}
