package storage

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// Scrub takes what was removed from the file out of its bytes: it merges the index of the search, empties what nothing uses of all pages, and
// empties the log. It goes in short steps beside the saves. Stopped midway, it begins anew, and passes quickly over what is empty already.
func (db *DB) Scrub(ctx context.Context, told func(app.Progress)) error {
	db.scrubbing.Lock()
	defer db.scrubbing.Unlock()
	err := db.mergeAll(ctx, told)
	if err == nil {
		err = db.emptyUnused(ctx, told)
	}
	if err == nil {
		tell(told, app.Progress{What: "Emptying the log"})
		err = db.emptyLog(ctx)
	}
	if err == nil {
		err = db.SetSetting(ctx, settingUnscrubbed, "")
	}
	if err != nil && ctx.Err() != nil {
		return crm.Errorf(crm.CodeCanceled, "This was stopped. The rest of the erasing is done later by itself.")
	}
	return explain(err)
}

// mergeAll merges the full-text index into one part, in which words of removed records no longer are.
func (db *DB) mergeAll(ctx context.Context, told func(app.Progress)) error {
	at := app.Progress{What: "Writing the search anew"}
	tell(told, at)
	if err := db.stmts.row(ctx, "SELECT count(*) FROM search_data", nil, &at.Total); err != nil { // of about a page each
		return err
	}
	pages := int64(-pagesAtOnce) // below zero it begins with all parts
	for steps, more := 1, true; more; steps++ {
		err := db.step(ctx, func(s *session) (err error) {
			more, err = db.mergePages(s, pages, waysOfDay)
			return err
		})
		if err != nil {
			return err
		}
		if steps%stepsOfScrub == 0 {
			db.checkpoint()
		}
		pages = pagesAtOnce
		at.Done = min(at.Done+pages, at.Total)
		tell(told, at)
	}
	return nil
}

// The log is brought into the file often: much at once would hold up the saves of others.
const (
	stepsOfScrub   = 4   // of merging the search
	emptiedOfScrub = 256 // pages
)

// emptyUnused empties the bytes of the file that nothing uses. Meanwhile SQLite empties what it frees by itself.
func (db *DB) emptyUnused(ctx context.Context, told func(app.Progress)) (err error) {
	at := app.Progress{What: "Emptying unused places of the file"}
	tell(told, at)
	if err := db.secureDelete(ctx, true); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.secureDelete(context.WithoutCancel(ctx), false)) }()
	w, err := newSweep(ctx, db.stmts)
	for whole := false; !whole && err == nil; {
		err = db.step(ctx, func(s *session) (err error) {
			if whole, err = w.step(s.stmts); err != nil {
				return err
			}
			return db.commitUnseen(s)
		})
		if w.wrote >= emptiedOfScrub {
			w.wrote = 0
			db.checkpoint()
		}
		at.Done, at.Total = min(w.looked, int64(w.count)), int64(w.count)
		tell(told, at)
	}
	return err
}

// step takes the writing connection for one transaction, which f commits.
func (db *DB) step(ctx context.Context, f func(*session) error) error {
	s, err := db.take(ctx)
	if err != nil {
		return err
	}
	defer db.give(s)
	if _, err := s.stmts.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if err := f(s); err != nil {
		return errors.Join(err, rollback(s))
	}
	return nil
}

// secureDelete lets SQLite write zeros over what is removed, and forget what it remembers of pages: what it freed earlier it remembers
// otherwise than they are in the file.
func (db *DB) secureDelete(ctx context.Context, on bool) error {
	s, err := db.take(ctx)
	if err != nil {
		return err
	}
	defer db.give(s)
	query := "PRAGMA secure_delete = 0"
	if on {
		query = "PRAGMA secure_delete = 1; PRAGMA shrink_memory"
	}
	_, err = s.conn.ExecContext(ctx, query)
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
