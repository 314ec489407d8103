package match

import (
	"cmp"
	"context"
	"encoding/hex"
	"hash/maphash"
	"runtime/debug"
	"slices"
	"strings"

	"satchel/app/crm"
)

// Pair is two records that may be about the same, the older one first.
type Pair struct {
	One, Other           crm.Ref
	OneTitle, OtherTitle string
	Why                  Why
}

// Has tells whether a record is one of the two.
func (p Pair) Has(id string) bool { return p.One.ID == id || p.Other.ID == id }

// mostPairs bounds what a sweep looks at: nobody goes through more, and the next sweep finds the rest.
const mostPairs = 20_000

// Sweep finds all pairs of records of an entity that may be about the same, the surest first; at most 20,000. Pairs that somebody said to
// be two are left out. It reads every record once and keeps no more of it than its id, its name and hashes. progress is told how many
// records were read, of how many; nil = nobody.
func Sweep(ctx context.Context, src Source, entity string, progress func(done, total int64)) ([]Pair, error) {
	e, err := src.Catalog().Entity(entity)
	if err != nil {
		return nil, err
	}
	k, ok := Of(e)
	if !ok {
		return nil, crm.Errorf(crm.CodeInvalid, "%s are not looked through for duplicates.", crm.Term(e.Plural))
	}
	// What is kept is large and holds no pointers: to look it through often costs little, and lets less pile up beside it.
	defer debug.SetGCPercent(debug.SetGCPercent(sweepGC))
	s := &sweep{kind: k, seed: maphash.MakeSeed()}
	if err := s.read(ctx, src, progress); err != nil {
		return nil, err
	}
	s.byKeys()
	s.byPlaces()
	s.byHalves()
	return s.pairs(ctx, src)
}

// sweepGC is the garbage in percent of what is kept at which it is collected during a sweep.
const sweepGC = 30

// entry says that a record has a key.
type entry struct {
	hash uint64
	n    uint32
}

// sweep is what is kept of the records while they are compared.
type sweep struct {
	kind   Kind
	seed   maphash.Seed
	ids    [][16]byte
	odd    map[uint32]string // ids that are no UUIDs
	text   []byte            // the names
	ends   []uint32          // of the names in text
	keys   []entry           // addresses, numbers, sites, names of organisations
	places []entry           // organisations of persons
	halves []entry           // of the names of organisations
	found  []uint64          // pairs, the lesser record in the upper half
}

func (s *sweep) read(ctx context.Context, src Source, progress func(done, total int64)) error {
	q := crm.Query{Entity: s.kind.Entity.Name, Sort: []crm.Sort{{Field: crm.FieldID}}, Fields: s.kind.Fields()}
	total, err := src.Count(ctx, q)
	if err != nil {
		return err
	}
	s.ids, s.ends, s.keys = make([][16]byte, 0, total), make([]uint32, 0, total), make([]entry, 0, 2*total)
	s.text = make([]byte, 0, 16*total)
	return src.Each(ctx, q, func(r crm.Record) error {
		s.meet(r)
		if n := int64(len(s.ids)); progress != nil && (n%5000 == 0 || n == total) {
			progress(n, total)
		}
		return ctx.Err()
	})
}

// meet keeps what is needed of a record.
func (s *sweep) meet(r crm.Record) {
	n := uint32(len(s.ids)) //nolint:gosec // far fewer than 2^32 records
	id, ok := packed(r.ID)
	if !ok {
		if s.odd == nil {
			s.odd = map[uint32]string{}
		}
		s.odd[n] = r.ID
	}
	s.ids = append(s.ids, id)
	f := s.kind.Face(r, "")
	name := f.Name()
	s.text = append(s.text, name...)
	s.ends = append(s.ends, uint32(len(s.text))) //nolint:gosec // names of a file are far shorter
	for kind, keys := range [][]Key{f.Mails, f.Phones, f.Sites} {
		for _, k := range keys {
			s.keys = append(s.keys, s.entry(n, byte(kind), k.Form))
		}
	}
	switch {
	case name == "":
	case f.Firm:
		s.keys = append(s.keys, s.entry(n, 'n', name))
		s.halve(n, name)
	case f.PlaceID+f.Place != "":
		s.places = append(s.places, s.entry(n, 'p', f.PlaceID+f.Place))
	}
}

func (s *sweep) entry(n uint32, kind byte, text string) entry {
	var h maphash.Hash
	h.SetSeed(s.seed)
	_ = h.WriteByte(kind)
	_, _ = h.WriteString(text)
	return entry{h.Sum64(), n}
}

// halve keeps both halves of a name: one of them is left whole by a slip of one letter, wherever it is.
func (s *sweep) halve(n uint32, name string) {
	if len(name) < 6 {
		return
	}
	half := len(name) / 2
	s.halves = append(s.halves, s.entry(n, '<', name[:half]), s.entry(n, '>', name[half+1:]))
	if len(name)%2 == 1 { // as in a name that is one letter shorter or longer
		s.halves = append(s.halves, s.entry(n, '<', name[:half+1]))
	} else {
		s.halves = append(s.halves, s.entry(n, '>', name[half:]))
	}
}

func (s *sweep) words(n uint32) []string {
	from := uint32(0)
	if n > 0 {
		from = s.ends[n-1]
	}
	return strings.Fields(string(s.text[from:s.ends[n]]))
}

// byKeys pairs what shares an address, a number, a site or the name of an organisation.
func (s *sweep) byKeys() {
	eachBucket(s.keys, func(b []entry) {
		if len(b) <= few {
			s.allOf(b, nil)
			return
		}
		s.neighbours(b)
	})
	s.keys = nil
}

