package espotest

import (
	"regexp"
	"slices"
	"strings"
)

var (
	extension  = regexp.MustCompile(`(?i)\s*(ext\.?|x|#)\s*\d+$`)
	separators = strings.NewReplacer(" ", "", "(", "", ")", "", "-", "", ".", "", "/", "")
	worldwide  = regexp.MustCompile(`^\+[1-9]\d{7,14}$`)
	american   = regexp.MustCompile(`^\+1[2-9]\d{9}$`)
)

// phoneValue is the primary number, or the whole list with the primary first.
func (s *Server) phoneValue(r *row, whole bool) any {
	if r.torn {
		r = &row{}
	}
	if !whole {
		return primaryText(r.phones, s.phones)
	}
	data := []any{}
	for _, p := range primaryFirst(r.phones) {
		n := s.phones[p.key]
		data = append(data, map[string]any{
			"phoneNumber": n.text, "type": n.kind, "primary": p.primary, "optOut": n.optOut, "invalid": n.invalid,
		})
	}
	return data
}

// international gives the stored form of a number: digits after a plus. An
// extension is cut off.
func international(text string) string {
	return separators.Replace(extension.ReplaceAllString(strings.TrimSpace(text), ""))
}

// number gives the stored form, which is the typed one where the setting does
// not ask for international numbers.
func (s *Server) number(text string) string {
	if text == "" || !truth(s.settings["phoneNumberInternational"]) {
		return strings.TrimSpace(text)
	}
	return international(text)
}

func (s *Server) dialable(stored string) bool {
	if !truth(s.settings["phoneNumberInternational"]) {
		return regexp.MustCompile(`^[0-9+()\-./ #*a-zA-Z]+$`).MatchString(stored)
	}
	if strings.HasPrefix(stored, "+1") {
		return american.MatchString(stored)
	}
	return worldwide.MatchString(stored)
}

// readPhones brings the numbers sent into their stored form.
func (s *Server) readPhones(in *input) {
	if text := asText(in.values["phoneNumber"]); text != "" {
		in.set("phoneNumber", s.number(text))
	}
	sent := asList(in.values["phoneNumberData"])
	for _, item := range sent {
		if m, is := item.(map[string]any); is {
			m["phoneNumber"] = s.number(asText(m["phoneNumber"]))
		}
	}
}

// savePhones writes what was sent about numbers.
func (s *Server) savePhones(f field, r *row, in *input) {
	same := func(text string) string { return text }
	if value, sent := in.values["phoneNumberData"]; sent {
		r.phones = replaceAll(entries(value, "phoneNumber"), s.phones, same, f.typeList[0])
	} else if value, sent := in.values["phoneNumber"]; sent {
		text := asText(value)
		r.phones = replacePrimary(r.phones, text, text, s.phones, f.typeList[0])
	}
	markPrimary(r.phones, s.phones, in, "phoneNumber")
}

// checkPhones gives the rule broken, or "".
func (s *Server) checkPhones(f field, in *input) string {
	sent := entries(in.values["phoneNumberData"], "phoneNumber")
	if text := asText(in.values["phoneNumber"]); text != "" && in.values["phoneNumberData"] == nil {
		sent = append(sent, entry{text: text})
	}
	for _, e := range sent {
		if !s.dialable(e.text) || e.kind != "" && !slices.Contains(f.typeList, e.kind) {
			return "valid"
		}
	}
	if len(sent) > asInt(s.settings["phoneNumberMaxCount"], 10) {
		return "maxCount"
	}
	return ""
}
