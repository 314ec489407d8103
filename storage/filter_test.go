package storage

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"satchel/app/crm"
)

// world is random records with a filter that is evaluated in memory, as the oracle of the compiled SQL.
type world struct {
	*rand.Rand
	f       *fixture
	records map[string][]crm.Record // by entity, in order of creation
	byID    map[string]crm.Record
}

var vocabulary = []string{"", "", "Anna", "anna", "ANNA", "Änna", "Bob", "Straße", "strasse", "a%b", "a_b", `a\b`, "Zürich", "ZURICH", "x", "10", "9"}

func (w *world) word() string { return vocabulary[w.IntN(len(vocabulary))] }

func (w *world) value(e *crm.Entity, f crm.Field) any {
	if w.IntN(4) == 0 {
		return nil
	}
	switch f.Kind {
	case crm.Text, crm.LongText:
		if f.Name == "currency" {
			return []string{"EUR", "JPY", "KWD", "CLF", "USD"}[w.IntN(5)]
		}
		return w.word()
	case crm.Choice:
		return f.Options[w.IntN(len(f.Options))].Value
	case crm.Bool:
		return w.IntN(2) == 0
	case crm.Money:
		return int64(w.IntN(5)) * []int64{1, 10, 100, 1000, 10000}[w.IntN(5)]
	case crm.Duration:
		return int64(w.IntN(5))
	case crm.Percent:
		return float64(w.IntN(5)) / 2
	case crm.Day:
		return crm.DateOf(start).AddDays(w.IntN(40) - 20)
	case crm.Moment:
		return crm.InstantOf(start.AddDate(0, 0, w.IntN(40)-20)) + crm.Instant(w.IntN(86_400_000))
	case crm.Emails:
		return mails([]string{"a@x.org", "B@x.org", "c@y.org"}[:1+w.IntN(3)]...)
	case crm.Phones:
		return mails([]string{"+49 (0)30 555-0141", "0800 123456", "112"}[w.IntN(3):]...)
	case crm.Tags:
		return []string{"vip", "Blue", "x"}[:w.IntN(4)]
	case crm.Postal:
		return crm.Address{City: w.word(), Country: w.word()}
	case crm.Link:
		list := w.records[f.To[w.IntN(len(f.To))]]
		if len(list) == 0 || w.IntN(5) == 0 {
			return "dangling"
		}
		return list[w.IntN(len(list))].ID
	}
	return nil
}

func newWorld(t *testing.T, seed uint64, each int) *world {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 1)), f: open(t), records: map[string][]crm.Record{}, byID: map[string]crm.Record{}}
	w.f.must(crm.FromSync, func(tx crm.Tx) error {
		for _, name := range []string{"user", "organisation", "contact", "deal", "activity"} {
			e, err := w.f.Catalog().Entity(name)
			if err != nil {
				return err
			}
			for range each {
				r := crm.NewRecord(name, tx.NewID())
				for _, f := range e.Fields {
					if v := w.value(e, f); f.Name != crm.FieldID && !crm.IsEmpty(v) {
						r.Values[f.Name] = v
					}
				}
				if err := tx.Put(r); err != nil {
					return err
				}
				if r, err = tx.Get(r.Ref()); err != nil {
					return err
				}
				w.records[name] = append(w.records[name], r)
				w.byID[r.ID] = r
			}
		}
		return nil
	})
	return w
}

// paths that the filters go along.
var paths = map[string][]string{
	"contact": {"name", "title", "emails", "phones", "address", "address.city", "next_step_at", "channel", "do_not_call", "birthday", "tags", "organisation", "organisation.name", "organisation.industry", "organisation.parent.name", "organisation.tags", "description"},
	"deal":    {"name", "stage", "amount", "currency", "probability", "close_date", "closed_at", "source", "contact.organisation.name", "organisation.address.city", "contact.emails", "tags"},
}

