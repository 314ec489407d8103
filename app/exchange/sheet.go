package exchange

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"satchel/app/crm"
)

// Limits of a spreadsheet. What it unpacks to is checked before anything is unpacked.
const (
	maxSheetFile  = 200 << 20 // bytes as they lie on the disk
	maxUnpacked   = 1 << 30   // bytes of everything in it
	maxOtherParts = 128 << 20 // bytes of all but the tables and their texts, which are held in memory
	maxParts      = 10_000
	tableInMemory = 16 << 20 // bytes; a larger table goes through a temporary file
	titleRows     = 20       // rows looked at for the one that names the columns
)

// sheetFile is a spreadsheet (.xlsx, .xlsm). Its table is written to a temporary CSV file once, so that the one reader of tables reads it
// too, as often as it wants to.
type sheetFile struct {
	book     *excelize.File
	names    []string // of the visible tables
	from1904 bool
	remarks  []crm.Said
}

// openSheet turns a table of a spreadsheet into a source; wish is the name of the table, "" the first one that has rows.
func openSheet(ctx context.Context, f *os.File, store Store, e *crm.Entity, o Options) (*csvSource, error) {
	s := &sheetFile{}
	if err := s.inspect(ctx, f); err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, fileError(f.Name(), err)
	}
	book, err := excelize.OpenReader(f, excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: tableInMemory})
	if err != nil {
		return nil, brokenSheet(err)
	}
	defer func() { _ = book.Close() }()
	s.book = book
	table, name, err := s.table(ctx, o.Sheet)
	if err != nil {
		return nil, err
	}
	src, err := openTable(ctx, table, Dialect{Delimiter: ',', Encoding: UTF8, Sheet: name}, store, e, o)
	if err != nil {
		drop(table)
		return nil, err
	}
	src.sheets, src.temporary = s.names, true
	src.remarks = append(s.remarks, src.remarks...)
	return src, f.Close()
}

// drop closes and removes a temporary file.
func drop(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name())
}

func brokenSheet(err error) error {
	return crm.Errorf(crm.CodeInvalid, "The spreadsheet is damaged and cannot be read (%w). Open it in a spreadsheet program and save it again, or as CSV.", err)
}

// inspect refuses what is no spreadsheet, what would unpack to too much and what is not sound XML. The library reads a damaged table up
// to the damage and says nothing, so every part is read here first.
func (s *sheetFile) inspect(ctx context.Context, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fileError(f.Name(), err)
	}
	if info.Size() > maxSheetFile {
		return crm.Errorf(crm.CodeInvalid, "The spreadsheet is larger than 200 MB. Save its table as CSV.")
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil {
		return brokenSheet(err)
	}
	var all, others uint64
	names := map[string]bool{}
	for _, part := range z.File {
		name := strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/"))
		names[name] = true
		all += part.UncompressedSize64
		if !isTable(name) {
			others += part.UncompressedSize64
		}
		if part.UncompressedSize64 > maxUnpacked || all > maxUnpacked || others > maxOtherParts || len(z.File) > maxParts {
			return crm.Errorf(crm.CodeInvalid, "The spreadsheet would unpack to more than it may, as an archive does that is made to do harm. Save its table as CSV.")
		}
	}
	if !names["xl/workbook.xml"] {
		return crm.Errorf(crm.CodeInvalid, "This is a ZIP archive or a spreadsheet of another kind (.ods, .xlsb), not an .xlsx file. Save the table as .xlsx or CSV first.")
	}
	without := 0
	for _, part := range z.File {
		name := strings.ToLower(part.Name)
		switch {
		case strings.HasSuffix(name, "vbaproject.bin"):
			s.remarks = append(s.remarks, crm.Sayf("The spreadsheet holds macros; they are not run."))
		case strings.Contains(name, "/externallinks/externallink"):
			s.remarks = append(s.remarks, crm.Sayf("The spreadsheet links to other files; nothing is fetched, the values it holds are taken."))
		}
		if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
			continue
		}
		n, err := soundXML(ctx, part)
		if err != nil {
			return err
		}
		without += n
	}
	if without > 0 {
		s.remarks = append(s.remarks, crm.Sayf("%d cells hold a formula without a result and are read as empty. A spreadsheet program works them out: open the file there and save it.", without))
	}
	return nil
}

