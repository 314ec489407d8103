package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync"
)

// aside asks queries about a few rows that are given instead of those of the file: as temporary tables of the same name, which come
// first. Each entity has a connection of its own, on which all other tables are those of the file.
type aside struct {
	options Options
	mu      sync.Mutex
	lanes   map[string]*lane
}

type lane struct {
	mu    sync.Mutex
	pool  *sql.DB
	stmts *statements
}

// count asks the query about the rows that went, and about those that came.
func (s *aside) count(ctx context.Context, g *grouping, rows pairs) (gone, come *tally, err error) {
	l, err := s.lane(ctx, g.table)
	if err != nil {
		return nil, nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if gone, err = l.ask(ctx, g, rows.columns, rows.before); err != nil {
		return nil, nil, err
	}
	come, err = l.ask(ctx, g, rows.columns, rows.after)
	return gone, come, err
}

func (l *lane) ask(ctx context.Context, g *grouping, columns []string, rows [][]any) (*tally, error) {
	table := "temp." + g.table.name
	if _, err := l.stmts.exec(ctx, "DELETE FROM "+table); err != nil {
		return nil, err
	}
	insert := "INSERT INTO " + table + " (" + quoteAll(columns) + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")"
	number := slices.Index(columns, "n")
	for i, row := range rows {
		row = slices.Clone(row)
		if number >= 0 {
			row[number] = int64(i) // one that changed twice stands here twice
		}
		if _, err := l.stmts.exec(ctx, insert, row...); err != nil {
			return nil, err
		}
	}
	return g.run(ctx, l.stmts)
}

// lane gives the connection of an entity. A row may stand several times in its table.
func (s *aside) lane(ctx context.Context, t *table) (*lane, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l, ok := s.lanes[t.name]; ok {
		return l, nil
	}
	pool, err := sql.Open("sqlite", dsn(s.options, "cache_size(-500)"))
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	_, defs := t.columnDefs()
	if _, err := pool.ExecContext(ctx, "CREATE TEMP TABLE "+t.name+" (n INTEGER, id TEXT, "+strings.Join(defs, ", ")+")"); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	if s.lanes == nil {
		s.lanes = map[string]*lane{}
	}
	s.lanes[t.name] = &lane{pool: pool, stmts: newStatements(pool)}
	return s.lanes[t.name], nil
}

func (s *aside) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, l := range s.lanes {
		l.stmts.close()
		errs = append(errs, l.pool.Close())
	}
	s.lanes = nil
	return errors.Join(errs...)
}
