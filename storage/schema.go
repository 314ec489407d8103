package storage

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"satchel/app/crm"
)

// schema is what the catalog means in tables. It is never changed once made.
type schema struct {
	catalog *crm.Catalog
	tables  map[string]*table
	order   []*table
	linked  map[string][]linkColumn // entity -> link columns that keep a sort key of its records
}

// table is the table of one entity.
type table struct {
	number  int64 // of the entity in search and lookup; never changes in a file
	entity  *crm.Entity
	name    string // quoted
	columns []column
	own     []crm.Field
	derived []string // fields that are worked out
	search  []crm.Field
	found   []string // fields that a hit of the search needs
	titled  bool     // other tables keep its title key

	findSQL        string
	insert, delete later
}

// column is the column of one field. The id is not among them.
type column struct {
	crm.Field
	key   bool // a second column holds the folded form
	title bool // a link whose second column holds the sort key of the linked record's title
}

type linkColumn struct {
	table *table
	col   column
}

// keySuffix ends the name of a second column.
const keySuffix = "__key"

func (c column) quoted() string  { return quote(c.Name) }
func (c column) keyName() string { return quote(c.Name + keySuffix) }

// quote writes a name for SQL; names come from the catalog only.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func newSchema(c *crm.Catalog, numbers map[string]int64) *schema {
	s := &schema{catalog: c, tables: map[string]*table{}, linked: map[string][]linkColumn{}}
	for _, e := range c.Entities() {
		t := &table{number: numbers[e.Name], entity: e, name: quote(e.Name)}
		for _, f := range e.Fields {
			if f.Derived {
				t.derived = append(t.derived, f.Name)
			}
			switch {
			case f.Own:
				t.own = append(t.own, f)
			case f.Name != crm.FieldID:
				t.columns = append(t.columns, column{Field: f, key: f.Fold, title: sortsByTitle(e, f)})
			}
		}
		for _, name := range e.Search {
			if f, ok := e.Field(name); ok {
				t.search = append(t.search, f)
			}
		}
		for _, f := range t.own {
			if f.Kind == crm.Text || f.Kind == crm.LongText || f.Kind == crm.Tags {
				t.search = append(t.search, f)
			}
		}
		t.found = slices.Clone(e.Title)
		for _, f := range t.search {
			t.found = append(t.found, f.Name)
		}
		names, _ := t.columnDefs()
		t.insert = intoColumns(t.name, append([]string{"n", "id"}, names...))
		t.delete = later{table: t.name, head: "DELETE FROM " + t.name + " WHERE n IN (VALUES ", row: "(?)", tail: ")"}
		t.findSQL = "SELECT " + newReader(t, nil).selected("t") + " FROM " + t.name + " t WHERE t.id = ?"
		s.tables[e.Name] = t
		s.order = append(s.order, t)
	}
	for _, t := range s.order {
		for _, c := range t.columns {
			if c.title {
				s.linked[c.To[0]] = append(s.linked[c.To[0]], linkColumn{t, c})
				s.tables[c.To[0]].titled = true
			}
		}
	}
	return s
}

// sortsByTitle tells whether a list can be sorted by the link.
func sortsByTitle(e *crm.Entity, f crm.Field) bool {
	return f.Kind == crm.Link && len(f.To) == 1 && slices.ContainsFunc(e.Columns, func(c crm.Column) bool { return c.Field == f.Name })
}

func (s *schema) table(entity string) (*table, error) {
	e, err := s.catalog.Entity(entity)
	if err != nil {
		return nil, err
	}
	return s.tables[e.Name], nil
}

// all are the names of the entities.
func (s *schema) all() []string {
	out := make([]string, len(s.order))
	for i, t := range s.order {
		out[i] = t.entity.Name
	}
	return out
}

func (s *schema) byNumber(number int64) *table {
	for _, t := range s.order {
		if t.number == number {
			return t
		}
	}
	return nil
}

func (t *table) column(name string) (column, bool) {
	for _, c := range t.columns {
		if c.Name == name {
			return c, true
		}
	}
	return column{}, false
}

// titleKey is the sort key of a record's title, nil for none.
func (t *table) titleKey(r crm.Record) any {
	if v := r.Text(t.entity.Title[0]); v != "" {
		return Fold(v)
	}
	return nil
}

// key is the value of a column's second column, apart from links.
func (c column) keyOf(v any) any {
	s, ok := v.(string)
	switch {
	case !ok || s == "":
		return nil
	case c.natural():
		return natural(s)
	}
	return Fold(s)
}

// natural tells whether the key serves sorting only, because digits are filled up in it.
func (c column) natural() bool { return c.Name == "number" }

// loadSchema reads the own fields and the numbers of the entities.
func (db *DB) loadSchema(ctx context.Context, on *statements) error {
	numbers := map[string]int64{}
	err := on.each(ctx, func(scan func(...any) error) error {
		var n int64
		var name string
		if err := scan(&n, &name); err != nil {
			return err
		}
		numbers[name] = n
		return nil
	}, `SELECT number, name FROM entity`)
	if err != nil {
		return err
	}
	c := db.opt.catalog
	own := map[string][]crm.Field{}
	err = on.each(ctx, func(scan func(...any) error) error {
		var entity, text string
		if err := scan(&entity, &text); err != nil {
			return err
		}
		var fields []crm.Field
		if err := json.Unmarshal([]byte(text), &fields); err != nil {
			return crm.Errorf(crm.CodeCorrupt, "The own fields of %q in the database cannot be read: %w", entity, err)
		}
		own[entity] = fields
		return nil
	}, `SELECT substr(key, 5), value FROM setting WHERE key GLOB 'own.*' ORDER BY key`)
	if err != nil {
		return err
	}
	for entity, fields := range own {
		if c, err = c.With(entity, fields); err != nil {
			return err
		}
	}
	db.schema.Store(newSchema(c, numbers))
	return nil
}

// SetOwnFields replaces the own fields of an entity. Values of a field that is gone stay stored and come back with it.
func (db *DB) SetOwnFields(ctx context.Context, entity string, fields []crm.Field) error {
	c, err := db.Catalog().With(entity, fields)
	if err != nil {
		return err
	}
	e, err := c.Entity(entity)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		return explain(err)
	}
	return db.change(ctx, func(s *session) error {
		if err := setSetting(ctx, s.stmts, "own."+e.Name, string(raw)); err != nil {
			return err
		}
		return db.loadSchema(ctx, s.stmts)
	})
}
