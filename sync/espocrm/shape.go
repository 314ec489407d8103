package espocrm

import (
	"slices"
	"strings"

	"satchel/app/crm"
)

// shape draws from the definitions how records are exchanged: what the server has lists of, which of the administrator's additions
// the catalog has taken, and what else it could take.
func (p *Provider) shape() {
	for _, o := range objects {
		s := p.schemas[o.name]
		s.fields, s.offers = slices.Clip(o.fields), nil
		s.options, s.required, s.taken = map[string][]string{}, map[string]bool{}, map[string]map[string]bool{}
		s.marker, s.versions = false, false
		if d := s.def; d != nil {
			s.versions = d.Versions
			_, s.marker = d.Fields[attrMarker]
			for name, f := range d.Fields {
				s.required[name] = f.Required
				if words := p.options(d, name); len(words) > 0 {
					s.options[name] = words
				}
			}
			if f := d.Fields[phones.primary]; len(f.TypeList) > 0 {
				s.phoneTypes, s.phoneDefault = f.TypeList, f.DefaultType
			}
			e := p.entity(s.object)
			p.takeAnswers(s, e)
			p.takeFields(s, e)
		}
		s.limit()
		s.offers = slices.DeleteFunc(s.offers, func(f crm.Field) bool { return s.hidden[f.Name] })
	}
}

// takeFields adds the own fields. One that is here in another kind is no longer exchanged: its values stay here.
func (p *Provider) takeFields(s *schema, e *crm.Entity) {
	var offered []crm.Field
	labels := map[string]bool{}
	for _, f := range e.Fields {
		labels[strings.ToLower(f.Label)] = true
	}
	for _, attr := range sortedKeys(s.def.Fields) {
		f, c, ok := p.ownField(s.def, attr)
		if !ok {
			continue
		}
		have, here := e.Field(f.Name)
		switch here = here && have.Name == f.Name; {
		case here && !have.Compatible(f):
			continue
		case here && have.Shared:
			s.fields = append(s.fields, mapping{f.Name, c})
			s.take(attr, have.Options)
		case !here && labels[strings.ToLower(f.Label)]:
			f.Label += " (EspoCRM)"
		}
		labels[strings.ToLower(f.Label)] = true
		offered = append(offered, f)
	}
	s.offers = append(s.offers, offered...)
	if len(s.levels) > 0 { // a role may hide a field that is not taken yet
		for _, f := range offered {
			attr, _ := attrOf(f.Name)
			if s.levels[attr].Read == "no" {
				s.offers = slices.DeleteFunc(s.offers, func(o crm.Field) bool { return o.Name == f.Name })
			}
		}
	}
}

func (s *schema) take(attr string, options []crm.Option) {
	s.taken[attr] = map[string]bool{}
	for _, o := range options {
		s.taken[attr][o.Value] = true
	}
}

// takeAnswers finds the words that the administrator added to lists of which we know the others.
func (p *Provider) takeAnswers(s *schema, e *crm.Entity) {
	for _, m := range s.fields {
		have, ok := e.Field(m.field)
		if !ok {
			continue
		}
		switch c := m.codec.(type) {
		case option:
			s.take(c.attr, slices.DeleteFunc(slices.Clone(have.Options), func(o crm.Option) bool { return !o.Own }))
			s.offer(have, c.attr, func(word string) bool {
				return slices.ContainsFunc(c.pairs, func(p pair) bool { return p.theirs == word })
			})
		case word:
			s.offer(have, c.attr, func(string) bool { return false })
		}
	}
}

// offer adds further answers of a field of ours.
func (s *schema) offer(have crm.Field, attr string, known func(word string) bool) {
	def := s.def.Fields[attr]
	inUse := map[string]bool{}
	states := false
	for _, o := range have.Options {
		if !o.Own {
			inUse[strings.ToLower(o.Value)], inUse[strings.ToLower(o.Label)] = true, true
			states = states || o.Open
		}
	}
	further := crm.Field{Name: have.Name, Label: have.Label, Kind: have.Kind}
	for _, word := range s.options[attr] {
		if usable(word) && !known(word) && !inUse[strings.ToLower(word)] {
			inUse[strings.ToLower(word)] = true
			further.Options = append(further.Options, crm.Option{Value: word})
		}
	}
	for i, o := range further.Options {
		delete(inUse, strings.ToLower(o.Value))
		further.Options[i] = def.answer(o.Value, states, inUse)
		inUse[strings.ToLower(o.Value)] = true
	}
	if len(further.Options) > 0 {
		s.offers = append(s.offers, further)
	}
}
