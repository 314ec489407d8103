package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/app/match"
)

// Meeting is what this database and an account have before they are tied: how much is here, how much there, and what of it is the same.
type Meeting struct {
	Kinds []Met `json:"kinds"` // in the order of the catalog, those with records on either side

	pairs []pair
}

// Met is one kind of record.
type Met struct {
	Entity string `json:"entity"`
	Here   int    `json:"here"` // without sample data
	There  int    `json:"there"`
	Same   int    `json:"same"` // of both, each counted once; what follows adds up to it
	Equal  int    `json:"equal"`
	Mail   int    `json:"mail"`
	Phone  int    `json:"phone"`
	Name   int    `json:"name"` // by name and what it belongs to
}

// pair are a record here and the one there that is the same.
type pair struct {
	here   crm.Ref
	there  string
	groups []string // merge groups in which both differ and something is here
}

// Sentence says of one kind of record how much is here, there and on both sides: "Contacts: 120 here, 118 there, 117 of them the same (100 in
// all, 12 by mail, 5 by phone)".
func (m Met) Sentence(c *crm.Catalog) crm.Said {
	plural := crm.Term(m.Entity)
	if e, err := c.Entity(m.Entity); err == nil {
		plural = crm.Term(e.Plural)
	}
	if m.Same == 0 {
		return crm.Sayf("%s: %d here, %d there, none the same", plural, m.Here, m.There)
	}
	if m.Same == m.Equal {
		return crm.Sayf("%s: %d here, %d there, %d the same", plural, m.Here, m.There, m.Same)
	}
	return crm.Sayf("%s: %d here, %d there, %d the same (%d in all they say, %d by mail, %d by phone, %d by name)",
		plural, m.Here, m.There, m.Same, m.Equal, m.Mail, m.Phone, m.Name)
}

// Sum adds up all kinds.
func (m Meeting) Sum() (out Met) {
	for _, k := range m.Kinds {
		out.Here, out.There, out.Same = out.Here+k.Here, out.There+k.There, out.Same+k.Same
	}
	return out
}

// Meet reads what an account shows and compares it with what is here. Nothing is written on either side. progress is told how many
// records were read; nil = nobody.
func (a *App) Meet(ctx context.Context, look Survey, progress func(done int64)) (Meeting, error) {
	sample, err := a.Sampled(ctx)
	if err != nil {
		return Meeting{}, err
	}
	there, done := map[string][]crm.Record{}, int64(0)
	err = look(ctx, func(entity string, r crm.Record) error {
		there[entity] = append(there[entity], r)
		if done++; progress != nil && done%100 == 0 {
			progress(done)
		}
		return nil
	})
	if err != nil {
		return Meeting{}, err
	}
	m := meeting{local: map[string]string{}, catalog: a.Catalog(), names: map[string]string{}, namesThere: map[string]string{}}
	for _, e := range a.Catalog().Entities() {
		var here []crm.Record
		err := a.Each(ctx, crm.Query{Entity: e.Name}, func(r crm.Record) error {
			if !sample[r.ID] && (!e.Locked(r) || e.Name == "user") {
				here = append(here, r.Clone())
			}
			return nil
		})
		if err != nil {
			return Meeting{}, err
		}
		if met := m.meet(e, here, there[e.Name]); met.Here+met.There > 0 && e.Name != "user" {
			m.Kinds = append(m.Kinds, met)
		}
		delete(there, e.Name)
	}
	return m.Meeting, nil
}

// Survey tells every record that an account shows, as a record whose id and links are those there. Records come before those that point to
// them.
type Survey func(ctx context.Context, f func(entity string, r crm.Record) error) error

// meeting is a Meeting being made.
type meeting struct {
	Meeting
	catalog           *crm.Catalog
	local             map[string]string // ids here by "entity/id" there
	names, namesThere map[string]string // of organisations, by id here and there
}

// meet pairs the records of one entity, each with one at most: those that are alike in all, then those that are surely about the same.
func (m *meeting) meet(e *crm.Entity, here, there []crm.Record) Met {
	met := Met{Entity: e.Name, Here: len(here), There: len(there)}
	if e.Name == "organisation" {
		for _, r := range here {
			m.names[r.ID] = e.TitleOf(r)
		}
		for _, r := range there {
			m.namesThere[r.ID] = e.TitleOf(r)
		}
	}
	free := make([]bool, len(here))
	byText := map[string][]int{}
	for i, r := range here {
		free[i] = true
		text := m.text(e, r, false)
		byText[text] = append(byText[text], i)
	}
	var left []crm.Record
	take := func(i int, r crm.Record) {
		free[i] = false
		met.Same++
		m.local[e.Name+"/"+r.ID] = here[i].ID
		m.pairs = append(m.pairs, pair{here[i].Ref(), r.ID, m.differing(e, here[i], r)})
	}
	for _, r := range there {
		text := m.text(e, r, true)
		if list := byText[text]; len(list) > 0 {
			byText[text] = list[1:]
			met.Equal++
			take(list[0], r)
			continue
		}
		left = append(left, r)
	}
	for _, c := range m.candidates(e, here, free, left) {
		if _, taken := m.local[e.Name+"/"+left[c.there].ID]; taken || !free[c.here] {
			continue
		}
		switch c.by {
		case match.ByMail:
			met.Mail++
		case match.ByPhone:
			met.Phone++
		default:
			met.Name++
		}
		take(c.here, left[c.there])
	}
	return met
}

