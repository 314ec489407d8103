package storage

import "satchel/app/crm"

// writesBetween is how many records may be written before the log is brought into the file.
const writesBetween = 200

// checkpoints brings the write-ahead log into the file beside the saves, on a connection of its own, so that no save waits for it.
// SQLite itself would do it inside a save only if the log grew far beyond.
func (db *DB) checkpoints() {
	defer db.tidying.Done()
	for {
		select {
		case <-db.ctx.Done():
			return
		case <-db.full:
			// What it cannot move now, because somebody reads or writes, stays in the log for the next time.
			_, _ = db.tidy.ExecContext(db.ctx, "PRAGMA wal_checkpoint(PASSIVE)")
		}
	}
}

// wrote counts a commit towards the next checkpoint. Only the holder of the writing session calls it.
func (db *DB) wrote(b crm.Batch) {
	if db.written += b.Changes + 1; db.written < writesBetween {
		return
	}
	db.written = 0
	select {
	case db.full <- struct{}{}:
	default: // one is waiting already
	}
}
