package present

import (
	"context"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// Row is one row of a list, ready to draw.
type Row struct {
	Record crm.Record      // the fields that the list shows
	Cells  map[string]Cell // by field
}

// Rows reads one part of a list: the columns of its records and the titles of what they link to, each in one question.
func Rows(ctx context.Context, a *app.App, q crm.Query, columns []string, now time.Time) ([]Row, error) {
	e, err := a.Catalog().Entity(q.Entity)
	if err != nil {
		return nil, err
	}
	q.Fields = listFields(e, columns)
	records, err := a.List(ctx, q)
	if err != nil {
		return nil, err
	}
	titles, err := Titles(ctx, a, e, records...)
	if err != nil {
		return nil, err
	}
	scene := Scene{Now: now, Titles: titles}
	rows := make([]Row, len(records))
	for i, r := range records {
		rows[i] = Row{Record: r, Cells: make(map[string]Cell, len(columns))}
		for _, name := range columns {
			if f, ok := e.Field(name); ok {
				rows[i].Cells[name] = scene.Cell(e, f, r)
			}
		}
	}
	return rows, nil
}

// listFields names what a list reads: its columns, their currencies and what tells whether a record is open.
func listFields(e *crm.Entity, columns []string) []string {
	var out []string
	seen := map[string]bool{"": true}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	for _, name := range columns {
		f, _ := e.Field(name)
		add(f.Name)
		add(f.Currency)
	}
	for _, name := range e.Title {
		add(name)
	}
	for _, f := range e.Fields {
		if OpenOptions(f) != nil {
			add(f.Name)
		}
	}
	return out
}

// Titles names everything that the records link to, with one question per entity.
func Titles(ctx context.Context, a *app.App, e *crm.Entity, records ...crm.Record) (map[string]string, error) {
	wanted := map[string][]string{}
	seen := map[string]bool{"": true}
	want := func(f crm.Field, id string) {
		for _, to := range f.To {
			if key := to + " " + id; id != "" && !seen[key] {
				seen[key] = true
				wanted[to] = append(wanted[to], id)
			}
		}
	}
	for _, f := range e.Fields {
		for _, r := range records {
			want(f, r.Text(f.Name))
			if f.Kind == crm.Links {
				for _, id := range r.Strings(f.Name) {
					want(f, id)
				}
			}
		}
	}
	out := map[string]string{}
	for entity, ids := range wanted {
		titles, err := a.Titles(ctx, entity, ids)
		if err != nil {
			return nil, err
		}
		for id, title := range titles {
			out[id] = title
		}
	}
	return out, nil
}
