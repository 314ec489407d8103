package insight

import (
	"cmp"
	"context"
	"math"
	"slices"

	"satchel/app/crm"
	"satchel/app/fold"
)

// series is one number along one axis, told by filters.
type series struct {
	name    string
	where   []filter // which records there are
	part    filter   // of a share: those that count
	at      string   // the time field that a period is about, "" for none
	by      axis
	measure crm.Measure // of a value; the zero measure counts
}

// axis is what a chart has a point for.
type axis struct {
	field   string  // each value of this field; "" = each month of the series' time
	open    bool    // of a choice: those answers alone that still need work
	ahead   bool    // of months: those that come
	none    string  // what is said for no value
	classes []class // each of these instead
}

// class is a point of its own.
type class struct {
	label string
	where filter
}

// filter is a condition, at the moment of asking.
type filter func(Source) crm.Expr

// is reads a filter of ours.
func is(text string) filter {
	e, err := crm.ParseFilter(text)
	if err != nil {
		panic(err)
	}
	return func(Source) crm.Expr { return e }
}

// isOpen is the condition that a record still needs work.
func isOpen(entity string) filter {
	return func(s Source) crm.Expr {
		e, err := s.catalog().Entity(entity)
		if err != nil {
			return nil
		}
		return e.Open()
	}
}

func (s Source) catalog() *crm.Catalog {
	if s.Catalog == nil {
		return crm.Base()
	}
	return s.Catalog
}

// records names the set of records that a series is about.
func (x series) records() string {
	text := x.at + " " + x.by.field
	for _, c := range x.by.classes {
		text += " " + c.label
	}
	for _, f := range x.where {
		if e := f(Source{}); e != nil {
			text += " " + e.String()
		}
	}
	return text
}

// base is the condition of all the series' records in a period.
func (x series) base(s Source, span Span) crm.Expr {
	var all []crm.Expr
	for _, f := range x.where {
		all = append(all, f(s))
	}
	if x.at != "" {
		all = append(all, within(x.at, span))
	}
	return crm.AllOf(all...)
}

// money tells whether the series adds amounts, so that its currencies stay apart.
func (x series) money(s Source, entity string) bool {
	e, err := s.catalog().Entity(entity)
	if err != nil {
		return false
	}
	f, ok := e.Field(x.measure.Field)
	return ok && x.measure.Field != "" && f.Kind == crm.Money
}

func (x series) points(ctx context.Context, s Source, entity string, span Span) ([]Point, error) {
	switch {
	case x.by.classes != nil:
		return x.ofClasses(ctx, s, entity, span)
	case x.by.field == "":
		return x.ofMonths(ctx, s, entity, span)
	}
	return x.ofValues(ctx, s, entity, span)
}

// ofMonths has a point for every month, also for those without records, in the first currency; others have what there is.
func (x series) ofMonths(ctx context.Context, s Source, entity string, span Span) ([]Point, error) {
	months, err := monthsOf(span, s.now(), x.by.ahead)
	if err != nil || len(months) == 0 {
		return nil, err
	}
	base := x.base(s, span.clip(months))
	cells, err := x.cells(ctx, s, entity, base, crm.Group{Field: x.at, Bucket: crm.ByMonth})
	if err != nil {
		return nil, err
	}
	var out []Point
	for i, currency := range cells.currencies {
		for _, month := range months {
			p := cells.point(currency, month)
			if i > 0 && p.N == 0 {
				continue
			}
			p.Where = crm.AllOf(base, cells.currency(currency), crm.Within(x.at, month))
			out = append(out, p)
		}
	}
	return out, nil
}

