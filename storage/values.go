package storage

import (
	"strings"
	"sync"

	"satchel/app/crm"
)

// value is the SQL for the value at the end of a path whose links were followed already.
func (t *table) value(alias string, p crm.Path) string {
	f := p.Field
	var sql string
	switch {
	case f.Own && isJSON(f):
		return "(" + alias + ".own -> '$." + f.Name + "')"
	case f.Own:
		sql = "(" + alias + ".own ->> '$." + f.Name + "')"
	case p.Part != "":
		sql = "(" + alias + "." + quote(f.Name) + " ->> '$." + p.Part + "')"
	default:
		return alias + "." + quote(f.Name)
	}
	if p.Last().IsText() {
		sql += " COLLATE NOCASE"
	}
	return sql
}

// fetched is the SQL for a value along a path, for sorting and grouping. last makes the value of the last table.
func (s *schema) fetched(t *table, alias string, p crm.Path, last func(t *table, alias string, p crm.Path) string) string {
	if len(p.Links) == 0 {
		return last(t, alias, p)
	}
	link := p.Links[0]
	p.Links = p.Links[1:]
	target, inner := s.tables[link.To[0]], alias+"_"
	return "(SELECT " + s.fetched(target, inner, p, last) + " FROM " + target.name + " " + inner + " WHERE " + inner + ".id = " + alias + "." + quote(link.Name) + ")"
}

// sortKey is what a list is ordered by: the folded text, the title of a linked record, the first address, the city.
func (s *schema) sortKey(t *table, alias string, p crm.Path) string {
	return s.fetched(t, alias, p, func(t *table, alias string, p crm.Path) string {
		c, ok := t.column(p.Field.Name)
		switch {
		case ok && (c.key || c.title) && p.Part == "":
			return alias + "." + quote(c.sortColumn())
		case p.Field.Kind == crm.Link:
			return s.linkedTitle(alias, p.Field)
		case p.Field.Kind == crm.Emails || p.Field.Kind == crm.Phones:
			return "(" + alias + "." + quote(p.Field.Name) + " ->> '$[0].value') COLLATE NOCASE"
		case p.Field.Kind == crm.Postal && p.Part == "":
			p.Part = "city"
		}
		return t.value(alias, p)
	})
}

// linkedTitle looks the title of a linked record up, in each entity that it may belong to.
func (s *schema) linkedTitle(alias string, f crm.Field) string {
	parts := make([]string, len(f.To))
	for i, entity := range f.To {
		target, inner := s.tables[entity], alias+"_"
		parts[i] = "(SELECT " + inner + "." + target.titleColumn() + " FROM " + target.name + " " + inner + " WHERE " + inner + ".id = " + alias + "." + quote(f.Name) + ")"
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "coalesce(" + strings.Join(parts, ", ") + ")"
}

// inHundredths brings an amount to two decimal places, whatever its currency: filters compare amounts as people write them.
func inHundredths(amount, currency string) string {
	var b strings.Builder
	b.WriteString("(CASE")
	for digits, list := range oddCurrencies() {
		if len(list) == 0 {
			continue
		}
		scaled := map[int]string{0: " * 100", 1: " * 10", 3: " / 10.0", 4: " / 100.0"}[digits]
		b.WriteString(" WHEN " + currency + " IN ('" + strings.Join(list, "', '") + "') THEN " + amount + scaled)
	}
	b.WriteString(" ELSE " + amount + " END)")
	return b.String()
}

// oddCurrencies lists the codes by number of decimal places, without those that have two.
var oddCurrencies = sync.OnceValue(func() [5][]string {
	var out [5][]string
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			for c := 'A'; c <= 'Z'; c++ {
				code := string([]rune{a, b, c})
				if n := crm.MinorDigits(code); n != 2 && n < len(out) {
					out[n] = append(out[n], code)
				}
			}
		}
	}
	return out
})
