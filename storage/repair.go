package storage

import (
	"context"

	"satchel/app/crm"
)

// Repair makes the search, the keys and what else follows from the records anew, in one transaction: the records are the truth.
func (db *DB) Repair(ctx context.Context) error {
	return db.change(ctx, func(s *session) error {
		for _, query := range []string{`REINDEX`, `DELETE FROM lookup`, `INSERT INTO search (search) VALUES ('delete-all')`} {
			if _, err := s.conn.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		schema := db.schema.Load()
		all := map[string]bool{}
		for _, t := range schema.order {
			all[t.entity.Name] = true
		}
		if err := fillKeys(ctx, schema.catalog, s, all); err != nil {
			return err
		}
		t := &tx{ctx: ctx, db: db, schema: schema, on: s.stmts, now: crm.InstantOf(db.opt.Now()), touched: all}
		for _, tb := range schema.order {
			if err := t.indexAll(tb); err != nil {
				return err
			}
		}
		return t.flushSearch()
	})
}

// indexAll indexes every record of an entity that is in no index.
func (t *tx) indexAll(tb *table) error {
	r := newReader(tb, nil)
	for last := int64(0); ; {
		var page []stored
		err := t.on.each(t.ctx, func(scan func(...any) error) error {
			row, err := r.read(scan)
			page = append(page, row)
			return err
		}, "SELECT "+r.selected("t")+" FROM "+tb.name+" t WHERE t.n > ? ORDER BY t.n LIMIT 1000", last)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, row := range page {
			if err := t.index(tb, row.n, crm.NewRecord(tb.entity.Name, row.ID), row.Record); err != nil {
				return err
			}
			last = row.n
		}
	}
}
