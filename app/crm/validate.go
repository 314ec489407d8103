package crm

import (
	"math"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Validate checks a whole record against its description and returns the first problem as an [Error] with the field's name; nil
// if there is none. It never changes the record.
func (e *Entity) Validate(r Record) error { return e.validate(Record{}, r) }

// validate is [Entity.Validate] for a record that was another one before. Values that did not change are not checked again: one may have
// come from a program that knows more answers than this one, and must not keep anybody from changing the others.
func (e *Entity) validate(before, r Record) error {
	for name := range r.Values {
		if !e.Has(name) {
			return FieldErrorf(name, "%s has no field %q.", Term(e.Label), clip(name))
		}
	}
	for _, f := range e.Fields {
		v := r.Get(f.Name)
		if IsEmpty(v) {
			if f.Required {
				return FieldErrorf(f.Name, "%s needs a value for %s.", Term(e.Label), Term(f.Label))
			}
			continue
		}
		if Equal(v, before.Values[f.Name]) && (f.Kind != Money || Equal(r.Values[f.Currency], before.Values[f.Currency])) {
			continue
		}
		if err := f.Check(v); err != nil {
			return err
		}
		if f.Kind == Money && !IsCurrency(r.Text(f.Currency)) {
			return FieldErrorf(f.Currency, "%s needs a currency of three letters, like EUR.", Term(f.Label))
		}
	}
	return nil
}

// Check tests one value that is not empty: its type, length and form.
func (f Field) Check(v any) error {
	switch v := v.(type) {
	case string:
		return f.checkString(v)
	case []string:
		return f.checkWords(v)
	case []Reach:
		return f.checkReaches(v)
	case Date:
		if _, err := ParseDate(string(v)); err != nil || f.Kind != Day {
			return f.wrong()
		}
		return nil
	case Instant:
		return f.only(Moment)
	case bool:
		return f.only(Bool)
	case int64:
		return f.only(Integer, Money, Duration)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return f.wrong()
		}
		return f.only(Decimal, Percent)
	case Address:
		for _, part := range AddressParts {
			if err := f.checkText(v.Part(part)); err != nil {
				return err
			}
		}
		return f.only(Postal)
	}
	return f.wrong()
}

func (f Field) checkString(v string) error {
	switch f.Kind {
	case Text, LongText:
		return f.checkText(v)
	case Choice:
		if _, ok := f.Option(v); !ok {
			_, err := parseChoice(f, v)
			return err
		}
		return nil
	case URL:
		return f.checkURL(v)
	case Link:
		return f.checkText(v)
	}
	return f.wrong()
}

func (f Field) checkText(v string) error {
	switch {
	case !utf8.ValidString(v) || strings.ContainsRune(v, 0):
		return FieldErrorf(f.Name, "%s holds bytes that are not text.", Term(f.Label))
	case len(v) > f.Limit() && utf8.RuneCountInString(v) > f.Limit():
		return FieldErrorf(f.Name, "%s has %d characters; at most %d are possible.", Term(f.Label), utf8.RuneCountInString(v), f.Limit())
	}
	return nil
}

func (f Field) checkURL(v string) error {
	if err := f.checkText(v); err != nil {
		return err
	}
	full := v
	if !strings.Contains(full, "://") {
		full = "https://" + full
	}
	u, err := url.Parse(full)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || strings.ContainsAny(v, " \t\n") {
		return FieldErrorf(f.Name, "%s needs a web address like www.example.org; %q is none.", Term(f.Label), clip(v))
	}
	return nil
}

func (f Field) checkWords(v []string) error {
	for _, word := range v {
		if err := f.checkText(word); err != nil {
			return err
		}
		if strings.Contains(word, ";") {
			return FieldErrorf(f.Name, "%s cannot hold a semicolon inside one word.", Term(f.Label))
		}
		if f.Kind == MultiChoice {
			if _, ok := f.Option(word); !ok {
				_, err := parseChoice(f, word)
				return err
			}
		}
	}
	return f.only(MultiChoice, Tags, Links)
}

func (f Field) checkReaches(v []Reach) error {
	for _, r := range v {
		if err := f.checkText(r.Value + r.Label); err != nil {
			return err
		}
		if strings.Contains(r.Value, ";") || strings.ContainsAny(r.Label, ";()") {
			return FieldErrorf(f.Name, "%s: write one entry on each line, without semicolons, and labels without brackets.", Term(f.Label))
		}
		if f.Kind == Emails && !IsEmail(r.Value) {
			return FieldErrorf(f.Name, "%q is not an e-mail address like anna@example.org.", clip(r.Value))
		}
		if f.Kind == Phones && len(Digits(r.Value)) < 3 {
			return FieldErrorf(f.Name, "%q is not a phone number: it has fewer than three digits.", clip(r.Value))
		}
	}
	return f.only(Emails, Phones)
}

func (f Field) only(kinds ...Kind) error {
	for _, k := range kinds {
		if f.Kind == k {
			return nil
		}
	}
	return f.wrong()
}

func (f Field) wrong() error {
	return FieldErrorf(f.Name, "%s holds a value of the wrong kind; it should be a %s.", Term(f.Label), Term(strings.ReplaceAll(string(f.Kind), "_", " ")))
}
