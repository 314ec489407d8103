package crm

import (
	"slices"
	"strings"
)

// Path is a way from an entity to a value: a field, a field of a linked record, or a part of an address.
type Path struct {
	Back  *Back   // begin with records that link here, not with the record itself; nil = with the record
	Links []Field // links to follow, each to exactly one entity; at most two
	Field Field   // the field at the end
	Part  string  // for an address: one of AddressParts; "" = the whole
}

// Back is the step from a record to the records that link to it: "activity" from a lead are its activities. A condition behind it holds
// if it holds for one of them.
type Back struct {
	Entity *Entity
	Links  []Field // of Entity, that lead back
}

// back finds what a first step names that is no field: an entity of the timeline that links to this one.
func (c *Catalog) back(to *Entity, name string) *Back {
	e, ok := c.byName[name]
	if !ok || e.Timeline == nil {
		return nil
	}
	b := Back{Entity: e}
	for _, link := range e.Timeline.Links {
		if f, ok := e.Field(link); ok && slices.Contains(f.To, to.Name) {
			b.Links = append(b.Links, f)
		}
	}
	if b.Links == nil {
		return nil
	}
	return &b
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
	if p.Back != nil && p.Field.Name != Touched {
		parts = append(parts, p.Back.Entity.Name)
	}
	for _, l := range p.Links {
		parts = append(parts, l.Name)
	}
	return strings.Join(append(parts, p.Last().Name), ".")
}

// Path resolves "stage", "organisation.industry", "address.city" or "activity.at" from an entity. The error is for the person.
func (c *Catalog) Path(entity, text string) (Path, error) {
	var p Path
	e, err := c.Entity(entity)
	if err != nil {
		return p, err
	}
	if text == Touched {
		if p, ok := c.touched(entity); ok {
			return p, nil
		}
	}
	steps := strings.Split(text, ".")
	for i, step := range steps {
		f, ok := e.Field(step)
		if b := c.back(e, step); !ok && i == 0 && len(steps) > 1 && b != nil {
			p.Back, e = b, b.Entity
			continue
		}
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

// forward resolves a path to exactly one value, as order and groups need it.
func (c *Catalog) forward(entity, text string) (Path, error) {
	p, err := c.Path(entity, text)
	if err == nil && p.Back != nil {
		err = FieldErrorf(text, "%q looks at other records; only a filter can ask for it.", clip(text))
	}
	return p, err
}

func isPart(name string) bool {
	for _, p := range AddressParts {
		if p == name {
			return true
		}
	}
	return false
}
