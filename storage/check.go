package storage

import (
	"context"
	"database/sql"
	"fmt"

	"satchel/app/crm"
)

// Check tests the integrity of the file and of the bookkeeping; it returns what it found, nil for a sound file.
func (db *DB) Check(ctx context.Context) ([]string, error) {
	found, err := integrity(ctx, db.opt.File)
	if err != nil || found != nil {
		return found, explain(err) // nothing that a damaged file says about itself can be relied on
	}
	s := db.schema.Load()
	count := func(sentence, query string, args ...any) error {
		var n int64
		if err := db.stmts.row(ctx, query, args, &n); err != nil {
			return err
		}
		if n > 0 {
			found = append(found, fmt.Sprintf(sentence, n))
		}
		return nil
	}
	for _, t := range s.order {
		name := t.entity.Name
		if err := count("%d keys of "+name+" point to no record.",
			"SELECT count(*) FROM lookup l WHERE l.entity = ? AND NOT EXISTS (SELECT 1 FROM "+t.name+" t WHERE t.n = l.n)", t.number); err != nil {
			return nil, explain(err)
		}
		if err := count("%d search entries of "+name+" point to no record.", fmt.Sprintf(
			"SELECT count(*) FROM search s WHERE s.rowid %% %d = ? AND NOT EXISTS (SELECT 1 FROM %s t WHERE t.n = s.rowid / %d)", places, t.name, places,
		), t.number); err != nil {
			return nil, explain(err)
		}
		if err := db.checkIndexed(ctx, t, &found); err != nil {
			return nil, explain(err)
		}
		if err := count("%d marks for the sync of "+name+" point to no record.",
			"SELECT count(*) FROM item i WHERE i.entity = ? AND i.new + i.edited > 0 AND i.deleted = 0 AND NOT EXISTS (SELECT 1 FROM "+t.name+" t WHERE t.id = i.id)", name); err != nil {
			return nil, explain(err)
		}
	}
	for sentence, query := range map[string]string{
		"%d edits belong to no marked record.":   `SELECT count(*) FROM edit e WHERE NOT EXISTS (SELECT 1 FROM item i WHERE i.entity = e.entity AND i.id = e.id AND i.edited = 1)`,
		"%d marked records lack their edits.":    `SELECT count(*) FROM item i WHERE i.edited = 1 AND NOT EXISTS (SELECT 1 FROM edit e WHERE i.entity = e.entity AND i.id = e.id)`,
		"%d changes belong to no batch.":         `SELECT count(*) FROM change c WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.n = c.batch)`,
		"%d remote ids are tied to two records.": `SELECT count(*) FROM item i JOIN alias a ON a.entity = i.entity AND a.remote_id = i.remote_id WHERE a.id <> i.id`,
	} {
		if err := count(sentence, query); err != nil {
			return nil, explain(err)
		}
	}
	contents, err := db.checkContents(ctx)
	return append(found, contents...), err
}

// integrity tests the file's structure on a connection of its own: the full-text index of a connection that has read before may judge
// by what it remembers.
func integrity(ctx context.Context, file string) (found []string, err error) {
	fresh, err := sql.Open("sqlite", dsn(Options{File: file}, "query_only(1)"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = fresh.Close() }()
	return structure(ctx, fresh, "integrity_check")
}

// structure runs one of SQLite's own checks: integrity_check, or quick_check, which leaves out whether indexes agree with their tables.
func structure(ctx context.Context, fresh *sql.DB, check string) (found []string, err error) {
	err = newStatements(fresh).each(ctx, func(scan func(...any) error) error {
		var line string
		err := scan(&line)
		if line != "ok" {
			found = append(found, "The file is damaged: "+line)
		}
		return err
	}, `PRAGMA `+check+`(20)`)
	if err = explain(err); crm.CodeOf(err) == crm.CodeCorrupt {
		return append(found, "The file is damaged and cannot be read to its end."), nil
	}
	return found, err
}

// checkIndexed tests that every record is in the search and lookup tables as its values say.
func (db *DB) checkIndexed(ctx context.Context, t *table, found *[]string) error {
	r := newReader(t, nil)
	missing := 0
	last := int64(0)
	for {
		page := 0
		err := db.stmts.each(ctx, func(scan func(...any) error) error {
			row, err := r.read(scan)
			if err != nil {
				return err
			}
			page, last = page+1, row.n
			ok, err := db.isIndexed(ctx, t, row)
			if !ok {
				missing++
			}
			return err
		}, "SELECT "+r.selected("t")+" FROM "+t.name+" t WHERE t.n > ? ORDER BY t.n LIMIT 1000", last)
		if err != nil {
			return err
		}
		if page == 0 {
			break
		}
	}
	if missing > 0 {
		*found = append(*found, fmt.Sprintf("%d records of %s are not found by the search.", missing, t.entity.Name))
	}
	return nil
}

func (db *DB) isIndexed(ctx context.Context, t *table, row stored) (bool, error) {
	ok := true
	if t.document(row.Record) != "" {
		if err := db.stmts.row(ctx, `SELECT EXISTS (SELECT 1 FROM search WHERE rowid = ?)`, []any{row.n*places + t.number}, &ok); err != nil || !ok {
			return false, err
		}
	}
	for _, k := range t.lookups(row.Record) {
		if err := db.stmts.row(ctx, `SELECT EXISTS (SELECT 1 FROM lookup WHERE key = ? AND kind = ? AND entity = ? AND n = ?)`,
			[]any{k.key, k.kind, t.number, row.n}, &ok); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}
