package present

import (
	"context"
	"slices"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/match"
)

// Take says which value of a field the record that stays gets.
type Take int

// The choices.
const (
	TakeFirst Take = iota // of the record that stays
	TakeSecond
	TakeBoth // of lists and long texts
)

// Merging is two records side by side: the first one stays.
type Merging struct {
	Entity *crm.Entity
	Keep   crm.Record
	Gone   crm.Record
	Why    string // they were taken for the same, "" where somebody chose them
	Lines  []MergeLine
	scene  Scene
}

// MergeLine is one field of both records.
type MergeLine struct {
	Field         crm.Field
	First, Second string
	Differs       bool
	Both          bool // both values can be kept
	Take          Take
}

// LoadMerging reads two records of an entity; the fields in which they differ come first.
func LoadMerging(ctx context.Context, a *app.App, keep, gone crm.Ref, now time.Time) (Merging, error) {
	e, err := a.Catalog().Entity(keep.Entity)
	if err != nil {
		return Merging{}, err
	}
	m := Merging{Entity: e}
	if m.Keep, err = a.Get(ctx, keep); err != nil {
		return m, err
	}
	if m.Gone, err = a.Get(ctx, gone); err != nil {
		return m, err
	}
	titles, err := Titles(ctx, a, e, m.Keep, m.Gone)
	if err != nil {
		return m, err
	}
	m.scene = Scene{Now: now, Titles: titles}
	if k, ok := match.Of(e); ok {
		place := titles[m.Keep.Text(k.Place())]
		m.Why = Why(match.Compare(k.Face(m.Keep, place), k.Face(m.Gone, titles[m.Gone.Text(k.Place())])))
	}
	for _, f := range append(FormFields(e), further(e)...) {
		if !f.ReadOnly && !slices.ContainsFunc(m.Lines, func(l MergeLine) bool { return l.Field.Name == f.Name }) {
			m.line(f)
		}
	}
	slices.SortStableFunc(m.Lines, func(a, b MergeLine) int {
		switch {
		case a.Differs == b.Differs:
			return 0
		case a.Differs:
			return -1
		}
		return 1
	})
	return m, nil
}

// further are fields that the form does not show under their own name.
func further(e *crm.Entity) (out []crm.Field) {
	for _, name := range []string{e.Title[0], crm.FieldOwner} {
		if f, ok := e.Field(name); ok {
			out = append(out, f)
		}
	}
	return out
}

// line adds a field that one of the two has a value for.
func (m *Merging) line(f crm.Field) {
	mine, theirs := m.Keep.Get(f.Name), m.Gone.Get(f.Name)
	if crm.IsEmpty(mine) && crm.IsEmpty(theirs) {
		return
	}
	flat := func(r crm.Record) string { return strings.Join(strings.Fields(m.scene.Text(f, r)), " ") }
	l := MergeLine{Field: f, First: flat(m.Keep), Second: flat(m.Gone), Differs: !crm.Equal(mine, theirs)}
	l.Both = f.IsList() && f.Kind != crm.Links || f.Kind == crm.LongText
	taken := app.Combine(m.Entity, m.Keep, m.Gone, nil)
	switch v, changes := taken[f.Name]; {
	case changes && l.Both && !crm.IsEmpty(mine):
		l.Take = TakeBoth
	case changes && crm.Equal(v, theirs):
		l.Take = TakeSecond
	}
	m.Lines = append(m.Lines, l)
}

// Choose takes another value of a field; those that belong together with it come along.
func (m *Merging) Choose(i int, take Take) {
	l := &m.Lines[i]
	if !l.Differs || take == TakeBoth && !l.Both {
		return
	}
	for j := range m.Lines {
		if other := &m.Lines[j]; other.Differs && other.Field.MergeGroup() == l.Field.MergeGroup() {
			other.Take = take
		}
	}
}

// Result is what the record that stays gets of a field, for reading.
func (m Merging) Result(i int) string {
	l := m.Lines[i]
	switch l.Take {
	case TakeSecond:
		return l.Second
	case TakeBoth:
		both := app.Both(l.Field, m.Keep.Get(l.Field.Name), m.Gone.Get(l.Field.Name))
		return strings.Join(strings.Fields(m.scene.Value(l.Field, both, "")), " ")
	}
	return l.First
}

// Values are the values chosen, for [app.App.Merge]; what only follows from others is taken with them.
func (m Merging) Values() crm.Values {
	out := crm.Values{}
	for _, l := range m.Lines {
		if !l.Differs {
			continue
		}
		from := m.Keep
		if l.Take == TakeSecond {
			from = m.Gone
		}
		for _, name := range m.Entity.Group(l.Field.MergeGroup()) {
			if _, said := out[name]; !said {
				out[name] = from.Get(name)
			}
		}
		if l.Take == TakeBoth {
			out[l.Field.Name] = app.Both(l.Field, m.Keep.Get(l.Field.Name), m.Gone.Get(l.Field.Name))
		}
	}
	return out
}

// Swap lets the other record stay. What was chosen stays chosen.
func (m *Merging) Swap() {
	m.Keep, m.Gone = m.Gone, m.Keep
	for i := range m.Lines {
		l := &m.Lines[i]
		l.First, l.Second = l.Second, l.First
		switch {
		case !l.Differs:
		case l.Take == TakeFirst:
			l.Take = TakeSecond
		case l.Take == TakeSecond:
			l.Take = TakeFirst
		}
	}
}
