package espotest

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// change is one create or update on its way into the store.
type change struct {
	user    *user
	t       *entityType
	row     *row
	old     *row // nil for a create
	in      *input
	touched map[string]bool // attributes the server set by itself
}

func (c *change) isNew() bool { return c.old == nil }

// differs tells whether a stored attribute has another value than before.
func (c *change) differs(attribute string) bool {
	if c.isNew() {
		return c.row.attrs[attribute] != nil
	}
	return !reflect.DeepEqual(c.row.attrs[attribute], c.old.attrs[attribute])
}

// put sets an attribute on behalf of the server.
func (c *change) put(attribute string, value any) {
	c.row.attrs[attribute] = value
	c.touched[attribute] = true
}

// create makes a record; skip leaves the search for duplicates out.
func (s *Server) create(u *user, t *entityType, raw map[string]any, skip bool) (*change, *failure) {
	if u.level(t.name, "create") != "yes" || t.readOnly {
		return nil, fail(403, "No create access.")
	}
	in, f := s.read(t, raw, true)
	if f != nil {
		return nil, f
	}
	if about := in.values["parentId"]; t.name == "Note" && about != nil && !s.readableParent(u, &row{attrs: in.values}) {
		return nil, fail(403, "No create access.")
	}
	if f := s.validate(t, in, true); f != nil {
		return nil, f
	}
	r := &row{attrs: map[string]any{}}
	if f := s.checkLinks(t, r, in); f != nil {
		return nil, f
	}
	if !skip {
		if found := s.duplicates(u, t, in); len(found) > 0 {
			return nil, s.duplicateFailure(u, t, found)
		}
	}
	r.id = s.newID()
	c := &change{user: u, t: t, row: r, in: in, touched: map[string]bool{}}
	c.standards()
	s.tables[t.name].add(r)
	s.save(c)
	s.post(c)
	s.holdBack(r, nil)
	s.log(u, "create", t.name, r.id)
	return c, nil
}

// standards are the values of a new record nobody sent.
func (c *change) standards() {
	for _, f := range c.t.fields {
		switch {
		case f.derived || f.createOnly:
		case f.standard != nil:
			c.row.attrs[f.name] = f.standard
		case f.kind == "bool":
			c.row.attrs[f.name] = false
		}
	}
}

// update changes a record. The answer shows it as the server does: not quite
// as it is stored.
func (s *Server) update(u *user, t *entityType, id string, raw map[string]any, version string) (any, *failure) {
	stored := s.stored(t.name, id)
	if stored == nil {
		if u.level(t.name, "edit") == "no" {
			return nil, fail(403, "No edit access.")
		}
		return nil, fail(404, "Record "+id+" not found.")
	}
	if !s.allowed(u, "edit", t.name, stored) || t.readOnly {
		return nil, fail(403, "No edit access.")
	}
	in, f := s.read(t, raw, false)
	if f != nil {
		return nil, f
	}
	if f := s.validate(t, in, false); f != nil {
		return nil, f
	}
	if f := s.checkLinks(t, stored, in); f != nil {
		return nil, f
	}
	if f := s.checkVersion(u, t, stored, in, version); f != nil {
		return nil, f
	}
	before := s.whole(u, t, stored)
	c := &change{user: u, t: t, row: stored, old: stored.clone(), in: in, touched: map[string]bool{}}
	s.save(c)
	after := s.whole(u, t, stored)
	if s.noteChanges(c, before, after) {
		after["streamUpdatedAt"] = stored.attrs["streamUpdatedAt"]
	}
	s.holdBack(stored, c.old)
	s.log(u, "update", t.name, id)
	return s.afterUpdate(c, before, after), nil
}

// save writes a change and everything that follows from it.
func (s *Server) save(c *change) {
	for attribute, value := range c.in.values {
		f, _ := c.t.field(attribute)
		switch f.kind {
		case "email", "phone", "linkMultiple", "attachmentMultiple":
		default:
			if !f.derived {
				c.row.attrs[attribute] = value
			}
		}
	}
	s.currencies(c)
	if prepare := rules[c.t.name]; prepare != nil {
		prepare(s, c)
	}
	s.stampRow(c)
	s.saveEmails(c.row, c.in)
	if f, has := c.t.named("phoneNumber"); has {
		s.savePhones(f, c.row, c.in)
	}
	s.saveLinks(c)
	if settle := settlements[c.t.name]; settle != nil {
		settle(s, c)
	}
	s.follow(c)
}

