package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// Scrub writes the file anew without what was removed from it: the index of the search in short steps beside the saves, then the whole
// file at once, then the log is emptied.
func (db *DB) Scrub(ctx context.Context, told func(app.Progress)) error {
	tell := func(what string) {
		if told != nil {
			told(app.Progress{What: what})
		}
	}
	tell("Writing the search anew")
	if err := db.mergeAll(ctx); err != nil {
		return explain(err)
	}
	tell("Writing the file anew")
	if err := db.rewrite(ctx); err != nil {
		return explain(err)
	}
	if err := db.SetSetting(ctx, settingUnscrubbed, ""); err != nil {
		return err
	}
	tell("Emptying the log")
	return db.emptyLog(ctx)
}

// mergeAll merges the full-text index into one part, in which words of removed records no longer are.
func (db *DB) mergeAll(ctx context.Context) error {
	for pages := int64(-mostPagesAtOnce); ; pages = mostPagesAtOnce { // below zero it begins with all parts
		s, err := db.take(ctx)
		if err != nil {
			return err
		}
		more := false
		if _, err = s.stmts.exec(ctx, "BEGIN IMMEDIATE"); err == nil {
			if more, err = db.mergePages(s, pages, waysOfDay); err != nil {
				err = errors.Join(err, rollback(s))
			}
		}
		db.give(s)
		if err != nil || !more {
			return err
		}
	}
}

// rewrite makes every page of the file anew, on a connection of its own while nobody of this program writes. What is in the pages that
// nothing uses any more, or between the rows of others, is gone then.
func (db *DB) rewrite(ctx context.Context) error {
	s, err := db.take(ctx)
	if err != nil {
		return err
	}
	defer db.give(s)
	alone, err := sql.Open("sqlite", dsn(db.opt, "synchronous(FULL)", "secure_delete(1)", "temp_store(FILE)", "cache_size(-64000)"))
	if err != nil {
		return err
	}
	alone.SetMaxOpenConns(1)
	defer func() { _ = alone.Close() }()
	_, err = alone.ExecContext(ctx, "VACUUM")
	return err
}

// emptyLog brings the write-ahead log into the file and cuts it to nothing, as soon as nobody reads from it.
func (db *DB) emptyLog(ctx context.Context) error {
	for end := time.Now().Add(db.opt.Wait); ; {
		var busy, log, moved int
		if err := db.tidy.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved); err != nil {
			return explain(err)
		}
		if busy == 0 {
			return nil
		}
		if time.Now().After(end) {
			return crm.Errorf(crm.CodeBusy, "Another program reads the database, so traces may remain in its log. Close the other program and finish once more.")
		}
	}
}

// Traces returns those of the texts whose bytes are in the database file, its log or the log's index. A longer text is looked for by
// pieces, since the file may keep it in several places.
func (db *DB) Traces(ctx context.Context, texts []string, told func(app.Progress)) (found []string, _ error) {
	seen := map[string]bool{}
	for _, part := range []string{"", "-wal", "-shm", "-journal"} {
		if err := db.tracesIn(ctx, db.opt.File+part, texts, seen, told); err != nil {
			return nil, err
		}
	}
	for _, text := range texts {
		if seen[text] {
			found = append(found, text)
		}
	}
	return found, nil
}

// pieceOfTrace is how many bytes of a text are looked for at once: few enough that hardly a page parts all of them.
const pieceOfTrace = 48

func (db *DB) tracesIn(ctx context.Context, file string, texts []string, seen map[string]bool, told func(app.Progress)) error {
	f, err := os.Open(file) //nolint:gosec // our own
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return notRead(file, err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return notRead(file, err)
	}
	buffer := make([]byte, 1<<20)
	kept, done := 0, int64(0)
	for {
		if err := ctx.Err(); err != nil {
			return explain(err)
		}
		n, err := io.ReadFull(f, buffer[kept:])
		done += int64(n)
		part := buffer[:kept+n]
		for _, text := range texts {
			if !seen[text] && hasTrace(part, text) {
				seen[text] = true
			}
		}
		if told != nil {
			told(app.Progress{What: "Searching the bytes of the file", Done: done, Total: info.Size()})
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF { //nolint:errorlint // as io.ReadFull returns them
			return nil
		} else if err != nil {
			return notRead(file, err)
		}
		kept = copy(buffer, part[len(part)-pieceOfTrace:])
	}
}

func hasTrace(part []byte, text string) bool {
	for piece := range pieces(text) {
		if bytes.Contains(part, []byte(piece)) {
			return true
		}
	}
	return false
}

// pieces cuts a text; a rest too short to mean anything is left out.
func pieces(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if len(text) <= pieceOfTrace {
			yield(text)
			return
		}
		for at := 0; at+pieceOfTrace <= len(text); at += pieceOfTrace {
			if !yield(text[at : at+pieceOfTrace]) {
				return
			}
		}
	}
}

func notRead(file string, err error) error {
	return crm.Errorf(crm.CodeUnavailable, "The file %s cannot be read: %w", file, err)
}
