package remotetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// NewID returns a fresh marker.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

func equal(a, b any) bool {
	x, ok := a.([]remote.Ref)
	y, too := b.([]remote.Ref)
	if ok || too {
		return ok && too && slices.Equal(x, y)
	}
	if l, ok := a.([]string); ok {
		if m, ok := b.([]string); ok {
			return slices.Equal(slices.Sorted(slices.Values(l)), slices.Sorted(slices.Values(m)))
		}
	}
	return crm.Equal(a, b)
}

// sample is a value of a field, another one for every n; nil for links, which need a target.
func sample(e *crm.Entity, f crm.Field, n int) any {
	word := fmt.Sprintf("%s %d", f.Label, n)
	if short := len(word) - f.Limit(); short > 0 {
		word = word[short:] // its end differs
	}
	switch f.Kind {
	case crm.Text:
		if slices.ContainsFunc(e.Fields, func(m crm.Field) bool { return m.Currency == f.Name }) {
			return []string{"EUR", "USD"}[n%2]
		}
		return word
	case crm.LongText:
		return word + "\nsecond line"
	case crm.Choice:
		return f.Options[n%len(f.Options)].Value
	case crm.MultiChoice:
		return []string{f.Options[n%len(f.Options)].Value}
	case crm.Bool:
		return n%2 == 0
	case crm.Integer, crm.Money:
		return int64(1200 + 100*n)
	case crm.Duration:
		return int64(1800 + 900*n)
	case crm.Decimal, crm.Percent:
		return float64(10 + n)
	case crm.Day:
		return crm.Date(fmt.Sprintf("2026-04-%02d", 1+n%28))
	case crm.Moment:
		return crm.Instant(1_775_000_000_000 + int64(n)*3_600_000)
	case crm.Emails:
		return []crm.Reach{{Value: fmt.Sprintf("first%d@example.org", n)}, {Value: fmt.Sprintf("second%d@example.org", n)}}
	case crm.Phones:
		return []crm.Reach{{Value: fmt.Sprintf("+49 30 555014%d", n%10)}, {Value: fmt.Sprintf("+49 30 555024%d", n%10)}}
	case crm.Postal:
		return crm.Address{Street: word, City: "Berlin", PostalCode: "10115", State: "BE", Country: "Germany"}
	case crm.URL:
		return fmt.Sprintf("https://www.example%d.org", n)
	case crm.Tags:
		return []string{"red", fmt.Sprint("tag", n)}
	}
	return nil
}

// sends tells whether a field's value is the sender's to choose.
func sends(f crm.Field) bool { return !f.ReadOnly && f.Name != crm.FieldID }

func (s *suite) entity(f remote.Feed) *crm.Entity {
	s.Helper()
	e, err := s.Catalog.Entity(f.Entity)
	s.ok("entity of "+f.Name, err)
	return e
}

// values fills the fields of a feed; links point to records made for them. An entity's kind is one that the feed takes.
func (s *suite) values(f remote.Feed, n int, onlyNeeded bool) crm.Values {
	s.Helper()
	e, out := s.entity(f), crm.Values{}
	for _, field := range e.Fields {
		if !f.Holds(field.Name) || !sends(field) || (onlyNeeded && !field.Required && !titled(e, field)) {
			continue
		}
		switch {
		case field.Kind == crm.Link || field.Kind == crm.Links:
			if ref, ok := s.link(field, f.Entity, n); ok && field.Kind == crm.Link {
				out[field.Name] = ref
			} else if ok {
				out[field.Name] = []remote.Ref{ref}
			}
		case field.Kind == crm.Choice && field.Required || field.Name == "kind":
			for i := range field.Options {
				v := field.Options[(i+n)%len(field.Options)].Value
				r := crm.Record{Entity: f.Entity, Values: crm.Values{field.Name: v}}
				if name, ok := s.Provider.FeedOf(r); ok && name == f.Name {
					out[field.Name] = v
					break
				}
			}
		default:
			out[field.Name] = sample(e, field, n)
		}
	}
	return out
}

func titled(e *crm.Entity, f crm.Field) bool {
	return slices.Contains(e.Title, f.Name) || strings.HasSuffix(f.Name, "_name")
}

// link makes a record to point to.
func (s *suite) link(field crm.Field, from string, n int) (remote.Ref, bool) {
	for _, f := range s.caps.Feeds {
		if !slices.Contains(field.To, f.Entity) || !f.Create || f.Entity == from {
			continue
		}
		rec := s.create(f, s.values(f, 50+n, true))
		return remote.Ref{Entity: f.Entity, ID: rec.ID}, true
	}
	return remote.Ref{}, false
}
