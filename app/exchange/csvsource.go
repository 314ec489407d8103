package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/google/uuid"

	"satchel/app/crm"
)

// csvSource yields the rows of a CSV file.
type csvSource struct {
	file    *os.File
	entity  *crm.Entity
	o       Options
	dialect Dialect
	cols    []Column
	own     bool
	rows    int64
	remarks []crm.Said

	headings  string   // key of the setting that remembers the mapping of these headers
	form      string   // key of the setting that remembers how a file that begins like this one is read
	program   string   // that wrote the file, "" unknown
	sheets    []string // tables of a spreadsheet to choose from
	temporary bool     // the file is ours and goes when it is closed
	undecided []string // columns whose dates do not tell what comes first
	blanks    int      // cells of texts such as "Select" or "?", which may stand for nothing
}

// openCSV recognises the file.
func openCSV(ctx context.Context, f *os.File, store Store, e *crm.Entity, o Options) (*csvSource, error) {
	form, err := formOf(f, e)
	if err != nil {
		return nil, err
	}
	chosen := o
	recalled, err := recallForm(ctx, store, form, &o)
	if err != nil {
		return nil, err
	}
	d, err := sniff(f, o)
	if err != nil && recalled {
		o, recalled = chosen, false
		if _, err = f.Seek(0, io.SeekStart); err == nil {
			d, err = sniff(f, o)
		}
	}
	if err != nil {
		return nil, err
	}
	s, err := openTable(ctx, f, d, store, e, o)
	if err == nil {
		s.form = form
	}
	if err == nil && recalled {
		s.assume(crm.Sayf("The characters and the separator are taken as in the last import of such a file."))
	}
	return s, err
}

// openTable maps the columns of a table and reads it once to decide how the values of each are written.
func openTable(ctx context.Context, f *os.File, d Dialect, store Store, e *crm.Entity, o Options) (*csvSource, error) {
	s := &csvSource{file: f, entity: e, o: o, dialect: d}
	headers, err := s.headers()
	if err != nil {
		return nil, err
	}
	c := store.Catalog()
	s.own = s.dialect.Header && len(o.Mapping) == 0 && isOwnExport(c, e, headers)
	if !s.own && s.dialect.Header {
		if err := s.recall(ctx, store, headers); err != nil {
			return nil, err
		}
		o = s.o
		if s.program = programOf(headers); s.program != "" {
			s.assume(crm.Sayf("This is an export of %s.", s.program))
		}
	}
	if s.cols, err = mapColumns(c, e, headers, o.Mapping, s.own); err != nil {
		return nil, err
	}
	for i := range s.cols {
		s.cols[i].format = format{zone: o.Zone, now: o.now(), own: s.own, blanks: o.Blanks}
	}
	if err := s.profile(ctx); err != nil {
		return nil, err
	}
	return s, s.check()
}

func (s *csvSource) headers() ([]string, error) {
	r, err := s.dialect.reader(s.file)
	if err != nil {
		return nil, err
	}
	for {
		row, err := r.read()
		if err != nil {
			return nil, err
		}
		if isBlank(row) {
			continue
		}
		if s.dialect.Sheet != "" {
			s.dialect.Header = looksLikeHeader(row.cells)
		}
		headers := make([]string, len(row.cells))
		for i, h := range row.cells {
			if headers[i] = strings.TrimSpace(h); headers[i] == "" || !s.dialect.Header {
				headers[i] = fmt.Sprintf("Column %d", i+1)
			}
		}
		for len(headers) > 1 && row.cells[len(headers)-1] == "" {
			headers = headers[:len(headers)-1] // a delimiter at the end of each line
		}
		return headers, nil
	}
}

// cells reads all rows of data, without blank ones.
func (s *csvSource) cells(ctx context.Context, p Progress, f func(n int, row csvRow) error) error {
	r, err := s.dialect.reader(s.file)
	if err != nil {
		return err
	}
	head := s.dialect.Header
	var done int64
	for n := 1; ; n++ {
		row, err := r.read()
		if errors.Is(err, io.EOF) {
			s.rows = done
			return nil
		}
		if err != nil {
			return err
		}
		if isBlank(row) {
			continue
		}
		if head {
			head = false
			continue
		}
		row.was = row.cells
		if r := s.o.repaired(n, row.was); len(s.o.Repairs) > 0 && !slices.Equal(r, row.was) {
			row.cells, row.bad = r, nil
		}
		s.ragged(&row)
		if err := f(n, row); err != nil {
			return err
		}
		done++
		if err := p.tick(ctx, done, s.rows); err != nil {
			return err
		}
	}
}

func isBlank(row csvRow) bool {
	for _, c := range row.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return row.bad == nil
}

// ragged marks a row whose cells do not stand under the headers. Empty cells too many do no harm.
func (s *csvSource) ragged(row *csvRow) {
	for len(row.cells) > len(s.cols) && strings.TrimSpace(row.cells[len(row.cells)-1]) == "" {
		row.cells = row.cells[:len(row.cells)-1]
	}
	if row.bad == nil && len(row.cells) != len(s.cols) {
		row.bad, row.at = crm.Errorf(crm.CodeInvalid, "The row has %d columns, the header has %d.", len(row.cells), len(s.cols)), -1
	}
}

// votes is what the values of one column say.
type votes struct {
	dates        dateVotes
	numbers      numberVotes
	ids, noIDs   int
	absent, read int
	blanks       int // texts that may stand for nothing
}

