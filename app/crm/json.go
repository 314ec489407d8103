package crm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// JSON writes a record as one object: id first, then the fields of the description in its order, empty ones left out. Money is a
// decimal string beside its currency, instants are RFC 3339 UTC with milliseconds, days "YYYY-MM-DD", links ids.
func (e *Entity) JSON(r Record) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for _, f := range e.Fields {
		v := r.Get(f.Name)
		if IsEmpty(v) {
			continue
		}
		raw, err := json.Marshal(ToJSON(f, v, r.Text(f.Currency)))
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", f.Name, err)
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", f.Name, raw)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// ToJSON gives the value that encoding/json should write for a field's value.
func ToJSON(f Field, v any, currency string) any {
	switch v := v.(type) {
	case Instant:
		return v.String()
	case int64:
		if f.Kind == Money {
			return FormatMoney(v, currency)
		}
	}
	return v
}

// FromJSON reads a record written by [Entity.JSON]. Unknown names are an error.
func (e *Entity) FromJSON(data []byte) (Record, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return Record{}, Errorf(CodeInvalid, "This is not a JSON object: %w", err)
	}
	r := NewRecord(e.Name, "")
	currency := map[string]string{}
	for _, f := range e.Fields {
		if m, ok := raw[f.Currency]; ok && f.Kind == Money {
			var c string
			if err := json.Unmarshal(m, &c); err == nil {
				currency[f.Name] = c
			}
		}
	}
	for name, m := range raw {
		f, ok := e.Field(name)
		if !ok || f.Name != name {
			return Record{}, FieldErrorf(name, "%s has no field %q.", Term(e.Label), clip(name))
		}
		v, err := fromJSON(f, m, currency[name])
		if err != nil {
			return Record{}, err
		}
		if name == FieldID {
			r.ID, _ = v.(string)
		} else if v != nil {
			r.Values[name] = v
		}
	}
	return r, nil
}

func fromJSON(f Field, m json.RawMessage, currency string) (any, error) {
	fail := func(err error) (any, error) {
		return nil, FieldErrorf(f.Name, "%s holds JSON of the wrong kind; it should be a %s (%w).", Term(f.Label), f.Kind, err)
	}
	if string(m) == "null" {
		return nil, nil
	}
	switch f.Kind {
	case Bool:
		return decode[bool](m, fail)
	case Integer, Duration:
		return decode[int64](m, fail)
	case Decimal, Percent:
		n, err := decode[float64](m, fail)
		if x, ok := n.(float64); ok && math.IsInf(x, 0) {
			return fail(fmt.Errorf("not a finite number"))
		}
		return n, err
	case Emails, Phones:
		return decode[[]Reach](m, fail)
	case Postal:
		return decode[Address](m, fail)
	case MultiChoice, Tags, Links:
		return decode[[]string](m, fail)
	}
	s, err := decode[string](m, fail)
	if err != nil {
		return nil, err
	}
	return ParseText(f, s.(string), Locale{Zone: time.UTC, Currency: currency})
}

func decode[T any](m json.RawMessage, fail func(error) (any, error)) (any, error) {
	var v T
	if err := json.Unmarshal(m, &v); err != nil {
		return fail(err)
	}
	return v, nil
}
