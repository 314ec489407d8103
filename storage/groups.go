package storage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"satchel/app/crm"
)

// Rows answers a query with measures. The answer is kept until something it read changes, and must not be changed.
func (db *DB) Rows(ctx context.Context, q crm.Query) ([]crm.Row, error) {
	g, err := db.group(ctx, q)
	if err != nil {
		return nil, explain(err)
	}
	return db.answer(ctx, g)
}

// group compiles a query with measures.
func (db *DB) group(ctx context.Context, q crm.Query) (*grouping, error) {
	s := db.schema.Load()
	q.Sort = nil
	a, err := db.ask(ctx, db.stmts, s, q)
	if err != nil {
		return nil, err
	}
	g := &grouping{question: a, ctx: ctx, db: db, limited: q.Limit > 0}
	for _, axis := range q.Group {
		if err := g.addAxis(axis); err != nil {
			return nil, err
		}
	}
	for _, m := range q.Measure {
		if err := g.addMeasure(m); err != nil {
			return nil, err
		}
	}
	g.text = g.compile()
	g.reads, g.others = s.read(g.table, g.where+strings.Join(g.by, " ")+strings.Join(g.shown, " "))
	if g.limited {
		g.text, g.args = g.text+" LIMIT ?", append(g.args, int64(q.Limit))
	}
	return g, nil
}

// grouping collects the columns of a grouped query.
type grouping struct {
	question
	ctx      context.Context
	db       *DB
	text     string
	limited  bool        // to the first groups
	others   bool        // whether a row counts depends on other rows of the table, or on its words
	fields   []crm.Field // of the axes
	bucketed []bool
	loose    []bool   // capitals make no other group
	shown    []string // what is shown for an axis
	by       []string // what is grouped by
	measures []measured
}

func (g *grouping) addAxis(axis crm.Group) error {
	p, err := g.schema.catalog.Path(g.table.entity.Name, axis.Field)
	if err != nil {
		return err
	}
	f := p.Last()
	raw := g.schema.fetched(g.table, "t", p, (*table).value)
	by, shown := raw, raw
	switch {
	case axis.Bucket != "":
		if by, err = g.bucket(f, raw, axis); err != nil {
			return err
		}
		shown = by
	case f.IsText():
		// Texts that a filter takes for equal belong to one group, shown as one of them.
		shown = "min(" + raw + ")"
		if f.Fold {
			by = g.schema.fetched(g.table, "t", p, func(t *table, alias string, p crm.Path) string {
				return alias + "." + quote(t.compareColumn(p.Field.Name))
			})
		}
	}
	g.fields, g.bucketed = append(g.fields, f), append(g.bucketed, axis.Bucket != "")
	g.by, g.shown, g.loose = append(g.by, by), append(g.shown, shown), append(g.loose, axis.Bucket == "" && strings.HasSuffix(affinity(f), "NOCASE"))
	return nil
}

// bucket cuts a day, or a moment in the zone of the user, into the pieces named by crm.Bucket.
func (g *grouping) bucket(f crm.Field, value string, axis crm.Group) (string, error) {
	day := value
	if f.Kind == crm.Moment {
		local, err := g.localTime(value, axis.Field)
		if err != nil {
			return "", err
		}
		day = "date(" + local + ", 'unixepoch')"
	}
	switch axis.Bucket {
	case crm.ByDay:
		return day, nil
	case crm.ByWeek:
		return "date(" + day + ", 'weekday 0', '-6 days')", nil
	case crm.ByMonth:
		return "substr(" + day + ", 1, 7)", nil
	case crm.ByQuarter:
		return "substr(" + day + ", 1, 4) || '-Q' || ((CAST(substr(" + day + ", 6, 2) AS INTEGER) + 2) / 3)", nil
	case crm.ByYear:
		return "substr(" + day + ", 1, 4)", nil
	}
	return "", crm.FieldErrorf(f.Name, "%s cannot be grouped by %q.", crm.Term(f.Label), axis.Bucket)
}

// localTime gives the seconds of a moment as a clock on the user's wall would count them. Each change of the clock within the span of
// the data is one branch, the newest first.
func (g *grouping) localTime(value, path string) (string, error) {
	first, last, err := g.span(path)
	if err != nil {
		return "", err
	}
	seconds := value + " / 1000"
	if first < 0 || last < 0 {
		seconds = "CAST(floor(" + value + " / 1000.0) AS INTEGER)"
	}
	at := time.UnixMilli(last).In(g.db.opt.Zone)
	var branches strings.Builder
	for {
		start, _ := at.ZoneBounds()
		_, offset := at.Zone()
		if start.IsZero() || start.UnixMilli() <= first {
			if branches.Len() == 0 {
				return fmt.Sprintf("(%s + %d)", seconds, offset), nil
			}
			return fmt.Sprintf("(%s + CASE%s ELSE %d END)", seconds, branches.String(), offset), nil
		}
		fmt.Fprintf(&branches, " WHEN %s >= %d THEN %d", value, start.UnixMilli(), offset)
		at = start.Add(-time.Second)
	}
}

