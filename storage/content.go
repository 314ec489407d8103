package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"satchel/app/crm"
)

// Keep stores the contents of a file, once for equal ones, and returns their hash.
func (t *tx) Keep(content []byte) (string, error) {
	if len(content) > crm.MostContent {
		return "", crm.FieldErrorf("content", "A file can have at most %d MB.", crm.MostContent>>20)
	}
	if content == nil {
		content = []byte{} // an empty file is no NULL
	}
	hash := hashOf(content)
	kept, err := t.Keeps(hash)
	if err == nil && !kept {
		err = t.exec(`INSERT INTO content VALUES (?, ?)`, hash, content)
	}
	return hash, explain(err)
}

// Keeps tells whether contents are kept.
func (t *tx) Keeps(hash string) (bool, error) {
	found, err := t.row(`SELECT 1 FROM content WHERE hash = ?`, []any{hash}, new(int))
	return found, explain(err)
}

// Content returns the contents of a file by their hash.
func (db *DB) Content(ctx context.Context, hash string) ([]byte, error) {
	var content []byte
	err := db.stmts.row(ctx, `SELECT bytes FROM content WHERE hash = ?`, []any{hash}, &content)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, crm.Errorf(crm.CodeNotFound, "The contents of this file are not on this computer.")
	case err == nil && hashOf(content) != hash:
		return nil, crm.Errorf(crm.CodeCorrupt, "The contents of this file are damaged. Take them from a backup.")
	}
	return content, explain(err)
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// checkContents tests that contents are what was stored, and that every file has those that it names.
func (db *DB) checkContents(ctx context.Context) (found []string, err error) {
	if db.schema.Load().tables["file"] == nil {
		return nil, nil
	}
	damaged, lacking := 0, 0
	if err := db.stmts.each(ctx, func(scan func(...any) error) error {
		var hash string
		var content []byte
		err := scan(&hash, &content)
		if err == nil && hashOf(content) != hash {
			damaged++
		}
		return err
	}, `SELECT hash, bytes FROM content`); err != nil {
		return nil, explain(err)
	}
	if err := db.stmts.row(ctx, `SELECT count(*) FROM file f WHERE f.content <> '' AND NOT EXISTS (SELECT 1 FROM content c WHERE c.hash = f.content)`, nil, &lacking); err != nil {
		return nil, explain(err)
	}
	if damaged > 0 {
		found = append(found, fmt.Sprintf("%d contents of files are damaged.", damaged))
	}
	if lacking > 0 {
		found = append(found, fmt.Sprintf("%d files lack their contents.", lacking))
	}
	return found, nil
}
