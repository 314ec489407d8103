package espotest

import (
	"maps"
	"slices"
)

// Backup copies everything that the installation holds. The function that it
// gives puts that state back, as an administrator restores last night's backup:
// what was made, changed and deleted since never happened, while clocks,
// settings, users and rights go on.
func (s *Server) Backup() (restore func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.copyState()
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		again := kept.copyState() // it can be put back more than once
		s.tables, s.relations, s.emails, s.phones = again.tables, again.relations, again.emails, again.phones
		s.converted, s.contents, s.numbers, s.late = again.converted, again.contents, again.numbers, again.late
	}
}

func (s *Server) copyState() *Server {
	c := &Server{
		tables: map[string]*table{}, relations: map[string]*relationTable{}, emails: copies(s.emails), phones: copies(s.phones),
		converted: maps.Clone(s.converted), contents: maps.Clone(s.contents), numbers: maps.Clone(s.numbers), late: map[*row]*lateRow{},
	}
	for name, t := range s.tables {
		c.tables[name] = &table{rows: make(map[string]*row, len(t.rows)), order: slices.Clone(t.order)}
		for id, r := range t.rows {
			c.tables[name].rows[id] = r.clone()
		}
	}
	for name, t := range s.relations {
		to := c.relation(name)
		for _, pairs := range t.left {
			for _, p := range pairs {
				to.keep(&pair{left: p.left, right: p.right, columns: maps.Clone(p.columns), gone: p.gone})
			}
		}
	}
	return c
}

// keep adds a link to a relation's three views.
func (t *relationTable) keep(p *pair) {
	t.pairs[[2]string{p.left, p.right}] = p
	t.left[p.left] = append(t.left[p.left], p)
	t.right[p.right] = append(t.right[p.right], p)
}

func copies(rows map[string]*contactRow) map[string]*contactRow {
	out := make(map[string]*contactRow, len(rows))
	for key, r := range rows {
		c := *r
		out[key] = &c
	}
	return out
}
