package storage

import (
	"testing"

	sqlite3 "modernc.org/sqlite/lib"
)

// TestTheReadCacheIsSetBeforeAConnectionIsOpened: later SQLite refuses, and nothing but time would tell.
func TestTheReadCacheIsSetBeforeAConnectionIsOpened(t *testing.T) {
	if readCacheSet != sqlite3.SQLITE_OK {
		t.Errorf("SQLite answered %d", readCacheSet)
	}
	open(t)
	if got := setReadCache(); got != sqlite3.SQLITE_MISUSE {
		t.Errorf("once a connection is open SQLite answers %d", got)
	}
}
