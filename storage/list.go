package storage

import (
	"context"
	"strings"

	"satchel/app/crm"
)

// question is a query made ready for SQL.
type question struct {
	schema *schema
	table  *table
	where  string
	args   []any
	order  string
	reads  []string // entities whose changes can change the answer
}

// ask checks, binds and compiles a query.
func (db *DB) ask(ctx context.Context, on *statements, s *schema, q crm.Query) (question, error) {
	if err := s.catalog.CheckQuery(q); err != nil {
		return question{}, err
	}
	t, err := s.table(q.Entity)
	if err != nil {
		return question{}, err
	}
	env, err := db.env(ctx, on, q)
	if err != nil {
		return question{}, err
	}
	bound, err := s.catalog.Bind(t.entity.Name, q.Where, env)
	if err != nil {
		return question{}, err
	}
	out := question{schema: s, table: t}
	c := compiler{schema: s}
	if out.where, err = c.filter(bound, t, "t"); err != nil {
		return question{}, err
	}
	if q.Text != "" {
		out.where = "(" + out.where + ") AND " + c.words(q.Text, t)
	}
	out.args = c.args
	out.order, err = out.orderBy(q.Sort)
	out.reads, _ = s.read(t, out.where+out.order)
	return out, err
}

// read tells whose changes can change what conditions and values of a table's rows are, that table first, and whether they depend on
// other rows of it, or on its words.
func (s *schema) read(t *table, conditions string) (entities []string, others bool) {
	if strings.Contains(conditions, "FROM search ") || strings.Contains(conditions, "FROM lookup ") { // of all
		return append([]string{t.entity.Name}, s.all()...), true
	}
	entities = []string{t.entity.Name}
	for _, other := range s.order {
		from := "FROM " + other.name
		whole, exists := strings.Contains(conditions, from+" "), strings.Contains(conditions, from+")")
		switch {
		case !whole && !exists:
		case other == t:
			others = true
		case whole:
			entities = append(entities, other.entity.Name)
		default:
			entities = append(entities, other.entity.Name+crm.Members)
		}
	}
	return entities, others
}

// orderBy puts what has no value last in both directions. It ends with the order of creation, in the direction of the last key, so that an
// index can be read either way.
func (a question) orderBy(sort []crm.Sort) (string, error) {
	if len(sort) == 0 {
		sort = a.table.entity.Sort
	}
	var b strings.Builder
	direction := ""
	for _, key := range sort {
		p, err := a.schema.catalog.Path(a.table.entity.Name, key.Field)
		if err != nil {
			return "", err
		}
		direction = ""
		empty := " NULLS LAST"
		if key.Desc { // where they are anyhow
			direction, empty = " DESC", ""
		}
		b.WriteString(a.schema.sortKey(a.table, "t", p) + direction + empty + ", ")
	}
	return b.String() + "t.n" + direction, nil
}

// env is what the words of a filter depend on; the user is looked up only where the filter says "me".
func (db *DB) env(ctx context.Context, on *statements, q crm.Query) (crm.Env, error) {
	env := crm.Env{Now: db.opt.Now(), Zone: db.opt.Zone}
	if q.AsOf != 0 {
		env.Now = q.AsOf.Time()
	}
	if !saysMe(q.Where) {
		return env, nil
	}
	var err error
	env.Me, err = setting(ctx, on, "me")
	return env, err
}

func saysMe(e crm.Expr) bool {
	switch e := e.(type) {
	case crm.And:
		for _, x := range e {
			if saysMe(x) {
				return true
			}
		}
	case crm.Or:
		return saysMe(crm.And(e))
	case crm.Not:
		return saysMe(e.Of)
	case crm.Cond:
		for _, a := range e.Args {
			if !a.Quoted && strings.EqualFold(a.Text, "me") {
				return true
			}
		}
	}
	return false
}

// list answers the query on any connection.
func (a question) list(ctx context.Context, on *statements, q crm.Query) ([]crm.Record, error) {
	var out []crm.Record
	err := a.each(ctx, on, q, func(r crm.Record) error {
		out = append(out, r)
		return nil
	})
	return out, err
}

