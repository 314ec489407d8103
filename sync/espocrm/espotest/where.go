package espotest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// test decides whether a record belongs to a list.
type test func(*row) bool

// condition compiles one item of a where list.
func (s *Server) condition(t *entityType, u *user, item any) (test, *failure) {
	m, is := item.(map[string]any)
	if !is {
		return nil, fail(400, "Bad where item.")
	}
	kind, attribute, value := asText(m["type"]), asText(either(m["attribute"], m["field"])), m["value"]
	switch kind {
	case "and":
		return s.conditions(t, u, asList(value))
	case "or":
		return s.anyOf(t, u, asList(value))
	case "not", "subQueryIn", "subQueryNotIn":
		const reason = "Sub-queries are forbidden in where."
		return nil, fail(400, reason+" "+reason)
	case "linkedWith", "notLinkedWith", "isLinked", "isNotLinked":
		return s.linkCondition(t, kind, attribute, value)
	}
	if strings.ContainsAny(attribute, ".:(") {
		const reason = "Complex expressions are forbidden in where."
		return nil, fail(400, reason+" "+reason)
	}
	compile, known := comparisons[kind]
	if !known {
		return nil, fail(400, "Unknown where item type '"+kind+"'.")
	}
	f, found := t.field(attribute)
	if !found && !slices.Contains([]string{"id", "deleted", "versionNumber"}, attribute) {
		return nil, fail(400, "Not existing attribute '"+attribute+"' in where.")
	}
	if (kind == "in" || kind == "notIn") && value == nil {
		return nil, fail(400, "Bad where item '"+kind+"'.")
	}
	value = s.readValue(f, kind, m)
	match := compile(value)
	return func(r *row) bool { return match(s.comparable(t, r, f, attribute)) }, nil
}

// conditions holds when every item holds.
func (s *Server) conditions(t *entityType, u *user, items []any) (test, *failure) {
	var all []test
	for _, item := range items {
		one, f := s.condition(t, u, item)
		if f != nil {
			return nil, f
		}
		all = append(all, one)
	}
	return func(r *row) bool {
		for _, one := range all {
			if !one(r) {
				return false
			}
		}
		return true
	}, nil
}

func (s *Server) anyOf(t *entityType, u *user, items []any) (test, *failure) {
	var all []test
	for _, item := range items {
		one, f := s.condition(t, u, item)
		if f != nil {
			return nil, f
		}
		all = append(all, one)
	}
	return func(r *row) bool {
		for _, one := range all {
			if one(r) {
				return true
			}
		}
		return false
	}, nil
}

// comparable gives what a filter compares: several values for addresses and
// numbers, one for the rest, none for null.
func (s *Server) comparable(t *entityType, r *row, f field, attribute string) []any {
	switch {
	case attribute == "id":
		return []any{r.id}
	case attribute == "deleted":
		return []any{r.deleted}
	case f.kind == "email" && attribute == f.name:
		return s.texts(r.emails, s.emails)
	case f.kind == "phone" && attribute == f.name:
		return s.texts(r.phones, s.phones)
	}
	value := s.value(t, r, attribute)
	if value == nil {
		return nil
	}
	return []any{value}
}

func (s *Server) texts(uses []pointer, rows map[string]*contactRow) []any {
	var all []any
	for _, p := range uses {
		all = append(all, rows[p.key].text)
	}
	return all
}

// comparisons: filter type -> value given -> test of the values of a record.
var comparisons = map[string]func(any) func([]any) bool{
	"equals":              func(v any) func([]any) bool { return some(func(a any) bool { return compare(a, v) == 0 }) },
	"notEquals":           func(v any) func([]any) bool { return some(func(a any) bool { return compare(a, v) != 0 }) },
	"greaterThan":         func(v any) func([]any) bool { return some(func(a any) bool { return compare(a, v) > 0 }) },
	"greaterThanOrEquals": func(v any) func([]any) bool { return some(func(a any) bool { return compare(a, v) >= 0 }) },
	"lessThan":            func(v any) func([]any) bool { return some(func(a any) bool { return compare(a, v) < 0 }) },
	"lessThanOrEquals":    func(v any) func([]any) bool { return some(func(a any) bool { return compare(a, v) <= 0 }) },
	"after":               func(v any) func([]any) bool { return some(func(a any) bool { return compare(a, v) > 0 }) },
	"before":              func(v any) func([]any) bool { return some(func(a any) bool { return compare(a, v) < 0 }) },
	"on":                  onDay,
	"between":             between,
	"in":                  func(v any) func([]any) bool { return some(func(a any) bool { return within(a, v) }) },
	"notIn":               func(v any) func([]any) bool { return some(func(a any) bool { return !within(a, v) }) },
	"isNull":              func(any) func([]any) bool { return func(a []any) bool { return len(a) == 0 } },
	"isNotNull":           func(any) func([]any) bool { return func(a []any) bool { return len(a) > 0 } },
	"ever":                func(any) func([]any) bool { return func(a []any) bool { return len(a) > 0 } },
	"isTrue":              func(any) func([]any) bool { return some(func(a any) bool { return compare(a, true) == 0 }) },
	"isFalse":             func(any) func([]any) bool { return some(func(a any) bool { return compare(a, false) == 0 }) },
	"contains":            textual(strings.Contains),
	"startsWith":          textual(strings.HasPrefix),
	"endsWith":            textual(strings.HasSuffix),
	"notContains": func(v any) func([]any) bool {
		found := textual(strings.Contains)(v)
		return func(a []any) bool { return !found(a) }
	},
}