// candidate is a pair that may be made.
type candidate struct {
	here, there, strength int
	by                    match.By
}

// candidates are the pairs of what is left, the surest first.
func (m *meeting) candidates(e *crm.Entity, here []crm.Record, free []bool, there []crm.Record) (out []candidate) {
	if k, ok := match.Of(e); ok {
		faces := make([]match.Face, len(here))
		for i, r := range here {
			if free[i] {
				faces[i] = k.Face(r, m.names[r.Text(k.Place())])
			}
		}
		index := match.NewIndex(faces)
		for n, r := range there {
			place := m.namesThere[r.Text(k.Place())]
			if k.Link() {
				r = r.Clone()
				r.Set(k.Place(), m.link(k.Place(), e, r, true))
			}
			f := k.Face(r, place)
			for _, i := range index.Candidates(f) {
				if by, strength := match.Sure(f, faces[i]); by != match.Nothing {
					out = append(out, candidate{i, n, strength, by})
				}
			}
		}
	} else {
		sets := e.Match
		if e.Name == "file" {
			sets = [][]string{{"name", "size", "about"}}
		}
		for rank, set := range sets {
			if f, _ := e.Field(set[0]); f.ReadOnly { // counted up on every computer by itself
				set = append(slices.Clone(set), e.Title...)
			}
			by := map[string][]int{}
			for i, r := range here {
				if key := m.key(e, r, set, false); free[i] && key != "" {
					by[key] = append(by[key], i)
				}
			}
			for n, r := range there {
				if key := m.key(e, r, set, true); key != "" {
					for _, i := range by[key][:min(len(by[key]), 10)] {
						out = append(out, candidate{i, n, len(sets) - rank, match.ByName})
					}
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(b.strength, a.strength) })
	return out
}

// key is the values of some fields, "" where one of them is empty.
func (m *meeting) key(e *crm.Entity, r crm.Record, set []string, there bool) string {
	parts := make([]string, len(set))
	for i, name := range set {
		if parts[i] = m.plain(name, e, r, there); parts[i] == "" {
			return ""
		}
	}
	return strings.Join(parts, "\x00")
}

// text is all that a record says, in a form in which equal records are the same text.
func (m *meeting) text(e *crm.Entity, r crm.Record, there bool) string {
	var out strings.Builder
	for _, f := range e.Fields {
		if typed(e, f) {
			fmt.Fprintf(&out, "%s\x00", m.plain(f.Name, e, r, there))
		}
	}
	return out.String()
}

// typed tells whether a value says what a record is: what a person wrote, not whose it is or what programs noted.
func typed(e *crm.Entity, f crm.Field) bool {
	if e.Name == "file" {
		return f.Name == "name" || f.Name == "size" || f.Name == "about"
	}
	in := func(row []string) bool { return slices.Contains(row, f.Name) }
	return f.Name != crm.FieldOwner && !f.ReadOnly && !f.Derived && (slices.ContainsFunc(e.Form, in) || in(e.Title) || f.Required)
}

// plain is a value as text, links as the ids here; "" where it is empty.
func (m *meeting) plain(name string, e *crm.Entity, r crm.Record, there bool) string {
	f, _ := e.Field(name)
	v := r.Values[name]
	if f.Kind == crm.Link || f.Kind == crm.Links {
		v = m.link(name, e, r, there)
	}
	if b, ok := v.(bool); crm.IsEmpty(v) || ok && !b {
		return ""
	}
	if list, ok := v.([]crm.Reach); ok { // in whatever spelling
		list = slices.Clone(list)
		for i := range list {
			form := match.Mail(list[i].Value)
			if f.Kind == crm.Phones {
				form = match.Phone(list[i].Value)
			}
			if form != "" {
				list[i].Value = form
			}
		}
		v = list
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}

// link is a link as the id here; what there is none here for keeps the id there, which is nobody's here.
func (m *meeting) link(name string, e *crm.Entity, r crm.Record, there bool) any {
	f, _ := e.Field(name)
	one := func(id string) string {
		for _, entity := range f.To {
			if here := m.local[entity+"/"+id]; there && here != "" {
				return here
			}
		}
		return id
	}
	switch v := r.Values[name].(type) {
	case string:
		if v != "" {
			return one(v)
		}
	case []string:
		out := make([]string, len(v))
		for i, id := range v {
			out[i] = one(id)
		}
		slices.Sort(out)
		return out
	}
	return nil
}

// differing names the merge groups in which a record here says something and the one there something else.
func (m *meeting) differing(e *crm.Entity, here, there crm.Record) (out []string) {
	for _, f := range e.Fields {
		mine, theirs := m.plain(f.Name, e, here, false), m.plain(f.Name, e, there, true)
		if (typed(e, f) || f.Own) && mine != "" && mine != theirs && !slices.Contains(out, f.MergeGroup()) {
			out = append(out, f.MergeGroup())
		}
	}
	return out
}
