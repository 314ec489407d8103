package present

import (
	"slices"

	"satchel/app/crm"
)

// WithPart returns the filter with another i-th part; nil takes it away.
func WithPart(parts []Part, i int, e crm.Expr) crm.Expr {
	list := make([]crm.Expr, len(parts))
	for n, p := range parts {
		list[n] = p.Expr
	}
	return put(list, i, e, true)
}

// Leaf is one condition of a part of a filter, however deep inside its groups it stands.
type Leaf struct {
	Expr crm.Expr // a condition, maybe negated
	// With returns the part with something else in this place; nil takes the condition away.
	With func(crm.Expr) crm.Expr
}

// Leaves lists the conditions of a part as they are read.
func Leaves(e crm.Expr) []Leaf { return leaves(e, func(e crm.Expr) crm.Expr { return e }) }

func leaves(e crm.Expr, with func(crm.Expr) crm.Expr) []Leaf {
	switch e := e.(type) {
	case crm.And:
		return inside(e, true, with)
	case crm.Or:
		return inside(e, false, with)
	case crm.Not:
		if _, single := e.Of.(crm.Cond); !single {
			return leaves(e.Of, func(e crm.Expr) crm.Expr {
				if e == nil {
					return with(nil)
				}
				return with(crm.Not{Of: e})
			})
		}
	}
	return []Leaf{{e, with}}
}

func inside(list []crm.Expr, all bool, with func(crm.Expr) crm.Expr) []Leaf {
	var out []Leaf
	for i, e := range list {
		out = append(out, leaves(e, func(e crm.Expr) crm.Expr { return with(put(list, i, e, all)) })...)
	}
	return out
}

// put returns the list with another i-th condition, nil for none, as one condition: all of it has to hold, or any.
func put(list []crm.Expr, i int, e crm.Expr, all bool) crm.Expr {
	var more []crm.Expr
	switch same := e.(type) {
	case nil:
	case crm.And:
		if more = same; !all {
			more = []crm.Expr{e}
		}
	case crm.Or:
		if more = same; all {
			more = []crm.Expr{e}
		}
	default:
		more = []crm.Expr{e}
	}
	return Joined(all, slices.Concat(list[:i], more, list[i+1:])...)
}

// Joined is the filter that holds if all of the conditions do, or any; nil for none of them.
func Joined(all bool, list ...crm.Expr) crm.Expr {
	switch {
	case len(list) == 0:
		return nil
	case len(list) == 1:
		return list[0]
	case all:
		return crm.And(list)
	}
	return crm.Or(list)
}
