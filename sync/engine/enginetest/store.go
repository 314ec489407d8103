// Package enginetest holds what tests of the engine share: a store in memory that keeps its transactions honest.
package enginetest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Store is a database in memory: a transaction that fails is undone step by step.
type Store struct {
	// Crash is asked before every commit; an error drops the transaction and is returned, as if the program had ended there.
	Crash func() error

	mu      sync.Mutex
	catalog *crm.Catalog
	now     func() time.Time
	state   state
	ids     atomic.Int64
	name    string
	conn    *replica.Connection
	rounds  []replica.Round
	Commits int // transactions that changed something
	Writes  int // records stored or removed by the provider's side
}

type state struct {
	records   map[crm.Ref]crm.Record
	contents  map[string][]byte
	joined    map[crm.Ref]crm.Ref // merged records
	items     map[crm.Ref]replica.Item
	order     []crm.Ref         // of items, oldest first
	alias     map[string]string // entity + remote id
	sent      map[string][]string
	cursors   map[string]replica.Cursor
	attempts  []replica.Attempt
	conflicts []replica.Conflict
	Closed    []replica.Settled
}

func (s state) clone() state {
	out := s
	out.records, out.items, out.alias = maps.Clone(s.records), maps.Clone(s.items), maps.Clone(s.alias)
	out.contents, out.joined = maps.Clone(s.contents), maps.Clone(s.joined)
	out.sent, out.cursors = maps.Clone(s.sent), maps.Clone(s.cursors)
	return out // the slices are never changed in place
}

// NewStore returns an empty store. name keeps the ids of several stores apart.
func NewStore(name string, catalog *crm.Catalog, now func() time.Time) *Store {
	return &Store{
		name: name, catalog: catalog, now: now,
		state: state{
			records: map[crm.Ref]crm.Record{}, items: map[crm.Ref]replica.Item{}, alias: map[string]string{},
			sent: map[string][]string{}, cursors: map[string]replica.Cursor{}, contents: map[string][]byte{}, joined: map[crm.Ref]crm.Ref{},
		},
	}
}

// Catalog implements replica.Store.
func (s *Store) Catalog() *crm.Catalog { return s.catalog }

// Content implements replica.Store.
func (s *Store) Content(_ context.Context, hash string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	content, ok := s.state.contents[hash]
	if !ok {
		return nil, notFound("file")
	}
	return slices.Clone(content), nil
}

// NewID returns a fresh id.
func (s *Store) NewID() string {
	return fmt.Sprintf("%s-%06d", s.name, s.ids.Add(1))
}

// Replicate implements replica.Store.
func (s *Store) Replicate(ctx context.Context, f func(replica.Tx) error) error {
	return s.do(ctx, false, f)
}

// Edit runs an action of a person.
func (s *Store) Edit(f func(crm.Tx) error) error {
	return s.do(context.Background(), true, func(tx replica.Tx) error { return f(tx) })
}

func (s *Store) do(ctx context.Context, person bool, f func(replica.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return crm.Errorf(crm.CodeCanceled, "Stopped: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &tx{s: s, state: &s.state, person: person}
	before := s.state
	err := f(t)
	if err == nil && t.changed && s.Crash != nil && !person {
		err = s.Crash()
	}
	if err != nil {
		t.rollBack(before)
		return err
	}
	if t.changed {
		s.Commits++
		s.Writes += t.writes
	}
	return nil
}

// Copy returns a store that holds the same, as if the file had been copied to another computer.
func (s *Store) Copy(name string, now func() time.Time) *Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := NewStore(name, s.catalog, now)
	out.state = s.state.clone()
	if s.conn != nil {
		conn := *s.conn
		out.conn = &conn
	}
	return out
}

// Connection implements replica.Store.
func (s *Store) Connection(context.Context) (replica.Connection, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return replica.Connection{}, crm.Errorf(crm.CodeNotFound, "There is no connection.")
	}
	return *s.conn, nil
}

// Connect implements replica.Store.
func (s *Store) Connect(_ context.Context, c replica.Connection) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn = &c
	return nil
}

// Disconnect implements replica.Store.
func (s *Store) Disconnect(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conn = nil
	return nil
}

// SaveRound implements replica.Store.
func (s *Store) SaveRound(_ context.Context, r replica.Round) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rounds = slices.Insert(s.rounds, 0, r)
	if len(s.rounds) > 50 {
		s.rounds = s.rounds[:50]
	}
	return nil
}

// Rounds implements replica.Store.
func (s *Store) Rounds(_ context.Context, limit int) ([]replica.Round, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.rounds[:min(limit, len(s.rounds))]), nil
}

// Records returns all records of an entity in order of id.
func (s *Store) Records(entity string) []crm.Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []crm.Record
	for ref, r := range s.state.records {
		if ref.Entity == entity {
			out = append(out, r.Clone())
		}
	}
	slices.SortFunc(out, func(a, b crm.Record) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return out
}

// View reads with a transaction's eyes.
func (s *Store) View(f func(replica.Tx)) {
	_ = s.do(context.Background(), false, func(tx replica.Tx) error { f(tx); return nil })
}

// ClosedConflicts returns what the inbox held once.
func (s *Store) ClosedConflicts() []replica.Settled {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.state.Closed)
}