// ofValues has a point for every answer of a choice, in its order, or for every value there is, the greatest sum or most records first.
func (x series) ofValues(ctx context.Context, s Source, entity string, span Span) ([]Point, error) {
	base := x.base(s, span)
	cells, err := x.cells(ctx, s, entity, base, crm.Group{Field: x.by.field})
	if err != nil {
		return nil, err
	}
	labels, said := x.labels(s, entity, cells)
	var out []Point
	for i, currency := range cells.currencies {
		for _, label := range labels {
			p := cells.point(currency, label)
			if (label == "" || i > 0) && p.N == 0 {
				continue
			}
			value := crm.Expr(crm.Cond{Path: x.by.field, Op: crm.Empty})
			if label != "" {
				value = crm.Where(x.by.field, crm.Eq, label)
			}
			p.Label = said(label)
			p.Where = crm.AllOf(base, cells.currency(currency), value)
			out = append(out, p)
		}
	}
	return out, nil
}

// labels are the values of the axis in their order, "" for records without, and how they are said.
func (x series) labels(s Source, entity string, cells cells) (values []string, said func(string) string) {
	said = func(value string) string {
		if value == "" {
			return x.by.none
		}
		return value
	}
	e, err := s.catalog().Entity(entity)
	if err == nil {
		if f, ok := e.Field(x.by.field); ok && f.Kind == crm.Choice {
			words := map[string]string{"": x.by.none}
			for _, o := range f.Options {
				words[o.Value] = o.Label
				if o.Open || !x.by.open {
					values = append(values, o.Value)
				}
			}
			return append(values, ""), func(value string) string { return words[value] }
		}
	}
	values = slices.Clone(cells.labels)
	slices.SortStableFunc(values, func(a, b string) int {
		if x.measure.Fn == crm.Sum && len(cells.currencies) > 0 {
			first := cells.currencies[0]
			return cmp.Or(cmp.Compare(cells.point(first, b).Value, cells.point(first, a).Value), int(cells.of(b)-cells.of(a)))
		}
		return int(cells.of(b) - cells.of(a))
	})
	return values, said
}

// ofClasses has a point for every class.
func (x series) ofClasses(ctx context.Context, s Source, entity string, span Span) ([]Point, error) {
	var out []Point
	for _, c := range x.by.classes {
		where := crm.AllOf(x.base(s, span), c.where(s))
		p, err := x.over(ctx, s, entity, where)
		if err != nil {
			return nil, err
		}
		if len(p) == 0 {
			p = []Point{x.empty()}
		}
		for i := range p {
			p[i].Label = c.label
		}
		out = append(out, p...)
	}
	return out, nil
}

// total is the number over the whole period; it is not known where there are several currencies.
func (x series) total(ctx context.Context, s Source, entity string, span Span) (Point, error) {
	if x.by.field == "" && x.at != "" {
		months, err := monthsOf(span, s.now(), x.by.ahead)
		if err != nil || len(months) == 0 {
			return Point{}, err
		}
		span = span.clip(months)
	}
	points, err := x.over(ctx, s, entity, x.base(s, span))
	if err != nil || len(points) != 1 {
		return Point{}, err
	}
	return points[0], nil
}

// over computes the number over all records of a filter, one point a currency.
func (x series) over(ctx context.Context, s Source, entity string, where crm.Expr) ([]Point, error) {
	cells, err := x.cells(ctx, s, entity, where)
	if err != nil {
		return nil, err
	}
	var out []Point
	for _, currency := range cells.currencies {
		p := cells.point(currency, "")
		p.Where = crm.AllOf(where, cells.currency(currency))
		out = append(out, p)
	}
	return out, nil
}

// empty is the point of no records: a sum of nothing is nothing, a mean or a share of nothing is not known.
func (x series) empty() Point {
	counts := x.measure.Fn == "" || x.measure.Fn == crm.Count || x.measure.Fn == crm.Sum
	return Point{Series: x.name, Known: counts && x.part == nil}
}

// cells are the answers of a series by currency and label.
type cells struct {
	x          series
	money      bool
	purse      purse    // of money
	currencies []string // the one with most records first; one without a name where there is no money
	labels     []string // as first written
	keys       map[string]string
	all        map[[2]string]crm.Row // by currency and folded label
	part       map[[2]string]int64
}

