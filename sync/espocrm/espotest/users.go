package espotest

import (
	"fmt"
	"strings"
)

// Access is what a role allows with one entity type: Create is "yes" or "no",
// the others are "all", "team", "own" or "no". Empty means "no".
type Access struct{ Create, Read, Edit, Delete, Stream string }

// Role is a named set of rights. A type it does not name is refused.
type Role struct {
	ID, Name string
	Access   map[string]Access
	// Permissions such as "massUpdatePermission": "yes".
	Permissions map[string]string
	// Extra is put into the acl of App/user as it is.
	Extra map[string]any
}

// FullRole allows everything with the business records.
func FullRole() *Role {
	all := Access{"yes", "all", "all", "all", "all"}
	r := &Role{Name: "Full", Access: systemAccess(), Permissions: map[string]string{
		"assignmentPermission": "all", "massUpdatePermission": "yes", "exportPermission": "yes", "userPermission": "all",
	}}
	for _, name := range businessTypes {
		r.Access[name] = all
	}
	r.Access["User"] = Access{Read: "all"}
	r.Access["Team"] = Access{Read: "all"}
	return r
}

// OwnRole allows creating everything, and the rest only with what is assigned
// to the user.
func OwnRole() *Role {
	r := &Role{Name: "Own", Access: systemAccess(), Permissions: map[string]string{"assignmentPermission": "all"}}
	for _, name := range businessTypes {
		r.Access[name] = Access{"yes", "own", "own", "own", "own"}
	}
	return r
}

var businessTypes = []string{
	"Account", "Contact", "Lead", "Opportunity", "Case", "Task", "Meeting", "Call", "KnowledgeBaseArticle",
}

// systemAccess is what every role holds.
func systemAccess() map[string]Access {
	return map[string]Access{
		"ActionHistoryRecord": {Read: "own"},
		"Attachment":          {"yes", "own", "own", "own", "no"},
		"Note":                {"yes", "own", "own", "own", "no"},
		"Team":                {Read: "team"},
		"User":                {Read: "own"},
	}
}

// User is somebody who may log in. Type is "regular" (the zero value), "admin"
// or "api"; only an api user has a key, only the others a password.
type User struct {
	ID, UserName, FirstName, LastName string
	Type                              string
	Password, APIKey                  string
	Secret                            string // of an api user that signs its requests
	Role                              *Role  // nil: no rights, unless an administrator
	TeamIDs                           []string
	CreatedByID                       string
}

type user struct {
	id, name, kind           string
	password, apiKey, secret string
	active                   bool
	role                     *Role
}

func (u *user) admin() bool { return u.kind == "admin" || u.kind == "system" }

// AddUser makes a user and gives its id.
func (s *Server) AddUser(n User) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.UserName == "" {
		return "", fmt.Errorf("espotest: a user needs a user name")
	}
	if s.userNamed(n.UserName) != nil && n.ID == "" {
		return "", fmt.Errorf("espotest: user %s exists", n.UserName)
	}
	if old := s.userNamed(n.UserName); old != nil { // replaced: a seed brings its own administrator
		delete(s.users, old.id)
		s.remove("User", old.id)
	}
	if n.Type == "" {
		n.Type = "regular"
	}
	if n.ID == "" {
		n.ID = s.newID()
	}
	if n.LastName == "" && n.FirstName == "" {
		n.LastName = n.UserName
	}
	u := &user{
		id: n.ID, name: n.UserName, kind: n.Type, password: n.Password, apiKey: n.APIKey, secret: n.Secret, active: true,
		role: n.Role,
	}
	s.users[u.id] = u
	r := &row{id: u.id, attrs: map[string]any{
		"userName": n.UserName, "type": n.Type, "firstName": textOrNil(n.FirstName), "lastName": textOrNil(n.LastName),
		"isActive": true, "createdAt": s.stamp(), "modifiedAt": s.stamp(), "createdById": textOrNil(n.CreatedByID),
	}}
	s.tables["User"].add(r)
	for _, team := range n.TeamIDs {
		s.connect(s.types["User"].many("teams"), u.id, team, nil)
	}
	if n.Role != nil {
		s.addRole(n.Role)
		s.connect(s.types["User"].many("roles"), u.id, n.Role.ID, nil)
	}
	return u.id, nil
}

// addRole stores a role once.
func (s *Server) addRole(role *Role) {
	if role.ID == "" {
		role.ID = s.newID()
	}
	if s.roles[role.ID] == nil {
		s.roles[role.ID] = role
		s.tables["Role"].add(&row{id: role.ID, attrs: map[string]any{"name": role.Name}})
	}
}

// AddTeam makes a team and gives its id, a new one when id is empty.
func (s *Server) AddTeam(id, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id == "" {
		id = s.newID()
	}
	s.tables["Team"].add(&row{id: id, attrs: map[string]any{
		"name": name, "createdAt": s.stamp(), "modifiedAt": s.stamp(),
	}})
	return id
}

// Deactivate switches a user off: its key and password are wrong from now on.
func (s *Server) Deactivate(userName string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.userNamed(userName); u != nil {
		u.active = false
		s.tables["User"].rows[u.id].attrs["isActive"] = false
	}
}

// SetRole gives a user another role.
func (s *Server) SetRole(userName string, role *Role) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.userNamed(userName); u != nil {
		s.addRole(role)
		u.role = role
	}
}

// SetKey gives an api user another key: the old one is refused from then on.
func (s *Server) SetKey(userName, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.userNamed(userName); u != nil {
		u.apiKey = key
	}
}

func (s *Server) userNamed(name string) *user {
	for _, u := range s.users {
		if strings.EqualFold(u.name, name) {
			return u
		}
	}
	return nil
}

func textOrNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}
