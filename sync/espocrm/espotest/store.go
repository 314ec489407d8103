package espotest

import (
	"fmt"
	"maps"
	"slices"
	"sort"
)

// row is one stored record.
type row struct {
	id        string
	attrs     map[string]any
	emails    []pointer
	phones    []pointer
	followers []string
	deleted   bool
	torn      bool // links are not written yet
}

// pointer is the use of a shared address or number by a record.
type pointer struct {
	key     string
	primary bool
}

// contactRow is a shared e-mail address or number.
type contactRow struct {
	text            string // as last written
	kind            string // of a number: Mobile, Office..
	optOut, invalid bool
}

func (r *row) text(attribute string) string {
	value, _ := r.attrs[attribute].(string)
	return value
}

func (r *row) clone() *row {
	c := *r
	c.attrs = maps.Clone(r.attrs)
	c.emails, c.phones = slices.Clone(r.emails), slices.Clone(r.phones)
	c.followers = slices.Clone(r.followers)
	return &c
}

// table holds the records of one type in order of their ids.
type table struct {
	rows  map[string]*row
	order []string
}

func newTable() *table { return &table{rows: map[string]*row{}} }

func (t *table) add(r *row) {
	t.rows[r.id] = r
	at := len(t.order)
	if at > 0 && t.order[at-1] > r.id {
		at = sort.SearchStrings(t.order, r.id)
	}
	t.order = slices.Insert(t.order, at, r.id)
}

// newID is 17 hexadecimal digits that rise with every record made: the second
// of creation, then a counter.
func (s *Server) newID() string {
	s.sequence++
	return fmt.Sprintf("%08x%09x", s.now().Unix(), s.sequence)
}

// find gives a record that is there for everybody, as readers see it now, or nil.
func (s *Server) find(entity, id string) *row {
	r := s.any(entity, id)
	if r == nil || r.deleted {
		return nil
	}
	return r
}

// any gives a record as readers see it now, deleted or not, or nil.
func (s *Server) any(entity, id string) *row {
	t, known := s.tables[entity]
	if !known || id == "" {
		return nil
	}
	r := t.rows[id]
	if r == nil {
		return nil
	}
	return s.seen(r)
}

// stored gives the newest state of a record that is not deleted, or nil.
func (s *Server) stored(entity, id string) *row {
	t, known := s.tables[entity]
	if !known {
		return nil
	}
	r := t.rows[id]
	if r == nil || r.deleted {
		return nil
	}
	return r
}

// pair is one link between two records; a link taken away stays, with its
// columns, and comes back as it was.
type pair struct {
	left, right string
	columns     map[string]any
	gone        bool
}

// relationTable holds the links of one many-to-many relation.
type relationTable struct {
	pairs       map[[2]string]*pair
	left, right map[string][]*pair
}

func (s *Server) relation(name string) *relationTable {
	t := s.relations[name]
	if t == nil {
		t = &relationTable{map[[2]string]*pair{}, map[string][]*pair{}, map[string][]*pair{}}
		s.relations[name] = t
	}
	return t
}

// side orders two ids as the relation stores them.
func (r relation) side(own, other string) [2]string {
	if r.left {
		return [2]string{own, other}
	}
	return [2]string{other, own}
}

// linked lists the ids linked to a record, in order of linking, with those of
// deleted records left out.
func (s *Server) linked(r relation, own string) []string {
	t := s.relation(r.table)
	list, ids := t.right[own], []string{}
	if r.left {
		list = t.left[own]
	}
	for _, p := range list {
		other := p.left
		if r.left {
			other = p.right
		}
		if !p.gone && s.find(r.entity, other) != nil {
			ids = append(ids, other)
		}
	}
	return ids
}

// pair gives the link between two records, or nil.
func (s *Server) pair(r relation, own, other string) *pair {
	p := s.relation(r.table).pairs[r.side(own, other)]
	if p == nil || p.gone {
		return nil
	}
	return p
}

// connect links two records and sets columns of the link.
func (s *Server) connect(r relation, own, other string, columns map[string]any) {
	t, key := s.relation(r.table), r.side(own, other)
	p := t.pairs[key]
	if p == nil {
		p = &pair{left: key[0], right: key[1], columns: map[string]any{}}
		t.keep(p)
	}
	p.gone = false
	maps.Copy(p.columns, columns)
}

// disconnect takes the link of two records away.
func (s *Server) disconnect(r relation, own, other string) {
	if p := s.relation(r.table).pairs[r.side(own, other)]; p != nil {
		p.gone = true
	}
}

// many is the relation behind a link-multiple field. Teams of business records
// share one relation.
func (t *entityType) many(name string) relation {
	if r, found := t.manyToMany[name]; found {
		return r
	}
	f, _ := t.named(name)
	return relation{entity: f.entity, table: t.name + "/" + name, left: true}
}