func (a question) each(ctx context.Context, on *statements, q crm.Query, f func(crm.Record) error) error {
	r := newReader(a.table, q.Fields)
	text := "SELECT " + r.selected("t") + " FROM " + a.table.name + " t WHERE " + a.where + " ORDER BY " + a.order
	args := a.args
	if q.Limit > 0 || q.Offset > 0 {
		limit := int64(q.Limit)
		if limit <= 0 {
			limit = -1
		}
		text += " LIMIT ? OFFSET ?"
		args = append(args, limit, int64(q.Offset))
	}
	return explain(on.each(ctx, func(scan func(...any) error) error {
		row, err := r.read(scan)
		if err != nil {
			return err
		}
		return f(row.Record)
	}, text, args...))
}

// Get returns one record; CodeNotFound if there is none.
func (db *DB) Get(ctx context.Context, ref crm.Ref) (crm.Record, error) {
	t, err := db.schema.Load().table(ref.Entity)
	if err != nil {
		return crm.Record{}, err
	}
	s, found, err := t.find(ctx, db.stmts, ref.ID)
	if err == nil && !found {
		err = notFound(t, ref.ID)
	}
	return s.Record, explain(err)
}

// List answers a query without measures.
func (db *DB) List(ctx context.Context, q crm.Query) ([]crm.Record, error) {
	a, err := db.ask(ctx, db.stmts, db.schema.Load(), q)
	if err != nil {
		return nil, explain(err)
	}
	if q.Offset > 0 && q.Limit > 0 {
		if ns, ok := db.page(a, q.Limit, q.Offset); ok {
			return db.rowsAt(ctx, db.stmts, newReader(a.table, q.Fields), ns)
		}
	}
	return a.list(ctx, db.stmts, q)
}

// Each streams the records of a query one by one from one consistent view.
func (db *DB) Each(ctx context.Context, q crm.Query, f func(crm.Record) error) error {
	a, err := db.ask(ctx, db.stmts, db.schema.Load(), q)
	if err != nil {
		return explain(err)
	}
	return a.each(ctx, db.stmts, q, f)
}

// Count counts the records of a query, without its limit.
func (db *DB) Count(ctx context.Context, q crm.Query) (int64, error) {
	rows, err := db.Rows(ctx, crm.Query{Entity: q.Entity, Where: q.Where, Text: q.Text, AsOf: q.AsOf})
	if err != nil {
		return 0, err
	}
	return rows[0].N, nil
}

// Titles names linked records; ids without a record are missing in the answer.
func (db *DB) Titles(ctx context.Context, entity string, ids []string) (map[string]string, error) {
	s := db.schema.Load()
	t, err := s.table(entity)
	if err != nil {
		return nil, err
	}
	c := compiler{schema: s}
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	r := newReader(t, t.entity.Title)
	out := make(map[string]string, len(ids))
	text := "SELECT " + r.selected("t") + " FROM " + t.name + " t WHERE t.id IN " + c.list(list)
	err = db.stmts.each(ctx, func(scan func(...any) error) error {
		row, err := r.read(scan)
		out[row.ID] = t.entity.TitleOf(row.Record)
		return err
	}, text, c.args...)
	return out, explain(err)
}

// Resolve finds the entity of an id among the given ones; CodeNotFound if none has it.
func (db *DB) Resolve(ctx context.Context, id string, entities []string) (crm.Ref, error) {
	for _, name := range entities {
		t, err := db.schema.Load().table(name)
		if err != nil {
			return crm.Ref{}, err
		}
		found := false
		if err := db.stmts.row(ctx, "SELECT EXISTS (SELECT 1 FROM "+t.name+" WHERE id = ?)", []any{id}, &found); err != nil {
			return crm.Ref{}, explain(err)
		}
		if found {
			return crm.Ref{Entity: t.entity.Name, ID: id}, nil
		}
	}
	return crm.Ref{}, crm.Errorf(crm.CodeNotFound, "There is no record with the id %q. It may have been deleted.", id)
}
