package storage

import (
	"context"
	"database/sql"
	"strconv"
	"sync"
)

// runner is a connection or a pool.
type runner interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// statements keeps prepared statements by their text. Texts hold no values, so there are few.
type statements struct {
	on    runner
	mu    sync.Mutex
	known map[string]*sql.Stmt

	behind behind // of the writing connection alone
}

// session is the one connection that writes, with its prepared statements.
type session struct {
	conn  *sql.Conn
	stmts *statements
	rows  *changedRows // of the transaction
}

// mostStatements bounds what a person's many different filters can pile up; later ones are prepared for each use.
const mostStatements = 1000

func newStatements(on runner) *statements {
	return &statements{on: on, known: map[string]*sql.Stmt{}}
}

// prepare returns nil without an error where the text shall not be kept.
func (s *statements) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.known[query]; ok {
		return st, nil
	}
	if len(s.known) >= mostStatements {
		return nil, nil
	}
	st, err := s.on.PrepareContext(ctx, query) //nolint:sqlclosecheck // kept for the next time, closed with the database
	if err == nil {
		s.known[query] = st
	}
	return st, err
}

func (s *statements) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := s.settle(ctx); err != nil {
		return nil, err
	}
	st, err := s.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next time
	switch {
	case err != nil:
		return nil, err
	case st == nil:
		return s.on.QueryContext(ctx, query, args...)
	}
	return st.QueryContext(ctx, args...)
}

func (s *statements) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := s.settle(ctx); err != nil {
		return nil, err
	}
	return s.run(ctx, query, args)
}

// run is exec beside what is written behind.
func (s *statements) run(ctx context.Context, query string, args []any) (sql.Result, error) {
	st, err := s.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next time
	switch {
	case err != nil:
		return nil, err
	case st == nil:
		return s.on.ExecContext(ctx, query, args...)
	}
	return st.ExecContext(ctx, args...)
}

// row reads the first row; sql.ErrNoRows if there is none.
func (s *statements) row(ctx context.Context, query string, args []any, into ...any) error {
	rows, err := s.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return sql.ErrNoRows
	}
	return rows.Scan(into...)
}

// each calls f for every row.
func (s *statements) each(ctx context.Context, f func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := s.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *statements) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for text, st := range s.known {
		_ = st.Close()
		delete(s.known, text)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
