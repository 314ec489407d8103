package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"

	"satchel/app/crm"
)

// applicationID marks the file as Satchel's: "Stch".
const applicationID = 0x53746368

// migration is one step of the schema. Steps that were released are never changed.
type migration struct {
	name string
	run  func(ctx context.Context, s *session) error
}

// migrations in order; the number of a step is its place, counted from one. Tables of entities follow from the catalog and need no
// step while they only grow.
var migrations = []migration{
	{"first schema", func(ctx context.Context, s *session) error {
		_, err := s.conn.ExecContext(ctx, baseSchema)
		return err
	}},
	{"the lock of the sync is the operating system's", func(ctx context.Context, s *session) error {
		_, err := s.conn.ExecContext(ctx, `DROP TABLE lease`)
		return err
	}},
	// What was read by an earlier program may lack further addresses and numbers, which it did not note.
	{"records known in part", func(ctx context.Context, s *session) error {
		_, err := s.conn.ExecContext(ctx, `ALTER TABLE item ADD COLUMN partial INTEGER NOT NULL DEFAULT 0;
			UPDATE item SET partial = 1 WHERE remote_id IS NOT NULL AND entity IN ('organisation', 'contact', 'lead');
			CREATE INDEX item_partial ON item (remote_at DESC, id) WHERE partial > 0`)
		return err
	}},
	{"contents of files", func(ctx context.Context, s *session) error {
		_, err := s.conn.ExecContext(ctx, `CREATE TABLE content (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL)`)
		return err
	}},
	{"what an update was based on", func(ctx context.Context, s *session) error {
		_, err := s.conn.ExecContext(ctx, `ALTER TABLE attempt ADD COLUMN version TEXT NOT NULL DEFAULT ''`)
		return err
	}},
	{"indexes that others took the place of", func(ctx context.Context, s *session) error {
		_, err := s.conn.ExecContext(ctx, `DROP INDEX IF EXISTS activity_done_at; DROP INDEX IF EXISTS deal_stage_closed_at`)
		return err
	}},
	{"records erased for good, and the register of what left or was erased", func(ctx context.Context, s *session) error {
		_, err := s.conn.ExecContext(ctx, `ALTER TABLE item ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
			CREATE TABLE register (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT, kind TEXT NOT NULL, body TEXT NOT NULL)`)
		return err
	}},
	{"what was merged, and what is two", func(ctx context.Context, s *session) error {
		_, err := s.conn.ExecContext(ctx, `CREATE TABLE joined (id TEXT PRIMARY KEY, entity TEXT NOT NULL, target TEXT NOT NULL, outside_id TEXT) WITHOUT ROWID;
			CREATE TABLE apart (one TEXT NOT NULL, other TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
			CREATE INDEX apart_other ON apart (other)`)
		return err
	}},
	{"indexes of charts that hold all that is measured", func(ctx context.Context, s *session) error {
		_, err := s.conn.ExecContext(ctx, `DROP INDEX IF EXISTS ticket_status_created_at; DROP INDEX IF EXISTS ticket_solved_at_solve_time_our_time;
			DROP INDEX IF EXISTS deal_closed_at_stage_currency_amount`)
		return err
	}},
	{"indexes of charts in the order of their filters", func(ctx context.Context, s *session) error {
		_, err := s.conn.ExecContext(ctx, `DROP INDEX IF EXISTS ticket_status_created_at_answered_at; DROP INDEX IF EXISTS lead_status_created_at;
			DROP INDEX IF EXISTS deal_stage_currency_amount;
			DROP INDEX IF EXISTS deal_stage_closed_at_organisation_currency_amount; DROP INDEX IF EXISTS deal_closed_at_stage_currency_amount_created_at`)
		return err
	}},
}

// migrate brings the file to this program's schema. Nothing is changed in a file of a newer program or of another one.
func migrate(ctx context.Context, o Options, s *session) error {
	version, err := fileVersion(ctx, s)
	if err != nil {
		return err
	}
	work, err := missing(ctx, o.catalog, s, version)
	if err != nil || len(work) == 0 {
		return err
	}
	if version > 0 {
		if err := keepCopy(ctx, o, s, version); err != nil {
			return err
		}
	}
	for {
		step, err := migrateOnce(ctx, o, s)
		if err != nil {
			err = explain(err)
			return crm.Errorf(crm.CodeOf(err), "The database could not be prepared for this program (%s). %w", step.name, err)
		}
		if step.run == nil {
			return nil
		}
	}
}

