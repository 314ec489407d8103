package espotest

import (
	"fmt"
	"slices"
	"strings"
)

// AddField adds a field to a type, as an administrator does in the entity
// manager: "externalUid" becomes the attribute "cExternalUid", whose name is
// returned. Kind is one of the server's field types, for instance "varchar".
func (s *Server) AddField(entity, name, kind string, maxLength int, options ...string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.types[entity]
	if t == nil || name == "" {
		return "", fmt.Errorf("espotest: no type %q or no name", entity)
	}
	f := field{name: customName(name), kind: kind, maxLength: maxLength, options: options, custom: true}
	if _, exists := t.named(f.name); exists {
		return "", fmt.Errorf("espotest: %s has a field %s", entity, f.name)
	}
	s.addField(t, f)
	return f.name, nil
}

func customName(name string) string { return "c" + strings.ToUpper(name[:1]) + name[1:] }

func (s *Server) addField(t *entityType, f field) {
	t.fields = append(t.fields, f)
	t.index()
	s.changed = s.now()
}

// SetVersions switches optimistic locking of a type on or off.
func (s *Server) SetVersions(entity string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.types[entity]; t != nil {
		t.versioned = on
		s.changed = s.now()
	}
}

// adminRoute serves the field manager and the rebuild.
func adminRoute(s *Server, u *user, r *Request, parts []string) (any, *failure) {
	if !u.admin() {
		return nil, fail(403, "")
	}
	body, f := r.object()
	if f != nil {
		return nil, f
	}
	switch {
	case len(parts) == 2 && (parts[1] == "rebuild" || parts[1] == "clearCache"):
		s.changed = s.now()
		return true, nil
	case len(parts) < 3 || parts[1] != "fieldManager" || s.types[parts[2]] == nil:
		return nil, fail(404, "")
	case r.Method == "POST":
		return s.makeField(s.types[parts[2]], body)
	case len(parts) == 4:
		t := s.types[parts[2]]
		t.fields = slices.DeleteFunc(t.fields, func(f field) bool { return f.custom && f.name == parts[3] })
		t.index()
		s.changed = s.now()
		return true, nil
	}
	return nil, fail(404, "")
}

func (s *Server) makeField(t *entityType, body map[string]any) (any, *failure) {
	name := asText(body["name"])
	if name == "" {
		return nil, fail(400, "")
	}
	f := field{name: customName(name), kind: asText(body["type"]), maxLength: asInt(body["maxLength"], 0), custom: true}
	f.options, f.label = names(body["options"]), asText(body["label"])
	f.required = truth(body["required"])
	if _, exists := t.named(f.name); exists {
		refusal := fail(409, "Field '"+f.name+"' already exists in '"+t.name+"'.")
		refusal.body = translation("fieldAlreadyExists", "FieldManager", map[string]any{"field": f.name, "entityType": t.name})
		return nil, refusal
	}
	s.addField(t, f)
	out := f.definition()
	if label, given := body["label"]; given {
		out["label"] = label
	}
	return out, nil
}

// entityManagerRoute serves the parameters of a type.
func entityManagerRoute(s *Server, u *user, r *Request, parts []string) (any, *failure) {
	if !u.admin() {
		return nil, fail(403, "")
	}
	body, f := r.object()
	if f != nil {
		return nil, f
	}
	t := s.types[asText(body["name"])]
	if t == nil || len(parts) != 3 || parts[2] != "updateEntity" {
		return nil, fail(404, "")
	}
	if checked, given := body["duplicateCheckFieldList"]; given {
		t.duplicates = names(checked)
	}
	if locking, given := body["optimisticConcurrencyControl"]; given {
		t.versioned = truth(locking)
	}
	s.changed = s.now()
	return true, nil
}
