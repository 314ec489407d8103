package exchange

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"satchel/app/crm"
)

// ExportOptions narrow an export. The zero value gives everything.
type ExportOptions struct {
	Only     string         // one entity; "" = all
	Raw      bool           // CSV cells exactly as they are, for programs; otherwise safe for spreadsheets, see the description
	Zone     *time.Location // of the days without an hour in the calendar file; nil = UTC
	Progress Progress       // may be nil
}

// Exported says what an export wrote.
type Exported struct {
	Dir    string           `json:"dir"`    // the folder, or the archive
	Counts map[string]int64 `json:"counts"` // records by entity
}

// Total is how many records were written.
func (e Exported) Total() (n int64) {
	for _, of := range e.Counts {
		n += of
	}
	return n
}

// Export writes a CSV per entity, everything as JSON, the contacts as vCards, the activities as a calendar, the contents of files and a
// description into a folder, which must not exist or be empty, or into an archive if the name ends with .zip, which must not exist. It is
// written beside and renamed at the end, so that there is never half an export. Memory does not grow with the number of records.
func Export(ctx context.Context, store Store, to string, o ExportOptions) (Exported, error) {
	out := Exported{Dir: to, Counts: map[string]int64{}}
	entities := store.Catalog().Entities()
	if o.Only != "" {
		e, err := store.Catalog().Entity(o.Only)
		if err != nil {
			return out, err
		}
		entities = []*crm.Entity{e}
	}
	to, err := filepath.Abs(to)
	if err == nil {
		err = free(to)
	}
	if err != nil {
		return out, err
	}
	temp, err := os.MkdirTemp(filepath.Dir(to), ".export-*")
	if err != nil {
		return out, writeError(err)
	}
	defer func() { _ = os.RemoveAll(temp) }()
	x := exporter{store: store, dir: temp, o: o, counts: out.Counts}
	made := temp
	if isArchive(to) {
		x.pack = &packer{dir: temp}
		made = filepath.Join(temp, "whole")
	}
	err = x.all(ctx, entities)
	if err == nil && x.pack != nil {
		err = x.pack.assemble(ctx, made)
	}
	if err == nil && x.pack == nil {
		err = os.Remove(to) // an empty folder
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = os.Rename(made, to)
	}
	if err != nil {
		return out, writeError(err)
	}
	return out, nil
}

// free tells whether an export may be written to a place.
func free(to string) error {
	list, err := os.ReadDir(to)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case isArchive(to):
		return crm.Errorf(crm.CodeConflict, "The file %q exists already. Choose another name.", filepath.Base(to))
	case err != nil:
		return fileError(to, err)
	case len(list) > 0:
		return crm.Errorf(crm.CodeConflict, "The folder %q is not empty. Choose a new one.", filepath.Base(to))
	}
	return nil
}

// writeError tells why a file cannot be written; errors that have a sentence keep it.
func writeError(err error) error {
	var e *crm.Error
	if errors.As(err, &e) {
		return err
	}
	return crm.Errorf(crm.CodeUnavailable, "The export cannot be written, and nothing of it is left. Make room or choose another folder: %w.", err)
}

type exporter struct {
	store  Store
	dir    string
	pack   *packer // nil = files of a folder
	o      ExportOptions
	counts map[string]int64
	done   int64
	total  int64
}

func (x *exporter) all(ctx context.Context, entities []*crm.Entity) error {
	for _, e := range entities {
		n, err := x.store.Count(ctx, crm.Query{Entity: e.Name})
		if err != nil {
			return err
		}
		x.total += n
	}
	if err := x.file("everything.json", func(w *bufio.Writer) error { return x.everything(ctx, w, entities) }); err != nil {
		return err
	}
	return x.file("README.txt", func(w *bufio.Writer) error { return describe(w, entities, x.counts, x.o.Raw) })
}

// file makes one file of the export; name has slashes.
func (x *exporter) file(name string, write func(*bufio.Writer) error) error {
	if x.pack != nil {
		return x.pack.file(name, write)
	}
	return makeFile(filepath.Join(x.dir, filepath.FromSlash(name)), true, write)
}

