package storage

import (
	"strings"

	"satchel/app/crm"
)

// Kinds of keys in the lookup table.
const (
	mailKey   = "m" // a whole address
	domainKey = "d" // its part after the @
	phoneKey  = "p" // crm.PhoneKey backwards, so that the last digits are a prefix
	numberKey = "n" // a number of a ticket
)

// places is how many entities the search index can hold: its rowid is n * places + number of the entity.
const places = 64

type lookupKey struct{ kind, key string }

// lookups are the exact keys by which a record is found.
func (tb *table) lookups(r crm.Record) []lookupKey {
	var out []lookupKey
	for _, c := range tb.columns {
		v := r.Values[c.Name]
		if v == nil {
			continue
		}
		switch {
		case c.Kind == crm.Emails:
			for _, reach := range r.Reaches(c.Name) {
				out = appendKey(out, mailKey, crm.EmailKey(reach.Value))
				out = appendKey(out, domainKey, crm.Domain(reach.Value))
			}
		case c.Kind == crm.Phones:
			for _, reach := range r.Reaches(c.Name) {
				out = appendKey(out, phoneKey, reversed(crm.PhoneKey(reach.Value)))
			}
		case c.key && c.natural():
			out = appendKey(out, numberKey, Fold(r.Text(c.Name)))
		}
	}
	return out
}

func appendKey(list []lookupKey, kind, key string) []lookupKey {
	if key == "" {
		return list
	}
	for _, k := range list {
		if k.kind == kind && k.key == key {
			return list
		}
	}
	return append(list, lookupKey{kind, key})
}

// document gives the words of a record for the search index: those of its title, and all others.
func (tb *table) document(r crm.Record) (title, body string) {
	var b strings.Builder
	for _, f := range tb.search {
		v := r.Values[f.Name]
		if v == nil {
			continue
		}
		text := searchText(f, v)
		if f.Name == tb.entity.Title[0] {
			title = strings.Join(words(text), " ")
			continue
		}
		for _, w := range words(text) {
			b.WriteString(w)
			b.WriteByte(' ')
		}
	}
	return title, b.String()
}

// searchText is the text of a value that the search finds; numbers are found in any spelling by their digits.
func searchText(f crm.Field, v any) string {
	if f.Kind == crm.Phones {
		var b strings.Builder
		for _, r := range v.([]crm.Reach) {
			b.WriteString(crm.PhoneKey(r.Value) + " " + crm.Digits(r.Value) + " ")
		}
		return b.String()
	}
	if s, ok := v.([]crm.Reach); ok {
		var b strings.Builder
		for _, r := range s {
			b.WriteString(r.Value + " ")
		}
		return b.String()
	}
	return crm.FormatText(f, v, crm.Locale{})
}

// index brings lookup and search to the record's new values; a record without values is gone.
func (t *tx) index(tb *table, n int64, before, after crm.Record) error {
	old, now := tb.lookups(before), tb.lookups(after)
	for _, k := range old {
		if !containsKey(now, k) {
			if err := t.exec(`DELETE FROM lookup WHERE key = ? AND kind = ? AND entity = ? AND n = ?`, k.key, k.kind, tb.number, n); err != nil {
				return err
			}
		}
	}
	for _, k := range now {
		if !containsKey(old, k) {
			if err := t.exec(`INSERT OR IGNORE INTO lookup VALUES (?, ?, ?, ?)`, k.key, k.kind, tb.number, n); err != nil {
				return err
			}
		}
	}
	oldTitle, oldBody := tb.document(before)
	title, body := tb.document(after)
	if oldTitle == title && oldBody == body {
		return nil
	}
	rowid := n*places + tb.number
	if oldTitle != "" || oldBody != "" {
		if err := t.exec(`DELETE FROM search WHERE rowid = ?`, rowid); err != nil {
			return err
		}
	}
	if title == "" && body == "" {
		return nil
	}
	return t.exec(`INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)`, rowid, title, body)
}

func containsKey(list []lookupKey, k lookupKey) bool {
	for _, have := range list {
		if have == k {
			return true
		}
	}
	return false
}