// cells asks for the numbers along an axis, or over all records without one.
func (x series) cells(ctx context.Context, s Source, entity string, where crm.Expr, by ...crm.Group) (cells, error) {
	c := cells{x: x, money: x.money(s, entity), keys: map[string]string{}, all: map[[2]string]crm.Row{}, part: map[[2]string]int64{}}
	measure := x.measure
	if measure.Fn == "" {
		measure.Fn = crm.Count
	}
	q := crm.Query{Entity: entity, Where: where, Measure: []crm.Measure{measure}}
	if c.money {
		q.Group = append(q.Group, crm.Group{Field: "currency"})
	}
	q.Group = append(q.Group, by...)
	rows, err := c.ask(ctx, s, q)
	if err != nil {
		return c, err
	}
	n := map[string]int64{}
	for _, r := range rows {
		if r.N == 0 && len(q.Group) == 0 {
			continue
		}
		currency, label := c.key(r)
		if _, ok := n[currency]; !ok {
			c.currencies = append(c.currencies, currency)
		}
		n[currency] += r.N
		c.all[[2]string{currency, label}] = r
	}
	slices.SortStableFunc(c.currencies, func(a, b string) int { return int(n[b] - n[a]) })
	if !c.money && len(c.currencies) == 0 {
		c.currencies = []string{""}
	}
	if x.part == nil || err != nil {
		return c, err
	}
	q.Where = crm.AllOf(where, x.part(s))
	rows, err = s.Store.Rows(ctx, q)
	for _, r := range rows {
		currency, label := c.key(r)
		c.part[[2]string{currency, label}] += r.N
	}
	return c, err
}

// key splits the keys of a row, and remembers how a label was written first: filters compare without case and accents.
func (c *cells) key(r crm.Row) (currency, label string) {
	keys := r.Keys
	if c.money {
		currency, keys = text(keys[0]), keys[1:]
	}
	if len(keys) == 0 {
		return currency, ""
	}
	label = fold.Text(text(keys[0]))
	if _, known := c.keys[label]; !known {
		c.keys[label] = text(keys[0])
		c.labels = append(c.labels, text(keys[0]))
	}
	return currency, label
}

// of is how many records a label has, in all currencies.
func (c cells) of(label string) int64 {
	var n int64
	for _, currency := range c.currencies {
		n += c.all[[2]string{currency, fold.Text(label)}].N
	}
	return n
}

// ask answers a query, with amounts in as few currencies as the rates allow.
func (c *cells) ask(ctx context.Context, s Source, q crm.Query) (rows []crm.Row, err error) {
	if !c.money {
		return s.Store.Rows(ctx, q)
	}
	e, err := s.catalog().Entity(q.Entity)
	if err != nil {
		return nil, err
	}
	f, _ := e.Field(q.Measure[0].Field)
	rows, c.purse, err = s.amounts(ctx, q, f)
	return rows, err
}

// currency is the condition of the records behind the amounts of a currency; nil where there is no money.
func (c cells) currency(currency string) crm.Expr {
	if !c.money {
		return nil
	}
	return c.purse.where(currency)
}

// point is the number of a currency and a label, without its filter.
func (c cells) point(currency, label string) Point {
	p := c.x.empty()
	p.Label, p.Currency = label, currency
	at := [2]string{currency, fold.Text(label)}
	r, ok := c.all[at]
	if !ok || r.N == 0 {
		return p
	}
	p.N = r.N
	switch v := r.Values[0].(type) {
	case int64:
		p.Value, p.Known = float64(v), true
	case float64:
		p.Value, p.Known = v, true
		if c.money {
			p.Value = math.Round(v) // a part of a cent is nobody's
		}
	}
	if c.x.part != nil {
		p.Value, p.Known = 100*float64(c.part[at])/float64(r.N), true
	}
	return p
}

func text(v any) string { s, _ := v.(string); return s }
