package insight

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"satchel/app/crm"
	"satchel/app/fold"
)

// mostPoints is as many as a report can have: more are read by nobody.
const mostPoints = 2000

// Report is a view that counts as a metric. What is counted when is in its filter, so that a period of a dashboard says nothing about it.
func Report(v crm.View) Metric {
	m := Metric{
		Name: v.Name, Title: v.Name, Board: v.Board, Entity: v.Entity, Now: true, Table: v.Counting.Form == crm.FormTable,
		Apart: v.Counting.Measure.Fn != crm.Sum && v.Counting.Measure.Fn != crm.Count,
		asked: "\n" + v.Entity + "\n" + v.Filter + "\n" + v.Counting.String(),
	}
	m.Lies = v.Counting.Form == crm.FormRows || v.Counting.Form == "" && len(v.Counting.By) > 0 && v.Counting.By[0].Bucket == ""
	m.figure = report{v}.points
	m.unit = func(s Source) string { return unitOf(s.catalog(), v) }
	return m
}

// unitOf is the unit of what a report measures.
func unitOf(c *crm.Catalog, v crm.View) string {
	e, err := c.Entity(v.Entity)
	if err != nil || v.Counting.Measure.Fn == crm.Count {
		return ""
	}
	f, _ := e.Field(v.Counting.Measure.Field)
	return map[crm.Kind]string{crm.Money: Money, crm.Duration: Working}[f.Kind]
}

// What is said for records without a value, and of a number that stands alone.
const (
	None = "No value"
	All  = "All"
)

type report struct{ view crm.View }

// axisValues are the values that a report found along one axis, in their order.
type axisValues struct {
	path   string
	field  crm.Field
	bucket crm.Bucket
	keys   []string          // one for all spellings; "" for no value
	said   map[string]string // how a key is said
	raw    map[string]string // how a filter says it
}

func (r report) points(ctx context.Context, s Source, _ Span) ([]Point, error) {
	where, err := crm.ParseFilter(r.view.Filter)
	if err != nil {
		return nil, gone(err)
	}
	q, err := s.catalog().CountingQuery(r.view.Entity, r.view.Counting)
	if err != nil {
		return nil, gone(err)
	}
	if _, err := s.catalog().Bind(r.view.Entity, where, crm.Env{Now: s.now(), Zone: s.Zone}); err != nil {
		return nil, gone(err)
	}
	q.Where, q.Limit = where, mostPoints+1
	c := cells{x: series{measure: r.view.Counting.Measure}, money: len(q.Group) > len(r.view.Counting.By), all: map[[2]string]crm.Row{}}
	rows, err := c.ask(ctx, s, q)
	if err != nil {
		return nil, err
	}
	if len(rows) > mostPoints {
		return nil, tooMany()
	}
	axes := make([]*axisValues, len(r.view.Counting.By))
	for i, g := range r.view.Counting.By {
		if axes[i], err = r.axis(ctx, s, g, where, rows, i+len(q.Group)-len(axes)); err != nil {
			return nil, err
		}
	}
	n := map[string]int64{}
	for _, row := range rows {
		if row.N == 0 {
			continue
		}
		currency, keys := "", row.Keys
		if c.money {
			currency, keys = text(keys[0]), keys[1:]
		}
		if n[currency] == 0 {
			c.currencies = append(c.currencies, currency)
		}
		n[currency] += row.N
		at := ""
		for i, key := range keys {
			at = place(at, slices.Index(axes[i].keys, axes[i].key(text(key))))
		}
		c.all[[2]string{currency, at}] = row
	}
	slices.SortStableFunc(c.currencies, func(a, b string) int { return cmp.Compare(n[b], n[a]) })
	if len(c.currencies) == 0 && !c.money {
		c.currencies = []string{""}
	}
	return r.cross(c, axes, where)
}

// cross has a point for every combination of values, also for those without records, in the first currency; others have what there is.
func (r report) cross(c cells, axes []*axisValues, where crm.Expr) ([]Point, error) {
	count := max(len(c.currencies), 1)
	for _, a := range axes {
		count *= len(a.keys)
	}
	if count > mostPoints {
		return nil, tooMany()
	}
	var out []Point
	for i, currency := range c.currencies {
		r.along(axes, "", func(at string, labels []string, cond crm.Expr) {
			p := c.point(currency, at)
			if i > 0 && p.N == 0 {
				return
			}
			p.Label, p.Series = All, ""
			if len(labels) > 0 {
				p.Label = labels[0]
			}
			if len(labels) > 1 {
				p.Series = labels[1]
			}
			p.Where = crm.AllOf(where, c.currency(currency), cond)
			out = append(out, p)
		})
	}
	return out, nil
}

// along calls f for every combination of the axes' values.
func (r report) along(axes []*axisValues, at string, f func(at string, labels []string, cond crm.Expr)) {
	if len(axes) == 0 {
		f(at, nil, nil)
		return
	}
	for i, key := range axes[0].keys {
		r.along(axes[1:], place(at, i), func(at string, labels []string, cond crm.Expr) {
			f(at, append([]string{axes[0].said[key]}, labels...), crm.AllOf(axes[0].where(key), cond))
		})
	}
}

// place names a combination of values by their places on their axes.
func place(at string, i int) string { return at + "." + strconv.Itoa(i) }

