package exchange

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"satchel/app/crm"
)

// ExportList writes the records of a query as one CSV file, safe for spreadsheets, in the order of the query; it returns how many.
// The file must not exist; on an error nothing of it is left.
func ExportList(ctx context.Context, store Store, q crm.Query, file string, progress Progress) (n int64, err error) {
	e, err := store.Catalog().Entity(q.Entity)
	if err != nil {
		return 0, err
	}
	total, err := store.Count(ctx, q)
	if err != nil {
		return 0, err
	}
	if _, err := os.Stat(file); err == nil {
		return 0, crm.Errorf(crm.CodeConflict, "The file %q exists already. Choose another name.", filepath.Base(file))
	} else if !errors.Is(err, fs.ErrNotExist) {
		return 0, fileError(file, err)
	}
	x := exporter{store: store, dir: filepath.Dir(file)}
	err = x.file(filepath.Base(file), func(w *bufio.Writer) error {
		columns := csvColumns(e)
		out := csv.NewWriter(w)
		if err := out.Write(columns); err != nil {
			return err
		}
		row := make([]string, len(columns))
		err := store.Each(ctx, q, func(r crm.Record) error {
			cells(e, r, columns, row, false)
			n++
			if err := progress.tick(ctx, n, total); err != nil {
				return err
			}
			return out.Write(row)
		})
		out.Flush()
		return errors.Join(err, out.Error())
	})
	if err != nil {
		_ = os.Remove(file)
		return 0, writeError(err)
	}
	return n, nil
}
