package exchange

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"satchel/app/crm"
)

// ExportList writes the records of a query into one file, in the order of the query; it returns how many. The end of the file's name says
// in what form: .xlsx, .vcf, .pdf for labels (see [LabelSheets]) and else CSV, safe for spreadsheets. Links read as the names of what
// they lead to. The file must not exist; on an error nothing of it is left.
func ExportList(ctx context.Context, store Store, q crm.Query, file string, progress Progress) (n int64, err error) {
	e, err := store.Catalog().Entity(q.Entity)
	if err != nil {
		return 0, err
	}
	switch strings.ToLower(filepath.Ext(file)) {
	case ".xlsx":
		return ExportSheet(ctx, store, q, file, progress)
	case ".pdf":
		return Labels(ctx, store, q, file, LabelSheets[0], progress)
	case ".vcf":
		return exportCards(ctx, store, q, file, progress)
	}
	return exportFile(ctx, store, q, file, func(total int64, w *bufio.Writer) (int64, error) {
		return writeList(ctx, store, e, q, total, w, progress)
	})
}

// exportFile makes one file from the records of a query.
func exportFile(ctx context.Context, store Store, q crm.Query, file string, write func(total int64, w *bufio.Writer) (int64, error)) (n int64, err error) {
	total, err := store.Count(ctx, q)
	if err != nil {
		return 0, err
	}
	if _, err := os.Stat(file); err == nil {
		return 0, crm.Errorf(crm.CodeConflict, "The file %q exists already. Choose another name.", filepath.Base(file))
	} else if !errors.Is(err, fs.ErrNotExist) {
		return 0, fileError(file, err)
	}
	err = makeFile(file, true, func(w *bufio.Writer) error {
		n, err = write(total, w)
		return err
	})
	if err != nil {
		_ = os.Remove(file)
		return 0, writeError(err)
	}
	return n, nil
}

// writeList writes CSV.
func writeList(ctx context.Context, store Store, e *crm.Entity, q crm.Query, total int64, w *bufio.Writer, progress Progress) (n int64, err error) {
	columns := csvColumns(e)
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return 0, err
	}
	part := make([]crm.Record, 0, every)
	flush := func() error {
		err := writeNamed(ctx, store, e, part, columns, out)
		part = part[:0]
		return err
	}
	err = store.Each(ctx, q, func(r crm.Record) error {
		part = append(part, r)
		n++
		if err := progress.tick(ctx, n, total); err != nil || len(part) < every {
			return err
		}
		return flush()
	})
	err = errors.Join(err, flush())
	out.Flush()
	return n, errors.Join(err, out.Error())
}

// writeNamed writes some records, with the names of what they link to.
func writeNamed(ctx context.Context, store Store, e *crm.Entity, records []crm.Record, columns []string, out *csv.Writer) error {
	names, err := linkTitles(ctx, store, e, records)
	if err != nil {
		return err
	}
	row := make([]string, len(columns))
	for _, r := range records {
		cells(e, r, columns, row, false)
		for i, column := range columns {
			if f, _ := e.Field(column); f.Kind == crm.Link || f.Kind == crm.Links {
				row[i] = defuse(linkText(r, f, names))
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// linkText is what a link leads to; one that leads nowhere yet stays an id.
func linkText(r crm.Record, f crm.Field, names map[string]string) string {
	ids := r.Strings(f.Name)
	if f.Kind == crm.Link {
		ids = []string{r.Text(f.Name)}
	}
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = cmp.Or(names[id], id)
	}
	return strings.Join(out, "; ")
}

// linkTitles names all that some records link to, with one question per entity.
func linkTitles(ctx context.Context, store Store, e *crm.Entity, records []crm.Record) (map[string]string, error) {
	wanted := map[string][]string{}
	for _, f := range e.Fields {
		for _, r := range records {
			ids := r.Strings(f.Name)
			if f.Kind == crm.Link && r.Text(f.Name) != "" {
				ids = []string{r.Text(f.Name)}
			}
			for _, to := range f.To {
				wanted[to] = append(wanted[to], ids...)
			}
		}
	}
	names := map[string]string{}
	for to, ids := range wanted {
		slices.Sort(ids)
		titles, err := store.Titles(ctx, to, slices.Compact(ids))
		if err != nil {
			return nil, err
		}
		maps.Copy(names, titles)
	}
	return names, nil
}
