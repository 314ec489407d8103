package insight

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/app/fold"
)

// Rate is what one unit of a currency is worth in the base currency, from a day on until the next rate.
type Rate struct {
	Currency string
	From     crm.Date
	Value    float64
}

// rates are all rates of the base currency, by currency in the order of their days.
type rates struct {
	base string
	of   map[string][]Rate
}

// Amount is a sum, of the one currency that it can be said in.
type Amount struct {
	Minor    int64
	Currency string // "" of records that name none
	N        int64  // records behind it
}

// Sum adds up the amounts of records in the base currency. What no rate converts follows in its own currency, the one with most records
// first.
func (s Source) Sum(ctx context.Context, entity, field string, where crm.Expr) ([]Amount, []Rate, error) {
	used := map[Rate]bool{}
	s.used = used
	points, err := series{measure: crm.Measure{Fn: crm.Sum, Field: field}}.over(ctx, s, entity, where)
	var out []Amount
	for _, p := range points {
		out = append(out, Amount{int64(p.Value), p.Currency, p.N})
	}
	return out, listed(used), err
}

// listed are rates in their order: by currency, the last one first.
func listed(used map[Rate]bool) []Rate {
	var out []Rate
	for r := range used {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Rate) int { return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(b.From, a.From)) })
	return out
}

// rates reads the rates of the base currency.
func (s Source) rates(ctx context.Context) (rates, error) {
	var out rates
	if s.Base == nil {
		return out, nil
	}
	var err error
	if out.base, err = s.Base(ctx); err != nil || out.base == "" {
		return out, err
	}
	list, err := s.Store.List(ctx, crm.Query{Entity: "rate", Where: crm.Where("base", crm.Eq, out.base), Sort: []crm.Sort{{Field: "valid_from"}}})
	out.of = map[string][]Rate{}
	for _, r := range list {
		x := Rate{r.Text("currency"), r.Date("valid_from"), r.Float("value")}
		if x.Value > 0 && x.From != "" && x.Currency != out.base {
			out.of[x.Currency] = append(out.of[x.Currency], x)
		}
	}
	return out, err
}

// on is the rate of a currency on a day: the last one that began by then.
func (r rates) on(currency string, day crm.Date) (Rate, bool) {
	list := r.of[currency]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].From <= day {
			return list[i], true
		}
	}
	return Rate{}, false
}

// convert is an amount in minor units of the base currency, not rounded.
func (r rates) convert(minor float64, by Rate) float64 {
	return minor * by.Value * math.Pow10(crm.MinorDigits(r.base)-crm.MinorDigits(by.Currency))
}

// purse says which records the amount of a currency stands for: the base currency takes those that a rate converts, and the currency with
// most records those that have neither an amount nor a currency.
type purse struct {
	field crm.Field // the amount
	rates rates
	loose string // the currency that takes records without an amount; "" = none does
	today crm.Date
}

// none is the condition of records without an amount and a currency.
func (p purse) none() crm.Expr {
	return crm.AllOf(crm.Cond{Path: p.field.Currency, Op: crm.Empty}, crm.Cond{Path: p.field.Name, Op: crm.Empty})
}

// moved is the condition of the records of a currency that a rate converts; nil = of none.
func (p purse) moved(currency string) crm.Expr {
	list := p.rates.of[currency]
	if len(list) == 0 {
		return nil
	}
	var when crm.Or
	if p.field.Dated != "" {
		when = append(when, crm.Where(p.field.Dated, crm.Ge, string(list[0].From)))
	}
	if _, ok := p.rates.on(currency, p.today); ok {
		if p.field.Dated == "" {
			return crm.Where(p.field.Currency, crm.Eq, currency)
		}
		when = append(when, crm.Cond{Path: p.field.Dated, Op: crm.Empty})
	}
	if len(when) == 0 {
		return nil
	}
	return crm.AllOf(crm.Where(p.field.Currency, crm.Eq, currency), when)
}