// makeFile makes one file that only its owner can read. durable waits until it is on the disk.
func makeFile(name string, durable bool, write func(*bufio.Writer) error) error {
	f, err := os.OpenFile(filepath.Clean(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 64<<10)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil && durable {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// everything writes the JSON object and, from the same records, all other files.
func (x *exporter) everything(ctx context.Context, w *bufio.Writer, entities []*crm.Entity) error {
	own, err := json.Marshal(ownFields(entities))
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, `{"satchel":%d,"own_fields":%s,"entities":{`, formatVersion, own); err != nil {
		return err
	}
	for i, e := range entities {
		if i > 0 {
			if err := w.WriteByte(','); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(w, "\n%q:[", e.Name); err != nil {
			return err
		}
		if err := x.entity(ctx, e, w); err != nil {
			return err
		}
		if err := w.WriteByte(']'); err != nil {
			return err
		}
	}
	_, err = w.WriteString("}}\n")
	return err
}

// forms are the files of an entity beside its CSV, each written from the same records; begin and end stand around them.
var forms = map[string]struct {
	name       string
	begin, end string
	write      func(ctx context.Context, x *exporter, part []crm.Record, w *bufio.Writer) error
}{
	"contact": {name: "contact.vcf", write: func(ctx context.Context, x *exporter, part []crm.Record, w *bufio.Writer) error {
		return writeCards(ctx, x.store, part, w)
	}},
	"activity": {name: "activity.ics", begin: calendarBegin, end: calendarEnd, write: func(ctx context.Context, x *exporter, part []crm.Record, w *bufio.Writer) error {
		return writeActivities(ctx, x.store, part, w, x.o.Zone)
	}},
}

// entity writes the records of an entity in all forms.
func (x *exporter) entity(ctx context.Context, e *crm.Entity, everything *bufio.Writer) error {
	return x.file(e.Name+".csv", func(table *bufio.Writer) error {
		columns := csvColumns(e)
		rows := csv.NewWriter(table)
		if err := rows.Write(columns); err != nil {
			return err
		}
		row := make([]string, len(columns))
		write := func(part []crm.Record) error {
			for _, r := range part {
				if err := x.record(ctx, e, r, everything); err != nil {
					return err
				}
				cells(e, r, columns, row, x.o.Raw)
				if err := rows.Write(row); err != nil {
					return err
				}
			}
			return nil
		}
		form, more := forms[e.Name]
		err := x.form(more, form.name, func(w *bufio.Writer) error {
			_, _ = w.WriteString(form.begin) // bufio keeps the first error
			err := x.parts(ctx, e, func(part []crm.Record) error {
				err := write(part)
				if err == nil && more {
					err = form.write(ctx, x, part, w)
				}
				return err
			})
			_, _ = w.WriteString(form.end)
			return err
		})
		rows.Flush()
		return errors.Join(err, rows.Error())
	})
}

// form makes a file if there is one.
func (x *exporter) form(there bool, name string, write func(*bufio.Writer) error) error {
	if !there {
		return write(bufio.NewWriter(io.Discard))
	}
	return x.file(name, write)
}

// parts reads the records of an entity in the order of their ids and hands them on in parts, while the next part is read.
func (x *exporter) parts(ctx context.Context, e *crm.Entity, write func([]crm.Record) error) error {
	work, ctx := errgroup.WithContext(ctx)
	parts := make(chan []crm.Record, 2)
	work.Go(func() error {
		defer close(parts)
		var part []crm.Record
		hand := func() error {
			select {
			case parts <- part:
				part = nil
				return nil
			case <-ctx.Done():
				return canceled(ctx.Err())
			}
		}
		err := x.store.Each(ctx, crm.Query{Entity: e.Name, Sort: []crm.Sort{{Field: crm.FieldID}}}, func(r crm.Record) error {
			if part = append(part, r); len(part) < every {
				return nil
			}
			return hand()
		})
		if err == nil {
			err = hand()
		}
		return err
	})
	work.Go(func() error {
		for part := range parts {
			if err := write(part); err != nil {
				return err
			}
		}
		return nil
	})
	return work.Wait()
}

// record writes a record as JSON, and what belongs to it.
func (x *exporter) record(ctx context.Context, e *crm.Entity, r crm.Record, w *bufio.Writer) error {
	raw, err := e.JSON(r)
	if err != nil {
		return err
	}
	if x.counts[e.Name] > 0 {
		_, _ = w.WriteString(",\n") // bufio keeps the first error
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	x.counts[e.Name]++
	x.done++
	if err := x.contents(ctx, r); err != nil {
		return err
	}
	return x.o.Progress.tick(ctx, x.done, x.total)
}

// csvColumns are the fields of an entity, id first, with a column for each part of an address.
func csvColumns(e *crm.Entity) []string {
	var out []string
	for _, f := range e.Fields {
		if f.Kind != crm.Postal {
			out = append(out, f.Name)
			continue
		}
		for _, part := range crm.AddressParts {
			out = append(out, f.Name+"."+part)
		}
	}
	return out
}

// cells writes a record as a row.
func cells(e *crm.Entity, r crm.Record, columns, row []string, raw bool) {
	for i, column := range columns {
		name, part, _ := strings.Cut(column, ".")
		f, _ := e.Field(name)
		if part != "" {
			row[i] = r.Address(name).Part(part)
		} else {
			row[i] = crm.FormatText(f, r.Get(name), crm.Locale{Currency: r.Text(f.Currency)})
		}
		if !raw && !f.IsNumber() {
			row[i] = defuse(row[i])
		}
	}
}
