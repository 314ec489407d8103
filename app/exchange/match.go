package exchange

import (
	"context"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"satchel/app/crm"
	"satchel/app/match"
)

// key is 128 bits of hash of one set of matching values; the texts themselves are not kept.
type key [2]uint64

// matcher finds rows and records that are the same, by the match sets of the entity. Only keys that occur in the file are kept, so
// its memory grows with the file and not with the database.
type matcher struct {
	entity *crm.Entity
	kind   match.Kind // how names are compared
	seeds  [2]maphash.Seed
	wanted map[key]int32 // key to record, -1 as long as no record has it
	all    []matched
	byID   map[string]int32
	bare   map[string][]string // the fields that rows without a match set fill, by their names in one text

	scratch []key
}

// matched is a record that rows go to.
type matched struct {
	id       string // "" until a new record is written
	existing bool
}

func newMatcher(e *crm.Entity) *matcher {
	kind, _ := match.Of(e)
	return &matcher{entity: e, kind: kind, seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, wanted: map[key]int32{}, byID: map[string]int32{}, bare: map[string][]string{}}
}

func (m *matcher) hash(parts ...string) key {
	text := strings.Join(parts, "\x00")
	return key{maphash.String(m.seeds[0], text), maphash.String(m.seeds[1], text)}
}

// keys lists the keys of a record, strongest first. A record that brings an id of ours is that record and no other.
func (m *matcher) keys(id string, v crm.Values, appendTo []key) []key {
	if id != "" {
		return append(appendTo, m.hash("id", id))
	}
	if outside := text(v["outside_id"]); isID(outside) {
		appendTo = append(appendTo, m.hash("id", outside)) // a vCard of ours names the record as the card's UID
	}
	return m.setKeys(v, appendTo)
}

func (m *matcher) setKeys(v crm.Values, appendTo []key) []key {
	for i, set := range m.entity.Match {
		combined := []string{strconv.Itoa(i)}
		for _, name := range set {
			f, _ := m.entity.Field(name)
			forms := m.normalForms(f, v[name])
			var next []string
			for _, c := range combined {
				for _, form := range forms {
					next = append(next, c+"\x00"+form)
				}
			}
			combined = next
		}
		for _, c := range combined {
			appendTo = append(appendTo, m.hash("set", c))
		}
	}
	return appendTo
}

// bareKey is that of a row that fills no match set: it is the record that agrees in all that the row says, so that a second import makes
// nothing new.
func (m *matcher) bareKey(v crm.Values) key {
	var names []string
	for _, f := range m.entity.Fields {
		if !crm.IsEmpty(v[f.Name]) {
			names = append(names, f.Name)
		}
	}
	m.bare[strings.Join(names, " ")] = names
	return m.said(names, v)
}

func (m *matcher) said(names []string, v crm.Values) key {
	parts := []string{"bare"}
	for _, name := range names {
		parts = append(parts, name, fold(fmt.Sprint(v[name])))
	}
	return m.hash(parts...)
}

// normalForms lists the forms in which a value is compared; none if it is empty.
func (m *matcher) normalForms(f crm.Field, v any) []string {
	switch v := v.(type) {
	case []crm.Reach:
		var out []string
		for _, r := range v {
			form := crm.EmailKey(r.Value)
			if f.Kind == crm.Phones {
				form = crm.PhoneKey(r.Value)
			}
			if form != "" {
				out = append(out, form)
			}
		}
		return out
	case string:
		if v == "" {
			return nil
		}
		if f.Kind == crm.Link && !strings.HasPrefix(v, fresh) {
			return []string{v}
		}
		form, named := m.kind.Form(f.Name, v)
		if !named || form == "" {
			form = fold(v)
		}
		if form != "" {
			return []string{form}
		}
	}
	return nil
}

