package storage

import (
	"cmp"
	"reflect"
	"slices"

	"satchel/app/crm"
)

// tally is what a measured query found, by group in the order of the groups, in parts to which the rows that came can be added and from
// which those that went can be taken.
type tally struct {
	entity string
	groups []*group // shared by the tallies that follow each other, not to be changed
}

// group is one group: the values that it is grouped by, as SQLite compares them, the parts of the measures, and the row of the answer.
type group struct {
	by    []any
	parts []any // int64, float64, []float64 in order, or nil for none
	row   crm.Row
}

// What is kept for following at most.
const (
	mostGroups = 100_000
	mostValues = 500_000 // of ranks
)

// part is one column that a measure is made from.
type part struct {
	fn    crm.Fn // Count and Sum add up, Min and Max replace, Median stands for a rank's values
	value string
}

func (p part) sql() string { return string(p.fn) + "(" + p.value + ")" }

// ranks pick from values in their order; there is at least one. SQLite has no such measures.
var ranks = map[crm.Fn]func([]float64) float64{
	crm.Median: func(v []float64) float64 { return (v[(len(v)-1)/2] + v[len(v)/2]) / 2 },
	crm.P90:    func(v []float64) float64 { return v[(9*len(v)+9)/10-1] }, // the nearest rank
}

// parts are the columns that the measure is made from.
func (m measured) parts() []part {
	switch m.fn {
	case crm.Sum, crm.Avg: // a sum of no values is none
		return []part{{crm.Sum, m.value}, {crm.Count, m.value}}
	case crm.Median, crm.P90:
		return []part{{crm.Median, m.value}}
	case crm.Count, crm.Min, crm.Max:
	}
	return []part{{m.fn, m.value}}
}

// of is the measure's value, nil for none.
func (m measured) of(parts []any) any {
	switch m.fn {
	case crm.Sum, crm.Avg:
		n, _ := parts[1].(int64)
		if n == 0 {
			return nil
		}
		if m.fn == crm.Avg {
			return real64(parts[0]) / float64(n)
		}
	case crm.Median, crm.P90:
		v, _ := parts[0].([]float64)
		if len(v) == 0 {
			return nil
		}
		return ranks[m.fn](v)
	case crm.Count, crm.Min, crm.Max:
	}
	return parts[0]
}

// follows tells whether the answer can follow changes of its table: no other rows of it matter, no group is left out, and it is not too big.
func (g *grouping) follows(t *tally) bool {
	if g.limit > 0 || g.others || len(t.groups) > mostGroups {
		return false
	}
	values := 0
	for _, group := range t.groups {
		for _, p := range group.parts {
			list, _ := p.([]float64)
			values += len(list)
		}
	}
	return values <= mostValues
}

// rows are the rows of the answer.
func (t *tally) rows() []crm.Row {
	out := make([]crm.Row, len(t.groups))
	for i, group := range t.groups {
		out[i] = group.row
	}
	return out
}

// measure works out the values of a group from its parts.
func (g *grouping) measure(parts []any) []any {
	out := make([]any, len(g.measures))
	at := 0
	for i, m := range g.measures {
		end := at + len(m.parts())
		out[i] = m.of(parts[at:end])
		at = end
	}
	return out
}

// with is the tally without the rows of one tally and with those of another one. It is false where only reading anew can tell, as when
// the least value goes. What is shown for a group stays while the group does, be it that only its writing changed.
func (t *tally) with(g *grouping, gone, come *tally) (*tally, bool) {
	if reflect.DeepEqual(gone, come) { // nothing that the query looks at has changed
		return t, true
	}
	out := &tally{t.entity, slices.Clone(t.groups)}
	parts := g.parts()
	for _, d := range come.groups {
		i, found := out.find(d)
		if !found {
			out.groups = slices.Insert(out.groups, i, d)
			continue
		}
		sum := slices.Clone(out.groups[i].parts)
		for j, p := range parts {
			sum[j] = p.plus(sum[j], d.parts[j])
		}
		out.groups[i] = out.groups[i].having(g, out.groups[i].row.N+d.row.N, sum)
	}
	for _, d := range gone.groups {
		i, found := out.find(d)
		if !found || out.groups[i].row.N < d.row.N {
			return nil, false
		}
		n := out.groups[i].row.N - d.row.N
		if n == 0 && len(g.axes) > 0 {
			out.groups = slices.Delete(out.groups, i, i+1)
			continue
		}
		rest := slices.Clone(out.groups[i].parts)
		for j, p := range parts {
			var ok bool
			if rest[j], ok = p.minus(rest[j], d.parts[j]); !ok {
				return nil, false
			}
		}
		out.groups[i] = out.groups[i].having(g, n, rest)
	}
	return out, true
}

// having is the group with other rows.
func (a *group) having(g *grouping, n int64, parts []any) *group {
	return &group{a.by, parts, crm.Row{Keys: a.row.Keys, Values: g.measure(parts), N: n}}
}

func (t *tally) find(d *group) (int, bool) {
	return slices.BinarySearchFunc(t.groups, d, func(a, b *group) int { return byValues(a.by, b.by) })
}

func (p part) plus(a, b any) any {
	switch {
	case b == nil:
		return a
	case a == nil:
		return b
	}
	switch p.fn {
	case crm.Min, crm.Max:
		if (compare(b, a) < 0) == (p.fn == crm.Min) {
			return b
		}
		return a
	case crm.Median:
		x, _ := a.([]float64)
		y, _ := b.([]float64)
		out := append(slices.Clone(x), y...)
		slices.Sort(out)
		return out
	case crm.Count, crm.Sum, crm.Avg, crm.P90:
	}
	if x, ok := a.(int64); ok {
		if y, ok := b.(int64); ok {
			return x + y
		}
	}
	return real64(a) + real64(b)
}

func (p part) minus(a, b any) (any, bool) {
	switch {
	case b == nil:
		return a, true
	case a == nil:
		return nil, false
	}
	switch p.fn {
	case crm.Min, crm.Max:
		return a, compare(a, b) != 0
	case crm.Median:
		x, _ := a.([]float64)
		y, _ := b.([]float64)
		out := slices.Clone(x)
		for _, v := range y {
			i, found := slices.BinarySearch(out, v)
			if !found {
				return nil, false
			}
			out = slices.Delete(out, i, i+1)
		}
		return out, true
	case crm.Count, crm.Sum, crm.Avg, crm.P90:
	}
	if x, ok := a.(int64); ok {
		if y, ok := b.(int64); ok {
			return x - y, true
		}
	}
	return real64(a) - real64(b), true
}

// compare orders as SQLite does: nothing, numbers, texts.
func compare(a, b any) int {
	x, text := a.(string)
	y, both := b.(string)
	if text && both {
		return cmp.Compare(x, y)
	}
	class := func(v any) int {
		switch v.(type) {
		case nil:
			return 0
		case int64, float64:
			return 1
		}
		return 2
	}
	if c := cmp.Compare(class(a), class(b)); c != 0 || a == nil {
		return c
	}
	return cmp.Compare(real64(a), real64(b))
}

func real64(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}
