package espotest

import (
	"fmt"
	"slices"
)

// Define changes a field of a type, as an administrator does in the entity manager. What was stored stays as it is.
func (s *Server) Define(entity, name string, change func(d *Definition)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.types[entity]
	if t == nil {
		return fmt.Errorf("espotest: no type %q", entity)
	}
	at := slices.IndexFunc(t.fields, func(f field) bool { return f.name == name })
	if at < 0 {
		return fmt.Errorf("espotest: %s has no field %q", entity, name)
	}
	f := &t.fields[at]
	d := Definition{f.kind, f.label, f.options, f.closed, f.chances, f.readOnly, f.required, f.raw}
	change(&d)
	f.kind, f.label, f.options, f.closed, f.chances, f.readOnly, f.required, f.raw =
		d.Kind, d.Label, d.Options, d.Closed, d.Chances, d.ReadOnly, d.Required, d.Raw
	t.index()
	s.changed = s.now()
	return nil
}

// Definition is what an administrator can change of a field.
type Definition struct {
	Kind     string
	Label    string
	Options  []string
	Closed   []string           // options of what is over
	Chances  map[string]float64 // probabilities of stages
	ReadOnly bool
	Required bool
	Raw      any // a map that stands for the whole definition, however odd; nil = the others count
}

// AddFields adds many fields of one kind at once; see AddField.
func (s *Server) AddFields(entity, kind string, list ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.types[entity]
	if t == nil {
		return fmt.Errorf("espotest: no type %q", entity)
	}
	for _, name := range list {
		t.fields = append(t.fields, field{name: customName(name), kind: kind, custom: true})
	}
	t.index()
	s.changed = s.now()
	return nil
}

// RemoveField takes a field of an administrator's away, with its values in answers.
func (s *Server) RemoveField(entity, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.types[entity]; t != nil {
		t.fields = slices.DeleteFunc(t.fields, func(f field) bool { return f.custom && f.name == name })
		t.index()
		s.changed = s.now()
	}
}
