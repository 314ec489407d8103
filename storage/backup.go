package storage

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite/vfs"

	"satchel/app"
	"satchel/app/crm"
)

// Backup writes a consistent, verified copy, encrypted if the seal says so: the open copy lies beside it only meanwhile. The file must not
// exist.
func (db *DB) Backup(ctx context.Context, file string, s app.Seal, told func(app.Progress)) error {
	if s.Open() {
		return explain(copyTo(file, func(draft string) error {
			return db.copyTo(ctx, draft, told)
		}))
	}
	return db.backupSealed(ctx, file, s, told)
}

// oneFile lets a copy be a file that needs no log beside it.
func oneFile(ctx context.Context, file string) error {
	db, err := sql.Open("sqlite", dsn(Options{File: file}))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "PRAGMA journal_mode = DELETE")
	return errors.Join(err, db.Close())
}

// Restore checks a backup and copies it to a file that must not exist; secret opens an encrypted one. The backup itself stays as it is.
func Restore(ctx context.Context, backup, secret, into string) error {
	if err := mayRestore(backup); err != nil {
		return err
	}
	file, done, err := opened(ctx, backup, secret)
	if err != nil {
		return err
	}
	defer done()
	if err := usable(ctx, backup, file); err != nil {
		return err
	}
	return explain(copyTo(into, func(draft string) error {
		return copyFile(ctx, file, draft, nobodySaves, nil)
	}))
}

// mayRestore refuses what is no file.
func mayRestore(backup string) error {
	if info, err := os.Stat(backup); err != nil {
		return crm.Errorf(crm.CodeNotFound, "There is no backup %s. Check the name: %w", backup, err)
	} else if !info.Mode().IsRegular() {
		return crm.Errorf(crm.CodeCorrupt, "%s is no file, so it is no backup. Choose another one.", backup)
	}
	return nil
}

// usable tests an open copy of a backup: a sound database of Satchel that this program knows.
func usable(ctx context.Context, backup, file string) error {
	err := explain(verify(ctx, file, "integrity_check"))
	if crm.CodeOf(err) == crm.CodeCorrupt {
		return crm.Errorf(crm.CodeCorrupt, "%s is no backup of Satchel, or it is damaged. Nothing was changed; choose another one (%w).", backup, err)
	} else if err != nil {
		return err
	}
	return explain(recognise(ctx, Options{File: file}))
}

// Seclude makes a database that no program has open one single file: what its log holds goes into it. CodeBusy if another program has
// it open, CodeCorrupt if it cannot be read.
func Seclude(ctx context.Context, file string) error {
	alone, err := sql.Open("sqlite", dsn(Options{File: file, Wait: 100 * time.Millisecond}, "locking_mode(EXCLUSIVE)"))
	if err != nil {
		return explain(err)
	}
	defer func() { _ = alone.Close() }()
	// SQLite leaves the mode of logs for a connection only that has the file to itself.
	var mode string
	err = alone.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
	if err = explain(err); crm.CodeOf(err) == crm.CodeBusy || err == nil && mode != "delete" {
		return crm.Errorf(crm.CodeBusy, "The database %s is open in another program. Close it there and try again.", file)
	}
	return err
}

// copyTo makes a file whole or not at all: write makes it under another name beside it.
func copyTo(file string, write func(draft string) error) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return crm.Errorf(crm.CodeInvalid, "%q is no usable file name: %w", file, err)
	}
	if _, err := os.Stat(file); err == nil {
		return crm.Errorf(crm.CodeConflict, "The file %s exists already. Choose another name; nothing was overwritten.", file)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return notWritten(file, err)
	}
	draft := file + ".part"
	if err := ignoreMissing(os.Remove(draft)); err != nil {
		return notWritten(file, err)
	}
	if err := write(draft); err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(draft)))
	}
	// Link fails where the file was made meanwhile; disks without links get a rename.
	if err := os.Link(draft, file); err == nil || errors.Is(err, os.ErrExist) {
		return errors.Join(err, os.Remove(draft))
	}
	return notWritten(file, os.Rename(draft, file))
}

// notWritten says which file the disk does not take; nil stays nil.
func notWritten(file string, err error) error {
	if err == nil {
		return nil
	}
	return crm.Errorf(crm.CodeFull, "The file %s cannot be written. Choose another place: %w", file, err)
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// verify opens a copy and tests that it is a sound database of Satchel.
func verify(ctx context.Context, file, check string) error {
	return verifyAt(ctx, dsn(Options{File: file}, "query_only(1)"), file, check)
}

// verifyBeside is verify for a copy that nobody else has open, by the quick check and in small steps.
func verifyBeside(ctx context.Context, file string, way func(context.Context)) error {
	name, gentle, err := vfs.New(gently{ctx: ctx, file: file, way: way})
	if err != nil {
		return err
	}
	return errors.Join(verifyAt(ctx, "file:copy?mode=ro&vfs="+name, file, "quick_check"), gentle.Close())
}

func verifyAt(ctx context.Context, address, file, check string) error {
	copied, err := sql.Open("sqlite", address)
	if err != nil {
		return err
	}
	defer func() { _ = copied.Close() }()
	var id int64
	if err := copied.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return err
	}
	if id != applicationID {
		return crm.Errorf(crm.CodeCorrupt, "%s is no Satchel database.", file)
	}
	found, err := structure(ctx, copied, check)
	if err == nil && found != nil {
		err = crm.Errorf(crm.CodeCorrupt, "%s cannot be used. %s", file, found[0])
	}
	return err
}
