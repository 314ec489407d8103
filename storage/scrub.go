package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	err := db.scrub(ctx, told)
	if err != nil && ctx.Err() != nil {
		return crm.Errorf(crm.CodeCanceled, "This was stopped. The rest of the erasing is done later by itself.")
	}
	return explain(err)
}

func (db *DB) scrub(ctx context.Context, told func(app.Progress)) error {
	select {
	case db.scrubbing <- struct{}{}:
		defer func() { <-db.scrubbing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	mark, err := db.Setting(ctx, settingUnscrubbed)
	if err != nil {
		return err
	}
	if err := db.mergeAll(ctx, told); err != nil {
		return err
	}
	if err := db.emptyUnused(ctx, told); err != nil {
		return err
	}
	tell(told, app.Progress{What: "Emptying the log"})
	if err := db.emptyLog(ctx); err != nil {
		return err
	}
	_, err = db.SwapSetting(ctx, settingUnscrubbed, mark, "") // an erase meanwhile left another mark, and has its own rest to do
	return err
}

// mergeAll merges the parts of the full-text index that there are into one, in which words of removed records no longer are.
func (db *DB) mergeAll(ctx context.Context, told func(app.Progress)) error {
	at := app.Progress{What: "Writing the search anew"}
	tell(told, at)
	if err := db.stmts.row(ctx, "SELECT count(*) FROM search_data", nil, &at.Total); err != nil { // of about a page each
		return err
	}
	for {
		before, err := db.searchParts(ctx)
		if err != nil {
			return err
		}
		if err := db.mergePass(ctx, &at, told); err != nil {
			return err
		}
		// A single part that is written anew makes way for a first one that a save adds meanwhile, and is not gone on with.
		if after, err := db.searchParts(ctx); err != nil || before > 1 || after < 2 {
			return err
		}
	}
}

// searchParts is of how many parts the full-text index consists.
func (db *DB) searchParts(ctx context.Context) (n int64, err error) {
	err = db.stmts.row(ctx, "SELECT count(DISTINCT segid) FROM search_idx", nil, &n)
	return n, err
}

// mergePass merges until nothing is left to do. Two parts are enough to go on: a save adds some meanwhile.
func (db *DB) mergePass(ctx context.Context, at *app.Progress, told func(app.Progress)) error {
	pages := int64(-pagesAtOnce) // below zero it begins with all parts
	for steps, more := 1, true; more; steps++ {
		err := db.step(ctx, func(s *session) (err error) {
			more, err = db.mergePages(s, pages, 2)
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
		tell(told, *at)
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
	defer func() { err = errors.Join(err, db.secureDelete(context.WithoutCancel(ctx), false)) }()
	if err := db.secureDelete(ctx, true); err != nil {
		return err
	}
	for range mostSweeps {
		before := db.versions.others()
		if err := db.sweep(ctx, &at, told); err != nil || db.versions.others() == before { // another program does not empty what it frees
			return err
		}
	}
	return nil
}

// mostSweeps is how often the file is swept if another program writes to it all the time.
const mostSweeps = 3

// sweep goes once through the file.
func (db *DB) sweep(ctx context.Context, at *app.Progress, told func(app.Progress)) error {
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
		tell(told, *at)
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

// emptyLog brings the write-ahead log into the file and cuts it to nothing, as soon as nobody reads from it. Saves wait while it waits for
// that, so it tries often and shortly.
func (db *DB) emptyLog(ctx context.Context) (err error) {
	conn, err := db.tidy.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() {
		_, again := conn.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("PRAGMA busy_timeout = %d", db.opt.Wait.Milliseconds()))
		err = errors.Join(err, again, conn.Close())
	}()
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = 15"); err != nil {
		return err
	}
	for end := time.Now().Add(db.opt.Wait); ; {
		var busy, log, moved int
		if err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved); err != nil {
			return err
		}
		if busy == 0 {
			return nil
		}
		if time.Now().After(end) {
			return crm.Errorf(crm.CodeBusy, "Another program reads the database, so traces may remain in its log. Close the other program and finish once more.")
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
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
