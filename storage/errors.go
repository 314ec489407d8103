package storage

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"satchel/app/crm"
)

// explain turns an error of the driver into one for the person; errors that already are for the person stay as they are.
func explain(err error) error {
	var known *crm.Error
	var driver *sqlite.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.As(err, &driver):
		return explainCode(driver)
	case errors.Is(err, context.DeadlineExceeded):
		return because(err, crm.Errorf(crm.CodeTimeout, "The database did not answer in time."))
	case errors.Is(err, context.Canceled):
		return because(err, crm.Errorf(crm.CodeCanceled, "This was stopped; nothing was changed."))
	case errors.Is(err, sql.ErrNoRows), errors.Is(err, os.ErrNotExist):
		return crm.Errorf(crm.CodeNotFound, "There is no such entry: %w", err)
	case errors.Is(err, sql.ErrConnDone):
		return because(err, crm.Errorf(crm.CodeCanceled, "The database has been closed."))
	case errors.Is(err, syscall.ENOSPC):
		return full(err)
	case errors.Is(err, os.ErrPermission):
		return crm.Errorf(crm.CodeDenied, "The file may not be read or written: %w", err)
	}
	return crm.Errorf(crm.CodeInternal, "The database failed: %w", err)
}

func full(err error) error {
	return because(err, crm.Errorf(crm.CodeFull, "The disk is full. Nothing was changed; make room and try again."))
}

// because keeps the cause of an error whose sentence needs no more words.
func because(err error, e *crm.Error) error {
	e.Err = err
	return e
}

func explainCode(err *sqlite.Error) error {
	switch err.Code() {
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP:
		return because(err, crm.Errorf(crm.CodeFull, "The disk takes nothing more, perhaps it is full. Nothing was changed; make room and try again."))
	}
	switch err.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return full(err)
	case sqlite3.SQLITE_READONLY:
		return because(err, crm.Errorf(crm.CodeFull, "The database file or its disk is read-only. Nothing was changed."))
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return because(err, crm.Errorf(crm.CodeBusy, "Another instance of Satchel or another program is writing to this database. Try again or close it."))
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return crm.Errorf(crm.CodeCorrupt, "The file is damaged or is no Satchel database. Keep it and restore a backup into a new file: %w", err)
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR:
		return crm.Errorf(crm.CodeUnavailable, "The disk does not read or write the database file: %w", err)
	case sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return because(err, crm.Errorf(crm.CodeDenied, "The database file may not be read or written."))
	case sqlite3.SQLITE_INTERRUPT:
		return because(err, crm.Errorf(crm.CodeCanceled, "This was stopped; nothing was changed."))
	case sqlite3.SQLITE_TOOBIG:
		return because(err, crm.Errorf(crm.CodeInvalid, "A value is too large to be stored."))
	}
	return crm.Errorf(crm.CodeInternal, "The database failed: %w", err)
}