func (w *world) filter(entity string, depth int) crm.Expr {
	switch n := w.IntN(8); {
	case depth > 0 && n == 0:
		return crm.Not{Of: w.filter(entity, depth-1)}
	case depth > 0 && n <= 2:
		return crm.And{w.filter(entity, depth-1), w.filter(entity, depth-1)}
	case depth > 0 && n <= 4:
		return crm.Or{w.filter(entity, depth-1), w.filter(entity, depth-1)}
	}
	for {
		c := crm.Cond{Path: paths[entity][w.IntN(len(paths[entity]))]}
		c.Op = []crm.Op{crm.Eq, crm.Ne, crm.Lt, crm.Le, crm.Gt, crm.Ge, crm.In, crm.NotIn, crm.Contains, crm.Starts, crm.Empty, crm.NotEmpty}[w.IntN(12)]
		p, err := w.f.Catalog().Path(entity, c.Path)
		if err != nil {
			panic(err)
		}
		for range 1 + w.IntN(3)*btoi(c.Op == crm.In || c.Op == crm.NotIn) {
			word := crm.FormatText(p.Field, w.value(nil, p.Field), crm.Locale{Currency: "EUR"})
			if w.IntN(4) == 0 || p.Part != "" || p.Field.Kind == crm.Emails && w.IntN(2) == 0 {
				word = w.word()
			}
			if i := strings.IndexAny(word, ";("); i >= 0 && p.Field.IsList() {
				word = strings.TrimSpace(word[:i])
			}
			c.Args = append(c.Args, crm.Arg{Text: word, Quoted: true})
		}
		if _, err := w.f.Catalog().Bind(entity, c, crm.Env{Now: start}); err == nil {
			return c
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// holds evaluates a bound filter in memory.
func (w *world) holds(e crm.Expr, r crm.Record) bool {
	switch e := e.(type) {
	case nil:
		return true
	case crm.And:
		for _, x := range e {
			if !w.holds(x, r) {
				return false
			}
		}
		return true
	case crm.Or:
		for _, x := range e {
			if w.holds(x, r) {
				return true
			}
		}
		return false
	case crm.Not:
		return !w.holds(e.Of, r)
	}
	x := e.(crm.Test)
	switch x.Op {
	case crm.Ne:
		x.Op = crm.Eq
		return !w.holds(x, r)
	case crm.NotIn:
		x.Op = crm.In
		return !w.holds(x, r)
	case crm.Empty:
		x.Op = crm.NotEmpty
		return !w.holds(x, r)
	}
	for _, l := range x.Path.Links {
		target, ok := w.byID[r.Text(l.Name)]
		if !ok {
			return false
		}
		r = target
	}
	v := r.Get(x.Path.Field.Name)
	if x.Path.Part != "" {
		v = r.Address(x.Path.Field.Name).Part(x.Path.Part)
	}
	if crm.IsEmpty(v) {
		return false
	}
	if x.Op == crm.NotEmpty {
		return true
	}
	for _, wanted := range x.Values {
		op := x.Op
		if op == crm.In {
			op = crm.Eq
		}
		if fits(x.Path, op, v, wanted, r) {
			return true
		}
	}
	return false
}

func fits(p crm.Path, op crm.Op, v, wanted any, r crm.Record) bool {
	same := func(form func(string) string, list ...string) bool {
		for _, s := range list {
			s, x := form(s), form(wanted.(string))
			ok := map[crm.Op]bool{crm.Eq: s == x, crm.Contains: strings.Contains(s, x), crm.Starts: strings.HasPrefix(s, x), crm.Lt: s < x, crm.Le: s <= x, crm.Gt: s > x, crm.Ge: s >= x}[op]
			if ok {
				return true
			}
		}
		return false
	}
	exact := func(s string) string { return s }
	switch v := v.(type) {
	case string:
		switch {
		case p.Field.Kind == crm.Link:
			return same(exact, v)
		case p.Field.Fold && p.Part == "":
			return same(Fold, v)
		}
		return same(lower, v)
	case []string:
		if op == crm.Contains {
			op = crm.Eq
		}
		return same(lower, v...)
	case []crm.Reach:
		var list []string
		for _, reach := range v {
			list = append(list, reach.Value)
		}
		switch {
		case p.Field.Kind == crm.Emails && op == crm.Eq:
			return same(crm.EmailKey, list...)
		case p.Field.Kind == crm.Emails:
			return same(lower, list...)
		case op == crm.Eq:
			return crm.PhoneKey(wanted.(string)) != "" && same(crm.PhoneKey, list...)
		}
		return same(func(s string) string { return crm.Digits(strings.ReplaceAll(s, "(0)", "")) }, list...)
	case crm.Address:
		var list []string
		for _, part := range crm.AddressParts {
			if s := v.Part(part); s != "" {
				list = append(list, s)
			}
		}
		return same(lower, list...)
	}
	n := 0
	switch v := v.(type) {
	case int64:
		x := float64(v)
		if p.Field.Kind == crm.Money {
			for d := crm.MinorDigits(r.Text(p.Field.Currency)); d < 2; d++ {
				x *= 10
			}
			for d := crm.MinorDigits(r.Text(p.Field.Currency)); d > 2; d-- {
				x /= 10
			}
		}
		n = cmp.Compare(x, float64(wanted.(int64)))
	default:
		n = crm.Compare(v, wanted)
		if d, ok := v.(crm.Date); ok {
			n = strings.Compare(string(d), string(wanted.(crm.Date)))
		}
	}
	return map[crm.Op]bool{crm.Eq: n == 0, crm.Lt: n < 0, crm.Le: n <= 0, crm.Gt: n > 0, crm.Ge: n >= 0}[op]
}

func TestCompiledFiltersAgreeWithPlainEvaluation(t *testing.T) {
	w := newWorld(t, 7, 60)
	ctx := context.Background()
	matched := 0
	for i := range 3000 {
		entity := []string{"contact", "deal"}[i%2]
		where := w.filter(entity, 3)
		bound, err := w.f.Catalog().Bind(entity, where, crm.Env{Now: start})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, r := range w.records[entity] {
			if w.holds(bound, r) {
				want = append(want, r.ID)
			}
		}
		list, err := w.f.List(ctx, crm.Query{Entity: entity, Where: where, Sort: []crm.Sort{{Field: "id"}}})
		if err != nil {
			t.Fatalf("%s: %v", where, err)
		}
		var got []string
		for _, r := range list {
			got = append(got, r.ID)
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			for _, r := range w.records[entity] {
				if slices.Contains(got, r.ID) != slices.Contains(want, r.ID) {
					t.Logf("differs: %v", r.Values)
					break
				}
			}
			t.Fatalf("%s (%v): SQL finds %d, plain evaluation %d", where, bound, len(got), len(want))
		}
		if n, err := w.f.Count(ctx, crm.Query{Entity: entity, Where: where}); err != nil || int(n) != len(want) {
			t.Fatalf("%s: count %d %v", where, n, err)
		}
		matched += btoi(len(want) > 0 && len(want) < len(w.records[entity]))
	}
	if matched < 1000 {
		t.Errorf("only %d filters told records apart", matched)
	}
}

func TestSortsAgreeWithPlainOrder(t *testing.T) {
	w := newWorld(t, 8, 80)
	for _, field := range []string{"name", "organisation", "title", "next_step_at", "birthday", "owner", "organisation.industry", "organisation.parent.name"} {
		for _, desc := range []bool{false, true} {
			key := func(r crm.Record) any {
				p, err := w.f.Catalog().Path("contact", field)
				if err != nil {
					t.Fatal(err)
				}
				links := p.Links
				if p.Field.Kind == crm.Link {
					links = append(slices.Clone(links), p.Field)
					p.Field, _ = w.f.schema.Load().tables[p.Field.To[0]].entity.Field("name")
				}
				for _, l := range links {
					r = w.byID[r.Text(l.Name)]
				}
				v := r.Get(p.Field.Name)
				if s, ok := v.(string); ok && p.Field.Fold {
					return Fold(s)
				} else if ok {
					return lower(s)
				}
				return v
			}
			want := slices.Clone(w.records["contact"])
			slices.SortStableFunc(want, func(a, b crm.Record) int {
				x, y := key(a), key(b)
				if crm.IsEmpty(x) != crm.IsEmpty(y) && !desc { // last in both directions
					x, y = y, x
				}
				return crm.Compare(x, y)
			})
			if desc {
				slices.Reverse(want)
			}
			for offset := 0; offset < 80; offset += 30 {
				got, err := w.f.List(context.Background(), crm.Query{Entity: "contact", Sort: []crm.Sort{{Field: field, Desc: desc}}, Limit: 30, Offset: offset})
				if err != nil {
					t.Fatal(err)
				}
				for i, r := range got {
					if r.ID != want[offset+i].ID {
						t.Fatalf("%s desc=%v: place %d has %v, want %v", field, desc, offset+i, key(r), key(want[offset+i]))
					}
				}
			}
		}
	}
	w.f.sound()
}

func TestQueriesThatMakeNoSenseAreRefused(t *testing.T) {
	f := open(t)
	for _, q := range []crm.Query{
		{Entity: "nothing"},
		{Entity: "contact", Sort: []crm.Sort{{Field: "nothing"}}},
		{Entity: "contact", Fields: []string{"nothing"}},
		{Entity: "contact", Where: crm.Where("nothing", crm.Eq, "x")},
		{Entity: `contact"; DROP TABLE contact; --`},
	} {
		if _, err := f.List(context.Background(), q); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%v: %v", q, err)
		}
	}
	if _, err := f.List(context.Background(), crm.Query{Entity: "contact", Where: crm.Where("name", crm.Eq, `'; DROP TABLE contact; --`)}); err != nil {
		t.Error(err)
	}
}
