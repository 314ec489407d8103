package storage

import (
	"encoding/json"
	"fmt"
	"strings"

	"satchel/app/crm"
)

// compiler turns a bound filter into SQL. Values become parameters, in the order of their place in the text.
type compiler struct {
	schema *schema
	args   []any
	depth  int // for names of inner tables
}

// manyValues is how many values of an "in" are parameters of their own; more travel as one JSON list.
const manyValues = 20

// filter compiles an expression over a table under an alias. The result is never NULL where it is negated.
func (c *compiler) filter(e crm.Expr, t *table, alias string) (string, error) {
	switch e := e.(type) {
	case nil:
		return "1", nil
	case crm.And:
		return c.join(e, t, alias, " AND ", "1")
	case crm.Or:
		return c.join(e, t, alias, " OR ", "0")
	case crm.Not:
		inner, err := c.filter(e.Of, t, alias)
		return "(" + inner + ") IS NOT TRUE", err
	case crm.Test:
		return c.test(e, t, alias)
	}
	if s, ok := e.(crm.Some); ok {
		return c.some(s, alias)
	}
	return "", crm.Errorf(crm.CodeInternal, "A filter of type %T was not bound.", e)
}

// some looks among the records that link here, by each of the links.
func (c *compiler) some(s crm.Some, alias string) (string, error) {
	target := c.schema.tables[s.Back.Entity.Name]
	var ways []string
	for _, link := range s.Back.Links {
		c.depth++
		inner := fmt.Sprintf("t%d", c.depth)
		sql, err := c.filter(s.Where, target, inner)
		if err != nil {
			return "", err
		}
		column := inner + "." + quote(link.Name)
		ways = append(ways, fmt.Sprintf("SELECT %s FROM %s %s WHERE %s IS NOT NULL AND (%s)", column, target.name, inner, column, sql))
	}
	return alias + ".id IN (" + strings.Join(ways, " UNION ALL ") + ")", nil
}

func (c *compiler) join(list []crm.Expr, t *table, alias, sep, none string) (string, error) {
	parts := make([]string, len(list))
	for i, e := range list {
		part, err := c.filter(e, t, alias)
		if err != nil {
			return "", err
		}
		parts[i] = "(" + part + ")"
	}
	if len(parts) == 0 {
		return none, nil
	}
	return strings.Join(parts, sep), nil
}

// test compiles one condition. Negative ones are the negation of the positive, so that they hold where nothing is set.
func (c *compiler) test(x crm.Test, t *table, alias string) (string, error) {
	negative := false
	switch x.Op {
	case crm.Ne:
		x.Op, negative = crm.Eq, true
	case crm.NotIn:
		x.Op, negative = crm.In, true
	case crm.Empty:
		x.Op, negative = crm.NotEmpty, true
	}
	sql, err := c.along(x, t, alias)
	if err == nil && negative {
		if x.Op == crm.NotEmpty && strings.HasSuffix(sql, " IS NOT NULL") {
			return strings.TrimSuffix(sql, " IS NOT NULL") + " IS NULL", nil // an index can answer this
		}
		sql = not(sql)
	}
	return sql, err
}

// not holds where a condition is false and where it is not known.
func not(sql string) string { return "(" + sql + ") IS NOT TRUE" }

// truth tests a column of yes and no. It is written without an argument, so that SQLite finds the index of what is not yes.
func truth(column string, yes bool) string {
	if yes {
		return column + " = 1"
	}
	return column + " = 0"
}

// along follows the links of the path.
func (c *compiler) along(x crm.Test, t *table, alias string) (string, error) {
	if len(x.Path.Links) == 0 {
		return c.positive(x, t, alias)
	}
	link := x.Path.Links[0]
	x.Path.Links = x.Path.Links[1:]
	target := c.schema.tables[link.To[0]]
	if len(x.Path.Links) == 0 && x.Path.Field.Name == crm.FieldID && x.Op == crm.NotEmpty { // it is there: the table's own index tells
		return fmt.Sprintf("+%s.%s IN (SELECT id FROM %s)", alias, quote(link.Name), target.name), nil // no index over it is of use
	}
	c.depth++
	inner := fmt.Sprintf("t%d", c.depth)
	sql, err := c.along(x, target, inner)
	return fmt.Sprintf("%s.%s IN (SELECT %s.id FROM %s %s WHERE %s)", alias, quote(link.Name), inner, target.name, inner, sql), err
}

