package storage

import (
	"time"

	"satchel/app/crm"
)

// Housekeeping that SQLite would do inside whichever save comes along, and that makes this save take many times as long, is done
// beside the saves: bringing the write-ahead log into the file, and merging the parts of the full-text index.
const (
	writesToCheckpoint = 200 // commits, and tens of records in them, before the log is brought into the file
	writesToMerge      = 32  // records written before parts of the full-text index are merged
)

// keepTidy does what the saves leave behind until the database is closed.
func (db *DB) keepTidy() {
	defer db.tidying.Done()
	var calm <-chan time.Time
	for {
		select {
		case <-db.ctx.Done():
			return
		case <-db.full:
			db.checkpoint()
		case <-db.parts:
			db.tidySearch(false)
			calm = time.After(calmAfter)
		case <-calm:
			db.tidySearch(true)
		}
	}
}

func (db *DB) tidySearch(calm bool) {
	for steps := 1; db.mergeParts(calm); steps++ {
		if steps%stepsToCheckpoint == 0 {
			db.checkpoint()
		}
	}
}

// checkpoint runs on a connection of its own, so that no save waits for it. What it cannot move now, because somebody reads or
// writes, stays in the log for the next time.
func (db *DB) checkpoint() { _, _ = db.tidy.ExecContext(db.ctx, "PRAGMA wal_checkpoint(PASSIVE)") }

// wrote counts a commit towards the next housekeeping. Only the holder of the writing session calls it.
func (db *DB) wrote(b crm.Batch) {
	db.written += b.Changes/10 + 1 // many records of one transaction share their pages
	db.unmerged += b.Changes + 1
	if db.written >= writesToCheckpoint {
		db.written = 0
		wake(db.full)
	}
	if db.unmerged >= writesToMerge {
		wake(db.parts)
	}
}

// wake leaves a message unless one is waiting already.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

const (
	pagesAtOnce       = 16  // of the full-text index merged in one step; some milliseconds, for which a save may have to wait
	mostPagesAtOnce   = 200 // where a first load writes much between two steps
	writesPerPage     = 5   // records written for each page that must be merged to keep up with them
	stepsToCheckpoint = 50
)

// Parts of the full-text index are merged once there are so many of a size: few are searched fast; while much is written, many at once
// spare reading and writing the same words again and again.
const (
	waysOfDay  = 4
	waysOfLoad = 16
	load       = 100 // records written between two steps
	calmAfter  = 2 * time.Second
)

// mergeParts merges a few pages of the full-text index in a short transaction. It tells whether there is more to merge; after an
// error, say because another process writes for long, the next writes bring it here again.
func (db *DB) mergeParts(calm bool) (more bool) {
	s, err := db.take(db.ctx)
	if err != nil {
		return false
	}
	defer db.give(s)
	pages := min(max(pagesAtOnce, db.unmerged/writesPerPage), mostPagesAtOnce)
	if _, err := s.stmts.exec(db.ctx, "BEGIN IMMEDIATE"); err != nil {
		return false
	}
	ways := waysOfDay
	if db.loading = !calm && (db.loading || db.unmerged >= load); db.loading {
		ways = waysOfLoad
	}
	more, err = db.mergePages(s, pages, ways)
	if err != nil {
		_ = rollback(s)
		return false
	}
	db.unmerged = 0
	return more
}

func (db *DB) mergePages(s *session, pages int64, ways int) (more bool, err error) {
	var before, after int64
	if ways != db.ways {
		if _, err := s.stmts.exec(db.ctx, "INSERT INTO search (search, rank) VALUES ('usermerge', ?)", ways); err != nil {
			return false, err
		}
	}
	if err := s.stmts.row(db.ctx, "SELECT total_changes()", nil, &before); err != nil {
		return false, err
	}
	if _, err := s.stmts.exec(db.ctx, "INSERT INTO search (search, rank) VALUES ('merge', ?)", pages); err != nil {
		return false, err
	}
	if err := s.stmts.row(db.ctx, "SELECT total_changes()", nil, &after); err != nil {
		return false, err
	}
	if err = db.commitUnseen(s); err == nil {
		db.ways = ways
	}
	return after-before >= 2, err // the command counts as one change
}

// commitUnseen ends a transaction that changes no answer.
func (db *DB) commitUnseen(s *session) error {
	if err := db.foreign(db.ctx, s); err != nil {
		return err
	}
	return db.versions.pass(s, func() error {
		_, err := s.stmts.exec(db.ctx, "COMMIT")
		return err
	})
}
