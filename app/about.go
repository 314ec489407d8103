package app

import (
	"context"
	"slices"

	"satchel/app/crm"
)

// About is a sheet of everything held of a person: each value with where it came from and when, what points to the person and why, and
// what the person agreed to.
type About struct {
	Person  crm.Ref       `json:"person"`
	Title   string        `json:"title"`
	At      crm.Instant   `json:"-"`
	Records []AboutRecord `json:"records"` // those of the person first
	Named   []crm.Hit     `json:"named"`   // other records that the search finds by name, addresses or numbers
	Deleted int           `json:"deleted"` // records in the trash that point to the person
	Exports []Entry       `json:"exports"` // when records of this kind left as files; the person may be in them
}

// AboutRecord is one record.
type AboutRecord struct {
	crm.Ref
	Title  string       `json:"title"`
	Why    crm.Said     `json:"why"` // zero for the person's own records
	Values []AboutValue `json:"values"`
}

// AboutValue is one value.
type AboutValue struct {
	Field string      `json:"field"` // name
	Label string      `json:"label"`
	Value string      `json:"value"` // as text
	From  crm.Said    `json:"from"`
	At    crm.Instant `json:"-"`
	Since string      `json:"since"` // At in RFC 3339
}

// About collects what is held of a person. It changes nothing.
func (a *App) About(ctx context.Context, person crm.Ref) (About, error) {
	plan, err := a.PlanErase(ctx, person)
	if err != nil {
		return About{}, err
	}
	out := About{Person: plan.Person, Title: plan.Title, At: crm.InstantOf(a.Now()), Named: plan.Mentions, Deleted: len(plan.Trash), Exports: []Entry{}}
	all := map[crm.Ref]bool{}
	add := func(ref crm.Ref, own bool) error {
		if all[ref] {
			return nil
		}
		all[ref] = true
		r, err := a.aboutRecord(ctx, ref, plan.Records, own)
		out.Records = append(out.Records, r)
		return err
	}
	for _, ref := range plan.Records {
		if err := add(ref, true); err != nil {
			return out, err
		}
	}
	for i := range plan.Parts {
		plan.Parts[i].Erase = true
	}
	rest, err := a.goes(ctx, plan)
	if err != nil {
		return out, err
	}
	for _, ref := range rest {
		if slices.Contains(plan.Trash, ref) {
			continue
		}
		if err := add(ref, false); err != nil {
			return out, err
		}
	}
	entries, err := a.Register(ctx, 0)
	for _, e := range entries {
		if e.Kind == Exported {
			out.Exports = append(out.Exports, e)
		}
	}
	return out, err
}

// aboutRecord tells one record value by value.
func (a *App) aboutRecord(ctx context.Context, ref crm.Ref, people []crm.Ref, own bool) (AboutRecord, error) {
	out := AboutRecord{Ref: ref, Values: []AboutValue{}}
	e, err := a.Catalog().Entity(ref.Entity)
	if err != nil {
		return out, err
	}
	r, err := a.lastSeen(ctx, ref)
	if err != nil {
		return out, err
	}
	out.Title = e.TitleOf(r)
	if !own {
		out.Why = a.whyHeld(e, r, people)
	}
	from, err := a.origins(ctx, e, r)
	if err != nil {
		return out, err
	}
	for _, f := range e.Fields {
		v := r.Get(f.Name)
		if crm.IsEmpty(v) || f.Name == crm.FieldID || f.Derived {
			continue
		}
		text, err := a.shownValue(ctx, f, r, v)
		if err != nil {
			return out, err
		}
		o := from(f.Name)
		out.Values = append(out.Values, AboutValue{Field: f.Name, Label: f.Label, Value: text, From: o.from, At: o.at, Since: o.at.String()})
	}
	return out, nil
}

// whyHeld says by which field a record points to the person.
func (a *App) whyHeld(e *crm.Entity, r crm.Record, people []crm.Ref) crm.Said {
	for _, f := range e.Fields {
		for _, p := range people {
			if f.Kind == crm.Link && r.Text(f.Name) == p.ID {
				return crm.Sayf("It names the person as %s.", crm.Term(f.Label))
			}
		}
	}
	return crm.Sayf("It belongs to a record that names the person.")
}

// shownValue is a value as text; a link by the title of what it points to.
func (a *App) shownValue(ctx context.Context, f crm.Field, r crm.Record, v any) (string, error) {
	loc := crm.Locale{Zone: a.Zone, Currency: r.Text(f.Currency)}
	ids, _ := v.([]string)
	if id, ok := v.(string); ok && f.Kind == crm.Link {
		ids = []string{id}
	}
	text := crm.FormatText(f, v, loc)
	if f.Kind != crm.Link && f.Kind != crm.Links {
		return text, nil
	}
	text = ""
	for _, to := range f.To {
		titles, err := a.Titles(ctx, to, ids)
		if err != nil {
			return "", err
		}
		for _, id := range ids {
			if titles[id] != "" && text != "" {
				text += ", "
			}
			text += titles[id]
		}
	}
	return text, nil
}

// origin is where a value came from.
type origin struct {
	from crm.Said
	at   crm.Instant
}

// origins tells from the history of a record who brought each value. What the history does not know came with the record, and a record
// whose making it does not know came from the online CRM.
func (a *App) origins(ctx context.Context, e *crm.Entity, r crm.Record) (func(field string) origin, error) {
	lines, err := a.History(ctx, r.Ref(), 0)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, l := range lines {
		people = append(people, l.Who)
	}
	names, err := a.Titles(ctx, "user", people)
	if err != nil {
		return nil, err
	}
	there := a.nameThere(ctx)
	came := origin{crm.Sayf("from %s", there), r.Instant(crm.FieldCreatedAt)}
	last := map[string]origin{}
	for _, l := range slices.Backward(lines) {
		o := origin{said(l, names[l.Who], there), l.At}
		switch l.Kind {
		case crm.Created:
			came = o
		case crm.Updated:
			for _, c := range l.Fields {
				last[c.Field] = o
			}
		}
	}
	return func(field string) origin {
		if o, ok := last[field]; ok {
			return o
		}
		if f, ok := e.Field(field); ok && f.ReadOnly {
			return origin{crm.Sayf("worked out by the program"), came.at}
		}
		return came
	}, nil
}

// nameThere is what the online CRM is called.
func (a *App) nameThere(ctx context.Context) any {
	c, err := a.Connection(ctx)
	if err != nil {
		return crm.Term("the online CRM")
	}
	for _, info := range a.Remotes.Providers() {
		if info.Name == c.Provider {
			return crm.Term(info.Label)
		}
	}
	return c.Provider
}

// said says who brought what a line of the history tells.
func said(l crm.Change, who string, there any) crm.Said {
	if who == "" {
		who = "?"
	}
	switch l.Source {
	case crm.FromSync:
		return crm.Sayf("from %s", there)
	case crm.FromImport:
		return crm.Sayf("imported by %s: %s", who, l.Label)
	case crm.FromSample:
		return crm.Sayf("sample data")
	case crm.FromUndo:
		return crm.Sayf("put back by %s", who)
	}
	return crm.Sayf("typed by %s", who)
}
