package espotest

import (
	"strings"
	"unicode"
)

// labelsRoute serves labels, made from the names of types and fields.
func labelsRoute(s *Server, u *user, _ *Request, _ []string) (any, *failure) {
	scopes := map[string]any{}
	out := map[string]any{"Global": map[string]any{"scopeNames": scopes}}
	for name, t := range s.types {
		if u.level(name, "read") == "no" {
			continue
		}
		fields, options := map[string]any{}, map[string]any{}
		for _, f := range t.fields {
			fields[f.name] = label(f.name)
			if f.label != "" {
				fields[f.name] = f.label
			}
			if len(f.options) == 0 {
				continue
			}
			own := map[string]any{}
			for _, option := range f.options {
				own[option] = option
			}
			options[f.name] = own
		}
		scopes[name] = label(name)
		out[name] = map[string]any{"fields": fields, "options": options}
	}
	return out, nil
}

// label puts blanks between the words of a name: doNotCall is Do Not Call.
func label(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case i == 0:
			r = unicode.ToUpper(r)
		case unicode.IsUpper(r):
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