// span gives the first and last moment of a field, within the years that a calendar has.
func (g *grouping) span(path string) (first, last int64, err error) {
	p, err := g.schema.catalog.Path(g.table.entity.Name, path)
	if err != nil {
		return 0, 0, err
	}
	t := g.table
	if n := len(p.Links); n > 0 {
		t = g.schema.tables[p.Links[n-1].To[0]]
		p.Links = nil
	}
	value := t.value("t", p)
	text := fmt.Sprintf("SELECT ifnull((SELECT min(%s) FROM %s t), 0), ifnull((SELECT max(%s) FROM %s t), 0)", value, t.name, value, t.name)
	err = g.db.stmts.row(g.ctx, text, nil, &first, &last)
	const century = 100 * 366 * 86400 * 1000
	return max(first, -century), min(last, 2*century), err
}

func (g *grouping) addMeasure(m crm.Measure) error {
	if m.Field == "" {
		g.measures = append(g.measures, measured{crm.Count, "*"})
		return nil
	}
	value, err := g.measured(m)
	if err != nil {
		return err
	}
	if !slices.Contains([]crm.Fn{crm.Count, crm.Min, crm.Max, crm.Avg, crm.Sum, crm.Median, crm.P90}, m.Fn) {
		return crm.Errorf(crm.CodeInvalid, "There is no measure %q.", m.Fn)
	}
	g.measures = append(g.measures, measured{m.Fn, value})
	return nil
}

// measured is a function over a value of the rows.
type measured struct {
	fn    crm.Fn
	value string
}

// measured is the value that a measure looks at in each row.
func (g *grouping) measured(m crm.Measure) (string, error) {
	path := func(field string) (string, error) {
		p, err := g.schema.catalog.Path(g.table.entity.Name, field)
		return g.table.value("t", p), err
	}
	value, err := path(m.Field)
	if err != nil || m.Weight == "" && m.Since == "" {
		return value, err
	}
	if m.Weight != "" {
		weight, err := path(m.Weight)
		return value + " * " + weight + " / 100.0", err
	}
	since, err := path(m.Since)
	if f, ok := g.table.entity.Field(m.Field); ok && f.Kind == crm.Day {
		return "(julianday(" + value + ") - julianday(" + since + "))", err
	}
	return "((" + value + " - " + since + ") / 86400000.0)", err
}

// parts are the columns that the measures are made from.
func (g *grouping) parts() (out []part) {
	for _, m := range g.measures {
		out = append(out, m.parts()...)
	}
	return out
}

func (g *grouping) compile() string {
	columns := append([]string{"count(*)"}, g.by...)
	for i, shown := range g.shown {
		if shown != g.by[i] {
			columns = append(columns, shown)
		}
	}
	for _, p := range g.parts() {
		columns = append(columns, p.sql())
	}
	text := "SELECT " + strings.Join(columns, ", ") + " FROM " + g.table.name + " t WHERE " + g.where
	if len(g.by) > 0 {
		list := strings.Join(g.by, ", ")
		text += " GROUP BY " + list + " ORDER BY " + list
	}
	return text
}

// run reads the tally of the query from any connection.
func (g *grouping) run(ctx context.Context, on *statements) (*tally, error) {
	parts := g.parts()
	cells := make([]any, 1+2*len(g.by)+len(parts))
	into := make([]any, 0, len(cells))
	for i := range cells {
		if axis := i - 1 - len(g.by); axis < 0 || axis >= len(g.by) || g.shown[axis] != g.by[axis] {
			into = append(into, &cells[i])
		}
	}
	out := &tally{entity: g.table.entity.Name}
	err := on.each(ctx, func(scan func(...any) error) error {
		if err := scan(into...); err != nil {
			return err
		}
		row := slices.Clone(cells)
		n, _ := row[0].(int64)
		axes := len(g.by)
		by, shown, values := row[1:1+axes:1+axes], row[1+axes:1+2*axes], row[1+2*axes:]
		keys := make([]any, axes)
		for i, f := range g.fields {
			if g.shown[i] == g.by[i] {
				shown[i] = by[i]
			}
			keys[i] = keyText(f, shown[i], g.bucketed[i])
		}
		for i, p := range parts {
			if p.fn == crm.Median {
				values[i] = listed(values[i])
			}
		}
		out.groups = append(out.groups, group{by: by, parts: values, row: crm.Row{Keys: keys, Values: g.measure(values), N: n}})
		return nil
	}, g.text, g.args...)
	return out, err
}

// keyText is a group's value as text, nil where it is empty.
func keyText(f crm.Field, x any, bucketed bool) any {
	if s, ok := x.(string); ok && (bucketed || f.IsText()) {
		return s
	}
	v := fromColumn(f, x)
	if crm.IsEmpty(v) {
		return nil
	}
	return crm.FormatText(f, v, crm.Locale{})
}
