package storage

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"satchel/app/crm"
)

// stored is a record as its table holds it.
type stored struct {
	crm.Record
	n   int64                      // place in the order of creation
	own map[string]json.RawMessage // own fields, also those that the catalog no longer has

	alone bool // new, and no other record can point to it yet
}

// reader reads rows of one table; it is made for one statement.
type reader struct {
	table   *table
	columns []column
	own     bool
	cells   []any
	into    []any
}

// newReader reads the given fields, nil for all.
func newReader(t *table, fields []string) *reader {
	r := &reader{table: t, columns: t.columns, own: true}
	if fields != nil {
		r.columns, r.own = nil, false
		for _, c := range t.columns {
			if slices.Contains(fields, c.Name) {
				r.columns = append(r.columns, c)
			}
		}
	}
	for _, f := range t.own {
		r.own = r.own || slices.Contains(fields, f.Name)
	}
	n := 2 + len(r.columns)
	if r.own {
		n++
	}
	r.cells, r.into = make([]any, n), make([]any, n)
	for i := range r.cells {
		r.into[i] = &r.cells[i]
	}
	return r
}

// selected is the list of columns to select from the table under an alias.
func (r *reader) selected(alias string) string {
	var b strings.Builder
	b.WriteString(alias + ".n, " + alias + ".id")
	for _, c := range r.columns {
		b.WriteString(", " + alias + "." + c.quoted())
	}
	if r.own {
		b.WriteString(", " + alias + ".own")
	}
	return b.String()
}

func (r *reader) read(scan func(...any) error) (stored, error) {
	if err := scan(r.into...); err != nil {
		return stored{}, err
	}
	s := stored{Record: crm.Record{Entity: r.table.entity.Name, Values: make(crm.Values, len(r.columns))}}
	s.n, _ = r.cells[0].(int64)
	s.ID, _ = r.cells[1].(string)
	for i, c := range r.columns {
		if x := r.cells[2+i]; x != nil {
			if v := fromColumn(c.Field, x); v != nil {
				s.Values[c.Name] = v
			}
		}
	}
	if text, ok := r.cells[len(r.cells)-1].(string); ok && r.own {
		if err := json.Unmarshal([]byte(text), &s.own); err != nil {
			return s, crm.Errorf(crm.CodeCorrupt, "The own fields of record %s cannot be read: %w", s.ID, err)
		}
		for _, f := range r.table.own {
			if v := fromJSON(f, s.own[f.Name]); v != nil {
				s.Values[f.Name] = v
			}
		}
	}
	return s, nil
}

// find reads one record; false if there is none.
func (t *table) find(ctx context.Context, on *statements, id string) (s stored, found bool, err error) {
	r := newReader(t, nil)
	err = on.each(ctx, func(scan func(...any) error) error {
		s, err = r.read(scan)
		found = true
		return err
	}, t.findSQL, id)
	return s, found, err
}

func notFound(t *table, id string) error {
	return crm.Errorf(crm.CodeNotFound, "There is no %s with the id %q. It may have been deleted.", crm.Term(strings.ToLower(t.entity.Label)), id)
}
