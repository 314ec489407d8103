package espotest

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// validate reports the first field that breaks a rule. An update checks only
// what was sent.
func (s *Server) validate(t *entityType, in *input, isNew bool) *failure {
	for _, f := range t.fields {
		if f.createOnly || !isNew && !touches(f, in) {
			continue
		}
		if rule := s.broken(t, f, in); rule != "" {
			return invalid(t.name, f.name, rule)
		}
		if f.kind == "personName" && t.name == "Lead" && isNew && nameless(in) {
			return invalid(t.name, f.name, "required")
		}
	}
	return nil
}

// touches tells whether anything of a field was sent.
func touches(f field, in *input) bool {
	return slices.ContainsFunc(f.attributes(), in.sent) || f.kind == "currency" && in.sent(f.name+"Currency")
}

// nameless: a lead needs one of the things it can be called after.
func nameless(in *input) bool {
	for _, a := range []string{"firstName", "lastName", "accountName", "emailAddress", "phoneNumber"} {
		if in.values[a] != nil {
			return false
		}
	}
	return len(asList(in.values["emailAddressData"]))+len(asList(in.values["phoneNumberData"])) == 0
}

// broken gives the rule a field breaks, or "".
func (s *Server) broken(t *entityType, f field, in *input) string {
	if f.required && !f.optional && missing(f, in) {
		return "required"
	}
	for _, a := range f.attributes() {
		if rule := in.bad[a]; rule != "" {
			return rule
		}
	}
	value := in.values[f.name]
	switch f.kind {
	case "email":
		return s.checkEmails(in)
	case "phone":
		return s.checkPhones(f, in)
	case "enum":
		if text, is := value.(string); is && len(f.options) > 0 && !slices.Contains(f.options, text) {
			return "valid"
		}
	case "multiEnum", "checklist":
		for _, word := range names(value) {
			if len(f.options) > 0 && !slices.Contains(f.options, word) {
				return "valid"
			}
		}
	case "linkParent":
		kind := asText(in.values[f.name+"Type"])
		if kind != "" && len(f.parents) > 0 && !slices.Contains(f.parents, kind) {
			return "valid"
		}
	case "int", "float", "currency":
		return s.brokenNumber(f, in)
	}
	text, is := value.(string)
	if !is {
		return ""
	}
	if f.maxLength > 0 && utf8.RuneCountInString(text) > f.maxLength {
		return "maxLength"
	}
	if f.strict && strings.ContainsAny(text, "<>=") {
		return "pattern"
	}
	return ""
}

func (s *Server) brokenNumber(f field, in *input) string {
	n, is := in.values[f.name].(float64)
	switch {
	case is && f.min != nil && n < *f.min:
		return "min"
	case is && f.max != nil && n > *f.max:
		return "max"
	}
	currency := asText(in.values[f.name+"Currency"])
	if f.kind == "currency" && currency != "" && !slices.Contains(names(s.settings["currencyList"]), currency) {
		return "validCurrency"
	}
	return ""
}

// missing: a required field that was left out on create, or emptied.
func missing(f field, in *input) bool {
	switch f.kind {
	case "link":
		return in.values[f.name+"Id"] == nil
	case "datetimeOptional":
		return in.values[f.name] == nil && in.bad[f.name] == "" && in.values[f.name+"Date"] == nil
	case "currency":
		_, onlyCurrency := in.values[f.name+"Currency"]
		if _, amount := in.values[f.name]; onlyCurrency && !amount {
			return false
		}
	}
	return in.values[f.name] == nil && in.bad[f.name] == ""
}

// checkLinks refuses new links to records that are not there. What is linked
// already is not looked at, not even when it dangles.
func (s *Server) checkLinks(t *entityType, r *row, in *input) *failure {
	for _, f := range t.fields {
		switch f.kind {
		case "link":
			id := asText(in.values[f.name+"Id"])
			if id != "" && id != r.text(f.name+"Id") && s.stored(f.entity, id) == nil {
				return unrelatable(t.name, f.name, f.entity)
			}
		case "linkParent":
			id, entity := asText(in.values[f.name+"Id"]), asText(in.values[f.name+"Type"])
			if id != "" && entity != "" && id != r.text(f.name+"Id") && s.stored(entity, id) == nil {
				return unrelatable(t.name, f.name, entity)
			}
		case "linkMultiple":
			for _, id := range names(in.values[f.name+"Ids"]) {
				if s.pair(t.many(f.name), r.id, id) == nil && s.stored(f.entity, id) == nil {
					return unrelatable(t.name, f.name, f.entity)
				}
			}
		}
	}
	return nil
}