func (s *csvSource) profile(ctx context.Context) error {
	all := make([]votes, len(s.cols))
	err := s.cells(ctx, nil, func(_ int, row csvRow) error {
		if row.bad != nil {
			return nil
		}
		for i, c := range s.cols {
			if cell := row.cells[i]; cell != "" && !s.own && (c.Field != "" || strings.EqualFold(c.Header, crm.FieldID)) {
				all[i].look(c.field.Kind, strings.TrimSpace(cell))
			}
		}
		return nil
	})
	for i := range s.cols {
		s.decide(&s.cols[i], all[i])
	}
	return err
}

func (v *votes) look(kind crm.Kind, cell string) {
	v.read++
	if isAbsent(kind, cell) {
		v.absent++
		return
	}
	switch kind {
	case crm.Day, crm.Moment:
		v.dates.look(cell)
	case crm.Integer, crm.Decimal, crm.Percent, crm.Money:
		v.numbers.look(cell)
	case crm.Text, crm.LongText, crm.Tags, "":
		if isPlaceholder(cell) {
			v.blanks++
		}
		if isID(cell) {
			v.ids++
		} else {
			v.noIDs++
		}
	}
}

// decide settles how a column is read and notes what is only assumed.
func (s *csvSource) decide(c *Column, v votes) {
	c.format.marks = marks{'.', ','}
	switch c.field.Kind {
	case crm.Day, crm.Moment:
		var assumed bool
		c.format.order, assumed = v.dates.decide(s.o.DateOrder)
		c.Format = map[DateOrder]crm.Term{DayFirst: crm.Term("day first"), MonthFirst: crm.Term("month first")}[c.format.order]
		if assumed {
			s.undecided = append(s.undecided, c.Header)
			s.assume(crm.Sayf("Column %q: no date tells whether the day or the month comes first; the day is taken first.", c.Header))
		}
	case crm.Integer, crm.Decimal, crm.Percent, crm.Money:
		var assumed bool
		c.format.marks, assumed = v.numbers.decide(s.dialect.Delimiter)
		if c.Format = crm.Term("decimal point"); c.format.marks.decimal == ',' {
			c.Format = crm.Term("decimal comma")
		}
		if assumed {
			s.assume(crm.Sayf("Column %q: the numbers do not tell which mark is the decimal one; they are read with a %s.", c.Header, c.Format))
		}
	}
	if strings.EqualFold(c.Header, crm.FieldID) && (c.Field == "outside_id" || c.Field == "") && v.ids > 0 && v.noIDs == 0 {
		c.Field, c.path, c.field = crm.FieldID, crm.FieldID, crm.Field{Name: crm.FieldID, Label: "Id", Kind: crm.Text}
	}
	if s.blanks += v.blanks; v.blanks > 0 && s.o.Blanks {
		s.assume(crm.Sayf("Column %q: %d cells such as \"Select\" or \"?\" are taken as empty.", c.Header, v.blanks))
	} else if v.blanks > 0 && c.Field != "" {
		s.assume(crm.Sayf("Column %q: %d cells such as \"Select\" or \"?\" are taken as they are.", c.Header, v.blanks))
	}
	if v.absent > 0 {
		s.assume(crm.Sayf("Column %q: %d cells such as \"n/a\" or \"-\" are taken as empty.", c.Header, v.absent))
	}
	if c.Field == "" && c.labels != labelColumn && !s.own {
		s.assume(crm.Sayf("Column %q is not imported: no field is known for it.", c.Header))
	}
}

func isID(text string) bool { return len(text) == 36 && uuid.Validate(text) == nil }

// check refuses a file that fills nothing.
func (s *csvSource) check() error {
	if s.rows == 0 {
		return crm.Errorf(crm.CodeInvalid, "The file has a header but no rows.")
	}
	for _, c := range s.cols {
		if c.Field != "" {
			return nil
		}
	}
	var names []string
	for _, c := range s.cols {
		names = append(names, c.Header)
	}
	return crm.Errorf(crm.CodeInvalid, "No column fits a field of %s. The file has: %s. Say which column is which with a mapping.",
		s.entity.Label, clip(strings.Join(names, ", ")))
}

func (s *csvSource) names(ctx context.Context, f func(crm.Field, string)) error {
	return s.cells(ctx, nil, func(_ int, row csvRow) error {
		for i, c := range s.cols {
			if row.bad == nil && c.Field != "" && c.via == "" && (c.field.Kind == crm.Link || c.field.Kind == crm.Links) {
				f(c.field, undefuse(row.cells[i]))
			}
		}
		return nil
	})
}

func (s *csvSource) about() []Column   { return s.cols }
func (s *csvSource) exact() bool       { return s.own }
func (s *csvSource) notes() []crm.Said { return s.remarks }
func (s *csvSource) close() error {
	err := s.file.Close()
	if s.temporary {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}
func (s *csvSource) linked() []crm.Field { return linkFields(s.cols) }

func linkFields(cols []Column) []crm.Field {
	var out []crm.Field
	for _, c := range cols {
		if c.Field != "" && c.via == "" && (c.field.Kind == crm.Link || c.field.Kind == crm.Links) {
			out = append(out, c.field)
		}
	}
	return out
}

func (s *csvSource) column(field string) string {
	for _, c := range s.cols {
		if c.Field == field || c.Field != "" && c.via == "" && c.field.Name == field {
			return c.Header
		}
	}
	return ""
}