// allMoved is the condition of all records that a rate converts; nil = of none.
func (p purse) allMoved() crm.Expr {
	var out crm.Or
	for _, currency := range sortedKeys(p.rates.of) {
		if e := p.moved(currency); e != nil {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// where finds the records behind the amount of a currency.
func (p purse) where(currency string) crm.Expr {
	own := crm.Where(p.field.Currency, crm.Eq, currency)
	if currency == "" {
		own = crm.Cond{Path: p.field.Currency, Op: crm.Empty}
		if p.loose != "" {
			own = crm.AllOf(own, crm.Cond{Path: p.field.Name, Op: crm.NotEmpty})
		}
	}
	ways := crm.Or{own}
	if moved := p.moved(currency); moved != nil {
		ways[0] = crm.AllOf(own, crm.Not{Of: moved})
	}
	if currency == p.rates.base && currency != "" {
		if moved, ok := p.allMoved().(crm.Or); ok {
			ways = append(ways, moved...)
		}
	}
	if currency == p.loose && currency != "" {
		ways = append(ways, p.none())
	}
	if len(ways) == 1 {
		return ways[0]
	}
	return ways
}

// amounts answers a query that measures an amount and groups by its currency first, with as many amounts as possible in the base currency:
// a sum or a mean takes each at the rate of its own day. Ranks, and what no rate converts, stay in their currency.
func (s Source) amounts(ctx context.Context, q crm.Query, f crm.Field) ([]crm.Row, purse, error) {
	p := purse{field: f, today: crm.DateOf(s.now())}
	measure := q.Measure[0]
	if measure.Fn == crm.Sum || measure.Fn == crm.Avg {
		var err error
		if p.rates, err = s.rates(ctx); err != nil {
			return nil, p, err
		}
	}
	moved := p.allMoved()
	m := merged{at: map[string]int{}}
	for _, by := range q.Group {
		path, err := s.catalog().Path(q.Entity, by.Field)
		m.loose = append(m.loose, err == nil && path.Last().Fold && by.Bucket == "")
	}
	if moved != nil && measure.Fn == crm.Avg { // means cannot be merged, what they are made of can
		q.Measure = []crm.Measure{{Fn: crm.Sum, Field: f.Name}, {Fn: crm.Count, Field: f.Name}}
		m.mean = true
	}
	plain := q
	if moved != nil {
		plain.Where = crm.AllOf(q.Where, crm.Not{Of: moved})
	}
	rows, err := s.Store.Rows(ctx, plain)
	if err != nil {
		return nil, p, err
	}
	if moved == nil && !slices.ContainsFunc(rows, func(r crm.Row) bool { return r.Keys[0] == nil }) {
		return rows, p, nil // there is nothing to merge
	}
	for _, r := range rows {
		m.add(r)
	}
	if moved != nil {
		if err := s.move(ctx, q, p, moved, &m); err != nil {
			return nil, p, err
		}
	}
	if err := s.pickUp(ctx, q, &p, &m); err != nil {
		return nil, p, err
	}
	return m.rows(), p, nil
}

// move adds what a rate converts.
func (s Source) move(ctx context.Context, q crm.Query, p purse, moved crm.Expr, m *merged) error {
	q.Where, q.Limit = crm.AllOf(q.Where, moved), 0
	rest := q.Group[1:]
	q.Group = []crm.Group{q.Group[0]}
	if p.field.Dated != "" {
		q.Group = append(q.Group, crm.Group{Field: p.field.Dated, Bucket: crm.ByDay})
	}
	first := len(q.Group)
	q.Group = append(q.Group, rest...)
	rows, err := s.Store.Rows(ctx, q)
	if err != nil {
		return err
	}
	for _, r := range rows {
		day := p.today
		if first == 2 && r.Keys[1] != nil {
			day = crm.Date(text(r.Keys[1]))
		}
		currency := strings.ToUpper(text(r.Keys[0]))
		rate, ok := p.rates.on(currency, day)
		if !ok {
			return crm.Errorf(crm.CodeInternal, "No rate of %s for %s was found.", currency, day)
		}
		if s.used != nil && r.N > 0 {
			s.used[rate] = true
		}
		values := slices.Clone(r.Values)
		if values[0] != nil {
			values[0] = p.rates.convert(float(values[0]), rate)
		}
		m.add(crm.Row{Keys: append([]any{p.rates.base}, r.Keys[first:]...), Values: values, N: r.N})
	}
	return nil
}

// pickUp puts records without an amount and a currency to the currency with most records: they are no currency of their own.
func (s Source) pickUp(ctx context.Context, q crm.Query, p *purse, m *merged) error {
	n := map[string]int64{}
	for _, r := range m.list {
		n[text(r.Keys[0])] += r.N
	}
	if n[""] == 0 || len(n) == 1 {
		return nil
	}
	for _, currency := range sortedKeys(n) {
		if currency != "" && n[currency] > n[p.loose] || p.loose == "" {
			p.loose = currency
		}
	}
	q.Where, q.Limit = crm.AllOf(q.Where, p.none()), 0
	rows, err := s.Store.Rows(ctx, q)
	if err != nil {
		return err
	}
	for _, r := range rows {
		values := make([]any, len(r.Values))
		m.add(crm.Row{Keys: r.Keys, Values: values, N: -r.N})
		m.add(crm.Row{Keys: append([]any{p.loose}, r.Keys[1:]...), Values: values, N: r.N})
	}
	return nil
}

// merged are rows with equal keys made one.
type merged struct {
	loose []bool // by axis: case and accents make no other group
	list  []crm.Row
	at    map[string]int
	mean  bool // of the first value by the second
}

func (m *merged) add(r crm.Row) {
	var key strings.Builder
	for i, k := range r.Keys {
		s := text(k)
		if m.loose[i] {
			s = fold.Text(s)
		}
		key.WriteString(s + "\x00")
	}
	i, known := m.at[key.String()]
	if !known {
		m.at[key.String()] = len(m.list)
		r.Values = slices.Clone(r.Values)
		m.list = append(m.list, r)
		return
	}
	have := &m.list[i]
	have.N += r.N
	for j, v := range r.Values {
		switch {
		case v == nil:
		case have.Values[j] == nil:
			have.Values[j] = v
		default:
			have.Values[j] = float(have.Values[j]) + float(v)
		}
	}
}

// rows are the merged rows, without those of no records.
func (m *merged) rows() []crm.Row {
	out := slices.DeleteFunc(m.list, func(r crm.Row) bool { return r.N == 0 })
	for i := range out {
		if !m.mean {
			continue
		}
		var mean any
		if n := float(out[i].Values[1]); n > 0 {
			mean = float(out[i].Values[0]) / n
		}
		out[i].Values = []any{mean}
	}
	return out
}

func float(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
