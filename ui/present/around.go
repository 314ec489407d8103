package present

import (
	"context"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/words"
)

// tags answers at a glance: in which state is it, what is open, what is it worth, who spoke last.
func tags(ctx context.Context, a *app.App, e *crm.Entity, r crm.Record, s Scene) ([]Cell, error) {
	var out []Cell
	if f, ok := StateField(e); ok && r.Text(f.Name) != "" {
		c := s.Cell(e, f, r)
		c.Tag = true
		out = append(out, c)
	}
	for _, f := range e.Fields {
		if c := s.Cell(e, f, r); IsDeadline(e, f.Name) && c.Tag {
			if c.Tone != "red" {
				c.Text = words.T(f.Label) + " " + c.Text
			} else if f.Name != "due_at" { // "overdue" says it
				c.Text = "! " + words.T(f.Label) + " " + strings.TrimPrefix(c.Text, "! ")
			}
			out = append(out, c)
		}
	}
	for _, name := range []string{"priority", "do_not_call", "do_not_mail"} {
		f, ok := e.Field(name)
		switch c := s.Cell(e, f, r); {
		case !ok:
		case f.Kind == crm.Bool && r.Bool(name):
			out = append(out, Cell{Text: words.T(f.Label), Tone: "amber", Tag: true})
		case f.Kind == crm.Choice && c.Tag:
			c.Text = words.T(f.Label) + " " + words.Small(c.Text)
			out = append(out, c)
		}
	}
	touch, err := Touch(ctx, a, r.Ref(), s.Now)
	if err != nil {
		return nil, err
	}
	if step := r.Text("next_step"); step == "" || !strings.Contains(touch, step) {
		out = append(out, s.next(e, r)...)
	}
	if e.Name == "contact" || e.Name == "organisation" {
		if out, err = customerTags(ctx, a, r.Ref(), out); err != nil {
			return nil, err
		}
	}
	if owner := s.Titles[r.Text(crm.FieldOwner)]; owner != "" && e.Name != "activity" {
		out = append(out, Cell{Text: words.T("Owner %s", owner), Tag: true})
	}
	for _, part := range strings.SplitN(touch, "; ", 2) { // who spoke last, and what is planned
		if part != "" {
			out = append(out, Cell{Text: part, Tone: "green", Tag: true})
		}
	}
	return out, nil
}

// next is the next step, where it is neither late nor soon, which is said already.
func (s Scene) next(e *crm.Entity, r crm.Record) []Cell {
	at, step := r.Instant("next_step_at"), r.Text("next_step")
	if !e.Has("next_step_at") || !IsOpen(e, r) || at == 0 && step == "" || pressing(agenda.Item{Kind: agenda.Step, At: at}, s.Now) != "" {
		return nil
	}
	text := words.T("Next: %s", strings.Trim(step+" · "+Moment(at, s.Now), " ·"))
	return []Cell{{Text: text, Tone: "teal", Tag: true}}
}

func customerTags(ctx context.Context, a *app.App, ref crm.Ref, out []Cell) ([]Cell, error) {
	open := func(entity string) (crm.Query, error) {
		e, err := a.Catalog().Entity(entity)
		if err != nil {
			return crm.Query{}, err
		}
		f, _ := StateField(e)
		return crm.Query{Entity: entity, Where: crm.AllOf(crm.Where(ref.Entity, crm.Eq, ref.ID), crm.Where(f.Name, crm.In, OpenOptions(f)...))}, nil
	}
	q, err := open("ticket")
	if err != nil {
		return nil, err
	}
	n, err := a.Count(ctx, q)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		out = append(out, Cell{Text: words.N(n, "%s open ticket", "%s open tickets"), Tone: "amber", Tag: true})
	}
	if q, err = open("deal"); err != nil {
		return nil, err
	}
	q.Group, q.Measure = []crm.Group{{Field: "currency"}}, []crm.Measure{{Fn: crm.Sum, Field: "amount"}}
	rows, err := a.Rows(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		text := words.N(row.N, "%s open deal", "%s open deals")
		if sum, ok := row.Values[0].(int64); ok {
			if currency, ok := row.Keys[0].(string); ok {
				text += " · " + Amount(sum, currency)
			}
		}
		out = append(out, Cell{Text: text, Tone: "blue", Tag: true})
	}
	return out, nil
}

// most is how many related records are listed.
const most = 20

// related lists the people of an organisation and the other organisations of a person, their business, and what a person consented to.
func related(ctx context.Context, a *app.App, e *crm.Entity, r crm.Record, now time.Time) ([]Group, error) {
	out, err := relations(ctx, a, r, now)
	if err != nil || !e.Person {
		return out, err
	}
	g, err := consents(ctx, a, r.Ref(), now)
	return append(out, g), err
}

func relations(ctx context.Context, a *app.App, r crm.Record, now time.Time) ([]Group, error) {
	ref := r.Ref()
	var people, past crm.Query
	switch ref.Entity {
	case "organisation":
		people = crm.Query{Entity: "contact", Where: crm.Where("organisation", crm.Eq, ref.ID), Limit: most}
		past = crm.Query{Entity: "role", Where: crm.AllOf(crm.Where("organisation", crm.Eq, ref.ID), crm.Where("primary", crm.Ne, "yes")), Limit: most}
	case "contact":
		past = crm.Query{Entity: "role", Where: crm.AllOf(crm.Where("contact", crm.Eq, ref.ID), crm.Where("primary", crm.Ne, "yes")), Limit: most}
	default:
		return nil, nil
	}
	var out []Group
	if people.Entity != "" {
		contacts, err := a.List(ctx, people)
		if err != nil {
			return nil, err
		}
		g := Group{Title: words.T("People"), Entity: "contact", With: With("organisation", ref.ID)}
		for _, c := range contacts {
			g.Lines = append(g.Lines, Line{Ref: c.Ref(), Text: c.Text("name"), Note: c.Text("title")})
		}
		out = append(out, g)
	}
	business, err := dealings(ctx, a, r, now)
	if err != nil {
		return nil, err
	}
	out = append(out, business...)
	value, err := worth(ctx, a, ref, now)
	if err != nil {
		return nil, err
	}
	out = append(out, value...)
	roles, err := a.List(ctx, past)
	if err != nil {
		return nil, err
	}
	e, err := a.Catalog().Entity("role")
	if err != nil {
		return nil, err
	}
	titles, err := Titles(ctx, a, e, roles...)
	if err != nil {
		return nil, err
	}
	g, other := Group{Title: words.T("Other people")}, "contact"
	if ref.Entity == "contact" {
		g, other = Group{Title: words.T("Other roles")}, "organisation"
	}
	for _, r := range roles {
		id := r.Text(other)
		if titles[id] == "" {
			continue
		}
		note := strings.Trim(r.Text("title")+" · "+term(r, now), " ·")
		g.Lines = append(g.Lines, Line{Ref: crm.Ref{Entity: other, ID: id}, Text: titles[id], Note: note})
	}
	return append(out, g), nil
}

// term writes the time of a role: "2019 to 2024", "since 2024".
func term(r crm.Record, _ time.Time) string {
	year := func(d crm.Date) string { return string(d)[:min(4, len(d))] }
	from, until := year(r.Date("from")), year(r.Date("until"))
	switch {
	case until != "" && from != "":
		return words.T("%s to %s", from, until)
	case until != "":
		return words.T("until %s", until)
	case from != "":
		return words.T("since %s", from)
	}
	return ""
}
