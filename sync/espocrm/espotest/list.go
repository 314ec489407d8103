package espotest

import (
	"slices"
	"strings"
)

// list answers a request for the records of a type.
func (s *Server) list(u *user, t *entityType, r *Request) (any, *failure) {
	if u.level(t.name, "read") == "no" {
		return nil, fail(403, "No read access.")
	}
	return s.page(u, t, r, func(r *row) bool { return t.name != "User" || personal(r) }, nil)
}

// personal: api users are in no list of users.
func personal(r *row) bool {
	return !slices.Contains([]string{"api", "system", "portal"}, r.text("type"))
}

// page filters, sorts, cuts and shows.
func (s *Server) page(u *user, t *entityType, r *Request, base test, show func(map[string]any, *row)) (any, *failure) {
	q, f := s.readQuery(r, t)
	if f != nil {
		return nil, f
	}
	match, f := s.conditions(t, u, q.where)
	if f != nil {
		return nil, f
	}
	var found []*row
	order := s.tables[t.name].order
	for _, id := range order[after(order, q.where):] {
		row := s.find(t.name, id)
		if row == nil || !base(row) || !match(row) || !s.matchesText(t, row, q.text) {
			continue
		}
		if q.onlyMine && !s.owns(u, t.name, row) || !s.allowed(u, "read", t.name, row) {
			continue
		}
		found = append(found, row)
	}
	s.sort(t, found, q)
	total := len(found)
	found = found[min(q.offset, total):]
	more := len(found) > q.size
	if more {
		found = found[:q.size]
	}
	if q.noTotal {
		total = -2
		if more {
			total = -1
		}
	}
	rows := make([]any, len(found))
	for i, row := range found {
		shown := s.listRow(u, t, row, q)
		if show != nil {
			show(shown, row)
		}
		rows[i] = shown
	}
	return map[string]any{"total": total, "list": rows}, nil
}

// after is where, in the order of ids, a list that asks for greater ids begins: the others need no look.
func after(order []string, where []any) int {
	for _, item := range where {
		m, _ := item.(map[string]any)
		if asText(m["type"]) == "greaterThan" && asText(either(m["attribute"], m["field"])) == "id" {
			at, _ := slices.BinarySearch(order, asText(m["value"]))
			return at
		}
	}
	return 0
}

// sort orders by the attribute asked for, ties by id in the same direction. They come in the order of their ids.
func (s *Server) sort(t *entityType, rows []*row, q *query) {
	if q.orderBy == "id" {
		if q.descending {
			slices.Reverse(rows)
		}
		return
	}
	values := make(map[*row]any, len(rows))
	attribute := q.orderBy
	if f, named := t.named(attribute); named && (f.kind == "link" || f.kind == "linkParent") {
		attribute += "Name"
	}
	for _, r := range rows {
		values[r] = s.value(t, r, attribute)
	}
	slices.SortFunc(rows, func(a, b *row) int {
		order := compare(values[a], values[b])
		if order == 0 {
			order = strings.Compare(a.id, b.id)
		}
		if q.descending {
			return -order
		}
		return order
	})
}

// matchesText is the text search: words at the beginning of a field, * for anything.
func (s *Server) matchesText(t *entityType, r *row, text string) bool {
	wanted := fold(strings.TrimSpace(text))
	if wanted == "" {
		return true
	}
	for _, name := range t.textFilter {
		f, _ := t.named(name)
		var values []string
		switch {
		case f.kind == "email":
			for _, v := range s.texts(r.emails, s.emails) {
				values = append(values, asText(v))
			}
		case f.kind == "personName":
			first, last := r.text("firstName"), r.text("lastName")
			values = []string{first, last, first + " " + last, last + " " + first}
		default:
			values = []string{asText(s.value(t, r, name))}
		}
		for _, v := range values {
			if t.fullText && strings.Contains(fold(v), strings.Trim(wanted, "*")) || wildcard(wanted+"*", fold(v)) {
				return true
			}
		}
	}
	return false
}

// wildcard matches a pattern in which * stands for anything.
func wildcard(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(text, parts[0]) {
		return false
	}
	text = text[len(parts[0]):]
	for _, part := range parts[1:] {
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text = text[at+len(part):]
	}
	return true
}

// cutLength is where a list with select cuts long texts.
const cutLength = 10000

// listRow shows one record as a row of a list.
func (s *Server) listRow(u *user, t *entityType, r *row, q *query) map[string]any {
	if t.noTotal && q.selected != nil {
		whole := *q
		whole.selected = nil
		q = &whole
	}
	if q.selected == nil {
		return s.show(u, t, r, func(f field, attribute string) bool {
			return f.listed(attribute) && !slices.Contains(t.byIDOnly, attribute)
		}, false)
	}
	wanted := t.wanted(q)
	shown := s.show(u, t, r, func(f field, attribute string) bool {
		return wanted[attribute] && (f.listed(attribute) || f.kind == "linkMultiple")
	}, false)
	if !wanted["versionNumber"] {
		delete(shown, "versionNumber")
	}
	delete(shown, "deleted")
	if wanted["deleted"] {
		shown["deleted"] = r.deleted
	}
	if _, has := t.named("parent"); has && shown["parentId"] == nil {
		shown["parentName"] = nil
	}
	for attribute, value := range shown {
		f, _ := t.field(attribute)
		if text, is := value.(string); is && (f.kind == "text" || f.kind == "wysiwyg") {
			if runes := []rune(text); len(runes) > cutLength {
				shown[attribute] = string(runes[:cutLength])
			}
		}
	}
	return shown
}

// wanted is what was selected and what the server adds to it.
func (t *entityType) wanted(q *query) map[string]bool {
	wanted := map[string]bool{}
	ask := func(attributes ...string) {
		for _, a := range attributes {
			wanted[a] = true
		}
	}
	ask(q.selected...)
	for _, a := range q.selected {
		if f, found := t.field(a); found && f.kind == "linkMultiple" && a == f.name+"Ids" {
			ask(f.attributes()...)
		}
	}
	f, named := t.named(q.orderBy)
	switch {
	case named && f.kind == "personName":
		ask("name", "salutationName", "firstName", "lastName", "middleName")
	case named && f.kind == "datetimeOptional":
		ask(f.name, f.name+"Date")
	default:
		ask(q.orderBy)
	}
	ask("id", "createdById", "assignedUserId")
	switch t.name {
	case "Contact":
		ask("accountIsInactive", "accountId", "accountName")
	case "User":
		ask("type", "isActive", "userName")
	case "Meeting":
		ask("dateStart", "dateEnd", "dateStartDate", "dateEndDate", "parentName")
	case "Task", "Call":
		ask("parentName")
	case "Note":
		ask("parentName", "relatedName")
	}
	return wanted
}
