package crm

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"
)

// typed checks that a failure is one of ours, and fit to be shown.
func typed(t *testing.T, err error) {
	t.Helper()
	var e *Error
	if err != nil && (!errors.As(err, &e) || e.Code == CodeInternal || e.Message == "" || len(e.Message) > 2000) {
		t.Fatalf("%T: %.300v", err, err)
	}
}

// FuzzFilter reads any text as a filter. What was read prints as a filter that means the same, and asking with it gives values or an
// error.
func FuzzFilter(f *testing.F) {
	for _, text := range []string{
		`stage = "Won" and amount >= 1000 and close_date in 2017-Q2`, `status in ("New", "Open") and not (owner = me or due_at is empty)`,
		`next_step_at in next 7 days and organisation.industry contains "steel"`, `a = "\"\\" or b is not empty`, `((name = 1))`, `not not x = y`,
	} {
		f.Add(text)
	}
	catalog := Base()
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseFilter(text)
		typed(t, err)
		if err != nil || e == nil {
			return
		}
		again, err := ParseFilter(e.String())
		if err != nil && len(e.String()) <= 10_000 {
			t.Fatalf("%q prints as %q, which does not parse: %v", text, e, err)
		}
		if err == nil && again.String() != e.String() {
			t.Fatalf("%q prints as %q and then as %q", text, e, again)
		}
		for _, entity := range catalog.Entities() {
			typed(t, catalog.CheckQuery(Query{Entity: entity.Name, Where: e}))
		}
	})
}

// FuzzRecordJSON reads any JSON as a record of any entity. What was read is written as JSON that reads back alike.
func FuzzRecordJSON(f *testing.F) {
	f.Add(uint8(1), []byte(`{"id":"1","last_name":"King","emails":[{"value":"a@b.example","label":"work"}],"tags":["a"]}`))
	f.Add(uint8(3), []byte(`{"amount":"10.50","currency":"EUR","close_date":"2026-02-28","probability":1e308}`))
	f.Add(uint8(5), []byte(`{"at":"2026-01-01T00:00:00Z","duration":-9223372036854775808}`))
	f.Add(uint8(0), []byte(`{"name":null}`))
	entities := Base().Entities()
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		e := entities[int(n)%len(entities)]
		r, err := e.FromJSON(data)
		typed(t, err)
		if err != nil {
			return
		}
		out, err := e.JSON(r)
		if err != nil || !json.Valid(out) {
			t.Fatalf("%q cannot be written: %s, %v", data, out, err)
		}
		again, err := e.FromJSON(out)
		if err != nil {
			t.Fatalf("%s does not read back: %v", out, err)
		}
		for _, field := range e.Fields {
			if a, b := r.Get(field.Name), again.Get(field.Name); !Equal(a, b) && !(IsEmpty(a) && IsEmpty(b)) {
				t.Fatalf("%s: %#v reads back as %#v", field.Name, a, b)
			}
		}
	})
}

// FuzzText reads any text as a value of any field. What was read is written as text that reads back alike.
func FuzzText(f *testing.F) {
	for _, text := range []string{"yes", "12.5 %", "1,000.00", "-0", "2026-02-30", "2026-12-31 14:30", "a@b.example (work); c@d.example", "NaN", "9223372036854775808", "x;y"} {
		f.Add(uint16(7), text, "EUR")
		f.Add(uint16(40), text, "JPY")
	}
	var fields []Field
	for _, e := range Base().Entities() {
		fields = append(fields, e.Fields...)
	}
	f.Fuzz(func(t *testing.T, n uint16, text, currency string) {
		if len(text) > 1000 || len(currency) > 10 {
			return
		}
		field, loc := fields[int(n)%len(fields)], Locale{Zone: time.UTC, Currency: currency}
		v, err := ParseText(field, text, loc)
		typed(t, err)
		if err != nil || v == nil {
			return
		}
		if x, ok := v.(float64); ok && (math.IsNaN(x) || math.IsInf(x, 0)) {
			t.Fatalf("%q is %v", text, x)
		}
		again, err := ParseText(field, FormatText(field, v, loc), loc)
		if err != nil {
			t.Fatalf("%s: %q is %#v, printed %q, which does not read back: %v", field.Kind, text, v, FormatText(field, v, loc), err)
		}
		if field.Kind != Postal && !Equal(v, again) {
			t.Fatalf("%s: %q is %#v, printed %q, which reads back as %#v", field.Kind, text, v, FormatText(field, v, loc), again)
		}
	})
}
