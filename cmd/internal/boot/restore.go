package boot

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"satchel/app/crm"
	"satchel/storage"
)

// Restore replaces a database by a backup, after verifying it, and returns the name under which the present file is kept, "" if there
// was none. Another instance that has the file open gives CodeBusy; a failure leaves everything as it was.
func Restore(ctx context.Context, backup, file string) (string, error) {
	file = File(file)
	draft := file + ".restoring"
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", crm.Errorf(crm.CodeFull, "The file %s is in the way and cannot be removed: %w", draft, err)
	}
	if err := storage.Restore(ctx, backup, draft); err != nil {
		return "", err
	}
	kept, err := setAside(file)
	if err == nil {
		err = os.Rename(draft, file)
	}
	if err != nil {
		return "", errors.Join(asFull(file, err), os.Remove(draft))
	}
	return kept, nil
}

// setAside renames the present database with its log, under the first free name.
func setAside(file string) (string, error) {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	// SQLite removes the log when the last program closes the file; a log with content means that one has it open, or was killed and
	// has left changes in it that belong to the file.
	if log, err := os.Stat(file + "-wal"); err == nil && log.Size() > 0 {
		return "", crm.Errorf(crm.CodeBusy, "The database %s is open in another program. Close it there and try again.", file)
	}
	for i := 1; ; i++ {
		kept := file + ".before-restore"
		if i > 1 {
			kept += "-" + string(rune('0'+i%10))
		}
		if _, err := os.Stat(kept); errors.Is(err, fs.ErrNotExist) || i == 9 {
			return kept, os.Rename(file, kept)
		}
	}
}

func asFull(file string, err error) error {
	if crm.CodeOf(err) != crm.CodeInternal {
		return err
	}
	return crm.Errorf(crm.CodeFull, "The file %s cannot be replaced: %w", file, err)
}
