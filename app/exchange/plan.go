package exchange

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"satchel/app/crm"
)

// Options say how a file is read and what becomes of records that exist already. The zero value is a good choice.
type Options struct {
	Mapping   Mapping        // columns mapped by hand; the others are recognised
	DateOrder DateOrder      // of days such as 3/4/2026
	Zone      *time.Location // of times without a zone; nil = UTC
	Blanks    bool           // words such as "Select" and "?" in texts stand for nothing
	Repairs   map[int]Repair // rows put right by hand, by their number
	Encoding  Encoding       // of a CSV file; "" = recognised
	Delimiter byte           // of a CSV file: ',', ';', tab or '|'; 0 = recognised
	Anew      bool           // without both it is recognised, whatever was chosen for the last file that begins like this one
	Sheet     string         // name of the table of a spreadsheet; "" = the first one with rows
	Currency  string         // of amounts without one; "" = EUR
	Overwrite bool           // existing records take the file's values; otherwise only their empty fields do
	Leave     bool           // existing records stay as they are, whatever Overwrite says
	Who       string         // id of the user who imports
	Now       time.Time      // the moment of asking; zero = now
	Progress  Progress       // of the check, may be nil
}

func (o Options) currency() string {
	if o.Currency == "" {
		return "EUR"
	}
	return o.Currency
}

func (o Options) now() time.Time {
	if o.Now.IsZero() {
		return time.Now()
	}
	return o.Now
}

// MaxRefused is the most refusals that are kept one by one.
const MaxRefused = 100_000

// previewRows is the number of rows shown as they are understood.
const previewRows = 5

// Plan is a file that was read and checked to its end, and what an import of it would do. Nothing is written until Run. Close it.
type Plan struct {
	Entity    string
	File      string
	Dialect   Dialect    // zero for a vCard file
	Columns   []Column   // with samples of the first rows
	Rows      int64      // rows of data: New + Existing + all refused ones
	New       int64      // rows that make a record
	Existing  int64      // rows whose record exists, or is made by an earlier row of the file
	Refused   []Refusal  // in the order of the file, at most MaxRefused
	More      int64      // refusals beyond those
	Program   string     // the e-CRM that wrote the file, "" unknown
	Sheets    []string   // tables of a spreadsheet
	Undecided []string   // columns whose days may be read in two ways; Options.DateOrder says which
	Blanks    int        // cells of texts such as "Select" or "?"; Options.Blanks takes them as empty
	Notes     []crm.Said // assumptions and warnings, as sentences

	store    Store
	o        Options
	entity   *crm.Entity
	src      source
	links    *links
	match    *matcher
	target   []int32 // per row of the source: index in match.all, -1 refused
	fileTime time.Time
	fileSize int64
}

// NewPlan reads and checks a CSV, XLSX, vCard or iCalendar file for an import into an entity. It writes nothing. The error is about the file as a
// whole; rows at fault are in Plan.Refused.
func NewPlan(ctx context.Context, store Store, entity, file string, o Options) (*Plan, error) {
	e, err := store.Catalog().Entity(entity)
	if err != nil {
		return nil, err
	}
	f, err := open(file)
	if err != nil {
		return nil, err
	}
	p := &Plan{Entity: e.Name, File: file, store: store, o: o, entity: e, links: newLinks(store.Catalog(), e), match: newMatcher(e)}
	if err = p.stamp(f); err == nil {
		if err = p.open(ctx, f); err == nil {
			err = p.check(ctx)
		}
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return p, nil
}

// Close lets go of the file.
func (p *Plan) Close() error { return p.src.close() }

// Options are those of the check, with what was remembered of an earlier import of the same columns.
func (p *Plan) Options() Options { return p.o }

// stamp remembers which version of the file was checked.
func (p *Plan) stamp(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fileError(p.File, err)
	}
	p.fileTime, p.fileSize = info.ModTime(), info.Size()
	return nil
}

func (p *Plan) open(ctx context.Context, f *os.File) error {
	head := make([]byte, 256)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return fileError(p.File, err)
	}
	begin := bytes.ToUpper(bytes.TrimSpace(bytes.TrimPrefix(head[:n], utf8BOM)))
	switch ext := strings.ToLower(filepath.Ext(p.File)); {
	case ext == ".vcf", ext == ".vcard", bytes.HasPrefix(begin, []byte("BEGIN:VCARD")):
		p.src, err = openVCards(f, p.entity, p.o)
	case ext == ".ics", ext == ".ical", ext == ".ifb", bytes.HasPrefix(begin, []byte("BEGIN:VCALENDAR")):
		p.src, err = openCalendar(f, p.entity, p.o)
		p.links.loose = true // who takes part is often nobody here
	default:
		var s *csvSource
		if bytes.HasPrefix(head[:n], []byte("PK\x03\x04")) {
			s, err = openSheet(ctx, f, p.store, p.entity, p.o)
		} else {
			s, err = openCSV(ctx, f, p.store, p.entity, p.o)
		}
		if err == nil {
			p.Dialect, p.src, p.Sheets, p.Undecided, p.Blanks = s.dialect, s, s.sheets, s.undecided, s.blanks
			p.o, p.Program = s.o, s.program
		}
	}
	return err
}

