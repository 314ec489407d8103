package crm

import (
	"slices"
	"strings"
)

// With returns a catalog in which an entity has the given additions, in place of those it had: own fields, and further answers of
// fields of ours. An addition with the name of a field of ours adds its Options to it and nothing else; where that field is a free
// text they are words to pick from.
func (c *Catalog) With(entity string, added []Field) (*Catalog, error) {
	e, err := c.Entity(entity)
	if err != nil {
		return nil, err
	}
	extended := *e
	extended.Fields = slices.DeleteFunc(slices.Clone(e.Fields), func(f Field) bool { return f.Own })
	for i, f := range extended.Fields {
		if slices.ContainsFunc(f.Options, isOwn) {
			if f.Options = slices.DeleteFunc(slices.Clone(f.Options), isOwn); len(f.Options) == 0 {
				f.Options = nil
			}
			extended.Fields[i].Options = f.Options
		}
	}
	for _, f := range added {
		if err := extended.add(f); err != nil {
			return nil, err
		}
	}
	entities := slices.Clone(c.entities)
	entities[slices.Index(entities, e)] = &extended
	return newCatalog(entities), nil
}

func isOwn(o Option) bool { return o.Own }

// add takes one addition into an entity that is not in use yet.
func (e *Entity) add(f Field) error {
	at := slices.IndexFunc(e.Fields, func(have Field) bool { return have.Name == f.Name && !have.Own })
	if at < 0 {
		f.Own = true
		if err := checkOwn(e, f); err != nil {
			return err
		}
		e.Fields = append(e.Fields, f)
		return nil
	}
	ours := &e.Fields[at]
	if ours.Kind != Choice && ours.Kind != MultiChoice && ours.Kind != Text {
		return FieldErrorf(f.Name, "%s is no choice, so it cannot have further answers.", Term(ours.Label))
	}
	ours.Options = slices.Clone(ours.Options)
	for _, o := range f.Options {
		if o.Own = true; o.Value != "" && !ours.answers(o.Value) { // a later version of ours may know the answer by itself
			ours.Options = append(ours.Options, o)
		}
	}
	return nil
}

// Added returns what [Catalog.With] was given: the own fields, and the further answers of fields of ours.
func (e *Entity) Added() []Field {
	var out []Field
	for _, f := range e.Fields {
		switch {
		case f.Own:
			out = append(out, f)
		case slices.ContainsFunc(f.Options, isOwn):
			further := slices.DeleteFunc(slices.Clone(f.Options), func(o Option) bool { return !o.Own })
			out = append(out, Field{Name: f.Name, Label: f.Label, Kind: f.Kind, Options: further})
		}
	}
	return out
}

// Missing returns what the entity lacks of the given additions: whole fields, answers, and the tie of an own field to the connected
// CRM. A field that is here in another kind is not missing.
func (e *Entity) Missing(added []Field) []Field {
	var out []Field
	for _, f := range added {
		have, ok := e.Field(f.Name)
		if !ok || have.Name != f.Name {
			out = append(out, f)
			continue
		}
		if !have.Compatible(f) {
			continue
		}
		f.Options = slices.DeleteFunc(slices.Clone(f.Options), func(o Option) bool { return o.Value == "" || have.answers(o.Value) })
		if f.Shared = f.Shared && have.Own && !have.Shared; f.Shared || len(f.Options) > 0 {
			f.Label = have.Label
			out = append(out, f)
		}
	}
	return out
}

// AddedWith returns the entity's additions with more of them, as [Catalog.With] takes them.
func (e *Entity) AddedWith(more []Field) []Field {
	out := e.Added()
	for _, f := range more {
		at := slices.IndexFunc(out, func(have Field) bool { return have.Name == f.Name })
		if at < 0 {
			out = append(out, f)
			continue
		}
		out[at].Options = append(slices.Clone(out[at].Options), f.Options...)
		out[at].Shared = out[at].Shared || f.Shared
	}
	return out
}

// Compatible tells whether values of one field can be those of another: their kinds are the same, or both are plain texts.
func (f Field) Compatible(other Field) bool {
	plain := func(k Kind) bool { return k == Text || k == LongText }
	return f.Kind == other.Kind || plain(f.Kind) && plain(other.Kind)
}

// answers tells whether a value is among the field's answers.
func (f Field) answers(value string) bool {
	return slices.ContainsFunc(f.Options, func(o Option) bool { return strings.EqualFold(o.Value, value) })
}