// stampRow writes who and when, and the version.
func (s *Server) stampRow(c *change) {
	a := c.row.attrs
	if c.isNew() {
		a["createdAt"], a["modifiedAt"] = s.stamp(), s.stamp()
		a["createdById"], a["modifiedById"] = c.user.id, nil
		if c.t.stream {
			a["streamUpdatedAt"] = s.stamp()
		}
		for _, f := range c.t.fields {
			if f.kind == "autoincrement" {
				a[f.name] = s.next(c.t.name)
			}
		}
	} else if !c.t.keepStamp || !reflect.DeepEqual(a, c.old.attrs) {
		a["modifiedAt"], a["modifiedById"] = s.stamp(), c.user.id
	}
	if c.t.versioned {
		version, _ := a["versionNumber"].(float64)
		a["versionNumber"] = version + 1
	}
}

// saveLinks brings link-multiples to what was sent.
func (s *Server) saveLinks(c *change) {
	for _, f := range c.t.fields {
		switch f.kind {
		case "attachmentMultiple":
			s.saveAttachments(c, f)
		case "linkMultiple":
			relation := c.t.many(f.name)
			columns, _ := c.in.values[f.name+"Columns"].(map[string]any)
			if sent, is := c.in.values[f.name+"Ids"]; is {
				ids := names(sent)
				for _, id := range s.linked(relation, c.row.id) {
					if !slices.Contains(ids, id) {
						s.disconnect(relation, c.row.id, id)
					}
				}
				for _, id := range ids {
					s.attach(c.t, f.name, c.row.id, id)
				}
			}
			for id, sent := range columns {
				if own, is := sent.(map[string]any); is && s.pair(relation, c.row.id, id) != nil {
					s.connect(relation, c.row.id, id, known(own, f.columns))
				}
			}
		}
	}
}

// attach links two records; a link that was there before gets its columns back.
func (s *Server) attach(t *entityType, name, own, other string) {
	relation := t.many(name)
	if s.relation(relation.table).pairs[relation.side(own, other)] != nil {
		s.connect(relation, own, other, nil)
		return
	}
	f, is := t.named(name)
	if !is || len(f.columns) == 0 { // the columns may be declared on the other side
		f, _ = s.types[relation.entity].named(relation.foreign)
	}
	s.connect(relation, own, other, columnDefaults(f))
}

func known(columns map[string]any, wanted []string) map[string]any {
	m := maps.Clone(columns)
	maps.DeleteFunc(m, func(name string, _ any) bool { return !slices.Contains(wanted, name) })
	return m
}

// currencies gives an amount without a currency the usual one.
func (s *Server) currencies(c *change) {
	for _, f := range c.t.fields {
		if f.kind == "currency" && c.row.attrs[f.name] != nil && c.row.attrs[f.name+"Currency"] == nil {
			c.row.attrs[f.name+"Currency"] = s.settings["defaultCurrency"]
		}
	}
}

// delete hides a record.
func (s *Server) delete(u *user, t *entityType, id string) *failure {
	r := s.stored(t.name, id)
	if r == nil {
		if u.level(t.name, "delete") == "no" {
			return fail(403, "No delete access.")
		}
		return fail(404, "Record "+id+" not found.")
	}
	if !s.allowed(u, "delete", t.name, r) || t.readOnly {
		return fail(403, "No delete access.")
	}
	s.hide(u, r)
	s.log(u, "delete", t.name, id)
	return nil
}

func (s *Server) hide(u *user, r *row) {
	old := r.clone()
	r.deleted = true
	defer s.holdBack(r, old)
	r.attrs["modifiedAt"], r.attrs["modifiedById"] = s.stamp(), u.id
}

// remove takes a record out of its table for good.
func (s *Server) remove(entity, id string) {
	t := s.tables[entity]
	delete(t.rows, id)
	t.order = slices.DeleteFunc(t.order, func(other string) bool { return other == id })
}

// readByID answers GET of one record.
func (s *Server) readByID(u *user, t *entityType, id string) (any, *failure) {
	if u.level(t.name, "read") == "no" {
		return nil, fail(403, "No read access.")
	}
	r := s.any(t.name, id)
	if r == nil || r.deleted && !u.admin() {
		return nil, fail(404, "Record "+id+" does not exist.")
	}
	if !s.allowed(u, "read", t.name, r) {
		return nil, fail(403, "No 'read' access.")
	}
	s.log(u, "read", t.name, id)
	return s.whole(u, t, r), nil
}

// primaryOf is the text of the entry that becomes the primary one.
func primaryOf(sent []entry) string {
	for _, e := range sent {
		if e.primary {
			return e.text
		}
	}
	return strings.TrimSpace(sent[0].text)
}
