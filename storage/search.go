package storage

import (
	"context"
	"fmt"
	"strings"

	"satchel/app/crm"
)

// words compiles the condition that a record contains all words of a text, the last one perhaps only begun. An address or a number
// is found in any spelling.
func (c *compiler) words(text string, t *table) string {
	var parts []string
	if match := phrase(text, true); match != "" {
		parts = append(parts, fmt.Sprintf("t.n IN (SELECT s.rowid / %d FROM search s WHERE s.search MATCH %s AND s.rowid %% %d = %d)",
			places, c.arg(match), places, t.number))
	}
	for _, k := range keysIn(text) {
		parts = append(parts, fmt.Sprintf("t.n IN (SELECT l.n FROM lookup l WHERE l.key >= %s AND l.key < %s AND l.kind = '%s' AND l.entity = %d)",
			c.arg(k.key), c.arg(after(k.key)), k.kind, t.number))
	}
	if len(parts) == 0 {
		return "0"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// phrase writes the words of a text as a full-text expression in which nothing a person typed has a meaning of its own. Characters
// of scripts without blanks that stand together must be found together.
func phrase(text string, begun bool) string {
	var parts []string
	list := words(text)
	for i := 0; i < len(list); i++ {
		j := i + 1
		if isIdeograph(list[i]) {
			for j < len(list) && isIdeograph(list[j]) {
				j++
			}
		}
		parts = append(parts, `"`+strings.Join(list[i:j], " ")+`"`)
		i = j - 1
	}
	if len(parts) == 0 {
		return ""
	}
	if len(parts) > mostWords {
		parts = parts[:mostWords]
	}
	out := strings.Join(parts, " ")
	if last := list[len(list)-1]; begun && !isIdeograph(last) && len(parts) < mostWords {
		out += " *"
	}
	return out
}

// mostWords is how many words of a search count.
const mostWords = 12

// keysIn gives the exact keys that a text may be the beginning of: an address, a host, a number.
func keysIn(text string) []lookupKey {
	var out []lookupKey
	text = strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(text, "@"):
		out = appendKey(out, domainKey, crm.EmailKey(text[1:]))
	case strings.Contains(text, "@"):
		out = appendKey(out, mailKey, crm.EmailKey(text))
	case strings.Contains(text, ".") && !strings.ContainsAny(text, " \t"):
		out = appendKey(out, domainKey, lower(text))
	}
	if digits := crm.PhoneKey(text); len(digits) >= 6 && isNumberLike(text) {
		out = appendKey(out, phoneKey, reversed(digits))
	}
	return out
}

// isNumberLike tells whether a text has nothing but digits and what people write between them.
func isNumberLike(text string) bool { return strings.Trim(text, "0123456789 +-/().") == "" }

// after is the first text behind all that begin with the given one.
func after(key string) string { return key + "\U0010ffff" }

// Search finds records of all entities by words, mail, phone or number while typing, best first: exact keys, then titles that begin
// with the text, then whole words before begun ones, titles before the rest, newer before older.
func (db *DB) Search(ctx context.Context, text string, limit int) ([]crm.Hit, error) {
	if limit <= 0 || limit > mostHits {
		limit = mostHits
	}
	if len(text) > 1000 {
		text = strings.ToValidUTF8(text[:1000], "")
	}
	f := finder{ctx: ctx, db: db, schema: db.schema.Load(), limit: limit, seen: map[place]bool{}, known: map[place]crm.Record{}, text: text}
	for _, step := range []func() error{f.byKey, f.byTitle, f.byWords} {
		f.ranked = len(f.found)
		if f.ranked >= limit {
			break
		}
		if err := step(); err != nil {
			return nil, explain(err)
		}
	}
	hits, err := f.hits()
	return hits, explain(err)
}

// mostHits bounds the answer of a search.
const mostHits = 200

// place is a row of an entity's table.
type place struct{ entity, n int64 }

type finder struct {
	ctx    context.Context
	db     *DB
	schema *schema
	text   string
	limit  int
	seen   map[place]bool
	found  []place
	known  map[place]crm.Record

	exact     bool // a whole address was typed and found
	ranked    int  // found before this place: in its final order
	tentative int  // found from this place on: not tested yet
}

func (f *finder) add(p place) {
	if !f.seen[p] && len(f.found) < 3*f.limit {
		f.seen[p] = true
		f.found = append(f.found, p)
	}
}

// take reads places from a query of entity and row.
func (f *finder) take(query string, args ...any) error {
	return f.db.stmts.each(f.ctx, func(scan func(...any) error) error {
		var p place
		err := scan(&p.entity, &p.n)
		f.add(p)
		return err
	}, query, args...)
}

// byKey finds whole keys first, then begun ones.
func (f *finder) byKey() error {
	keys := keysIn(f.text)
	if number := Fold(strings.TrimPrefix(strings.TrimSpace(f.text), "#")); number != "" && len(number) <= 40 {
		keys = append([]lookupKey{{numberKey, number}}, keys...)
	}
	for _, k := range keys {
		if err := f.take(`SELECT entity, n FROM lookup WHERE key = ? AND kind = ? ORDER BY entity, n LIMIT ?`, k.key, k.kind, f.limit); err != nil {
			return err
		}
		f.exact = f.exact || k.kind == mailKey && len(f.found) > 0
	}
	for _, k := range keys {
		if k.kind == numberKey {
			continue
		}
		if err := f.take(`SELECT entity, n FROM lookup WHERE key >= ? AND key < ? AND kind = ? ORDER BY key LIMIT ?`,
			k.key, after(k.key), k.kind, f.limit); err != nil {
			return err
		}
	}
	return nil
}

// byTitle finds records whose title begins with the text, in the order of the alphabet, with a share for every entity.
func (f *finder) byTitle() error {
	key := Fold(f.text)
	if key == "" {
		return nil
	}
	share := max(3, f.limit/4)
	for _, t := range f.schema.order {
		c, ok := t.column(t.entity.Title[0])
		if !ok || !c.key || !t.listed(c.Name) {
			continue
		}
		if err := f.take("SELECT "+itoa(t.number)+", n FROM "+t.name+" WHERE "+c.keyName()+" >= ? AND "+c.keyName()+" < ? ORDER BY "+c.keyName()+", n LIMIT ?",
			key, after(key), share); err != nil {
			return err
		}
	}
	return nil
}

// listed tells whether an index orders the table by the field.
func (t *table) listed(field string) bool {
	for _, c := range t.entity.Columns {
		if c.Field == field {
			return true
		}
	}
	return false
}

// byWords asks the full-text index, which reads no further than the limit: whole words first, then begun ones.
func (f *finder) byWords() error {
	whole, begun := phrase(f.text, false), phrase(f.text, true)
	if whole == "" || f.exact {
		return nil
	}
	if err := f.match(whole, 2*f.limit); err != nil || begun == whole {
		return err
	}
	list := words(f.text)
	last := []rune(list[len(list)-1])
	if len(f.found) >= f.limit {
		return nil
	}
	if len(last) < 2 {
		return f.byLetter(list)
	}
	if len(last) > longestPrefix {
		// The index of beginnings answers at once; whether the rest of the word fits is tested on a few records.
		short := strings.TrimSuffix(begun, string(last)+"\" *") + string(last[:longestPrefix]) + "\" *"
		if err := f.among(short, list, 2*f.limit); err != nil || len(f.found) >= f.limit {
			return err
		}
	}
	return f.match(begun, 2*f.limit)
}

// byLetter looks for records of which one letter of the last word is typed. A letter begins too many words to ask the index for it:
// it is looked for among the newest records with the words before it, and nowhere if there are none.
func (f *finder) byLetter(list []string) error {
	before := phrase(strings.Join(list[:len(list)-1], " "), false)
	if before == "" {
		return nil
	}
	return f.among(before, list, f.limit)
}

// among adds the records that an expression finds and that have all the words.
func (f *finder) among(expression string, list []string, limit int) error {
	f.tentative = len(f.found)
	if err := f.match(expression, limit); err != nil {
		return err
	}
	return f.drop(list)
}

// longestPrefix is the longest beginning of words that the full-text index keeps.
const longestPrefix = 4

func (f *finder) match(expression string, limit int) error {
	return f.take(fmt.Sprintf("SELECT rowid %% %d, rowid / %d FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?", places, places), expression, limit)
}

// drop takes tentative records that lack a word out again.
func (f *finder) drop(list []string) error {
	if err := f.load(); err != nil {
		return err
	}
	kept := f.found[:f.tentative]
	for _, p := range f.found[f.tentative:] {
		t := f.schema.byNumber(p.entity)
		if t != nil && containsAll(words(t.document(f.known[p])), list) {
			kept = append(kept, p)
		} else {
			delete(f.seen, p)
		}
	}
	f.found = kept
	return nil
}

// load reads the records found that are not known yet, one query for each entity.
func (f *finder) load() error {
	rows := map[int64][]any{}
	for _, p := range f.found {
		if _, ok := f.known[p]; !ok {
			rows[p.entity] = append(rows[p.entity], p.n)
		}
	}
	for number, ns := range rows {
		t := f.schema.byNumber(number)
		if t == nil {
			continue
		}
		c := compiler{schema: f.schema}
		r := newReader(t, t.found)
		text := "SELECT " + r.selected("t") + " FROM " + t.name + " t WHERE t.n IN " + c.list(ns)
		if err := f.db.stmts.each(f.ctx, func(scan func(...any) error) error {
			row, err := r.read(scan)
			f.known[place{number, row.n}] = row.Record
			return err
		}, text, c.args...); err != nil {
			return err
		}
	}
	return nil
}

// hits makes the answer. Among records found by words those come first whose title says it.
func (f *finder) hits() ([]crm.Hit, error) {
	if err := f.load(); err != nil {
		return nil, err
	}
	var first, rest []crm.Hit
	for i, p := range f.found {
		r, ok := f.known[p]
		if !ok {
			continue
		}
		t := f.schema.byNumber(p.entity)
		hit := crm.Hit{Ref: r.Ref(), Title: t.entity.TitleOf(r), Why: t.why(r, f.text)}
		if i < f.ranked || hit.Why == "" {
			first = append(first, hit)
		} else {
			rest = append(rest, hit)
		}
	}
	hits := append(first, rest...)
	return hits[:min(len(hits), f.limit)], nil
}

// why names the field that matched and its text, "" where the title says it.
func (t *table) why(r crm.Record, text string) string {
	digits := crm.PhoneKey(text)
	list := words(text)
	for _, f := range t.search {
		v := r.Get(f.Name)
		if v == nil {
			continue
		}
		shown := crm.FormatText(f, v, crm.Locale{})
		matched := f.Kind == crm.Phones && len(digits) >= 6 && strings.Contains(searchText(f, v), digits)
		if !matched && len(list) > 0 {
			matched = containsAll(words(searchText(f, v)), list)
		}
		if !matched {
			continue
		}
		if f.Name == t.entity.Title[0] {
			return ""
		}
		return f.Label + ": " + excerpt(shown, list)
	}
	return ""
}

// containsAll tells whether each word begins one of the others.
func containsAll(have, wanted []string) bool {
	for _, w := range wanted {
		found := false
		for _, h := range have {
			found = found || strings.HasPrefix(h, w)
		}
		if !found {
			return false
		}
	}
	return true
}

// excerpt cuts a long text to the neighbourhood of the first word found.
func excerpt(text string, list []string) string {
	const width = 80
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= width {
		return string(runes)
	}
	at := 0
	if len(list) > 0 {
		if i := strings.Index(strings.ToLower(string(runes)), list[0]); i > 0 {
			at = len([]rune(strings.ToLower(string(runes))[:i]))
		}
	}
	from := min(max(0, at-width/3), len(runes)-width)
	out := string(runes[from:from+width]) + "…"
	if from > 0 {
		out = "…" + out
	}
	return out
}
