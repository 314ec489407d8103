package present

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Part is one condition of a filter that has to hold together with the others: a chip.
type Part struct {
	Expr crm.Expr
	Text string // "City is Berlin"
}

// Parts cuts a filter into its chips; names are the titles of the records that it names by id, see [FilterNames].
func Parts(c *crm.Catalog, entity string, filter crm.Expr, names map[string]string) []Part {
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
		out[i] = Part{Expr: e, Text: speaker{c, entity, names}.say(e)}
	}
	return out
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

// manyWords are for fields whose label names many things.
var manyWords = map[crm.Op]string{crm.Contains: words.Key("contain"), crm.Empty: words.Key("are empty"), crm.NotEmpty: words.Key("are set")}

// OpWord is a comparison in words that fit the field.
func OpWord(f crm.Field, op crm.Op) string {
	if w, ok := timeWords[op]; ok && f.IsTime() {
		return words.T(w)
	}
	if w, ok := manyWords[op]; ok && f.Kind == crm.Tags {
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
	case f.HasAnswers() || f.Kind == crm.Bool:
		return []crm.Op{crm.Eq, crm.Ne, crm.Empty, crm.NotEmpty}
	case f.Kind == crm.Link:
		return []crm.Op{crm.Eq, crm.Ne, crm.NotEmpty, crm.Empty}
	}
	return []crm.Op{crm.Contains, crm.Eq, crm.Starts, crm.Empty, crm.NotEmpty}
}

// partLabel names a part of an address.
func partLabel(part string) string {
	return words.T(strings.ToUpper(part[:1]) + strings.ReplaceAll(part[1:], "_", " "))
}

// speaker says conditions in words.
type speaker struct {
	c      *crm.Catalog
	entity string
	names  map[string]string
}

// PathLabel names what a path leads to.
func PathLabel(p crm.Path) string {
	if p.Part != "" {
		return partLabel(p.Part)
	}
	return words.T(p.Last().Label)
}

func (s speaker) say(e crm.Expr) string {
	switch e := e.(type) {
	case crm.Not:
		return words.T("not: %s", s.group(e.Of))
	case crm.Or:
		return s.join(e, words.T("%s or %s"))
	case crm.And:
		return s.join(e, words.T("%s and %s"))
	case crm.Cond:
		return s.cond(e)
	}
	return e.String()
}

func (s speaker) join(list []crm.Expr, between string) string {
	text := ""
	for i, e := range list {
		if i == 0 {
			text = s.group(e)
			continue
		}
		text = fmt.Sprintf(between, text, s.group(e))
	}
	return text
}

// group says what stands inside another condition: several that belong together are held by brackets.
func (s speaker) group(e crm.Expr) string {
	switch e.(type) {
	case crm.And, crm.Or:
		return "(" + s.say(e) + ")"
	}
	return s.say(e)
}

func (s speaker) cond(cond crm.Cond) string {
	path, err := s.c.Path(s.entity, cond.Path)
	if err != nil {
		return cond.String()
	}
	f := path.Last()
	if n := int64(len(cond.Args)); f.Name == crm.FieldID && cond.Op == crm.In && n > 1 { // behind a chart: ids tell nobody anything
		return words.N(n, "%s certain record", "%s certain records")
	}
	name := words.T(f.Label)
	if f.IsTime() && cond.Op != crm.Empty && cond.Op != crm.NotEmpty { // "Next step on is empty" must differ from "Next step is empty"
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
	if len(cond.Args) == 1 && isMe(cond.Args[0]) && !f.IsTime() {
		switch cond.Op {
		case crm.Eq:
			return words.T("%s is me", name)
		case crm.Ne:
			return words.T("%s is not me", name)
		}
	}
	args := make([]string, len(cond.Args))
	for i, a := range cond.Args {
		args[i] = s.arg(f, a)
	}
	return strings.TrimSpace(name + " " + OpWord(f, cond.Op) + " " + strings.Join(args, ", "))
}

func (s speaker) arg(f crm.Field, a crm.Arg) string {
	switch {
	case f.IsTime() && !a.Quoted:
		if other, err := s.c.Path(s.entity, a.Text); err == nil { // one time is compared with another
			return words.Small(PathLabel(other))
		}
		return Period(a.Text)
	case isMe(a):
		return words.T("me")
	case f.Kind == crm.Money:
		return grouped(a.Text)
	case f.Kind == crm.Bool:
		return words.T(strings.ToLower(a.Text))
	case f.Kind == crm.Link || f.Kind == crm.Links:
		return cmp.Or(s.names[a.Text], "…")
	}
	return label(f, a.Text)
}

// isMe tells whether a value stands for the person at the screen.
func isMe(a crm.Arg) bool { return !a.Quoted && strings.EqualFold(a.Text, "me") }

// grouped writes a number of a filter as the language does; anything else stays.
func grouped(text string) string {
	whole, part, _ := strings.Cut(text, ".")
	if _, err := strconv.ParseInt(whole, 10, 64); err != nil {
		return text
	}
	if decimal, _ := words.Marks(); part != "" {
		part = decimal + part
	}
	return words.Group(whole) + part
}

// FilterNames reads the titles of the records that a filter names by their ids.
func FilterNames(ctx context.Context, a *app.App, entity string, filter crm.Expr) (map[string]string, error) {
	ids := map[string][]string{}
	namedIn(a.Catalog(), entity, filter, ids)
	out := map[string]string{}
	for to, list := range ids {
		titles, err := a.Titles(ctx, to, list)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, titles)
	}
	return out, nil
}

// namedIn collects the ids of a filter by the entities that they may belong to.
func namedIn(c *crm.Catalog, entity string, e crm.Expr, ids map[string][]string) {
	switch e := e.(type) {
	case crm.And:
		for _, x := range e {
			namedIn(c, entity, x, ids)
		}
	case crm.Or:
		for _, x := range e {
			namedIn(c, entity, x, ids)
		}
	case crm.Not:
		namedIn(c, entity, e.Of, ids)
	case crm.Cond:
		path, err := c.Path(entity, e.Path)
		if err != nil || path.Field.Kind != crm.Link && path.Field.Kind != crm.Links {
			return
		}
		for _, a := range e.Args {
			for _, to := range path.Field.To {
				ids[to] = append(ids[to], a.Text)
			}
		}
	}
}
