package espotest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// params reads a query the way PHP does: a[b][0]=x is a map of a map.
func params(rawQuery string) map[string]any {
	root := map[string]any{}
	for _, part := range strings.Split(rawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		name, errName := url.QueryUnescape(name)
		value, errValue := url.QueryUnescape(value)
		if name == "" || errName != nil || errValue != nil {
			continue
		}
		keys := []string{name}
		if at := strings.IndexByte(name, '['); at > 0 && strings.HasSuffix(name, "]") {
			keys = append([]string{name[:at]}, strings.Split(name[at+1:len(name)-1], "][")...)
		}
		put(root, keys, value)
	}
	for name, value := range root {
		root[name] = lists(value)
	}
	return root
}

func put(into map[string]any, keys []string, value string) {
	for _, key := range keys[:len(keys)-1] {
		inner, is := into[key].(map[string]any)
		if !is {
			inner = map[string]any{}
			into[key] = inner
		}
		into = inner
	}
	last := keys[len(keys)-1]
	if last == "" {
		last = strconv.Itoa(len(into))
	}
	into[last] = value
}

// lists turns maps whose keys are all numbers into lists.
func lists(value any) any {
	m, is := value.(map[string]any)
	if !is {
		return value
	}
	type entry struct {
		at    int
		value any
	}
	var entries []entry
	numeric := len(m) > 0
	for key, inner := range m {
		m[key] = lists(inner)
		at, err := strconv.Atoi(key)
		numeric = numeric && err == nil
		entries = append(entries, entry{at, m[key]})
	}
	if !numeric {
		return m
	}
	slices.SortFunc(entries, func(a, b entry) int { return a.at - b.at })
	list := make([]any, len(entries))
	for i, e := range entries {
		list[i] = e.value
	}
	return list
}

// query is what a request for a list asks for.
type query struct {
	where        []any
	selected     []string // nil: everything
	orderBy      string
	descending   bool
	offset, size int
	text         string
	onlyMine     bool
	noTotal      bool
}

// readQuery checks the parameters of a list request.
func (s *Server) readQuery(r *Request, t *entityType) (*query, *failure) {
	p := params(r.RawQuery)
	if raw, given := p["searchParams"].(string); given {
		inner := map[string]any{}
		if err := json.Unmarshal([]byte(raw), &inner); err != nil {
			return nil, fail(400, "Invalid search params JSON.")
		}
		for name, value := range p {
			if name != "searchParams" {
				inner[name] = value
			}
		}
		p = inner
	}
	q := &query{orderBy: t.orderBy, descending: t.order == "desc", size: s.limit()}
	q.noTotal = r.Header.Get("X-No-Total") == "true" || t.noTotal
	q.where = asList(either(p["where"], p["whereGroup"]))
	q.selected = names(either(p["select"], p["attributeSelect"]))
	q.text, _ = p["textFilter"].(string)
	if name := asText(p["primaryFilter"]); name != "" {
		return nil, fail(400, "No primary filter '"+name+"' for '"+t.name+"'.")
	}
	for _, name := range names(p["boolFilterList"]) {
		q.onlyMine = q.onlyMine || name == "onlyMy"
	}
	if f := q.readOrder(p, t); f != nil {
		return nil, f
	}
	return q, s.readPage(q, p)
}

func (q *query) readOrder(p map[string]any, t *entityType) *failure {
	if by := asText(p["orderBy"]); by != "" {
		if _, found := t.field(by); !found && by != "id" && !(by == "versionNumber" && t.versioned) {
			if _, named := t.named(by); !named {
				return fail(400, "Order by non-existing field '"+by+"'.")
			}
		}
		q.orderBy, q.descending = by, false
	}
	switch order := strings.ToLower(asText(p["order"])); order {
	case "":
	case "asc":
		q.descending = false
	case "desc":
		q.descending = true
	default:
		return fail(400, "order value is bad.")
	}
	return nil
}

func (s *Server) readPage(q *query, p map[string]any) *failure {
	if given, has := p["maxSize"]; has {
		q.size = asInt(given, 0)
	}
	q.offset = asInt(p["offset"], 0)
	switch {
	case q.size < 0 || q.offset < 0:
		return silent(500)
	case q.size > s.limit():
		return fail(403, "Max size should not exceed "+strconv.Itoa(s.limit())+". Use offset and limit.")
	}
	return nil
}

func either(a, b any) any {
	if a == nil {
		return b
	}
	return a
}

// names reads a list of names, or one text with commas.
func names(value any) []string {
	if text, is := value.(string); is && text != "" {
		return strings.Split(text, ",")
	}
	var list []string
	for _, item := range asList(value) {
		list = append(list, asText(item))
	}
	return list
}

func asList(value any) []any {
	list, _ := value.([]any)
	return list
}

func asText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		if v {
			return "1"
		}
	}
	return ""
}

// asInt reads a number; a text that is none is 0, and nothing is otherwise.
func asInt(value any, otherwise int) int {
	switch v := value.(type) {
	case int:
		return v
	case float64:
		return int(v)
	case string:
		n, err := strconv.Atoi(v)
		if err != nil {
			return 0
		}
		return n
	}
	return otherwise
}
