package espotest

import (
	"reflect"
	"slices"
)

// note adds a system post to the stream of a record and moves its stamp.
func (s *Server) note(u *user, t *entityType, r *row, kind string, data map[string]any) {
	r.attrs["streamUpdatedAt"] = s.stamp()
	s.tables["Note"].add(&row{id: s.newID(), attrs: map[string]any{
		"type": kind, "data": data, "parentType": t.name, "parentId": r.id, "number": s.next("Note"), "isGlobal": false,
		"isInternal": false, "isPinned": false, "createdAt": s.stamp(), "modifiedAt": s.stamp(), "createdById": u.id,
	}})
}

// post is the first entry in the stream of a new record.
func (s *Server) post(c *change) {
	if !c.t.stream {
		return
	}
	data := map[string]any{}
	if c.t.status != "" {
		data["statusField"], data["statusValue"] = c.t.status, c.row.attrs[c.t.status]
	}
	if id := c.row.attrs["assignedUserId"]; id != nil {
		data["assignedUserId"], data["assignedUserName"] = id, s.nameOf("User", asText(id))
	}
	s.note(c.user, c.t, c.row, "Create", data)
}

// noteChanges posts what an update changed in watched fields and tells whether
// it did.
func (s *Server) noteChanges(c *change, before, after map[string]any) bool {
	if !c.t.stream {
		return false
	}
	posted := false
	if c.differs("assignedUserId") {
		id := c.row.attrs["assignedUserId"]
		s.note(c.user, c.t, c.row, "Assign", map[string]any{
			"assignedUserId": id, "assignedUserName": s.nameOf("User", asText(id)),
		})
		posted = true
	}
	fields, was, became := []any{}, map[string]any{}, map[string]any{}
	data := map[string]any{"fields": fields, "attributes": map[string]any{"was": was, "became": became}}
	noted := false
	for _, f := range c.t.fields {
		if !f.audited || !changed(c, f, before, after) {
			continue
		}
		noted = true
		if f.name == c.t.status {
			data["value"] = c.row.attrs[f.name]
			continue
		}
		fields = append(fields, f.name)
		for _, a := range f.attributes() {
			was[a], became[a] = before[a], after[a]
		}
	}
	if noted {
		data["fields"] = fields
		s.note(c.user, c.t, c.row, "Update", data)
	}
	return posted || noted
}

// changed tells whether a field has another value; people of a meeting count
// as changed when other people, or other statuses, were sent.
func changed(c *change, f field, before, after map[string]any) bool {
	if f.kind == "linkMultiple" {
		sent, is := c.in.values[f.name+"Ids"]
		return is && !reflect.DeepEqual(sent, before[f.name+"Ids"]) ||
			!reflect.DeepEqual(before[f.name+"Columns"], after[f.name+"Columns"])
	}
	attributes := f.attributes()
	if f.kind == "currency" {
		attributes = append(slices.Clone(attributes), f.name+"Currency")
	}
	return slices.ContainsFunc(attributes, func(a string) bool {
		return !reflect.DeepEqual(before[a], after[a]) && (f.kind != "link" || a == f.name+"Id")
	})
}

// follow makes the assigned user, and the users of a meeting, follow a record.
func (s *Server) follow(c *change) {
	if !c.t.stream {
		return
	}
	if id := c.row.text("assignedUserId"); id != "" && c.differs("assignedUserId") {
		c.row.followedBy(id)
	}
	if c.t.attended() {
		for _, id := range s.linked(c.t.many("users"), c.row.id) {
			c.row.followedBy(id)
		}
	}
}

func (r *row) followedBy(id string) {
	if !slices.Contains(r.followers, id) {
		r.followers = append(r.followers, id)
	}
}

// streamOf lists the posts about a record, newest first.
func (s *Server) streamOf(u *user, t *entityType, id string, r *Request, postsOnly bool) (any, *failure) {
	parent := s.find(t.name, id)
	if parent == nil {
		return nil, fail(404, "Record not found.")
	}
	if !s.allowed(u, "stream", t.name, parent) {
		return nil, fail(403, "No stream access.")
	}
	result, f := s.page(u, s.types["Note"], r, func(n *row) bool {
		return n.text("parentId") == id && n.text("parentType") == t.name && (!postsOnly || n.text("type") == "Post")
	}, func(shown map[string]any, n *row) { s.showPost(shown, n) })
	if page, is := result.(map[string]any); is && !postsOnly {
		page["pinnedList"] = []any{}
	}
	return result, f
}

// showPost shows a post as a stream does.
func (s *Server) showPost(shown map[string]any, n *row) {
	delete(shown, "parentName")
	delete(shown, "relatedName")
	shown["reactionCounts"], shown["myReactions"] = nil, []any{}
	if n.text("type") != "Post" {
		return
	}
	notes := s.types["Note"]
	for _, a := range []string{"attachmentsIds", "attachmentsNames", "attachmentsTypes"} {
		shown[a] = s.value(notes, n, a)
	}
}

// log writes what somebody did into the history.
func (s *Server) log(u *user, action, entity, id string) {
	if entity == "ActionHistoryRecord" {
		return
	}
	s.tables["ActionHistoryRecord"].add(&row{id: s.newID(), attrs: map[string]any{
		"number": s.next("ActionHistoryRecord"), "targetType": entity, "targetId": id, "action": action, "data": nil,
		"createdAt": s.stamp(), "userId": u.id, "ipAddress": s.client,
	}})
}
