// Package exchange takes records in from files of other programs and gives all of them out again: CSV, vCard and JSON.
//
// An import is first a [Plan]: the whole file is read and checked, and nothing is written. [Plan.Run] then writes everything in one
// action, which one undo takes back. Files are streamed; what is kept of a row are its match keys, about 100 bytes.
package exchange

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"satchel/app/crm"
)

// Store is what an exchange needs of the local database.
type Store interface {
	// Catalog returns the entities, with own fields.
	Catalog() *crm.Catalog
	// Each streams the records of a query from one consistent view.
	Each(ctx context.Context, q crm.Query, f func(crm.Record) error) error
	// Count counts the records of a query.
	Count(ctx context.Context, q crm.Query) (int64, error)
	// Titles names records by their ids.
	Titles(ctx context.Context, entity string, ids []string) (map[string]string, error)
	// Merged lists the records of an entity that went into others.
	Merged(ctx context.Context, entity string) ([]crm.Merged, error)
	// Content returns the contents of a file by their hash.
	Content(ctx context.Context, hash string) ([]byte, error)
	// Do runs an action in one transaction.
	Do(ctx context.Context, a crm.Action, f func(crm.Tx) error) (crm.Batch, error)
	// Setting returns a value that this computer keeps, "" if there is none; SetSetting keeps one.
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
	// SetOwnFields replaces the own fields of an entity.
	SetOwnFields(ctx context.Context, entity string, fields []crm.Field) error
}

// Progress is told how far a long task is, in rows or records; total is 0 while it is unknown. It is called every few hundred rows,
// on the goroutine of the task.
type Progress func(done, total int64)

// every is the number of rows between two reports of progress and two looks at a cancelled context.
const every = 256

// tick reports progress now and then and returns an error once the context is cancelled.
func (p Progress) tick(ctx context.Context, done, total int64) error {
	if done%every != 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return canceled(err)
	}
	if p != nil {
		p(done, total)
	}
	return nil
}

func canceled(err error) error {
	return crm.Errorf(crm.CodeCanceled, "It was stopped before the end; nothing was changed (%w).", err)
}

// mostBytes is how large a file to import may be: some millions of rows.
const mostBytes = 1 << 30

// open opens a file for reading; the error is for the person.
func open(file string) (*os.File, error) {
	info, err := os.Stat(file) // before it is opened, which may wait for ever at a pipe
	name := filepath.Base(file)
	switch {
	case err != nil:
		return nil, fileError(file, err)
	case info.IsDir():
		return nil, crm.Errorf(crm.CodeInvalid, "%q is a folder, not a file.", name)
	case !info.Mode().IsRegular():
		return nil, crm.Errorf(crm.CodeInvalid, "%q is a device or a pipe, not a file.", name)
	case info.Size() > mostBytes:
		return nil, crm.Errorf(crm.CodeInvalid, "%q is larger than 1 GB. Split it and import the parts one after the other.", name)
	}
	f, err := os.Open(file) //nolint:gosec // the person chose the file
	if err != nil {
		return nil, fileError(file, err)
	}
	return f, nil
}

func fileError(file string, err error) error {
	name := filepath.Base(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return crm.Errorf(crm.CodeNotFound, "The file %q does not exist.%w", name, hidden{err})
	case errors.Is(err, fs.ErrPermission):
		return crm.Errorf(crm.CodeDenied, "The file %q may not be opened.%w", name, hidden{err})
	}
	return crm.Errorf(crm.CodeUnavailable, "The file %q cannot be read: %w.", name, err)
}

// hidden is a cause that adds nothing to the sentence.
type hidden struct{ error }

func (hidden) Error() string   { return "" }
func (h hidden) Unwrap() error { return h.error }

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