// byPlaces pairs persons of one organisation whose names are alike.
func (s *sweep) byPlaces() {
	eachBucket(s.places, func(b []entry) {
		if len(b) <= crowd {
			s.allOf(b, s.alike)
			return
		}
		s.neighbours(b) // of thousands only those that stand together in the order of their names
	})
	s.places = nil
}

// byHalves pairs organisations whose names differ by a slip.
func (s *sweep) byHalves() {
	eachBucket(s.halves, func(b []entry) {
		if len(b) <= crowd/4 { // what many names begin or end with is no half of theirs alone
			s.allOf(b, s.alike)
		}
	})
	s.halves = nil
}

// crowd is how many records are compared each with each.
const crowd = 400

// eachBucket calls f for all entries of equal hash where there are several.
func eachBucket(list []entry, f func([]entry)) {
	slices.SortFunc(list, func(a, b entry) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.n, b.n)) })
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[j].hash == list[i].hash {
			j++
		}
		if j-i > 1 {
			f(list[i:j])
		}
		i = j
	}
}

// allOf pairs all entries of a bucket, those that meet a condition; nil = all.
func (s *sweep) allOf(b []entry, meets func(x, y []string) bool) {
	names := make([][]string, len(b))
	for i := range b {
		if meets != nil {
			names[i] = s.words(b[i].n)
		}
		for j := range i {
			if meets == nil || meets(names[j], names[i]) {
				s.pair(b[j].n, b[i].n)
			}
		}
	}
}

func (s *sweep) alike(x, y []string) bool { return Alike(x, y) != Unlike }

// neighbours pairs the entries of a large bucket that stand together in the order of their names, and are alike.
func (s *sweep) neighbours(b []entry) {
	type named struct {
		n     uint32
		words []string
		order string
	}
	list := make([]named, len(b))
	for i, e := range b {
		w := s.words(e.n)
		list[i] = named{e.n, w, strings.Join(slices.Sorted(slices.Values(w)), " ")}
	}
	slices.SortFunc(list, func(x, y named) int { return cmp.Or(cmp.Compare(x.order, y.order), cmp.Compare(x.n, y.n)) })
	for i := range list {
		for j := i + 1; j < min(len(list), i+1+few); j++ {
			if s.alike(list[i].words, list[j].words) {
				s.pair(list[i].n, list[j].n)
			}
		}
	}
}

func (s *sweep) pair(a, b uint32) {
	if a == b || len(s.found) >= 4*mostPairs {
		return
	}
	s.found = append(s.found, uint64(min(a, b))<<32|uint64(max(a, b)))
}

func (s *sweep) id(n uint32) string {
	if id, ok := s.odd[n]; ok {
		return id
	}
	return unpacked(s.ids[n])
}

// packed puts a UUID into its 16 bytes.
func packed(id string) (out [16]byte, ok bool) {
	if len(id) != 36 || unlike(id) {
		return out, false
	}
	_, err := hex.Decode(out[:], []byte(id[:8]+id[9:13]+id[14:18]+id[19:23]+id[24:]))
	return out, err == nil && unpacked(out) == id
}

func unlike(id string) bool { return id[8] != '-' || id[13] != '-' || id[18] != '-' || id[23] != '-' }

func unpacked(id [16]byte) string {
	h := hex.EncodeToString(id[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// pairs reads the records of the pairs once more and compares them whole.
func (s *sweep) pairs(ctx context.Context, src Source) ([]Pair, error) {
	slices.Sort(s.found)
	s.found = slices.Compact(s.found)
	said, err := src.Apart(ctx, "")
	if err != nil {
		return nil, err
	}
	apart := make(map[[2]string]bool, len(said))
	for _, p := range said {
		apart[p] = true
	}
	var out []Pair
	for page := range slices.Chunk(s.found, 250) {
		known, err := s.load(ctx, src, page)
		if err != nil {
			return nil, err
		}
		for _, p := range page {
			a, here := known[uint32(p>>32)]
			b, there := known[uint32(p)] //nolint:gosec // the lower half
			if !here || !there || apart[[2]string{a.ID, b.ID}] || apart[[2]string{b.ID, a.ID}] {
				continue
			}
			if why := Compare(s.kind.Face(a, ""), s.kind.Face(b, "")); why.Strength > 0 {
				out = append(out, Pair{a.Ref(), b.Ref(), s.kind.Entity.TitleOf(a), s.kind.Entity.TitleOf(b), why})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Pair) int {
		return cmp.Or(b.Why.Strength-a.Why.Strength, cmp.Compare(a.OneTitle, b.OneTitle))
	})
	return out[:min(len(out), mostPairs)], nil
}

func (s *sweep) load(ctx context.Context, src Source, page []uint64) (map[uint32]crm.Record, error) {
	ns := map[string]uint32{}
	for _, p := range page {
		ns[s.id(uint32(p>>32))], ns[s.id(uint32(p))] = uint32(p>>32), uint32(p) //nolint:gosec // the lower half
	}
	ids := make([]string, 0, len(ns))
	for id := range ns {
		ids = append(ids, id)
	}
	list, err := src.List(ctx, crm.Query{
		Entity: s.kind.Entity.Name, Where: crm.Where(crm.FieldID, crm.In, ids...), Sort: []crm.Sort{{Field: crm.FieldID}},
		Fields: s.kind.read(),
	})
	out := make(map[uint32]crm.Record, len(list))
	for _, r := range list {
		out[ns[r.ID]] = r
	}
	return out, err
}