// some holds when one of the values does; a record without a value never matches.
func some(one func(any) bool) func([]any) bool {
	return func(values []any) bool { return slices.ContainsFunc(values, one) }
}

func textual(is func(text, part string) bool) func(any) func([]any) bool {
	return func(v any) func([]any) bool {
		part := fold(asText(v))
		return some(func(a any) bool { return is(fold(asText(a)), part) })
	}
}

func within(a, list any) bool {
	for _, v := range asList(list) {
		if compare(a, v) == 0 {
			return true
		}
	}
	return false
}

func between(v any) func([]any) bool {
	ends := asList(v)
	if len(ends) != 2 {
		return func([]any) bool { return false }
	}
	return some(func(a any) bool { return compare(a, ends[0]) >= 0 && compare(a, ends[1]) <= 0 })
}

// onDay takes a date, or the two ends of a local day.
func onDay(v any) func([]any) bool {
	if ends := asList(v); len(ends) == 2 {
		return some(func(a any) bool { return compare(a, ends[0]) >= 0 && compare(a, ends[1]) < 0 })
	}
	return some(func(a any) bool { return compare(a, v) == 0 })
}

// readValue turns the value of a filter into what is compared with the values
// stored: numbers for numbers, UTC stamps for times.
func (s *Server) readValue(f field, kind string, item map[string]any) any {
	value := item["value"]
	if list, is := value.([]any); is {
		read := make([]any, len(list))
		for i, v := range list {
			read[i] = s.readScalar(f, v)
		}
		return read
	}
	if item["dateTime"] == nil || asText(item["dateTime"]) == "false" {
		return s.readScalar(f, value)
	}
	zone, err := time.LoadLocation(asText(either(item["timeZone"], s.settings["timeZone"])))
	if err != nil {
		zone = time.UTC
	}
	text := asText(value)
	if kind == "on" && len(text) >= 10 {
		day, err := time.ParseInLocation("2006-01-02", text[:10], zone)
		if err == nil {
			return []any{day.UTC().Format(stampLayout), day.AddDate(0, 0, 1).UTC().Format(stampLayout)}
		}
	}
	for _, layout := range []string{stampLayout, "2006-01-02 15:04", "2006-01-02"} {
		if local, err := time.ParseInLocation(layout, text, zone); err == nil {
			if kind == "after" && layout == "2006-01-02" {
				local = local.AddDate(0, 0, 1).Add(-time.Second)
			}
			return local.UTC().Format(stampLayout)
		}
	}
	return s.readScalar(f, value)
}

func (s *Server) readScalar(f field, value any) any {
	switch f.kind {
	case "datetime", "datetimeOptional":
		stamp, ok := readTime(asText(value))
		if !ok {
			return "" // the database reads what is no date as the beginning of time
		}
		return stamp
	case "int", "float", "currency", "currencyConverted", "autoincrement", "duration", "bool":
		if text, is := value.(string); is {
			n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil && text == "true" {
				return true
			}
			return n
		}
	}
	return value
}

// linkCondition tests which records are linked.
func (s *Server) linkCondition(t *entityType, kind, name string, value any) (test, *failure) {
	wanted := names(value)
	negative := kind == "notLinkedWith" || kind == "isNotLinked"
	byValue := kind == "linkedWith" || kind == "notLinkedWith"
	f, isField := t.named(name)
	_, isMany := t.manyToMany[name]
	if !isField && !isMany || isField && f.kind != "link" && f.kind != "linkMultiple" && f.kind != "linkParent" {
		return nil, fail(400, "Not existing link '"+name+"' in where.")
	}
	return func(r *row) bool {
		var ids []string
		if f.kind == "linkMultiple" || isMany {
			ids = s.linked(t.many(name), r.id)
		} else if id := r.text(name + "Id"); id != "" {
			ids = []string{id}
		}
		found := len(ids) > 0
		if byValue {
			found = slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(wanted, id) })
		}
		return found != negative
	}, nil
}
