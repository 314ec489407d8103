package espotest

import (
	"slices"
	"time"
)

// level is how far the right of a user to do something with a type goes.
func (u *user) level(entity, action string) string {
	if u.admin() {
		if action == "create" {
			return "yes"
		}
		return "all"
	}
	if u.role == nil {
		return "no"
	}
	a := u.role.Access[entity]
	level := map[string]string{
		"create": a.Create, "read": a.Read, "edit": a.Edit, "delete": a.Delete, "stream": a.Stream,
	}[action]
	if level == "" {
		return "no"
	}
	return level
}

// allowed tells whether a user may do something with a record.
func (s *Server) allowed(u *user, action, entity string, r *row) bool {
	if entity == "Note" && (action == "edit" || action == "delete") {
		return u.admin() || r.text("createdById") == u.id && s.now().Sub(s.created(r)) < postPeriod[action]
	}
	if entity == "Attachment" && action == "read" && s.attachedReadably(u, r) {
		return true
	}
	switch u.level(entity, action) {
	case "all", "yes":
		return true
	case "own":
		return s.owns(u, entity, r)
	case "team":
		return s.owns(u, entity, r) || s.sharesTeam(u, entity, r)
	}
	return false
}

// postPeriod is how long whoever wrote a post may change and delete it.
var postPeriod = map[string]time.Duration{"edit": 7 * 24 * time.Hour, "delete": 30 * 24 * time.Hour}

func (s *Server) created(r *row) time.Time {
	at, _ := time.Parse(stampLayout, r.text("createdAt"))
	return at
}

// owns: "own" means assigned to, not made by, except for types without an
// assigned user.
func (s *Server) owns(u *user, entity string, r *row) bool {
	switch entity {
	case "User":
		return r.id == u.id
	case "ActionHistoryRecord":
		return r.text("userId") == u.id
	case "Note":
		return r.text("createdById") == u.id || s.readableParent(u, r)
	case "Attachment":
		return r.text("createdById") == u.id
	case "Meeting", "Call":
		if slices.Contains(s.linked(s.types[entity].many("users"), r.id), u.id) {
			return true
		}
	}
	return r.text("assignedUserId") == u.id
}

// readableParent: whoever may read the stream of a record may read its posts.
func (s *Server) readableParent(u *user, note *row) bool {
	entity := note.text("parentType")
	parent := s.find(entity, note.text("parentId"))
	return parent != nil && s.allowed(u, "stream", entity, parent)
}

func (s *Server) sharesTeam(u *user, entity string, r *row) bool {
	mine := s.linked(s.types["User"].many("teams"), u.id)
	if entity == "Team" {
		return slices.Contains(mine, r.id)
	}
	f, has := s.types[entity].named("teams")
	if !has {
		return false
	}
	for _, team := range s.linked(s.types[entity].many(f.name), r.id) {
		if slices.Contains(mine, team) {
			return true
		}
	}
	return false
}
