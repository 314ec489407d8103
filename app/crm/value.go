package crm

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Instant is a moment in UTC milliseconds since 1970. Zones are applied at the edge (screen, filter, import).
type Instant int64

// InstantOf converts a time; the zero time gives 0.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMilli())
}

// Time returns the moment in UTC.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }

// String is RFC 3339 in UTC with milliseconds, the form used in JSON and CSV.
func (i Instant) String() string { return i.Time().Format("2006-01-02T15:04:05.000Z") }

// Date is a calendar day "YYYY-MM-DD" without a zone: a day, not a midnight. As text it sorts in time order.
type Date string

// DateOf returns the day of t in t's own zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// ParseDate accepts exactly "YYYY-MM-DD".
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", Errorf(CodeInvalid, "%q is not a date like 2026-12-31.", clip(s))
	}
	return Date(s), nil
}

// In returns the first moment of the day in a zone. An invalid date gives the zero time.
func (d Date) In(zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.In(time.UTC).AddDate(0, 0, n)) }

// Reach is one e-mail address or phone number of a list; the first of a list is the primary one.
type Reach struct {
	Value string `json:"value"`
	Label string `json:"label,omitempty"` // work, home, mobile, ...; "" unknown
}

// Address is a postal address. Its parts are merged, stored and sent together; filters reach a part as "address.city".
type Address struct {
	Street     string `json:"street,omitempty"` // may hold several lines
	City       string `json:"city,omitempty"`
	State      string `json:"state,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	Country    string `json:"country,omitempty"`
}

// AddressParts are the names of an address's parts in the order people write them.
var AddressParts = []string{"street", "city", "state", "postal_code", "country"}

// Part returns one part by name, "" for an unknown name.
func (a Address) Part(name string) string {
	if p := a.part(name); p != nil {
		return *p
	}
	return ""
}

// With returns the address with one part set; an unknown name changes nothing.
func (a Address) With(name, value string) Address {
	if p := a.part(name); p != nil {
		*p = value
	}
	return a
}

func (a *Address) part(name string) *string {
	switch name {
	case "street":
		return &a.Street
	case "city":
		return &a.City
	case "state":
		return &a.State
	case "postal_code":
		return &a.PostalCode
	case "country":
		return &a.Country
	}
	return nil
}

// String joins the parts with commas on one line.
func (a Address) String() string {
	place := strings.TrimSpace(a.PostalCode + " " + a.City)
	var parts []string
	for _, p := range []string{strings.ReplaceAll(a.Street, "\n", ", "), place, a.State, a.Country} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// IsEmpty tells whether a value means "not set": nil, "", an empty list or an empty address. Zero and false are values.
func IsEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case Date:
		return v == ""
	case []string:
		return len(v) == 0
	case []Reach:
		return len(v) == 0
	case Address:
		return v == Address{}
	}
	return false
}

// Equal compares two values of the same field; all empty values are equal.
func Equal(a, b any) bool {
	if IsEmpty(a) || IsEmpty(b) {
		return IsEmpty(a) && IsEmpty(b)
	}
	switch a := a.(type) {
	case []string:
		b, ok := b.([]string)
		return ok && slices.Equal(a, b)
	case []Reach:
		b, ok := b.([]Reach)
		return ok && slices.Equal(a, b)
	}
	return a == b
}

// Compare orders two values of the same kind, empty values first. Lists and addresses compare by their text.
func Compare(a, b any) int {
	if ea, eb := IsEmpty(a), IsEmpty(b); ea || eb {
		return cmp.Compare(btoi(eb), btoi(ea))
	}
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case float64:
		return cmp.Compare(a, b.(float64))
	case Instant:
		return cmp.Compare(a, b.(Instant))
	case bool:
		return cmp.Compare(btoi(a), btoi(b.(bool)))
	}
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// clip shortens hostile input for use in a sentence.
func clip(s string) string {
	r := []rune(s)
	if len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
