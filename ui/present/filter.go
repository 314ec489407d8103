package present

import (
	"strings"

	"satchel/app/crm"
	"satchel/ui/words"
)

// Part is one condition of a filter that has to hold together with the others: a chip.
type Part struct {
	Expr crm.Expr
	Text string // "City is Berlin"
}

// Parts cuts a filter into its chips.
func Parts(c *crm.Catalog, entity string, filter crm.Expr) []Part {
	var list crm.And
	switch f := filter.(type) {
	case nil:
		return nil
	case crm.And:
		list = f
	default:
		list = crm.And{f}
	}
	out := make([]Part, len(list))
	for i, e := range list {
		out[i] = Part{Expr: e, Text: sentence(c, entity, e)}
	}
	return out
}

// Without returns the filter less its i-th part.
func Without(parts []Part, i int) crm.Expr {
	var rest []crm.Expr
	for n, p := range parts {
		if n != i {
			rest = append(rest, p.Expr)
		}
	}
	return crm.AllOf(rest...)
}

// OpWords are the comparisons in words.
var OpWords = map[crm.Op]string{
	crm.Eq: words.Key("is"), crm.Ne: words.Key("is not"), crm.Lt: words.Key("is less than"), crm.Le: words.Key("is at most"),
	crm.Gt: words.Key("is more than"), crm.Ge: words.Key("is at least"), crm.In: words.Key("is one of"), crm.NotIn: words.Key("is none of"),
	crm.Contains: words.Key("contains"), crm.Starts: words.Key("starts with"), crm.Empty: words.Key("is empty"), crm.NotEmpty: words.Key("is set"),
}

// timeWords are the comparisons of days and moments.
var timeWords = map[crm.Op]string{
	crm.Eq: words.Key("on"), crm.Ne: words.Key("not on"), crm.Lt: words.Key("before"), crm.Le: words.Key("until"), crm.Gt: words.Key("after"),
	crm.Ge: words.Key("from"), crm.In: words.Key("within"), crm.NotIn: words.Key("not within"),
}

// OpWord is a comparison in words that fit the field.
func OpWord(f crm.Field, op crm.Op) string {
	if w, ok := timeWords[op]; ok && f.IsTime() {
		return words.T(w)
	}
	return words.T(OpWords[op])
}

// Ops lists the comparisons that make sense for a field, the most likely first.
func Ops(f crm.Field) []crm.Op {
	switch {
	case f.IsTime():
		return []crm.Op{crm.In, crm.Lt, crm.Ge, crm.Empty, crm.NotEmpty}
	case f.IsNumber():
		return []crm.Op{crm.Ge, crm.Le, crm.Eq, crm.Empty, crm.NotEmpty}
	case f.Kind == crm.Choice || f.Kind == crm.Bool:
		return []crm.Op{crm.Eq, crm.Ne, crm.Empty, crm.NotEmpty}
	case f.Kind == crm.Link:
		return []crm.Op{crm.NotEmpty, crm.Empty}
	}
	return []crm.Op{crm.Contains, crm.Eq, crm.Starts, crm.Empty, crm.NotEmpty}
}

// partLabel names a part of an address.
func partLabel(part string) string {
	return words.T(strings.ToUpper(part[:1]) + strings.ReplaceAll(part[1:], "_", " "))
}

func sentence(c *crm.Catalog, entity string, e crm.Expr) string {
	if not, ok := e.(crm.Not); ok {
		return words.T("not: %s", sentence(c, entity, not.Of))
	}
	cond, ok := e.(crm.Cond)
	if !ok {
		return e.String()
	}
	path, err := c.Path(entity, cond.Path)
	if err != nil {
		return e.String()
	}
	f := path.Last()
	name := words.T(f.Label)
	if f.IsTime() {
		name = words.T(strings.TrimSuffix(f.Label, " on"))
	}
	if path.Part != "" {
		name = partLabel(path.Part)
	}
	if len(path.Links) > 0 {
		name = words.T(path.Links[len(path.Links)-1].Label) + " " + words.Small(name)
	}
	if path.Back != nil && f.Name != crm.Touched {
		name = words.T(path.Back.Entity.Label) + " " + words.Small(name)
	}
	args := make([]string, len(cond.Args))
	for i, a := range cond.Args {
		args[i] = label(f, a.Text)
	}
	return strings.TrimSpace(name + " " + OpWord(f, cond.Op) + " " + strings.Join(args, ", "))
}
