package crm

import "strings"

// Path is a way from an entity to a value: a field, a field of a linked record, or a part of an address.
type Path struct {
	Links []Field // links to follow, each to exactly one entity; at most two
	Field Field   // the field at the end
	Part  string  // for an address: one of AddressParts; "" = the whole
}

// Last is the field at the end of the path; a part of an address counts as a text.
func (p Path) Last() Field {
	if p.Part == "" {
		return p.Field
	}
	return Field{Name: p.Field.Name + "." + p.Part, Label: p.Field.Label + " " + strings.ReplaceAll(p.Part, "_", " "), Kind: Text}
}

// String is the path as it is written in filters.
func (p Path) String() string {
	var parts []string
	for _, l := range p.Links {
		parts = append(parts, l.Name)
	}
	return strings.Join(append(parts, p.Last().Name), ".")
}

// Path resolves "stage", "organisation.industry" or "address.city" from an entity. The error is for the person.
func (c *Catalog) Path(entity, text string) (Path, error) {
	var p Path
	e, err := c.Entity(entity)
	if err != nil {
		return p, err
	}
	steps := strings.Split(text, ".")
	for i, step := range steps {
		f, ok := e.Field(step)
		if !ok {
			return p, FieldErrorf(text, "%s has no field %q.", Term(e.Label), clip(step))
		}
		rest := steps[i+1:]
		if len(rest) == 0 {
			p.Field = f
			return p, nil
		}
		if f.Kind == Postal && len(rest) == 1 && isPart(rest[0]) {
			p.Field, p.Part = f, rest[0]
			return p, nil
		}
		if f.Kind != Link || len(f.To) != 1 || len(p.Links) == 2 {
			return p, FieldErrorf(text, "%q leads nowhere: %s is not a link that can be followed.", clip(text), Term(f.Label))
		}
		p.Links = append(p.Links, f)
		if e, err = c.Entity(f.To[0]); err != nil {
			return p, err
		}
	}
	return p, nil
}

func isPart(name string) bool {
	for _, p := range AddressParts {
		if p == name {
			return true
		}
	}
	return false
}
