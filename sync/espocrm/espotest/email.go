package espotest

import (
	"regexp"
	"slices"
	"strings"
)

var addressForm = regexp.MustCompile(`^[^\s@<>(),;:"\[\]]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9-]+)+$`)

// emailValue is the primary address, or the whole list with the primary first.
func (s *Server) emailValue(r *row, whole bool) any {
	if r.torn {
		r = &row{}
	}
	if !whole {
		return primaryText(r.emails, s.emails)
	}
	data := []any{}
	for _, p := range primaryFirst(r.emails) {
		e := s.emails[p.key]
		data = append(data, map[string]any{
			"emailAddress": e.text, "lower": p.key, "primary": p.primary, "optOut": e.optOut, "invalid": e.invalid,
		})
	}
	return data
}

func primaryText(uses []pointer, rows map[string]*contactRow) any {
	for _, p := range uses {
		if p.primary {
			return rows[p.key].text
		}
	}
	return nil
}

func primaryFirst(uses []pointer) []pointer {
	sorted := slices.Clone(uses)
	slices.SortStableFunc(sorted, func(a, b pointer) int {
		switch {
		case a.primary == b.primary:
			return 0
		case a.primary:
			return -1
		}
		return 1
	})
	return sorted
}

// entry is one item of a list of addresses or numbers as a client sends it.
type entry struct {
	text, kind               string
	primary, optOut, invalid bool
}

func entries(value any, name string) []entry {
	var all []entry
	for _, item := range asList(value) {
		m, is := item.(map[string]any)
		if !is {
			continue
		}
		e := entry{text: strings.TrimSpace(asText(m[name])), kind: asText(m["type"])}
		e.primary, e.optOut, e.invalid = truth(m["primary"]), truth(m["optOut"]), truth(m["invalid"])
		if e.text != "" {
			all = append(all, e)
		}
	}
	return all
}

// replaceAll is what a list sent does: it replaces the uses of the record and
// rewrites the shared rows. Entries of one key become one.
func replaceAll(sent []entry, rows map[string]*contactRow, key func(string) string, kind string) []pointer {
	var uses []pointer
	at := map[string]int{}
	for _, e := range sent {
		k := key(e.text)
		c := rows[k]
		if c == nil {
			c = &contactRow{}
			rows[k] = c
		}
		c.text, c.optOut, c.invalid = e.text, e.optOut, e.invalid
		if c.kind = e.kind; e.kind == "" {
			c.kind = kind
		}
		if i, twice := at[k]; twice {
			uses[i].primary = uses[i].primary || e.primary
			continue
		}
		at[k] = len(uses)
		uses = append(uses, pointer{k, e.primary})
	}
	if len(uses) > 0 && !slices.ContainsFunc(uses, func(p pointer) bool { return p.primary }) {
		uses[0].primary = true
	}
	return uses
}

// replacePrimary is what the primary sent alone does: the old primary goes,
// the others stay. An empty text only removes the primary.
func replacePrimary(uses []pointer, text, k string, rows map[string]*contactRow, kind string) []pointer {
	rest := slices.DeleteFunc(slices.Clone(uses), func(p pointer) bool { return p.primary || p.key == k })
	if text == "" {
		return rest
	}
	if rows[k] == nil {
		rows[k] = &contactRow{text: text, kind: kind}
	}
	return append([]pointer{{k, true}}, rest...)
}

// saveEmails writes what was sent about addresses.
func (s *Server) saveEmails(r *row, in *input) {
	if value, sent := in.values["emailAddressData"]; sent {
		r.emails = replaceAll(entries(value, "emailAddress"), s.emails, strings.ToLower, "")
	} else if value, sent := in.values["emailAddress"]; sent {
		text := asText(value)
		// The flags of the old primary go over to an address that is there already.
		if known := s.emails[strings.ToLower(text)]; known != nil && len(r.emails) > 0 {
			known.optOut = truth(mark(r.emails, s.emails, false))
			known.invalid = truth(mark(r.emails, s.emails, true))
		}
		r.emails = replacePrimary(r.emails, text, strings.ToLower(text), s.emails, "")
	}
	markPrimary(r.emails, s.emails, in, "emailAddress")
}

// markPrimary writes flags that were sent on their own.
func markPrimary(uses []pointer, rows map[string]*contactRow, in *input, name string) {
	if _, listed := in.values[name+"Data"]; listed {
		return
	}
	for _, p := range uses {
		if !p.primary {
			continue
		}
		if value, sent := in.values[name+"IsOptedOut"]; sent {
			rows[p.key].optOut = truth(value)
		}
		if value, sent := in.values[name+"IsInvalid"]; sent {
			rows[p.key].invalid = truth(value)
		}
	}
}

// checkEmails gives the rule broken, or "".
func (s *Server) checkEmails(in *input) string {
	sent := entries(in.values["emailAddressData"], "emailAddress")
	if text := asText(in.values["emailAddress"]); text != "" && in.values["emailAddressData"] == nil {
		sent = append(sent, entry{text: text})
	}
	for _, e := range sent {
		if !addressForm.MatchString(e.text) {
			return "emailAddress"
		}
	}
	if len(sent) > asInt(s.settings["emailAddressMaxCount"], 10) {
		return "maxCount"
	}
	return ""
}
