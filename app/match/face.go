package match

import (
	"slices"
	"strings"

	"satchel/app/crm"
)

// Kind is how an entity's records are recognised. It is worked out from the description: addresses and numbers by their kind, the name
// and what it belongs to by the sets of fields that make two records the same ([crm.Entity.Match]).
type Kind struct {
	Entity *crm.Entity
	mails  []string
	phones []string
	sites  []string
	name   string // the field that names it
	parts  []string
	place  string // the organisation that a person belongs to, a link or a text; "" = the entity is an organisation itself
}

// Of returns how the records of an entity are recognised; the zero Kind and false for those that stand for nobody, such as deals.
func Of(e *crm.Entity) (Kind, bool) {
	k := Kind{Entity: e}
	for _, f := range e.Fields {
		switch {
		case f.Own:
		case f.Kind == crm.Emails:
			k.mails = append(k.mails, f.Name)
		case f.Kind == crm.Phones:
			k.phones = append(k.phones, f.Name)
		case f.Kind == crm.URL:
			k.sites = append(k.sites, f.Name)
		}
	}
	for _, set := range e.Match {
		if i := slices.Index(set, e.Title[0]); i >= 0 && !hasReach(e, set) {
			k.name = set[i]
			for _, other := range set {
				if other != k.name {
					k.place = other
				}
			}
		}
	}
	if f, _ := e.Field(k.name); f.Group != "" {
		for _, part := range e.Group(f.Group) {
			if part != k.name {
				k.parts = append(k.parts, part)
			}
		}
	}
	if e.Child || k.name == "" || len(k.mails)+len(k.phones) == 0 {
		return Kind{}, false
	}
	return k, true
}

func hasReach(e *crm.Entity, set []string) bool {
	return slices.ContainsFunc(set, func(name string) bool {
		f, _ := e.Field(name)
		return f.Kind == crm.Emails || f.Kind == crm.Phones
	})
}

// Fields names the fields that a face is made of.
func (k Kind) Fields() []string {
	out := slices.Concat(k.mails, k.phones, k.sites, []string{k.name})
	if k.place != "" {
		out = append(out, k.place)
	}
	return out
}

// read names the fields that a face and a title are made of.
func (k Kind) read() []string {
	out := k.Fields()
	for _, name := range k.Entity.Title {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// Tells tells whether a field says who a record is.
func (k Kind) Tells(field string) bool {
	return slices.Contains(k.Fields(), field) || slices.Contains(k.parts, field)
}

// Link tells whether the organisation of a record is a link, and so has to be named for [Kind.Face] to compare it with a text.
func (k Kind) Link() bool {
	f, _ := k.Entity.Field(k.place)
	return f.Kind == crm.Link
}

// Place names the field that holds the organisation of a person; "" for organisations.
func (k Kind) Place() string { return k.place }

// Key is a value that tells by itself who it is.
type Key struct {
	Form    string // in which it is compared
	Written string
}

// Face is what a record is recognised by, in normal form.
type Face struct {
	crm.Ref
	Mails, Phones, Sites []Key
	Words                []string // of the name, in order
	Legal                string   // form of an organisation
	Firm                 bool     // it is an organisation
	Place                string   // the organisation of a person: its own name; "" unknown
	PlaceID              string   // its id where it is a link
}

// Face makes the face of a record. place is the name of the organisation that it links to; "" where that is not known.
func (k Kind) Face(r crm.Record, place string) Face {
	f := Face{Ref: r.Ref(), Firm: k.place == ""}
	for _, name := range k.mails {
		for _, v := range r.Reaches(name) {
			f.Mails = add(f.Mails, Mail(v.Value), v.Value)
		}
	}
	for _, name := range k.phones {
		for _, v := range r.Reaches(name) {
			f.Phones = add(f.Phones, Phone(v.Value), v.Value)
		}
	}
	for _, name := range k.sites {
		if f.Firm { // a person's is that of the organisation
			f.Sites = add(f.Sites, Site(r.Text(name)), r.Text(name))
		}
	}
	name := k.Named(r)
	if f.Firm {
		name, f.Legal = Company(name)
		f.Words = strings.Fields(name)
		return f
	}
	f.Words = words(name)
	if k.Link() {
		f.PlaceID = r.Text(k.place)
	} else if k.place != "" {
		place = r.Text(k.place)
	}
	f.Place, _ = Company(place)
	return f
}

// Named is the name of a record as it is written, also before it is stored. Of a record that was read without the parts of its name it is
// the name that was read.
func (k Kind) Named(r crm.Record) string {
	if k.Entity.Derive != nil && slices.ContainsFunc(k.parts, func(part string) bool { return r.Values[part] != nil }) {
		r = r.Clone()
		k.Entity.Derive(&r)
	}
	return r.Text(k.name)
}

func add(list []Key, form, written string) []Key {
	if form == "" || slices.ContainsFunc(list, func(k Key) bool { return k.Form == form }) {
		return list
	}
	return append(list, Key{form, written})
}

// Name is the name in normal form.
func (f Face) Name() string { return strings.Join(f.Words, " ") }

// Form is the form in which the name of a record, or the organisation of a person as text, is the same for an import, which asks nobody:
// the legal form counts, in whatever spelling. false for other fields.
func (k Kind) Form(field, text string) (form string, ok bool) {
	switch {
	case k.Entity == nil:
	case field == k.name && k.place != "":
		return Name(text), true
	case field == k.name || field == k.place && !k.Link():
		own, legal := Company(text)
		return strings.TrimSpace(own + " " + legal), true
	}
	return "", false
}

// Spellings lists how a text of such a field may be stored; other fields as they are.
func (k Kind) Spellings(field, text string) []string {
	form, ok := k.Form(field, text)
	if !ok {
		return []string{text}
	}
	return append(spellings(form), text)
}
