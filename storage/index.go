package storage

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
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
func (t *table) lookups(r crm.Record) []lookupKey {
	var out []lookupKey
	for _, c := range t.columns {
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

// document gives the words of a record for the search index.
func (t *table) document(r crm.Record) string {
	var b strings.Builder
	for _, f := range t.search {
		v := r.Values[f.Name]
		if v == nil {
			continue
		}
		for _, w := range words(searchText(f, v)) {
			b.WriteString(w)
			b.WriteByte(' ')
		}
	}
	return b.String()
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
	w := &t.search
	for _, k := range old {
		if !containsKey(now, k) {
			w.key(lookupRow{k, place{tb.number, n}}, false)
		}
	}
	for _, k := range now {
		if !containsKey(old, k) {
			w.key(lookupRow{k, place{tb.number, n}}, true)
		}
	}
	was, is := tb.document(before), tb.document(after)
	if was == is {
		return nil
	}
	rowid := n*places + tb.number
	if _, known := w.words[rowid]; !known && was != "" {
		w.old = append(w.old, rowid)
	}
	if w.words == nil {
		w.words = map[int64]string{}
	}
	w.words[rowid] = is
	if len(w.words) >= documentsAtOnce {
		return t.flushSearch()
	}
	return nil
}

// searchWrites collects what a transaction writes to the lookup table and to the full-text index, which is many times faster at once
// and in ascending order.
type searchWrites struct {
	words map[int64]string   // by rowid; "" = no longer there
	old   []int64            // rowids that are in the index
	keys  map[lookupRow]bool // false = no longer there
}

// lookupRow is a row of the lookup table.
type lookupRow struct {
	lookupKey
	place
}

func (w *searchWrites) key(row lookupRow, there bool) {
	if w.keys == nil {
		w.keys = map[lookupRow]bool{}
	}
	w.keys[row] = there
}

func (a lookupRow) compare(b lookupRow) int {
	return cmp.Or(cmp.Compare(a.lookupKey.key, b.lookupKey.key), cmp.Compare(a.kind, b.kind), cmp.Compare(a.entity, b.entity), cmp.Compare(a.n, b.n))
}

// flushKeys writes the lookup table.
func (t *tx) flushKeys() error {
	var there [][]any
	for _, row := range slices.SortedFunc(maps.Keys(t.search.keys), lookupRow.compare) {
		cells := []any{row.lookupKey.key, row.kind, row.entity, row.n}
		if t.search.keys[row] {
			there = append(there, cells)
		} else if err := t.exec(`DELETE FROM lookup WHERE key = ? AND kind = ? AND entity = ? AND n = ?`, cells...); err != nil {
			return err
		}
	}
	t.search.keys = nil
	return t.insert(`INSERT OR IGNORE INTO lookup VALUES `, there)
}

// insert writes rows, many with each statement.
func (t *tx) insert(query string, rows [][]any) error {
	for len(rows) > 0 {
		page := rows[:1]
		if len(rows) >= rowsAtOnce {
			page = rows[:rowsAtOnce]
		}
		rows = rows[len(page):]
		values := "(?" + strings.Repeat(", ?", len(page[0])-1) + ")"
		if err := t.exec(query+values+strings.Repeat(", "+values, len(page)-1), slices.Concat(page...)...); err != nil {
			return err
		}
	}
	return nil
}

// rowsAtOnce is the number of rows in a statement of many: few texts of statements, little overhead.
const rowsAtOnce = 50

const documentsAtOnce = 50_000

func (t *tx) flushSearch() error {
	if err := t.flushKeys(); err != nil {
		return err
	}
	w := t.search
	t.search = searchWrites{}
	if len(w.old) > 0 {
		slices.Sort(w.old)
		raw, err := json.Marshal(w.old)
		if err != nil {
			return err
		}
		if err := t.exec(`DELETE FROM search WHERE rowid IN (SELECT value FROM json_each(?))`, string(raw)); err != nil {
			return err
		}
	}
	documents := make([][2]any, 0, len(w.words))
	for _, rowid := range slices.Sorted(maps.Keys(w.words)) {
		if w.words[rowid] != "" {
			documents = append(documents, [2]any{rowid, w.words[rowid]})
		}
	}
	// Every statement with more than one row becomes a part of its own in the index, so there should be few.
	for page := range slices.Chunk(documents, 10_000) {
		raw, err := json.Marshal(page)
		if err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO search (rowid, words) SELECT value ->> 0, value ->> 1 FROM json_each(?)`, string(raw)); err != nil {
			return err
		}
	}
	return nil
}

func containsKey(list []lookupKey, k lookupKey) bool {
	for _, have := range list {
		if have == k {
			return true
		}
	}
	return false
}
