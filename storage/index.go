package storage

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
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
	words map[int64]string // by rowid; "" = no longer there
	old   []int64          // rowids that are in the index
	keys  []keyWrite       // in the order of writing; the last one of a row counts
}

// lookupRow is a row of the lookup table.
type lookupRow struct {
	lookupKey
	place
}

// keyWrite is a row that is there from now on, or no longer.
type keyWrite struct {
	lookupRow
	there bool
}

func (w *searchWrites) key(row lookupRow, there bool) { w.keys = append(w.keys, keyWrite{row, there}) }

func (a lookupRow) compare(b lookupRow) int {
	return cmp.Or(cmp.Compare(a.lookupKey.key, b.lookupKey.key), cmp.Compare(a.kind, b.kind), cmp.Compare(a.entity, b.entity), cmp.Compare(a.n, b.n))
}

var (
	intoLookup  = insertInto("lookup", "OR IGNORE INTO lookup", 4)
	outOfLookup = later{table: "lookup", head: `DELETE FROM lookup WHERE key = ? AND kind = ? AND entity = ? AND n = ?`}
)

// flushKeys writes the lookup table.
func (t *tx) flushKeys() {
	keys := t.search.keys
	t.search.keys = nil
	slices.SortStableFunc(keys, func(a, b keyWrite) int { return a.compare(b.lookupRow) })
	for i, k := range keys {
		if i+1 < len(keys) && keys[i+1].lookupRow == k.lookupRow {
			continue
		}
		what := outOfLookup
		if k.there {
			what = intoLookup
		}
		t.later(what, k.lookupKey.key, k.kind, k.entity, k.n)
	}
}

const documentsAtOnce = 10_000

func (t *tx) flushSearch() error {
	t.flushKeys()
	w := t.search
	t.search = searchWrites{}
	if len(w.old) > 0 {
		slices.Sort(w.old)
		raw, err := json.Marshal(w.old)
		if err != nil {
			return err
		}
		t.later(outOfSearch, string(raw))
	}
	documents := slices.DeleteFunc(slices.Sorted(maps.Keys(w.words)), func(rowid int64) bool { return w.words[rowid] == "" })
	// Every statement with more than one row becomes a part of its own in the index, so there should be few.
	for page := range slices.Chunk(documents, 10_000) {
		text := make([]byte, 0, 100*len(page))
		for i, rowid := range page {
			raw, err := json.Marshal(w.words[rowid])
			if err != nil {
				return err
			}
			text = append(text, "{,"[min(i, 1)])
			text = append(strconv.AppendInt(append(text, '"'), rowid, 10), `":`...)
			text = append(text, raw...)
		}
		t.later(intoSearch, string(append(text, '}')))
	}
	return nil
}

var (
	outOfSearch = later{table: "search", head: `DELETE FROM search WHERE rowid IN (SELECT value FROM json_each(?))`}
	intoSearch  = later{table: "search", head: `INSERT INTO search (rowid, words) SELECT CAST(key AS INTEGER), value FROM json_each(?)`}
)

func containsKey(list []lookupKey, k lookupKey) bool {
	for _, have := range list {
		if have == k {
			return true
		}
	}
	return false
}
