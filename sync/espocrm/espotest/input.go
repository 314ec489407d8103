package espotest

import (
	"strconv"
	"strings"
	"time"
)

// input is what a client sent, attribute by attribute.
type input struct {
	values map[string]any    // as it is stored
	echo   map[string]any    // as the answer to an update shows it
	bad    map[string]string // attribute -> rule broken by its very form
}

func (in *input) set(attribute string, value any) {
	in.values[attribute], in.echo[attribute] = value, value
}

func (in *input) sent(attribute string) bool {
	_, stored := in.values[attribute]
	_, shown := in.echo[attribute]
	_, wrong := in.bad[attribute]
	return stored || shown || wrong
}

// read brings what was sent into the form the server works with. Attributes
// nobody may write are dropped without a word.
func (s *Server) read(t *entityType, raw map[string]any, isNew bool) (*input, *failure) {
	in := &input{map[string]any{}, map[string]any{}, map[string]string{}}
	for attribute, value := range raw {
		f, found := t.field(attribute)
		if !found || f.readOnly || f.createOnly || f.onceOnly && !isNew {
			continue
		}
		if !in.readOne(f, attribute, value) {
			return nil, page(500, typePage, "Application Error")
		}
	}
	s.readPhones(in)
	s.readDays(t, in)
	return in, nil
}

// readOne reads one attribute; false is input the server breaks on.
func (in *input) readOne(f field, attribute string, value any) bool {
	switch f.kind {
	case "personName", "autoincrement", "duration":
		in.echo[attribute] = value
	case "text", "wysiwyg":
		in.set(attribute, emptyIsNil(toText(value)))
	case "enum":
		if value == nil {
			in.set(attribute, nil)
		} else {
			in.set(attribute, toText(value))
		}
	case "bool":
		in.set(attribute, truth(value))
	case "int", "float", "currency":
		in.readNumber(attribute, value)
	case "date", "datetime", "datetimeOptional":
		return in.readMoment(f, attribute, value)
	case "email", "phone":
		in.readContact(f, attribute, value)
	case "link", "linkParent", "file":
		if attribute != f.name+"Name" {
			in.set(attribute, emptyIsNil(toText(value)))
		}
	case "linkMultiple", "attachmentMultiple":
		in.readMany(f, attribute, value)
	case "jsonObject", "array", "multiEnum", "checklist":
		in.set(attribute, value)
	case "jsonArray", "foreign", "linkOne":
	default:
		in.set(attribute, emptyIsNil(strings.TrimSpace(toText(value))))
	}
	return true
}

func (in *input) readContact(f field, attribute string, value any) {
	if attribute == f.name {
		in.set(attribute, emptyIsNil(strings.TrimSpace(toText(value))))
	} else if items, is := value.([]any); is {
		in.set(attribute, items)
	}
}

func (in *input) readNumber(attribute string, value any) {
	switch v := value.(type) {
	case nil, float64:
		in.set(attribute, v)
	case string:
		n, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		switch {
		case v == "":
			in.set(attribute, nil)
		case err != nil:
			in.bad[attribute] = "valid"
		default:
			in.set(attribute, n)
		}
	default:
		in.bad[attribute] = "valid"
	}
}

func (in *input) readMoment(f field, attribute string, value any) bool {
	text, is := value.(string)
	switch {
	case value == nil || is && text == "":
		in.set(attribute, nil)
		return true
	case !is:
		_, number := value.(float64)
		in.bad[attribute] = "valid"
		return number
	}
	if f.kind == "date" {
		if _, err := time.Parse("2006-01-02", text); err != nil {
			in.bad[attribute] = "valid"
		} else {
			in.set(attribute, text)
		}
		return true
	}
	stamp, ok := readTime(text)
	if !ok || len(text) <= len("2006-01-02") {
		in.bad[attribute] = "valid"
		return true
	}
	in.set(attribute, stamp)
	if len(text) == len("2006-01-02 15:04") {
		in.echo[attribute] = text
	}
	return true
}

func (in *input) readMany(f field, attribute string, value any) {
	switch attribute {
	case f.name + "Ids":
		items, is := value.([]any)
		if !is {
			return
		}
		ids := []any{}
		for _, item := range items {
			if id, is := item.(string); is {
				ids = append(ids, id)
			}
		}
		in.set(attribute, ids)
	case f.name + "Columns":
		if columns, is := value.(map[string]any); is {
			in.set(attribute, columns)
		}
	}
}

// readDays derives the times of an all-day event from its days: from the
// beginning of the first to the end of the last, in the zone of the server.
func (s *Server) readDays(t *entityType, in *input) {
	if _, has := t.field("dateStartDate"); !has {
		return
	}
	zone, err := time.LoadLocation(asText(s.settings["timeZone"]))
	if err != nil {
		zone = time.UTC
	}
	for name, days := range map[string]int{"dateStart": 0, "dateEnd": 1} {
		day, err := time.ParseInLocation("2006-01-02", asText(in.values[name+"Date"]), zone)
		if err == nil {
			in.set(name, day.AddDate(0, 0, days).UTC().Format(stampLayout))
		}
	}
}

// readTime reads a time in any form the server accepts.
func readTime(text string) (stamp string, ok bool) {
	for _, layout := range []string{
		stampLayout, "2006-01-02 15:04", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02",
	} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC().Format(stampLayout), true
		}
	}
	return "", false
}

// toText is what becomes of a value sent for a text.
func toText(value any) string {
	switch v := value.(type) {
	case map[string]any:
		return "Object"
	case []any:
		return "Array"
	default:
		return asText(v)
	}
}

func emptyIsNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// truth is what the server reads a boolean from.
func truth(value any) bool {
	switch v := value.(type) {
	case bool:
		return v
	case float64:
		return v != 0
	case string:
		return v == "true" || v == "1"
	}
	return false
}