func isTable(name string) bool {
	return strings.HasPrefix(name, "xl/worksheets/sheet") || name == "xl/sharedstrings.xml"
}

// soundXML reads a part to its end and counts the formulas without a result. Entities of its own, which can be made to grow without
// bounds, are refused; no spreadsheet program writes them.
func soundXML(ctx context.Context, part *zip.File) (formulas int, err error) {
	r, err := part.Open()
	if err != nil {
		return 0, brokenSheet(err)
	}
	defer func() { _ = r.Close() }()
	dec := xml.NewDecoder(r)
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	formula := false
	for n := int64(0); ; n++ {
		t, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return formulas, nil
		}
		if err != nil {
			return 0, brokenSheet(err)
		}
		if n%4096 == 0 && ctx.Err() != nil {
			return 0, canceled(ctx.Err())
		}
		switch t := t.(type) {
		case xml.Directive:
			return 0, crm.Errorf(crm.CodeInvalid, "The spreadsheet declares a document type, as files do that are made to do harm. Save its table as CSV.")
		case xml.StartElement:
			switch t.Name.Local {
			case "f":
				formula = true
			case "v", "is":
				formula = false
			}
		case xml.EndElement:
			if t.Name.Local == "c" {
				if formula {
					formulas++
				}
				formula = false
			}
		}
	}
}

// table writes a table to a temporary file.
func (s *sheetFile) table(ctx context.Context, wish string) (*os.File, string, error) {
	if props, err := s.book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		s.from1904 = *props.Date1904
	}
	for _, name := range s.book.GetSheetList() {
		if visible, err := s.book.GetSheetVisible(name); err == nil && visible {
			s.names = append(s.names, name)
		}
	}
	if wish != "" && !slices.Contains(s.names, wish) {
		return nil, "", crm.Errorf(crm.CodeInvalid, "The spreadsheet has no table %q. It has: %s.", clip(wish), clip(strings.Join(s.names, ", ")))
	}
	for _, name := range s.names {
		if wish != "" && name != wish {
			continue
		}
		f, rows, err := s.write(ctx, name)
		if err != nil {
			return nil, "", err
		}
		if rows > 0 || wish != "" {
			if wish == "" && len(s.names) > 1 {
				s.remarks = append(s.remarks, crm.Sayf("The spreadsheet has %d tables; %q is read.", len(s.names), name))
			}
			return f, name, nil
		}
		drop(f)
	}
	return nil, "", crm.Errorf(crm.CodeInvalid, "The spreadsheet has no table with rows.")
}

// write copies the rows of a table. Those above the names of the columns are a title and stay blank, so that rows keep their numbers.
func (s *sheetFile) write(ctx context.Context, name string) (f *os.File, rows int, err error) {
	raw, err := s.book.Rows(name)
	if err != nil {
		return nil, 0, brokenSheet(err)
	}
	defer func() { _ = raw.Close() }()
	shown, err := s.book.Rows(name)
	if err != nil {
		return nil, 0, brokenSheet(err)
	}
	defer func() { _ = shown.Close() }()
	if f, err = os.CreateTemp("", "satchel-import-*.csv"); err != nil {
		return nil, 0, crm.Errorf(crm.CodeUnavailable, "There is no room for a temporary file: %w.", err)
	}
	w := tableWriter{sheet: s, csv: csv.NewWriter(f)}
	if err = w.all(ctx, raw, shown); err != nil {
		drop(f)
		return nil, 0, err
	}
	return f, w.rows, nil
}

type tableWriter struct {
	sheet *sheetFile
	csv   *csv.Writer
	head  [][]string // rows read before the names of the columns are found
	width int        // of the names of the columns, 0 until they are found
	rows  int        // with a value
}

