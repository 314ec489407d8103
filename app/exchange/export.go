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

	"satchel/app/crm"
)

// ExportOptions narrow an export. The zero value gives everything.
type ExportOptions struct {
	Only     string   // one entity; "" = all
	Raw      bool     // CSV cells exactly as they are, for programs; otherwise safe for spreadsheets, see the description
	Progress Progress // may be nil
}

// Exported says what an export wrote.
type Exported struct {
	Dir    string           `json:"dir"`
	Counts map[string]int64 `json:"counts"` // records by entity
}

// Total is how many records were written.
func (e Exported) Total() (n int64) {
	for _, of := range e.Counts {
		n += of
	}
	return n
}

// Export writes a CSV per entity, everything as JSON, the contacts as vCards, the contents of files and a description into a folder,
// which must not exist or be empty. It is written beside and renamed at the end, so that there is never half an export. Memory does not grow with the
// number of records.
func Export(ctx context.Context, store Store, dir string, o ExportOptions) (Exported, error) {
	out := Exported{Dir: dir, Counts: map[string]int64{}}
	entities := store.Catalog().Entities()
	if o.Only != "" {
		e, err := store.Catalog().Entity(o.Only)
		if err != nil {
			return out, err
		}
		entities = []*crm.Entity{e}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return out, fileError(dir, err)
	}
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return out, crm.Errorf(crm.CodeConflict, "The folder %q is not empty. Choose a new one.", filepath.Base(dir))
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return out, fileError(dir, err)
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), ".export-*")
	if err != nil {
		return out, writeError(err)
	}
	defer func() { _ = os.RemoveAll(temp) }()
	x := exporter{store: store, dir: temp, o: o, counts: out.Counts}
	if err := x.all(ctx, entities); err != nil {
		return out, writeError(err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return out, writeError(err)
	}
	if err := os.Rename(temp, dir); err != nil {
		return out, writeError(err)
	}
	return out, nil
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
	err := x.file("everything.json", func(w *bufio.Writer) error { return x.everything(ctx, w, entities) })
	for _, e := range entities {
		if err == nil && e.Name == "contact" {
			err = x.file("contact.vcf", func(w *bufio.Writer) error { return VCards(ctx, x.store, crm.Query{Entity: "contact"}, w, nil) })
		}
	}
	if err != nil {
		return err
	}
	return x.file("README.txt", func(w *bufio.Writer) error { return describe(w, entities, x.counts, x.o.Raw) })
}

// file makes one file that only its owner can read.
func (x *exporter) file(name string, write func(*bufio.Writer) error) error {
	f, err := os.OpenFile(filepath.Join(x.dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 64<<10)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// everything writes the JSON object and, from the same records, the CSV files.
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
		err := x.file(e.Name+".csv", func(table *bufio.Writer) error { return x.entity(ctx, e, w, table) })
		if err != nil {
			return err
		}
		if err := w.WriteByte(']'); err != nil {
			return err
		}
	}
	_, err = w.WriteString("}}\n")
	return err
}

func (x *exporter) entity(ctx context.Context, e *crm.Entity, w *bufio.Writer, table io.Writer) error {
	columns := csvColumns(e)
	out := csv.NewWriter(table)
	if err := out.Write(columns); err != nil {
		return err
	}
	row := make([]string, len(columns))
	first := true
	err := x.store.Each(ctx, crm.Query{Entity: e.Name, Sort: []crm.Sort{{Field: crm.FieldID}}}, func(r crm.Record) error {
		raw, err := e.JSON(r)
		if err != nil {
			return err
		}
		if !first {
			raw = append([]byte(",\n"), raw...)
		}
		first = false
		if _, err := w.Write(raw); err != nil {
			return err
		}
		if err := x.contents(ctx, r); err != nil {
			return err
		}
		cells(e, r, columns, row, x.o.Raw)
		x.counts[e.Name]++
		x.done++
		if err := x.o.Progress.tick(ctx, x.done, x.total); err != nil {
			return err
		}
		return out.Write(row)
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
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
