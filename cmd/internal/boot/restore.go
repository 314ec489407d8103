package boot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"satchel/app"
	"satchel/app/crm"
	"satchel/storage"
)

// Restore replaces a database by a backup, after verifying it, and returns the name under which the present file is kept, "" if there
// was none; secret opens an encrypted one. Another instance that has the file open gives CodeBusy; a failure leaves everything as it was.
func Restore(ctx context.Context, backup, secret, file string) (string, error) {
	file = File(file)
	if err := (copies{file}).Ready(ctx, backup, secret); err != nil {
		return "", err
	}
	return TakeReady(ctx, file)
}

// copies is what the window does with backups while its own database is open.
type copies struct{ file string }

var _ app.Copies = copies{}

// Inspect implements app.Copies.
func (copies) Inspect(ctx context.Context, backup, secret string) (app.BackupInfo, error) {
	return storage.Inspect(ctx, backup, secret)
}

// Ready implements app.Copies.
func (c copies) Ready(ctx context.Context, backup, secret string) error {
	draft := c.file + ready
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return crm.Errorf(crm.CodeFull, "The file %s is in the way and cannot be removed: %w", draft, err)
	}
	return storage.Restore(ctx, backup, secret, draft)
}

// ready ends the name of a verified copy that is to take the database's place.
const ready = ".restoring"

// TakeReady lets the copy that was made ready take the place of a database that nobody has open, and returns the name under which that
// one is kept, "" if there was none. A failure leaves everything as it was.
func TakeReady(ctx context.Context, file string) (string, error) {
	file = File(file)
	draft := file + ready
	kept, err := setAside(ctx, file)
	if err == nil {
		if err = os.Rename(draft, file); err != nil && kept != "" {
			err = errors.Join(err, os.Rename(kept, file))
		}
	}
	if err != nil {
		return "", errors.Join(asFull(file, err), os.Remove(draft))
	}
	return kept, nil
}

// setAside renames the present database with its log, under the first free name.
func setAside(ctx context.Context, file string) (string, error) {
	if _, err := os.Stat(file); err == nil {
		if err := storage.Seclude(ctx, file); err != nil && crm.CodeOf(err) != crm.CodeCorrupt {
			return "", err
		}
	}
	kept := file + ".before-restore"
	for i := 2; taken(kept); i++ {
		kept = fmt.Sprintf("%s.before-restore-%d", file, i)
	}
	// A damaged or missing file may have left a log, which would be read as that of the restored one.
	found := false
	for _, part := range parts {
		err := os.Rename(file+part, kept+part)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		found = found || err == nil
	}
	if !found {
		return "", nil
	}
	return kept, nil
}

// parts are the ends of the names of the files that make a database, the log before its index.
var parts = []string{"", "-wal", "-shm", "-journal"}

func taken(name string) bool {
	for _, part := range parts {
		if _, err := os.Lstat(name + part); !errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return false
}

func asFull(file string, err error) error {
	if crm.CodeOf(err) != crm.CodeInternal {
		return err
	}
	return crm.Errorf(crm.CodeFull, "The file %s cannot be replaced: %w", file, err)
}