// fold is a text without case, accents and extra blanks.
func fold(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		plain = plain && s[i] < 0x80
	}
	if !plain {
		s = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFKD.String(s))
		return strings.Join(strings.Fields(bare.Replace(strings.ToLower(s))), " ")
	}
	return strings.Join(strings.Fields(strings.ToLower(s)), " ")
}

// bare writes the letters that are no base letter with an accent as people do who lack the key.
var bare = strings.NewReplacer("ß", "ss", "æ", "ae", "ø", "o", "œ", "oe", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")

// want remembers that rows have these keys.
func (m *matcher) want(keys []key) {
	for _, k := range keys {
		if _, ok := m.wanted[k]; !ok {
			m.wanted[k] = -1
		}
	}
}

// load finds the existing records that rows may be the same as: asking for each of a few rows, or reading all records once, oldest
// first.
func (m *matcher) load(ctx context.Context, store Store, rows []crm.Record, all int, p Progress) error {
	if len(m.wanted) == 0 {
		return nil
	}
	q := crm.Query{Entity: m.entity.Name, Sort: []crm.Sort{{Field: crm.FieldID}}, Fields: m.fields()}
	total, err := store.Count(ctx, q)
	if err != nil || total == 0 {
		return err
	}
	if len(m.bare) == 0 && all <= few && total > int64(20*all) {
		err = m.ask(ctx, store, rows)
	} else {
		var done int64
		err = store.Each(ctx, q, func(r crm.Record) error {
			m.meet(r)
			done++
			return p.tick(ctx, done, total)
		})
	}
	if err != nil {
		return err
	}
	return m.meetMerged(ctx, store)
}

// fields are those of the match sets, and those of rows that fill none.
func (m *matcher) fields() []string {
	var out []string
	for _, set := range append(slices.Collect(maps.Values(m.bare)), m.entity.Match...) {
		for _, name := range set {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// meet keeps an existing record if a row has one of its keys that no earlier record has.
func (m *matcher) meet(r crm.Record) {
	m.scratch = m.setKeys(r.Values, append(m.scratch[:0], m.hash("id", r.ID)))
	for _, names := range m.bare {
		m.scratch = append(m.scratch, m.said(names, r.Values))
	}
	for _, k := range m.scratch {
		if at, ok := m.wanted[k]; ok && at < 0 {
			m.wanted[k] = m.existing(r.ID)
		}
	}
}

// meetMerged lets the ids of records that went into others mean what they are now.
func (m *matcher) meetMerged(ctx context.Context, store Store) error {
	list, err := store.Merged(ctx, m.entity.Name)
	for _, r := range list {
		keys := append(m.scratch[:0], m.hash("id", r.ID))
		if r.OutsideID != "" {
			keys = m.setKeys(crm.Values{"outside_id": r.OutsideID}, keys)
		}
		for _, k := range keys {
			if at, ok := m.wanted[k]; ok && at < 0 {
				m.wanted[k] = m.existing(r.Into)
			}
		}
	}
	return err
}

func (m *matcher) existing(id string) int32 {
	at, ok := m.byID[id]
	if !ok {
		at = int32(len(m.all)) //nolint:gosec // far fewer than 2^31 records
		m.byID[id] = at
		m.all = append(m.all, matched{id: id, existing: true})
	}
	return at
}

// find returns the record of a row by its strongest key, -1 if it is a new one.
func (m *matcher) find(keys []key) int32 {
	for _, k := range keys {
		if at, ok := m.wanted[k]; ok && at >= 0 {
			return at
		}
	}
	return -1
}

// add makes a new record; id may be "".
func (m *matcher) add(id string) int32 {
	m.all = append(m.all, matched{id: id})
	return int32(len(m.all) - 1) //nolint:gosec // far fewer than 2^31 records
}

// claim gives a record the keys of a row that no other record has.
func (m *matcher) claim(keys []key, at int32) {
	for _, k := range keys {
		if m.wanted[k] < 0 {
			m.wanted[k] = at
		}
	}
}
