package storage

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"satchel/app"
	"satchel/app/crm"
)

// Salvage reads what can be read of a damaged database, row by row, into a new file that must not exist. The damaged one is copied first
// and never touched. What follows from the records is made anew.
func Salvage(ctx context.Context, damaged, into string) (out app.Salvaged, err error) {
	return salvage(ctx, damaged, into, nobodySaves, func(_ context.Context, copied func() error) error { return copied() })
}

// Salvage reads what can be read of this database into a new file that must not exist; it stays as it is, and saves go on.
func (db *DB) Salvage(ctx context.Context, into string) (app.Salvaged, error) {
	return salvage(ctx, db.opt.File, into, db.makeWay, db.pinned)
}

// pinned does something while a reading transaction keeps what the file and its log hold from being written over: saves go to the end of the
// log. Where the file is too damaged for one, nobody saves meanwhile.
func (db *DB) pinned(ctx context.Context, do func() error) error {
	conn, err := db.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err = conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }()
	if conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(new(int)) != nil {
		return db.lend(ctx, func(*sql.Conn) error { return do() })
	}
	return do()
}

// salvage copies the damaged file, while still keeps it together and way lets those who save go first, and reads the copy.
func salvage(ctx context.Context, damaged, into string, way func(context.Context), still func(context.Context, func() error) error) (out app.Salvaged, err error) {
	if err := mayRestore(damaged); err != nil {
		return out, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(damaged), ".satchel-salvage-*")
	if err != nil {
		return out, notWritten(filepath.Dir(damaged), err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	copied := filepath.Join(dir, "damaged.db")
	err = still(ctx, func() error {
		for _, part := range []string{"", "-wal"} {
			if err := copyBytes(ctx, damaged+part, copied+part, way); err != nil && !(part != "" && errors.Is(err, os.ErrNotExist)) {
				return notRead(damaged+part, err)
			}
		}
		return nil
	})
	if err != nil {
		return out, explain(err)
	}
	source, err := sql.Open("sqlite", dsn(Options{File: copied}, "query_only(1)", "cell_size_check(1)"))
	if err != nil {
		return out, explain(err)
	}
	defer func() { _ = source.Close() }()
	source.SetMaxOpenConns(1)
	err = copyTo(into, func(draft string) error {
		defer func() {
			for _, end := range []string{"-wal", "-shm", "-use"} {
				_ = os.Remove(draft + end)
			}
		}()
		out, err = salvageInto(ctx, source, draft)
		return err
	})
	return out, explain(err)
}

func copyBytes(ctx context.Context, from, to string, way func(context.Context)) (err error) {
	in, err := os.Open(from) //nolint:gosec // the person chose it
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // in a folder of our own
	if err != nil {
		return err
	}
	info, err := in.Stat()
	if err == nil { // the log may grow as fast as it is copied
		_, err = io.Copy(&steps{ctx: ctx, file: out, way: way}, io.LimitReader(in, info.Size()))
	}
	return errors.Join(err, out.Close())
}

func salvageInto(ctx context.Context, source *sql.DB, draft string) (app.Salvaged, error) {
	out := app.Salvaged{Rows: map[string]int64{}, Lost: map[string]int64{}, Gaps: map[string]int64{}}
	db, err := Open(ctx, Options{File: draft})
	if err != nil {
		return out, err
	}
	err = db.change(ctx, func(s *session) error {
		list, err := salvaged(ctx, source, s.conn)
		if err != nil {
			return err
		}
		for _, t := range list {
			if err := t.run(ctx); err != nil {
				return err
			}
			if out.Rows[t.name] = t.came; t.gaps > 0 {
				out.Gaps[t.name] = t.gaps
			}
			if lost := t.total(ctx) - t.came; lost > 0 {
				out.Lost[t.name] = lost
			}
		}
		return nil
	})
	if err = errors.Join(err, db.Close()); err != nil {
		return out, err
	}
	if db, err = Open(ctx, Options{File: draft}); err != nil { // with the own fields that came
		return out, err
	}
	if err = errors.Join(db.Repair(ctx), db.Close()); err != nil {
		return out, err
	}
	return out, oneFile(ctx, draft)
}

// rescue brings the rows of one table.
type rescue struct {
	name       string
	key        string   // of rows that have a number: its column; "" where the table has none
	columns    []string // that both files have
	order      string   // of the rows where the table has no number
	from       *sql.DB
	to         *sql.Conn
	came, gaps int64
}

// salvaged lists the tables of the new file that the damaged one has, too. What is derived is left out.
func salvaged(ctx context.Context, source *sql.DB, to *sql.Conn) ([]*rescue, error) {
	var out []*rescue
	names, err := texts(ctx, to, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%'
		AND name NOT IN ('entity', 'migration', 'lookup') ORDER BY name`)
	if err != nil {
		return nil, err
	}
	readable := false
	for _, name := range names {
		have, err := texts(ctx, source, `SELECT name FROM pragma_table_info(?)`, name)
		if err != nil {
			return nil, crm.Errorf(crm.CodeCorrupt, "The file's own description is destroyed, so nothing can be read from it. Restore a backup: %w", err)
		}
		readable = readable || len(have) > 0
		want, err := texts(ctx, to, `SELECT name FROM pragma_table_info(?)`, name)
		if err != nil {
			return nil, err
		}
		both := slices.DeleteFunc(want, func(c string) bool { return !slices.Contains(have, c) })
		if len(both) == 0 {
			continue
		}
		keys, err := texts(ctx, to, `SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk`, name)
		if err != nil {
			return nil, err
		}
		numbered, err := texts(ctx, to, `SELECT wr FROM pragma_table_list WHERE name = ? AND wr = 0`, name)
		if err != nil {
			return nil, err
		}
		t := &rescue{name: name, columns: both, from: source, to: to, order: quoteAll(keys)}
		if len(numbered) > 0 {
			t.key = "rowid"
		}
		out = append(out, t)
	}
	if !readable {
		return nil, crm.Errorf(crm.CodeCorrupt, "There is no table of Satchel in this file. Restore a backup.")
	}
	return out, nil
}

// texts reads one column.
func texts(ctx context.Context, on runner, query string, args ...any) (out []string, err error) {
	rows, err := on.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close(), rows.Err()) }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

func (t *rescue) run(ctx context.Context) error {
	if t.key == "" {
		return t.fromBothEnds(ctx)
	}
	last := int64(-1)
	for {
		at, whole, err := t.read(ctx, " WHERE rowid > ? ORDER BY rowid", last)
		if err != nil || whole {
			return err
		}
		if at <= last { // the very next row cannot be read whole
			at = last + 1
		}
		last = at
		t.gaps++
		next, found := t.readableAfter(ctx, last)
		if !found {
			return ctx.Err()
		}
		last = next - 1
	}
}

// fromBothEnds reads a table without numbers forwards and then backwards, up to what cannot be read.
func (t *rescue) fromBothEnds(ctx context.Context) error {
	_, whole, err := t.read(ctx, " ORDER BY "+t.order, nil)
	if err != nil || whole {
		return err
	}
	t.gaps++
	_, _, err = t.read(ctx, " ORDER BY "+strings.ReplaceAll(t.order, ",", " DESC,")+" DESC", nil)
	return err
}

// read brings rows until the end or until one cannot be read; last is the number of the last one. Only what goes wrong in the new file is
// an error.
func (t *rescue) read(ctx context.Context, where string, after any) (last int64, whole bool, _ error) {
	key := "0"
	if t.key != "" {
		key = t.key
	}
	var args []any
	if after != nil {
		args, last = append(args, after), after.(int64)
	}
	rows, err := t.from.QueryContext(ctx, "SELECT "+key+", "+quoteAll(t.columns)+" FROM "+quote(t.name)+where, args...)
	if err != nil {
		return last, false, ctx.Err()
	}
	defer func() { _ = rows.Close() }()
	values, into := make([]any, len(t.columns)+1), make([]any, len(t.columns)+1)
	for i := range values {
		into[i] = &values[i]
	}
	insert := "INSERT OR IGNORE INTO " + quote(t.name) + " (" + quoteAll(t.columns) + ") VALUES (?" + strings.Repeat(", ?", len(t.columns)-1) + ")"
	for rows.Next() {
		if rows.Scan(into...) != nil {
			return last, false, ctx.Err()
		}
		if n, ok := values[0].(int64); ok {
			last = n
		}
		res, err := t.to.ExecContext(ctx, insert, values[1:]...)
		if err != nil {
			return last, false, err
		}
		if n, err := res.RowsAffected(); err == nil {
			t.came += n
		}
	}
	return last, rows.Err() == nil, ctx.Err()
}

// readableAfter finds the next row that can be read after the last one that could: in small steps at first, since a damaged page holds
// few rows, then in ever larger ones.
func (t *rescue) readableAfter(ctx context.Context, last int64) (next int64, found bool) {
	try := func(from int64) (at int64, ok bool) {
		err := t.from.QueryRowContext(ctx, "SELECT rowid FROM "+quote(t.name)+" WHERE rowid >= ? ORDER BY rowid LIMIT 1", from).Scan(&at)
		return at, err == nil
	}
	failed := max(last, 0)
	step := int64(1)
	for probe := 0; failed < 1<<48 && ctx.Err() == nil; probe++ {
		at, ok := try(failed + step)
		if !ok {
			if failed += step; probe > 2000 {
				step *= 2
			} else if probe > 64 {
				step = 8
			}
			continue
		}
		for low, high := failed, failed+step; high-low > 1; { // between what failed and what did not
			middle := low + (high-low)/2
			if got, ok := try(middle); ok {
				at, high = got, middle
			} else {
				low = middle
			}
		}
		return at, at > last
	}
	return 0, false
}

// total is how many rows the table had as its index of ids knows, 0 where that is not known.
func (t *rescue) total(ctx context.Context) int64 {
	var n int64
	if t.from.QueryRowContext(ctx, "SELECT count(id) FROM "+quote(t.name)+" INDEXED BY "+quote("sqlite_autoindex_"+t.name+"_1")).Scan(&n) != nil {
		return 0
	}
	return n
}
