package storage

import (
	"context"
	"database/sql"
	"errors"
	"os"

	"modernc.org/sqlite"

	"satchel/app"
)

// copyTo copies the open database and verifies the copy. The pages are read by the writing connection, between saves: whatever it writes
// meanwhile goes into the copy, too, so that the log is emptied as ever. A reading transaction would let it grow until bringing it into the
// file held up the saves; it is left to the case that another program writes, for which the copy would begin anew each time.
func (db *DB) copyTo(ctx context.Context, to string, told func(app.Progress)) error {
	db.work.Add(1)
	defer db.work.Done()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(db.ctx, stop)()
	err := copyPages(ctx, to, db.lend, db.makeWay, told)
	if errors.Is(err, errAnew) {
		if err := os.Remove(to); err != nil {
			return err
		}
		return copyFile(ctx, db.opt.File, to, db.makeWay, told)
	} else if err != nil {
		return err
	}
	return finishCopy(ctx, to, db.makeWay, told)
}

// lend gives the writing connection for one step of a copy; the last one is made when nobody waits for it any more, too.
func (db *DB) lend(ctx context.Context, f func(*sql.Conn) error) error {
	select {
	case s := <-db.writer:
		defer db.give(s)
		return f(s.conn)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// copyFile copies a database as it is at this moment, even while it is written, and verifies the copy; way lets those who save go first.
func copyFile(ctx context.Context, from, to string, way func(context.Context), told func(app.Progress)) error {
	source, err := sql.Open("sqlite", dsn(Options{File: from}))
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	conn, err := source.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }()
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(new(int)); err != nil {
		return err
	}
	lend := func(_ context.Context, f func(*sql.Conn) error) error { return f(conn) }
	if err := copyPages(ctx, to, lend, way, told); err != nil {
		return err
	}
	return finishCopy(ctx, to, way, told)
}

// finishCopy makes a copy one file and verifies it.
func finishCopy(ctx context.Context, file string, way func(context.Context), told func(app.Progress)) error {
	if err := oneFile(ctx, file); err != nil {
		return err
	}
	tell(told, app.Progress{What: "Checking the copy"})
	return verifyBeside(ctx, file, way)
}

// tell tells how far it is, if somebody listens.
func tell(told func(app.Progress), p app.Progress) {
	if told != nil {
		told(p)
	}
}

// errAnew says that a copy had to begin anew, since another program wrote.
var errAnew = errors.New("the copy begins anew")

// copyPages copies a database page by page. lend gives the connection that it is copied from, for each step anew.
func copyPages(ctx context.Context, to string, lend func(context.Context, func(*sql.Conn) error) error, way func(context.Context), told func(app.Progress)) error {
	if err := makePrivate(to); err != nil {
		return err
	}
	copied, err := os.OpenFile(to, os.O_RDWR, 0o600) //nolint:gosec // our own
	if err != nil {
		return err
	}
	defer func() { _ = copied.Close() }()
	// The copy has no other name yet: what it would take to survive a crash is not needed before it is whole.
	var b *sqlite.Backup
	err = lend(ctx, func(c *sql.Conn) error {
		b, err = beginCopy(c, dsn(Options{File: to}, "journal_mode(OFF)", "synchronous(OFF)"))
		return err
	})
	if err != nil {
		return err
	}
	steps := steps{way: way, file: copied}
	done := 0
	for more := true; more && err == nil; {
		err = lend(ctx, func(*sql.Conn) error {
			more, err = b.Step(pagesAtATime)
			return err
		})
		if err == nil {
			err = steps.written(ctx)
		}
		total := b.PageCount()
		if now := total - b.Remaining(); now >= done {
			done = now
		} else {
			err = errors.Join(err, errAnew)
		}
		tell(told, app.Progress{What: "Copying", Done: int64(done), Total: int64(total)})
	}
	err = errors.Join(err, lend(context.WithoutCancel(ctx), func(*sql.Conn) error { return b.Finish() }))
	if err == nil {
		err = copied.Sync()
	}
	return err
}

func beginCopy(from *sql.Conn, to string) (b *sqlite.Backup, err error) {
	err = from.Raw(func(driver any) error {
		source, ok := driver.(interface {
			NewBackup(to string) (*sqlite.Backup, error)
		})
		if !ok {
			return errors.New("the driver cannot copy pages")
		}
		b, err = source.NewBackup(to)
		return err
	})
	return b, err
}
