package storage

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"satchel/app"
	"satchel/app/crm"
)

// sealedHead begins every file that age wrote.
const sealedHead = "age-encryption.org/v1"

func (db *DB) backupSealed(ctx context.Context, file string, s app.Seal, told func(app.Progress)) error {
	to, err := recipient(s)
	if err != nil {
		return err
	}
	return explain(copyTo(file, func(draft string) error {
		open := draft + ".open"
		if err := ignoreMissing(os.Remove(open)); err != nil {
			return notWritten(open, err)
		}
		defer func() { _ = os.Remove(open) }()
		if err := db.copyTo(ctx, open, told); err != nil {
			return err
		}
		tell(told, app.Progress{What: "Encrypting"})
		return seal(ctx, open, draft, to, db.makeWay)
	}))
}

// sealedWork is how hard guessing a passphrase is made, as a power of two: about a second for each try. Tests make it easier.
var sealedWork = 18

func recipient(s app.Seal) (age.Recipient, error) {
	switch {
	case s.Passphrase != "" && s.Recipient != "":
		return nil, crm.Errorf(crm.CodeInvalid, "A backup is encrypted by a passphrase or for a recipient, not both.")
	case s.Passphrase != "":
		r, err := age.NewScryptRecipient(s.Passphrase)
		if err != nil {
			return nil, crm.Errorf(crm.CodeInvalid, "The passphrase cannot be used: %w", err)
		}
		r.SetWorkFactor(sealedWork)
		return r, nil
	}
	list, err := age.ParseRecipients(strings.NewReader(s.Recipient))
	if err != nil || len(list) != 1 {
		return nil, crm.Errorf(crm.CodeInvalid, "%q is no public key of age. One begins with age1.", s.Recipient)
	}
	return list[0], nil
}

func seal(ctx context.Context, from, to string, r age.Recipient, way func(context.Context)) (err error) {
	in, err := os.Open(from) //nolint:gosec // our own
	if err != nil {
		return notRead(from, err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // the person chose the place
	if err != nil {
		return notWritten(to, err)
	}
	defer func() {
		if closed := out.Close(); err == nil {
			err = notWritten(to, closed)
		}
	}()
	w, err := age.Encrypt(&steps{ctx: ctx, way: way, file: out}, r)
	if err != nil {
		return crm.Errorf(crm.CodeInternal, "The backup cannot be encrypted: %w", err)
	}
	if _, err := io.Copy(w, canceled{ctx, in}); err != nil {
		return notWritten(to, err)
	}
	if err := w.Close(); err != nil {
		return notWritten(to, err)
	}
	return notWritten(to, out.Sync())
}

// canceled reads until its context ends.
type canceled struct {
	ctx context.Context
	io.Reader
}

func (c canceled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}

// isSealed tells whether a file is encrypted.
func isSealed(file string) bool {
	f, err := os.Open(file) //nolint:gosec // the person chose it
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, len(sealedHead))
	_, err = io.ReadFull(f, head)
	return err == nil && bytes.Equal(head, []byte(sealedHead))
}

// opened gives the name of an open copy of a backup, which is the backup itself where it is open, and what removes it. secret is the
// passphrase or the private key (AGE-SECRET-KEY-1…).
func opened(ctx context.Context, backup, secret string) (file string, done func(), err error) {
	if !isSealed(backup) {
		return backup, func() {}, nil
	}
	if secret == "" {
		return "", nil, crm.Errorf(crm.CodeDenied, "This backup is encrypted. Give its passphrase, or the private key that it was made for.")
	}
	id, err := keyOf(secret)
	if err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(backup), ".satchel-open-*") // readable for its owner only, on a disk that has room for the backup
	if err != nil {
		return "", nil, notWritten(filepath.Dir(backup), err)
	}
	done = func() { _ = os.RemoveAll(dir) }
	file = filepath.Join(dir, "open.db")
	if err := unseal(ctx, backup, file, id); err != nil {
		done()
		return "", nil, err
	}
	return file, done, nil
}

func keyOf(secret string) (age.Identity, error) {
	if strings.HasPrefix(secret, "AGE-SECRET-KEY-") {
		list, err := age.ParseIdentities(strings.NewReader(secret))
		if err != nil || len(list) != 1 {
			return nil, crm.Errorf(crm.CodeInvalid, "This is no private key of age.")
		}
		return list[0], nil
	}
	id, err := age.NewScryptIdentity(secret)
	if err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "The passphrase cannot be used: %w", err)
	}
	return id, nil
}

func unseal(ctx context.Context, from, to string, id age.Identity) (err error) {
	in, err := os.Open(from) //nolint:gosec // the person chose it
	if err != nil {
		return notRead(from, err)
	}
	defer func() { _ = in.Close() }()
	r, err := age.Decrypt(bufio.NewReader(in), id)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return crm.Errorf(crm.CodeDenied, "The passphrase or key does not open this backup. Nothing was changed; try another one.")
	case err != nil:
		return halfBackup(from, err)
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // in a folder of our own
	if err != nil {
		return notWritten(to, err)
	}
	_, err = io.Copy(out, canceled{ctx, r})
	switch closed := out.Close(); {
	case ctx.Err() != nil:
		return explain(ctx.Err())
	case errors.Is(err, os.ErrPermission) || closed != nil:
		return notWritten(to, errors.Join(err, closed))
	case err != nil:
		return halfBackup(from, err)
	}
	return nil
}

func halfBackup(file string, err error) error {
	return crm.Errorf(crm.CodeCorrupt, "The backup %s is not whole, or it was changed. Nothing was changed here; choose another one (%w).", file, err)
}

// Inspect tells what is in a backup, without a change to anything; secret opens an encrypted one.
func Inspect(ctx context.Context, backup, secret string) (app.BackupInfo, error) {
	info := app.BackupInfo{File: backup, Sealed: isSealed(backup), Counts: map[string]int64{}}
	if err := mayRestore(backup); err != nil {
		return info, err
	}
	stat, err := os.Stat(backup)
	if err != nil {
		return info, notRead(backup, err)
	}
	info.Bytes = stat.Size()
	file, done, err := opened(ctx, backup, secret)
	if err != nil {
		return info, err
	}
	defer done()
	if err := usable(ctx, backup, file); err != nil {
		return info, err
	}
	db, err := sql.Open("sqlite", readOnly(file))
	if err != nil {
		return info, explain(err)
	}
	defer func() { _ = db.Close() }()
	if info.Schema, err = ownVersion(ctx, db); err != nil {
		return info, explain(err)
	}
	_ = db.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = ?`, app.SettingProgram).Scan(&info.By) // an older one did not note it
	for _, t := range newSchema(crm.Base(), nil).order {
		var there bool
		if err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?)`, t.entity.Name).Scan(&there); err != nil || !there {
			continue
		}
		var n int64
		var newest sql.NullInt64
		if err := db.QueryRowContext(ctx, "SELECT count(*), max(modified_at) FROM "+t.name).Scan(&n, &newest); err != nil {
			return info, explain(err)
		}
		info.Counts[t.entity.Name] = n
		info.Newest = max(info.Newest, crm.Instant(newest.Int64))
	}
	info.Last = info.Newest.String()
	return info, nil
}

func ownVersion(ctx context.Context, db *sql.DB) (int, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }()
	return fileVersion(ctx, &session{conn: conn})
}
