package storage

import (
	"encoding/json"
	"fmt"

	"satchel/app/crm"
)

// toColumn gives the SQLite value of a field's value: nil where it is empty, JSON for lists and addresses.
func toColumn(f crm.Field, v any) (any, error) {
	if crm.IsEmpty(v) {
		return nil, nil
	}
	ok := false
	var out any
	switch v := v.(type) {
	case string:
		out, ok = v, f.IsText() || f.Kind == crm.Link
	case crm.Date:
		out, ok = string(v), f.Kind == crm.Day
	case crm.Instant:
		out, ok = int64(v), f.Kind == crm.Moment
	case bool:
		out, ok = int64(0), f.Kind == crm.Bool
		if v {
			out = int64(1)
		}
	case int64:
		out, ok = v, f.Kind == crm.Integer || f.Kind == crm.Money || f.Kind == crm.Duration
	case float64:
		out, ok = v, f.Kind == crm.Decimal || f.Kind == crm.Percent
	case []string, []crm.Reach, crm.Address:
		raw, err := json.Marshal(v)
		out, ok = string(raw), err == nil && isJSON(f)
	}
	if !ok {
		return nil, crm.FieldErrorf(f.Name, "%s cannot hold a value of type %s.", crm.Term(f.Label), fmt.Sprintf("%T", v))
	}
	return out, nil
}

// fromColumn is the reverse of toColumn. What another program wrote in a wrong form is read as empty.
func fromColumn(f crm.Field, x any) any {
	switch f.Kind {
	case crm.Bool:
		if n, ok := x.(int64); ok {
			return n != 0
		}
	case crm.Integer, crm.Money, crm.Duration:
		if n, ok := x.(int64); ok {
			return n
		}
	case crm.Moment:
		if n, ok := x.(int64); ok {
			return crm.Instant(n)
		}
	case crm.Decimal, crm.Percent:
		switch n := x.(type) {
		case float64:
			return n
		case int64:
			return float64(n)
		}
	case crm.Day:
		if s, ok := x.(string); ok {
			return crm.Date(s)
		}
	case crm.Emails, crm.Phones:
		return unmarshal[[]crm.Reach](x)
	case crm.Tags, crm.Links, crm.MultiChoice:
		return unmarshal[[]string](x)
	case crm.Postal:
		return unmarshal[crm.Address](x)
	default:
		if s, ok := x.(string); ok {
			return s
		}
	}
	return nil
}

func unmarshal[T any](x any) any {
	s, ok := x.(string)
	if !ok {
		return nil
	}
	var v T
	if json.Unmarshal([]byte(s), &v) != nil || crm.IsEmpty(v) {
		return nil
	}
	return v
}

// isJSON tells whether the field's column holds JSON.
func isJSON(f crm.Field) bool { return f.IsList() || f.Kind == crm.Postal }

// toJSON writes a value for the history, the own fields and the bookkeeping; null where it is empty.
func toJSON(f crm.Field, v any) (json.RawMessage, error) {
	x, err := toColumn(f, v)
	if err != nil {
		return nil, err
	}
	if s, ok := x.(string); ok && isJSON(f) {
		return json.RawMessage(s), nil
	}
	return json.Marshal(x)
}

// fromJSON is the reverse of toJSON.
func fromJSON(f crm.Field, raw json.RawMessage) any {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if isJSON(f) {
		return fromColumn(f, string(raw))
	}
	switch raw[0] {
	case '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return nil
		}
		return fromColumn(f, s)
	}
	var n json.Number
	if json.Unmarshal(raw, &n) != nil {
		return nil
	}
	if i, err := n.Int64(); err == nil {
		return fromColumn(f, i)
	}
	x, err := n.Float64()
	if err != nil {
		return nil
	}
	return fromColumn(f, x)
}

// packValues writes the values of a record as one JSON object.
func packValues(e *crm.Entity, values crm.Values) (string, error) {
	out := make(map[string]json.RawMessage, len(values))
	for name, v := range values {
		f, ok := e.Field(name)
		if !ok || f.Name != name {
			continue
		}
		raw, err := toJSON(f, v)
		if err != nil {
			return "", err
		}
		out[name] = raw
	}
	raw, err := json.Marshal(out)
	return string(raw), err
}

// unpackValues is the reverse of packValues; nil stays for a value that is empty.
func unpackValues(e *crm.Entity, text string) crm.Values {
	var raw map[string]json.RawMessage
	if text == "" || json.Unmarshal([]byte(text), &raw) != nil {
		return nil
	}
	out := make(crm.Values, len(raw))
	for name, m := range raw {
		if f, ok := e.Field(name); ok && f.Name == name {
			out[name] = fromJSON(f, m)
		}
	}
	return out
}