// migrateOnce takes the first step that is missing, none if all are there; a new file takes all of them at once, so that nobody sees it
// half made. What is missing is asked under the lock: another instance that was opened in the same moment may have been faster.
func migrateOnce(ctx context.Context, o Options, s *session) (step migration, err error) {
	err = inTransaction(ctx, s, func(ctx context.Context, s *session) error {
		version, err := fileVersion(ctx, s)
		if err != nil {
			return err
		}
		work, err := missing(ctx, o.catalog, s, version)
		if err != nil || len(work) == 0 {
			return err
		}
		if version > 0 {
			work = work[:1]
		}
		for _, step = range work {
			if err := step.run(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	return step, err
}

// recognise refuses a file that is not ours to open, before anything touches it.
func recognise(ctx context.Context, o Options) error {
	look, err := sql.Open("sqlite", dsn(o, "query_only(1)"))
	if err != nil {
		return err
	}
	defer func() { _ = look.Close() }()
	conn, err := look.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	_, err = fileVersion(ctx, &session{conn: conn})
	return err
}

func fileVersion(ctx context.Context, s *session) (version int, err error) {
	var id, tables int
	if err := s.conn.QueryRowContext(ctx, `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`).Scan(&id, &version, &tables); err != nil {
		return 0, err
	}
	switch {
	case id != applicationID && tables > 0:
		return 0, crm.Errorf(crm.CodeCorrupt, "This file is a database of another program, not of Satchel. Nothing was changed; choose another file.")
	case version > len(migrations):
		return 0, crm.Errorf(crm.CodeNewer, "This database was written by a newer Satchel (schema %d; this program knows %d). Nothing was changed; install the newer version.", version, len(migrations))
	}
	return version, nil
}

// keepCopy saves the file as it was before anything is changed.
func keepCopy(ctx context.Context, o Options, s *session, version int) error {
	name := fmt.Sprintf("%s.before-v%d", o.File, max(version+1, len(migrations)))
	err := vacuumInto(ctx, s.conn, name)
	for i := 2; errors.Is(err, os.ErrExist) && i < 1000; i++ {
		err = vacuumInto(ctx, s.conn, fmt.Sprintf("%s-%d", name, i))
	}
	return err
}

// missing lists the steps that the file lacks: numbered ones, and what the catalog has beyond its tables.
func missing(ctx context.Context, c *crm.Catalog, s *session, version int) ([]migration, error) {
	var work []migration
	for i := version; i < len(migrations); i++ {
		work = append(work, numbered(i+1, migrations[i]))
	}
	have := map[string]bool{}
	if version > 0 {
		var err error
		if have, err = objects(ctx, s); err != nil {
			return nil, err
		}
	}
	grown := growth(c, have)
	if len(grown) > 0 {
		work = append(work, migration{"tables of the catalog", func(ctx context.Context, s *session) error {
			return grow(ctx, c, s, grown)
		}})
	}
	return work, nil
}

func numbered(n int, m migration) migration {
	return migration{m.name, func(ctx context.Context, s *session) error {
		if err := m.run(ctx, s); err != nil {
			return err
		}
		if n == 1 {
			if _, err := s.conn.ExecContext(ctx, `CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL);
				PRAGMA application_id = `+itoa(applicationID)); err != nil {
				return err
			}
		}
		_, err := s.conn.ExecContext(ctx, `INSERT INTO migration VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`, n, m.name)
		if err != nil {
			return err
		}
		_, err = s.conn.ExecContext(ctx, `PRAGMA user_version = `+itoa(int64(n)))
		return err
	}}
}

// objects lists tables, indexes and "table.column" of the file.
func objects(ctx context.Context, s *session) (map[string]bool, error) {
	have := map[string]bool{}
	err := s.stmts.each(ctx, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		have[name] = true
		return err
	}, `SELECT name FROM sqlite_schema UNION ALL
		SELECT e.name || '.' || c.name FROM entity e, pragma_table_info(e.name) c`)
	return have, err
}

// growth gives the statements that add what is missing. New key columns are marked for filling by their field.
func growth(c *crm.Catalog, have map[string]bool) []addition {
	var out []addition
	for _, t := range newSchema(c, nil).order {
		e := t.entity.Name
		names, defs := t.columnDefs()
		if !have[e] {
			out = append(out, addition{sql: t.createTable(), entity: e, table: true})
		} else {
			for i, name := range names {
				if !have[e+"."+name] {
					out = append(out, addition{sql: "ALTER TABLE " + t.name + " ADD COLUMN " + defs[i], entity: e})
				}
			}
		}
		for _, i := range t.indexes() {
			if !have[i.name] {
				out = append(out, addition{sql: t.createIndex(i), entity: e, index: true})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b addition) int { return a.order() - b.order() })
	return out
}

// addition is one statement that lets the schema grow.
type addition struct {
	sql, entity  string
	table, index bool
}

// order puts indexes last, so that keys are filled before they are indexed.
func (a addition) order() int {
	if a.index {
		return 1
	}
	return 0
}

func grow(ctx context.Context, c *crm.Catalog, s *session, list []addition) error {
	refill := map[string]bool{}
	filled := false
	for _, a := range list {
		if a.index && !filled {
			filled = true
			if err := fillKeys(ctx, c, s, refill); err != nil {
				return err
			}
		}
		if _, err := s.conn.ExecContext(ctx, a.sql); err != nil {
			return err
		}
		if a.table {
			if _, err := s.conn.ExecContext(ctx, `INSERT INTO entity (name) VALUES (?)`, a.entity); err != nil {
				return err
			}
		} else if !a.index {
			refill[a.entity] = true
		}
	}
	if !filled {
		if err := fillKeys(ctx, c, s, refill); err != nil {
			return err
		}
	}
	return expect(ctx, c, s)
}

// inTransaction commits what f did, or nothing.
func inTransaction(ctx context.Context, s *session, f func(context.Context, *session) error) error {
	if _, err := s.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := f(ctx, s)
	if err == nil {
		err = s.stmts.settle(ctx)
	}
	if err != nil {
		return errors.Join(err, rollback(s))
	}
	if _, err := s.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return errors.Join(err, rollback(s))
	}
	return nil
}

// rollback ends the transaction, also one whose context is over. SQLite may have rolled back by itself.
func rollback(s *session) error {
	s.stmts.drop()
	_, err := s.conn.ExecContext(context.Background(), "ROLLBACK")
	if err != nil && isNoTransaction(err) {
		return nil
	}
	return err
}

// vacuumInto writes a compact copy that only its owner can read.
func vacuumInto(ctx context.Context, conn runner, file string) error {
	if err := makePrivate(file); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, "VACUUM INTO ?", file) // an empty file counts as none
	return err
}

// makePrivate makes an empty file that only its owner can read.
func makePrivate(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return explain(err)
	}
	return explain(f.Close())
}
