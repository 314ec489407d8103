package exchange

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"satchel/app/crm"
)

// contentsFolder holds the contents of files in an export.
const contentsFolder = "files"

// placeOf is where an export keeps the contents of a file, with slashes.
func placeOf(r crm.Record) string {
	return path.Join(contentsFolder, r.ID+"-"+crm.FileName(r.Text("name")))
}

// contents writes what belongs to a record of a file; one that has not come from the online CRM yet has none.
func (x *exporter) contents(ctx context.Context, r crm.Record) error {
	hash := r.Text("content")
	if r.Entity != "file" || hash == "" {
		return nil
	}
	content, err := x.store.Content(ctx, hash)
	if err != nil {
		return err
	}
	if x.pack == nil {
		if err := os.MkdirAll(filepath.Join(x.dir, contentsFolder), 0o700); err != nil {
			return err
		}
	}
	return x.file(placeOf(r), func(w *bufio.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// contentsOf reads what an export holds for a file; nil for other records.
func contentsOf(from fs.FS, r crm.Record) ([]byte, error) {
	if r.Entity != "file" {
		return nil, nil
	}
	if r.Text("content") == "" {
		return nil, crm.Errorf(crm.CodeInvalid, "The contents of %s were not on the computer that wrote the export.", r.Text("name"))
	}
	f, err := from.Open(placeOf(r))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, crm.Errorf(crm.CodeNotFound, "The contents of %s are missing. Keep the folder %q of the export beside its JSON file.", r.Text("name"), contentsFolder)
	}
	if err != nil {
		return nil, fileError(r.Text("name"), err)
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(io.LimitReader(f, crm.MostContent+1))
	if err != nil {
		return nil, fileError(r.Text("name"), err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != r.Text("content") {
		return nil, crm.Errorf(crm.CodeCorrupt, "The contents of %s are not what was exported. Take the folder %q from the export again.", r.Text("name"), contentsFolder)
	}
	return content, nil
}

// keepContents stores what belongs to a file that is read back, unless it is kept already.
func keepContents(tx crm.Tx, from fs.FS, r crm.Record) error {
	if r.Entity != "file" {
		return nil
	}
	kept, err := tx.Keeps(r.Text("content"))
	if err != nil || kept {
		return err
	}
	content, err := contentsOf(from, r)
	if err == nil {
		_, err = tx.Keep(content)
	}
	return err
}
