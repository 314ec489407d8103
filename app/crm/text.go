package crm

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Locale is what the text form of some values depends on. The zero Locale reads and writes times in UTC.
type Locale struct {
	Zone     *time.Location // nil = UTC
	Currency string         // of the money at hand, ISO 4217
}

func (l Locale) zone() *time.Location {
	if l.Zone == nil {
		return time.UTC
	}
	return l.Zone
}

// FormatText writes a value in the one text form that [ParseText] reads back to an equal value: the form of CSV files, command
// lines and filters. Several values are joined by "; ". An address is written as a whole only for reading; its parts have columns
// of their own.
func FormatText(f Field, value any, loc Locale) string {
	if IsEmpty(value) {
		return ""
	}
	switch v := value.(type) {
	case string:
		return v
	case Date:
		return string(v)
	case Instant:
		return v.String()
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case int64:
		if f.Kind == Money {
			return FormatMoney(v, loc.Currency)
		}
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []string:
		return strings.Join(v, "; ")
	case []Reach:
		parts := make([]string, len(v))
		for i, r := range v {
			parts[i] = r.Value
			if r.Label != "" {
				parts[i] += " (" + r.Label + ")"
			}
		}
		return strings.Join(parts, "; ")
	case Address:
		return v.String()
	}
	return ""
}

// ParseText reads the text form of a value. Empty text gives nil. The error is a sentence about the field; what a record makes of
// the value is for [Entity.Validate].
func ParseText(f Field, text string, loc Locale) (any, error) {
	if f.Kind == LongText {
		if text == "" {
			return nil, nil
		}
		return text, nil
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	switch f.Kind {
	case Choice:
		return parseChoice(f, text)
	case MultiChoice:
		return parseChoices(f, text)
	case Tags, Links:
		return split(text), nil
	case Emails, Phones:
		return parseReaches(text), nil
	case Bool:
		return parseBool(f, text)
	case Integer, Duration:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, FieldErrorf(f.Name, "%s needs a whole number; %q is none.", Term(f.Label), clip(text))
		}
		return n, nil
	case Decimal, Percent:
		n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(text, "%")), 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return nil, FieldErrorf(f.Name, "%s needs a number like 12.5; %q is none.", Term(f.Label), clip(text))
		}
		return n, nil
	case Money:
		n, err := ParseMoney(text, loc.Currency)
		if err != nil {
			return nil, FieldErrorf(f.Name, "%s: %s", Term(f.Label), err)
		}
		return n, nil
	case Day:
		d, err := ParseDate(text)
		if err != nil {
			return nil, FieldErrorf(f.Name, "%s: %s", Term(f.Label), err)
		}
		return d, nil
	case Moment:
		return parseInstant(f, text, loc)
	case Postal:
		return Address{Street: text}, nil
	}
	return text, nil
}

func parseChoice(f Field, text string) (any, error) {
	o, ok := f.Option(text)
	if !ok {
		var all []string
		for _, o := range f.Options {
			all = append(all, o.Value)
		}
		return nil, FieldErrorf(f.Name, "%s cannot be %q. Choose one of: %s.", Term(f.Label), clip(text), strings.Join(all, ", "))
	}
	return o.Value, nil
}

func parseChoices(f Field, text string) (any, error) {
	var out []string
	for _, word := range split(text) {
		v, err := parseChoice(f, word)
		if err != nil {
			return nil, err
		}
		out = append(out, v.(string))
	}
	return out, nil
}

func parseBool(f Field, text string) (any, error) {
	switch strings.ToLower(text) {
	case "yes", "true", "1", "y", "x":
		return true, nil
	case "no", "false", "0", "n":
		return false, nil
	}
	return nil, FieldErrorf(f.Name, "%s is answered by yes or no, not by %q.", Term(f.Label), clip(text))
}

// parseReaches reads "a@x.org (work); b@y.org". Brackets that hold only digits belong to a number.
func parseReaches(text string) []Reach {
	var out []Reach
	for _, part := range split(text) {
		r := Reach{Value: part}
		if i := strings.LastIndex(part, " ("); i > 0 && strings.HasSuffix(part, ")") && strings.IndexFunc(part[i:], unicode.IsLetter) > 0 {
			r = Reach{Value: strings.TrimSpace(part[:i]), Label: part[i+2 : len(part)-1]}
		}
		out = append(out, r)
	}
	return out
}

func parseInstant(f Field, text string, loc Locale) (any, error) {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return InstantOf(t), nil
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, loc.zone()); err == nil {
			return InstantOf(t), nil
		}
	}
	return nil, FieldErrorf(f.Name, "%s needs a time like 2026-12-31 14:30; %q is none.", Term(f.Label), clip(text))
}

func split(text string) []string {
	var out []string
	for _, p := range strings.Split(text, ";") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
