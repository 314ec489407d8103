package storage

import (
	"database/sql/driver"
	"slices"

	"satchel/app/crm"
)

// sums is what is known of the values of one measure; what is empty does not count.
type sums struct {
	n          int64
	whole      int64
	real       float64
	broken     bool // the sum is real: there are fractions, or it is too great for a whole number
	least, top any
	values     []float64
}

func (s *sums) add(fn crm.Fn, v driver.Value) {
	if v == nil {
		return
	}
	s.n++
	switch fn {
	case crm.Sum, crm.Avg:
		s.plus(v)
	case crm.Min, crm.Max:
		s.extreme(v)
	case crm.Median, crm.P90:
		s.values = append(s.values, real64(v))
	case crm.Count:
	}
}

func (s *sums) plus(v any) {
	x, whole := v.(int64)
	if whole && !s.broken {
		sum := s.whole + x
		if (sum > s.whole) == (x > 0) { // else it did not fit
			s.whole = sum
			return
		}
	}
	if !s.broken {
		s.broken, s.real = true, float64(s.whole)
	}
	s.real += real64(v)
}

func (s *sums) extreme(v driver.Value) {
	keep := func(v driver.Value) any { return kept([]driver.Value{v})[0] }
	if s.least == nil || compare(v, s.least) < 0 {
		s.least = keep(v)
	}
	if s.top == nil || compare(v, s.top) > 0 {
		s.top = keep(v)
	}
}

func (s *sums) join(fn crm.Fn, other sums) {
	if other.n == 0 {
		return
	}
	s.n += other.n
	switch fn {
	case crm.Sum, crm.Avg:
		s.plus(other.sum())
	case crm.Min, crm.Max:
		s.extreme(other.least)
		s.extreme(other.top)
	case crm.Median, crm.P90:
		s.values = append(s.values, other.values...)
	case crm.Count:
	}
}

func (s *sums) sum() any {
	switch {
	case s.n == 0:
		return nil
	case s.broken:
		return s.real
	}
	return s.whole
}

// parts adds the parts of a measure.
func (s *sums) parts(to []any, m measured) []any {
	switch m.fn {
	case crm.Sum, crm.Avg:
		return append(to, s.sum(), s.n)
	case crm.Min:
		return append(to, s.least)
	case crm.Max:
		return append(to, s.top)
	case crm.Median, crm.P90:
		slices.Sort(s.values)
		return append(to, s.values)
	case crm.Count:
	}
	return append(to, s.n)
}
