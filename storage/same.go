package storage

import (
	"satchel/app/crm"
)

// mostSame bounds the answer of Same.
const mostSame = 20

// Same returns the ids of records whose field has this value in normal form; at most 20, oldest first. An empty value finds nothing.
func (t *tx) Same(entity, field string, value any) ([]string, error) {
	tb, err := t.schema.table(entity)
	if err != nil {
		return nil, err
	}
	f, ok := tb.entity.Field(field)
	if !ok || f.Name != field {
		return nil, crm.FieldErrorf(field, "%s has no field %q.", crm.Term(tb.entity.Label), field)
	}
	if crm.IsEmpty(value) {
		return nil, nil
	}
	c := compiler{schema: t.schema}
	where := "0"
	for _, v := range entriesOf(value) {
		part, err := c.positive(crm.Test{Path: crm.Path{Field: f}, Op: crm.Eq, Values: []any{v}}, tb, "t")
		if err != nil {
			return nil, explain(err)
		}
		where += " OR " + part
	}
	t.flushKeys()
	var out []string
	err = t.on.each(t.ctx, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, id)
		return err
	}, "SELECT t.id FROM "+tb.name+" t WHERE "+where+" ORDER BY t.n LIMIT ?", append(c.args, mostSame)...)
	return out, explain(err)
}

// entriesOf gives the words of a list, or the value itself.
func entriesOf(value any) []any {
	var out []any
	switch v := value.(type) {
	case []string:
		for _, s := range v {
			out = append(out, s)
		}
	case []crm.Reach:
		for _, r := range v {
			out = append(out, r.Value)
		}
	default:
		out = []any{v}
	}
	return out
}
