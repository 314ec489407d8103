package storage

import (
	"context"
	"slices"
	"strings"

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
	g := &grouping{question: a, db: db, limit: q.Limit}
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
	conditions := g.compile()
	g.reads, g.others = s.read(g.table, conditions)
	return g, nil
}

// grouping collects the columns of a grouped query.
type grouping struct {
	question
	db       *DB
	text     string
	limit    int  // to the first groups; 0 = all
	others   bool // whether a row counts depends on other rows of the table, or on its words
	axes     []axis
	measures []measured
}

// axis is what rows are grouped by: values of the row, or of a record that it links to.
type axis struct {
	field     crm.Field
	bucket    crm.Bucket
	by, shown string // SQL of the values that make a group, and of what is shown for them
	loose     bool   // capitals make no other group
	via       string // statement that hands over for all linked records, as x, the id and both values, where by and shown are the link
}

// apart tells whether what is shown is something else than what makes the group. It is read of the first row of the group alone, so that
// an index serves that has the other only.
func (a axis) apart() bool { return a.shown != a.by }

// alike is the same for all ways to write a value that belong to one group.
func (a axis) alike(v any) any {
	if s, ok := v.(string); ok && a.loose {
		return lower(s)
	}
	return v
}

func (g *grouping) addAxis(group crm.Group) error {
	p, err := g.schema.catalog.Path(g.table.entity.Name, group.Field)
	if err != nil {
		return err
	}
	f := p.Last()
	a := axis{field: f, bucket: group.Bucket, loose: group.Bucket == "" && strings.HasSuffix(affinity(f), "NOCASE")}
	if !slices.Contains([]crm.Bucket{"", crm.ByDay, crm.ByWeek, crm.ByMonth, crm.ByQuarter, crm.ByYear}, a.bucket) {
		return crm.FieldErrorf(f.Name, "%s cannot be grouped by %q.", crm.Term(f.Label), a.bucket)
	}
	target, alias := g.table, "t"
	var link string
	if len(p.Links) > 0 {
		link, target, alias = p.Links[0].Name, g.schema.tables[p.Links[0].To[0]], "x"
		p.Links = p.Links[1:]
	}
	a.shown = g.schema.fetched(target, alias, p, (*table).value)
	a.by = a.shown
	if f.IsText() && f.Fold && a.bucket == "" { // texts that a filter takes for equal belong to one group
		a.by = g.schema.fetched(target, alias, p, func(t *table, alias string, p crm.Path) string {
			return alias + "." + quote(t.compareColumn(p.Field.Name))
		})
	}
	if link != "" {
		from := target.name
		if f.Name == crm.FieldID { // only which records there are
			from = "(SELECT id FROM " + target.name + ")"
		}
		a.via = "SELECT " + taken + "(?, x.id, " + a.by + ", " + a.shown + ") FROM " + from + " x"
		a.by = "t." + quote(link)
		a.shown = a.by
	}
	g.axes = append(g.axes, a)
	return nil
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

// plain tells whether SQLite itself counts well: all rows as one, without ranks.
func (g *grouping) plain() bool {
	return len(g.axes) == 0 && !slices.ContainsFunc(g.measures, func(m measured) bool { return ranks[m.fn] != nil })
}

// compile makes the statement, and gives what the answer depends on besides the table itself.
func (g *grouping) compile() (conditions string) {
	from := " FROM " + g.table.name + " t WHERE " + g.where
	conditions = g.where
	if g.plain() {
		columns := []string{"count(*)"}
		for _, p := range g.parts() {
			columns = append(columns, p.sql())
		}
		g.text = "SELECT " + strings.Join(columns, ", ") + from
		return conditions
	}
	columns := []string{"?", "t.n"}
	for _, a := range g.axes {
		columns = append(columns, a.by)
		conditions += " " + a.via + " "
	}
	for _, m := range g.measures {
		if m.value != "*" {
			columns = append(columns, m.value)
		}
	}
	g.text = "SELECT " + taken + "(" + strings.Join(columns, ", ") + ")" + from
	return conditions
}

// run reads the tally of the query from any connection.
func (g *grouping) run(ctx context.Context, on *statements) (*tally, error) {
	out := &tally{entity: g.table.entity.Name}
	if g.plain() {
		cells := make([]any, 1+len(g.parts()))
		into := make([]any, len(cells))
		for i := range cells {
			into[i] = &cells[i]
		}
		err := on.row(ctx, g.text, g.args, into...)
		n, _ := cells[0].(int64)
		out.groups = []*group{{parts: cells[1:], row: crm.Row{Keys: []any{}, Values: g.measure(cells[1:]), N: n}}}
		return out, err
	}
	counts, err := g.count(ctx, on)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(counts, func(a, b *counted) int { return byValues(a.by, b.by) })
	out.groups = make([]*group, len(counts))
	groups := make([]group, len(counts))
	cells := make([]any, 0, len(counts)*(len(g.axes)+len(g.parts()))) // of all groups
	for i, c := range counts {
		at := len(cells)
		for j, a := range g.axes {
			cells = append(cells, keyText(a.field, c.shown[j], a.bucket != ""))
		}
		keys := slices.Clip(cells[at:])
		at = len(cells)
		for j, m := range g.measures {
			cells = c.sums[j].parts(cells, m)
		}
		parts := slices.Clip(cells[at:])
		groups[i] = group{by: c.by, parts: parts, row: crm.Row{Keys: keys, Values: g.measure(parts), N: c.n}}
		out.groups[i] = &groups[i]
	}
	if g.limit > 0 && len(out.groups) > g.limit {
		out.groups = out.groups[:g.limit]
	}
	return out, nil
}

// byValues orders groups by the values that make them.
func byValues(a, b []any) int {
	for i := range a {
		if c := compare(a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
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