func (c *compiler) positive(x crm.Test, t *table, alias string) (string, error) {
	f := x.Path.Field
	value := t.value(alias, x.Path)
	switch {
	case x.Op == crm.NotEmpty:
		return value + " IS NOT NULL", nil
	case (f.Kind == crm.Emails || f.Kind == crm.Phones) && !f.Own && (x.Op == crm.Eq || x.Op == crm.In):
		return c.reach(x, t, alias), nil
	case f.IsList() || f.Kind == crm.Postal && x.Path.Part == "":
		return c.entries(x, value), nil
	case x.Path.Last().IsText():
		return c.text(x, t, alias, value), nil
	case f.Kind == crm.Money:
		value = inHundredths(value, alias+"."+quote(f.Currency))
	}
	switch x.Op {
	case crm.Eq, crm.Lt, crm.Le, crm.Gt, crm.Ge:
		if other, ok := x.Values[0].(crm.Path); ok {
			return value + " " + string(x.Op) + " " + t.value(alias, other), nil
		}
		if yes, ok := x.Values[0].(bool); ok && x.Op == crm.Eq && f.Kind == crm.Bool {
			return truth(value, yes), nil
		}
		v, err := toColumn(f, x.Values[0])
		if f.Kind == crm.Postal || x.Path.Part != "" {
			v, err = x.Values[0], nil
		}
		return value + " " + string(x.Op) + " " + c.arg(v), err
	case crm.In:
		list := make([]any, len(x.Values))
		for i, v := range x.Values {
			var err error
			if list[i], err = toColumn(f, v); err != nil {
				return "", err
			}
		}
		return value + " IN " + c.list(list), nil
	}
	return "", crm.FieldErrorf(f.Name, "%q does not apply to %s.", x.Op, crm.Term(f.Label))
}

// text compares texts by their key where there is one, else without the case of ASCII letters.
func (c *compiler) text(x crm.Test, t *table, alias, value string) string {
	form := func(v any) string { s, _ := v.(string); return s }
	if col, ok := t.column(x.Path.Field.Name); ok && col.key && !col.natural() {
		value = alias + "." + col.keyName()
		form = func(v any) string { s, _ := v.(string); return Fold(s) }
	}
	switch x.Op {
	case crm.In:
		list := make([]any, len(x.Values))
		for i, v := range x.Values {
			list[i] = form(v)
		}
		return value + " IN " + c.list(list)
	case crm.Contains:
		return value + " LIKE " + c.arg("%"+likeEscape(form(x.Values[0]))+"%") + ` ESCAPE '\'`
	case crm.Starts:
		return value + " LIKE " + c.arg(likeEscape(form(x.Values[0]))+"%") + ` ESCAPE '\'`
	}
	return value + " " + string(x.Op) + " " + c.arg(form(x.Values[0]))
}

// entries tests whether one entry of a list, or one part of an address, fits. A part of an entry is enough for "contains" on
// addresses and numbers; words and links are compared whole.
func (c *compiler) entries(x crm.Test, value string) string {
	f := x.Path.Field
	entry := "j.value COLLATE NOCASE"
	form := func(v any) string { s, _ := v.(string); return s }
	switch f.Kind {
	case crm.Links:
		entry = "j.value"
	case crm.Emails:
		entry = "(j.value ->> '$.value') COLLATE NOCASE"
	case crm.Phones:
		entry = "(j.value ->> '$.value')"
		for _, mark := range []string{" ", "-", "/", ".", "(0)", "(", ")", "+"} {
			entry = "replace(" + entry + ", '" + mark + "', '')"
		}
		form = func(v any) string { s, _ := v.(string); return crm.Digits(strings.ReplaceAll(s, "(0)", "")) }
	}
	part := f.Kind == crm.Emails || f.Kind == crm.Phones || f.Kind == crm.Postal
	var test string
	switch {
	case x.Op == crm.In:
		list := make([]any, len(x.Values))
		for i, v := range x.Values {
			list[i] = form(v)
		}
		test = entry + " IN " + c.list(list)
	case x.Op == crm.Starts:
		test = entry + " LIKE " + c.arg(likeEscape(form(x.Values[0]))+"%") + ` ESCAPE '\'`
	case x.Op == crm.Contains && part:
		test = entry + " LIKE " + c.arg("%"+likeEscape(form(x.Values[0]))+"%") + ` ESCAPE '\'`
	default:
		test = entry + " = " + c.arg(form(x.Values[0]))
	}
	return "EXISTS (SELECT 1 FROM json_each(" + value + ") j WHERE " + test + ")"
}

// reach finds addresses and numbers by their normal form.
func (c *compiler) reach(x crm.Test, t *table, alias string) string {
	kind, keys := mailKey, make([]any, len(x.Values))
	for i, v := range x.Values {
		s, _ := v.(string)
		if keys[i] = crm.EmailKey(s); x.Path.Field.Kind == crm.Phones {
			kind, keys[i] = phoneKey, reversed(crm.PhoneKey(s))
		}
	}
	return fmt.Sprintf("%s.n IN (SELECT l.n FROM lookup l WHERE l.key IN %s AND l.kind = '%s' AND l.entity = %d)", alias, c.list(keys), kind, t.number)
}

func (c *compiler) arg(v any) string {
	c.args = append(c.args, v)
	return "?"
}

func (c *compiler) list(values []any) string {
	if len(values) > manyValues {
		raw, err := json.Marshal(values)
		if err == nil {
			return "(SELECT value FROM json_each(" + c.arg(string(raw)) + "))"
		}
	}
	n := 1
	for n < len(values) { // few texts of statements: each is prepared once for every connection
		n *= 2
	}
	var marks []string
	for i := range n {
		if len(values) > 0 {
			marks = append(marks, c.arg(values[min(i, len(values)-1)]))
		}
	}
	return "(" + strings.Join(marks, ", ") + ")"
}

func likeEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