// axis collects the values at a place of the rows' keys.
func (r report) axis(ctx context.Context, s Source, g crm.Group, where crm.Expr, rows []crm.Row, place int) (*axisValues, error) {
	p, err := s.catalog().Path(r.view.Entity, g.Field)
	if err != nil {
		return nil, err
	}
	a := &axisValues{path: g.Field, field: p.Last(), bucket: g.Bucket, said: map[string]string{}, raw: map[string]string{}}
	n := map[string]int64{}
	for _, row := range rows {
		value := text(row.Keys[place])
		key := a.key(value)
		if _, known := n[key]; !known && row.N > 0 {
			a.keys, a.said[key], a.raw[key] = append(a.keys, key), cmp.Or(value, None), value
		}
		n[key] += row.N
	}
	if a.bucket != "" {
		return a, a.fill(crm.Env{Now: s.now(), Zone: s.Zone}, where)
	}
	for _, o := range a.field.Options {
		a.said[a.key(o.Value)] = o.Label
	}
	if a.field.Kind == crm.Link {
		for _, entity := range a.field.To {
			titles, err := s.Store.Titles(ctx, entity, a.keys)
			if err != nil {
				return nil, err
			}
			maps.Copy(a.said, titles)
		}
	}
	slices.SortStableFunc(a.keys, func(x, y string) int {
		if a.field.Kind == crm.Choice {
			return cmp.Compare(a.answer(x), a.answer(y))
		}
		return cmp.Or(cmp.Compare(n[y], n[x]), cmp.Compare(a.said[x], a.said[y]))
	})
	return a, nil
}

// answer is the place of a value among those that the field offers; one that it does not offer any more comes last.
func (a *axisValues) answer(key string) int {
	i := slices.IndexFunc(a.field.Options, func(o crm.Option) bool { return a.key(o.Value) == key })
	if i < 0 {
		return len(a.field.Options)
	}
	return i
}

// key makes one of all spellings of a text that filters take for equal.
func (a *axisValues) key(value string) string {
	if a.field.Fold && a.bucket == "" {
		return fold.Text(value)
	}
	return value
}

// fill puts the pieces of time in their order and adds those without records: between the first and the last, and of the period that
// the filter asks for.
func (a *axisValues) fill(env crm.Env, where crm.Expr) error {
	found := slices.DeleteFunc(slices.Clone(a.keys), func(key string) bool { return key == "" })
	var pieces []string
	first, last := a.asked(env, where)
	for _, key := range found {
		p, ok := crm.ParsePeriod(key, env)
		if !ok {
			continue
		}
		if a.bucket == crm.ByWeek {
			p.To = p.From.AddDate(0, 0, 7)
		}
		if first.IsZero() || p.From.Before(first) {
			first = p.From
		}
		if end := p.To.AddDate(0, 0, -1); end.After(last) {
			last = end
		}
	}
	if !first.IsZero() {
		for day, end := first, crm.BucketOf(last, a.bucket); ; day = next(day, a.bucket) {
			piece := crm.BucketOf(day, a.bucket)
			if pieces = append(pieces, piece); piece == end {
				break
			}
			if len(pieces) > mostPoints {
				return tooMany()
			}
		}
	}
	if slices.Contains(a.keys, "") {
		pieces = append(pieces, "")
	}
	a.keys = pieces
	for _, piece := range pieces {
		a.said[piece] = cmp.Or(piece, None)
	}
	return nil
}

// next is a day of the piece of time after the one that a day lies in.
func next(day time.Time, b crm.Bucket) time.Time {
	y, m, d := day.Date()
	switch b {
	case crm.ByDay:
		d++
	case crm.ByWeek:
		d += 7
	case crm.ByMonth:
		m, d = m+1, 1
	case crm.ByQuarter:
		m, d = m+3, 1
	case crm.ByYear:
		y, m, d = y+1, 1, 1
	}
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
}

// asked are the first and the last day of the period that a filter asks for, zero without one.
func (a *axisValues) asked(env crm.Env, where crm.Expr) (first, last time.Time) {
	list, ok := where.(crm.And)
	if !ok {
		list = crm.And{where}
	}
	for _, e := range list {
		cond, ok := e.(crm.Cond)
		if !ok || cond.Path != a.path || cond.Op != crm.In && cond.Op != crm.Eq || len(cond.Args) != 1 {
			continue
		}
		if p, ok := crm.ParsePeriod(cond.Args[0].Text, env); ok {
			return p.From, p.To.AddDate(0, 0, -1)
		}
	}
	return first, last
}

// where is the condition that a value is the key's.
func (a *axisValues) where(key string) crm.Expr {
	switch {
	case key == "":
		return crm.Cond{Path: a.path, Op: crm.Empty}
	case a.bucket == crm.ByWeek:
		day, _ := time.Parse(time.DateOnly, key)
		year, week := day.ISOWeek()
		return crm.Within(a.path, fmt.Sprintf("%04d-W%02d", year, week))
	case a.bucket != "":
		return crm.Within(a.path, key)
	}
	return crm.Where(a.path, crm.Eq, a.raw[key])
}

func tooMany() error {
	return crm.Errorf(crm.CodeInvalid, "The report would have more than %d numbers. Count by something with fewer values, or filter.", mostPoints)
}

// gone says what a report needs and does not find.
func gone(err error) error {
	var e *crm.Error
	if errors.As(err, &e) && e.Code == crm.CodeInvalid {
		return crm.Errorf(crm.CodeInvalid, "This report asks for something that is not there any more, so that no number of it would be right. Change its filter or what it counts. %w", err)
	}
	return err
}