func (w *tableWriter) all(ctx context.Context, raw, shown *excelize.Rows) error {
	for n := int64(0); raw.Next() && shown.Next(); n++ {
		values, err := raw.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return brokenSheet(err)
		}
		texts, err := shown.Columns()
		if err != nil {
			return brokenSheet(err)
		}
		if len(values) > maxColumns {
			return crm.Errorf(crm.CodeInvalid, "Row %d has more than %d columns.", n+1, maxColumns)
		}
		if cells := w.sheet.cells(values, texts); w.width > 0 {
			w.put(cells)
		} else if w.head = append(w.head, cells); len(w.head) == titleRows {
			w.begin()
		}
		if err := Progress(nil).tick(ctx, n, 0); err != nil {
			return err
		}
	}
	if err := errors.Join(raw.Error(), shown.Error()); err != nil {
		return brokenSheet(err)
	}
	if w.width == 0 {
		w.begin()
	}
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return crm.Errorf(crm.CodeUnavailable, "There is no room for a temporary file: %w.", err)
	}
	return nil
}

// begin finds the row that names the columns: the first that is filled for more than a half of what others are.
func (w *tableWriter) begin() {
	most, first := 0, 0
	for _, cells := range w.head {
		most = max(most, cellsFilled(cells))
	}
	for first < len(w.head) && cellsFilled(w.head[first])*2 <= most {
		first++
	}
	if first == len(w.head) { // all are blank
		w.head = nil
		return
	}
	for _, cells := range w.head[:first] {
		if cellsFilled(cells) > 0 {
			w.sheet.remarks = append(w.sheet.remarks, crm.Sayf("The names of the columns are in row %d; what stands above is left out.", first+1))
			break
		}
	}
	w.width = len(w.head[first])
	for i, cells := range w.head {
		if i < first {
			cells = nil
		}
		w.put(cells)
	}
	w.head = nil
}

// put writes a row as wide as the names of the columns; csv keeps the first error.
func (w *tableWriter) put(cells []string) {
	if cellsFilled(cells) > 0 {
		w.rows++
	}
	for len(cells) < w.width {
		cells = append(cells, "")
	}
	_ = w.csv.Write(cells)
}

func cellsFilled(cells []string) int {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// cells puts what a row holds and what a spreadsheet would show of it together.
func (s *sheetFile) cells(values, texts []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		t := ""
		if i < len(texts) {
			t = texts[i]
		}
		out[i] = s.cell(v, t)
	}
	return out
}

// cell is the value in a form that can be read one way only: a day as 2026-12-31, a number with a point and no marks. What only the
// shown form tells is taken from there: that a number is a day, a share, an amount of some currency, or has zeros in front.
func (s *sheetFile) cell(value, shown string) string {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) || shown == "" {
		return value
	}
	plain := strconv.FormatFloat(n, 'f', -1, 64)
	if short, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64); err == nil {
		plain = strconv.FormatFloat(short, 'f', -1, 64) // 15 digits is what a spreadsheet computes with
	}
	switch {
	case shown == "TRUE" || shown == "FALSE":
		return shown
	case strings.HasSuffix(shown, "%"):
		return strconv.FormatFloat(math.Round(n*1e12)/1e10, 'f', -1, 64) + "%"
	case isDigits(shown) && strings.HasPrefix(shown, "0") && isDigits(plain):
		return shown
	case shown == value || shown == plain:
		return plain
	case n < 1 && strings.Contains(shown, ":"):
		return shown
	case isDay(n, shown):
		if at, err := excelize.ExcelDateToTime(n, s.from1904); err == nil {
			if at.Hour()+at.Minute()+at.Second() == 0 {
				return at.Format("2006-01-02")
			}
			return at.Format("2006-01-02 15:04:05")
		}
	}
	if _, currency := cutCurrency(shown); currency != "" {
		return plain + " " + currency
	}
	return plain
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// isDay tells whether a shown number is a day: its digits are others than those of the number, with marks or the name of a month between.
func isDay(n float64, shown string) bool {
	digits := crm.Digits(shown)
	for _, whole := range []float64{math.Trunc(n), math.Round(n)} {
		if strings.HasPrefix(digits, crm.Digits(strconv.FormatFloat(whole, 'f', -1, 64))) {
			return false
		}
	}
	letters := strings.IndexFunc(shown, unicode.IsLetter) >= 0
	return digits != "" && n >= 1 && n < 2958466 && !strings.Contains(shown, "E+") && (letters || strings.ContainsAny(shown, "/-.年"))
}
