package present

import (
	"context"
	"slices"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// few is how many deals and tickets of a customer are listed; a line leads to the others.
const few = 5

// dealings are the deals and tickets of a person or an organisation, what is open first.
func dealings(ctx context.Context, a *app.App, r crm.Record, now time.Time) ([]Group, error) {
	with := With(r.Entity, r.ID)
	if r.Entity == "contact" {
		with = With("contact", r.ID, "organisation", r.Text("organisation"))
	}
	var out []Group
	for _, entity := range []string{"deal", "ticket"} {
		e, err := a.Catalog().Entity(entity)
		if err != nil {
			return nil, err
		}
		state, _ := StateField(e)
		mine := crm.Where(r.Entity, crm.Eq, r.ID)
		g := Group{Title: words.T(e.Plural), Entity: entity, With: with, Filter: mine.String()}
		var records []crm.Record
		for _, op := range []crm.Op{crm.In, crm.NotIn} {
			list, err := a.List(ctx, crm.Query{
				Entity: entity, Where: crm.AllOf(mine, crm.Where(state.Name, op, OpenOptions(state)...)),
				Sort: []crm.Sort{{Field: crm.FieldCreatedAt, Desc: true}}, Limit: few - len(records),
			})
			if err != nil {
				return nil, err
			}
			if records = append(records, list...); len(records) >= few {
				break
			}
		}
		n, err := a.Count(ctx, crm.Query{Entity: entity, Where: mine})
		if err != nil {
			return nil, err
		}
		s := Scene{Now: now}
		for _, d := range records {
			note := s.Text(state, d)
			if f, ok := e.Field("amount"); ok {
				note = strings.Trim(note+" · "+s.Text(f, d), " ·")
			}
			g.Lines = append(g.Lines, Line{Ref: d.Ref(), Text: Title(e, d), Note: note})
		}
		g.More = n - int64(len(records))
		out = append(out, g)
	}
	return out, nil
}

// preferred are the fields that say how a person wants to be reached.
var preferred = []string{"channel", "language", "best_time", "do_not_call", "do_not_mail", "interests"}

// preferences says of each preference from whom it is known and since when, as the history tells.
func (d *Detail) preferences(ctx context.Context, a *app.App, now time.Time) error {
	if len(d.Prefers) == 0 || !slices.ContainsFunc(d.Prefers, func(f Fact) bool { return f.Cell.Text != "" }) {
		return nil
	}
	changes, err := a.History(ctx, d.Record.Ref(), 200)
	if err != nil {
		return err
	}
	var people []string
	for _, c := range changes {
		people = append(people, c.Who)
	}
	t := toucher{now: now}
	if t.names, err = a.Titles(ctx, "user", people); err != nil {
		return err
	}
	if t.me, err = a.Setting(ctx, app.SettingMe); err != nil {
		return err
	}
	for i, f := range d.Prefers {
		for _, c := range changes {
			said := c.Kind == crm.Created || slices.ContainsFunc(c.Fields, func(x crm.FieldChange) bool { return x.Field == f.Field })
			if f.Cell.Text == "" || !said {
				continue
			}
			who := sourceName(c.Source)
			if t.names[c.Who] != "" && c.Source != crm.FromImport {
				who = t.person(c.Who)
			}
			d.Prefers[i].Note = who + ", " + Ago(c.At, now)
			break
		}
	}
	return nil
}