// check reads the rows: first the names in link columns, then everything.
func (p *Plan) check(ctx context.Context) error {
	if len(p.src.linked()) > 0 {
		err := p.src.names(ctx, p.links.collect)
		if err == nil {
			err = p.links.load(ctx, p.store)
		}
		if err != nil {
			return err
		}
	}
	rows := newRowKeys()
	p.Columns = p.src.about()
	if err := p.src.each(ctx, p.o.Progress, func(n int, d draft, bad *Refusal) error {
		return p.row(rows, n, d, bad)
	}); err != nil {
		return err
	}
	if err := p.match.load(ctx, p.store, rows.first, len(rows.ends), nil); err != nil {
		return err
	}
	p.decide(rows)
	p.Notes = append(p.src.notes(), p.links.notes()...)
	return nil
}

// rowKeys is what is kept of the rows between reading and deciding.
type rowKeys struct {
	first   []crm.Record // the first few rows as records
	keys    []key
	ends    []int            // per row, the end of its keys
	ids     map[int]string   // rows that bring an id of ours
	refused map[int]*Refusal // rows that are refused in any case
	partial map[int]*Refusal // rows that are refused unless their record exists
}

func newRowKeys() *rowKeys {
	return &rowKeys{ids: map[int]string{}, refused: map[int]*Refusal{}, partial: map[int]*Refusal{}}
}

func (r *rowKeys) of(i int) []key {
	if i == 0 {
		return r.keys[:r.ends[0]]
	}
	return r.keys[r.ends[i-1]:r.ends[i]]
}

// row checks one row.
func (p *Plan) row(rows *rowKeys, n int, d draft, bad *Refusal) error {
	i := len(rows.ends)
	if bad == nil {
		if err := p.links.resolve(d); err != nil {
			bad = p.refusal(n, d, err)
		}
	}
	if bad == nil {
		r := p.fresh(d)
		if p.entity.Derive != nil {
			p.entity.Derive(&r)
		}
		from := len(rows.keys)
		rows.keys = p.match.keys(d.id, r.Values, rows.keys)
		if len(rows.keys) == from {
			said := maps.Clone(d.values)
			if name := r.Text("name"); name != "" {
				said["name"] = name
			}
			rows.keys = append(rows.keys, p.match.bareKey(said))
		}
		p.match.want(rows.keys[from:])
		if i < few {
			rows.first = append(rows.first, r)
		}
		if d.id != "" {
			rows.ids[i] = d.id
		}
		if err := p.entity.Validate(r); err != nil { // single values were checked when they were read
			rows.partial[i] = p.refusal(n, d, err)
		}
		if i < previewRows {
			p.preview(d)
		}
	} else {
		rows.refused[i] = bad
	}
	rows.ends = append(rows.ends, len(rows.keys))
	return nil
}

func (p *Plan) refusal(n int, d draft, err error) *Refusal {
	var e *crm.Error
	column := ""
	if errors.As(err, &e) {
		column = p.src.column(e.Field)
	}
	bad := refuse(n, column, err)
	bad.Cells = d.was
	return bad
}

// Labels name the cells of refused rows: the columns of a table; a vCard is one cell, its text.
func (p *Plan) Labels() []string {
	if p.Dialect.Delimiter == 0 {
		if p.Entity == "activity" {
			return []string{"iCalendar"}
		}
		return []string{"vCard"}
	}
	out := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		out[i] = c.Header
	}
	return out
}

// fresh is the new record of a row. Fields that the file leaves empty have their default, unless it is a record of ours as it was.
func (p *Plan) fresh(d draft) crm.Record {
	r := p.entity.New(d.id)
	if p.src.exact() {
		r = crm.NewRecord(p.entity.Name, d.id)
	}
	for name, v := range d.values {
		r.Values[name] = v
	}
	return r
}

func (p *Plan) preview(d draft) {
	for i := range p.Columns {
		c := &p.Columns[i]
		if c.Field == "" {
			continue
		}
		name, part, _ := strings.Cut(c.path, ".")
		e, values := p.entity, d.values
		if c.via != "" {
			link, _ := e.Field(c.via)
			e, _ = p.store.Catalog().Entity(link.To[0])
			values = d.linked[c.via]
		}
		v := values[name]
		text := ""
		if a, ok := v.(crm.Address); ok && part != "" {
			text = a.Part(part)
		} else if f, ok := e.Field(name); ok {
			currency, _ := values[f.Currency].(string)
			text = crm.FormatText(f, v, crm.Locale{Currency: currency})
		}
		if link := d.links[name]; c.via == "" && link != "" {
			text = link
		}
		if c.Field == crm.FieldID {
			text = d.id
		}
		c.Sample = append(c.Sample, text)
	}
}

// decide gives every row its record.
func (p *Plan) decide(rows *rowKeys) {
	p.target = make([]int32, len(rows.ends))
	p.Rows = int64(len(rows.ends))
	for i := range rows.ends {
		keys := rows.of(i)
		bad := rows.refused[i]
		at := int32(-1)
		if bad == nil {
			if at = p.match.find(keys); at < 0 {
				bad = rows.partial[i]
			}
		}
		p.target[i] = -1
		switch {
		case bad != nil:
			p.refuse(bad)
			continue
		case at >= 0:
			p.Existing++
		default:
			at = p.match.add(rows.ids[i])
			p.New++
		}
		p.match.claim(keys, at)
		p.target[i] = at
	}
}

func (p *Plan) refuse(bad *Refusal) {
	if len(p.Refused) == MaxRefused {
		p.More++
		return
	}
	size := 0
	for _, c := range bad.Cells {
		size += len(c)
	}
	if len(p.Refused) >= mostRepairable || size > mostRepairRow {
		bad.Cells = nil
	}
	p.Refused = append(p.Refused, *bad)
}
