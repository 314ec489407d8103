package espotest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// The functions here act as somebody in the web UI does: with the rights of
// that user, with all rules and consequences, without HTTP. An empty user name
// is the administrator. Values may be any that encoding/json takes.

// Create makes a record, without a search for duplicates, and gives its id.
func (s *Server) Create(userName, entity string, values map[string]any) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, t, raw, err := s.direct(userName, entity, values)
	if err != nil {
		return "", err
	}
	c, f := s.create(u, t, raw, true)
	if f != nil {
		return "", f
	}
	return c.row.id, nil
}

// Update changes a record.
func (s *Server) Update(userName, entity, id string, values map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, t, raw, err := s.direct(userName, entity, values)
	if err != nil {
		return err
	}
	if _, f := s.update(u, t, id, raw, ""); f != nil {
		return f
	}
	return nil
}

// Delete deletes a record.
func (s *Server) Delete(userName, entity, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, t, _, err := s.direct(userName, entity, nil)
	if err != nil {
		return err
	}
	if f := s.delete(u, t, id); f != nil {
		return f
	}
	return nil
}

// Restore brings a deleted record back.
func (s *Server) Restore(entity, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, t, _, err := s.direct("", entity, nil)
	if err != nil {
		return err
	}
	if _, f := s.restore(u, t, id); f != nil {
		return f
	}
	return nil
}

// Link links two records by a link of the first, Unlink takes the link away.
// Neither moves a stamp.
func (s *Server) Link(userName, entity, id, link, other string) error {
	return s.directLink(userName, entity, id, link, other, true)
}

// Unlink is the opposite of Link.
func (s *Server) Unlink(userName, entity, id, link, other string) error {
	return s.directLink(userName, entity, id, link, other, false)
}

func (s *Server) directLink(userName, entity, id, link, other string, on bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, t, body, err := s.direct(userName, entity, map[string]any{"id": other})
	if err != nil {
		return err
	}
	if _, f := s.relate(u, t, id, link, body, on); f != nil {
		return f
	}
	return nil
}

// Merge merges a record into a survivor, which takes the values given.
func (s *Server) Merge(userName, entity, survivor, source string, values map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, t, raw, err := s.direct(userName, entity, values)
	if err != nil {
		return err
	}
	if _, f := s.merge(u, t, survivor, []string{source}, raw); f != nil {
		return f
	}
	return nil
}

// Attach adds a file to a record, after those that it has, and gives the file's id.
func (s *Server) Attach(userName, entity, id, name, kind string, content []byte) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, t, raw, err := s.direct(userName, "Attachment", map[string]any{
		"name": name, "type": kind, "role": "Attachment", "relatedType": entity, "field": "attachments",
	})
	if err != nil {
		return "", err
	}
	c, f := s.create(u, t, raw, true)
	if f != nil {
		return "", f
	}
	s.upload(c, "data:"+kind+";base64,"+base64.StdEncoding.EncodeToString(content))
	record := s.stored(entity, id)
	if record == nil {
		return "", fmt.Errorf("espotest: no %s %q", entity, id)
	}
	ids := []any{}
	for _, a := range s.attachedTo(s.types[entity], record) {
		ids = append(ids, a.id)
	}
	if _, f := s.update(u, s.types[entity], id, map[string]any{"attachmentsIds": append(ids, c.row.id)}, ""); f != nil {
		return "", f
	}
	return c.row.id, nil
}

// Detach takes a file off its record, which deletes it.
func (s *Server) Detach(userName, file string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.stored("Attachment", file)
	if a == nil {
		return fmt.Errorf("espotest: no file %q", file)
	}
	entity, id := a.text("parentType"), a.text("parentId")
	u, t, _, err := s.direct(userName, entity, nil)
	if err != nil {
		return err
	}
	ids := []any{}
	for _, other := range s.attachedTo(t, s.stored(entity, id)) {
		if other.id != file {
			ids = append(ids, other.id)
		}
	}
	if _, f := s.update(u, t, id, map[string]any{"attachmentsIds": ids}, ""); f != nil {
		return f
	}
	return nil
}

// Files gives the names and contents of the files of a record.
func (s *Server) Files(entity, id string) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]string{}
	if r := s.stored(entity, id); r != nil {
		for _, a := range s.attachedTo(s.types[entity], r) {
			out[a.text("name")] = string(s.contents[a.id])
		}
	}
	return out
}

// Get gives the true state of a record, as an administrator would read it once
// all is written; nil when it is deleted or never was.
func (s *Server) Get(entity, id string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.stored(entity, id)
	if r == nil {
		return nil
	}
	return s.whole(s.userNamed("admin"), s.types[entity], r)
}

// All gives the true state of all records of a type that are not deleted, in
// order of their ids.
func (s *Server) All(entity string) []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []map[string]any{}
	if s.tables[entity] == nil {
		return all
	}
	for _, id := range s.tables[entity].order {
		if r := s.stored(entity, id); r != nil {
			all = append(all, s.whole(s.userNamed("admin"), s.types[entity], r))
		}
	}
	return all
}

// direct finds the user and the type and brings the values into JSON's form.
func (s *Server) direct(userName, entity string, values map[string]any) (*user, *entityType, map[string]any, error) {
	if userName == "" {
		userName = "admin"
	}
	u, t := s.userNamed(userName), s.types[entity]
	if u == nil || t == nil {
		return nil, nil, nil, fmt.Errorf("espotest: no user %q or no type %q", userName, entity)
	}
	raw := map[string]any{}
	encoded, err := json.Marshal(values)
	if err == nil && values != nil {
		err = json.Unmarshal(encoded, &raw)
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("espotest: values of %s: %w", entity, err)
	}
	return u, t, raw, nil
}
