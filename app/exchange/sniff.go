package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"satchel/app/crm"
)

// Encoding is how a file writes its characters.
type Encoding string

// The encodings that are recognised.
const (
	UTF8        Encoding = "UTF-8"
	UTF16LE     Encoding = "UTF-16LE"
	UTF16BE     Encoding = "UTF-16BE"
	Windows1252 Encoding = "Windows-1252"
	MacRoman    Encoding = "Mac Roman"
)

// Encodings are all that a CSV file can be read in.
func Encodings() []Encoding { return []Encoding{UTF8, UTF16LE, UTF16BE, Windows1252, MacRoman} }

// Dialect is the form of a CSV file.
type Dialect struct {
	Delimiter byte     // ',', ';', '\t' or '|'
	Encoding  Encoding // a byte order mark belongs to it and is no data
	Header    bool     // the first row names the columns
	Sheet     string   // name of the table in a spreadsheet, "" for a text file
	Preamble  bool     // the file begins with a line "sep=;" for spreadsheets
}

const headSize = 64 << 10

// signatures are the first bytes of files that are often taken for a CSV.
var signatures = []struct {
	bytes string
	what  crm.Term
}{
	{"%PDF", crm.Term("a PDF")},
	{"PK\x03\x04", crm.Term("a spreadsheet (.xlsx, .ods) or another ZIP archive")},
	{"\xd0\xcf\x11\xe0", crm.Term("an old spreadsheet or document (.xls, .doc), or one with a password")},
	{"\x1f\x8b", crm.Term("a gzip archive")},
	{"\x89PNG", crm.Term("a picture")},
	{"\xff\xd8\xff", crm.Term("a picture")},
	{"GIF8", crm.Term("a picture")},
	{"SQLite format 3", crm.Term("a database")},
	{"{\\rtf", crm.Term("a text document (.rtf)")},
	{"<!DOCTYPE", crm.Term("a web page")},
	{"<!doctype", crm.Term("a web page")},
	{"<html", crm.Term("a web page")},
	{"<?xml", crm.Term("an XML file")},
	{"BEGIN:VCARD", crm.Term("a vCard file")},
	{"7z\xbc\xaf", crm.Term("a 7z archive")},
	{"Rar!", crm.Term("a RAR archive")},
	{"\x7fELF", crm.Term("a program")},
	{"MZ\x90", crm.Term("a program")},
}

// NoText is the field of an error about a file that is something else than a text, however it is read.
const NoText = "file"

// Sniff reads a file to its end and recognises its form. What is no CSV is refused with a sentence that says what it is.
func Sniff(r io.Reader) (Dialect, error) { return sniff(r, Options{}) }

// sniff takes what the person says about the form instead of what it looks like.
func sniff(r io.Reader, o Options) (Dialect, error) {
	var d Dialect
	head, saw, err := scan(r)
	if err != nil {
		return d, err
	}
	for _, s := range signatures {
		if bytes.HasPrefix(bytes.TrimPrefix(head, utf8BOM), []byte(s.bytes)) {
			return d, crm.FieldErrorf(NoText, "This is %s, not a CSV file. Save the table as CSV first.", s.what)
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		d.Encoding = UTF16LE
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		d.Encoding = UTF16BE
	case saw.nul:
		return d, crm.Errorf(crm.CodeInvalid, "The file holds NUL bytes, so it is no text. Save it as CSV in UTF-8.")
	default:
		d.Encoding = saw.encoding()
	}
	if o.Encoding != "" {
		d.Encoding = o.Encoding
	}
	text, err := io.ReadAll(io.LimitReader(d.decode(bytes.NewReader(head)), headSize))
	if err != nil {
		return d, crm.Errorf(crm.CodeInvalid, "The file is not sound %s text: %w.", d.Encoding, err)
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return d, crm.Errorf(crm.CodeInvalid, "The file is empty.")
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return d, crm.Errorf(crm.CodeInvalid, "The file holds NUL characters, so it is no text.")
	}
	return d, d.shape(text, len(head) < headSize, o.Delimiter)
}

var utf8BOM = []byte("\xef\xbb\xbf")

// sight is what the bytes of a file look like.
type sight struct {
	nul             bool
	unicode, broken int // characters of several bytes in UTF-8, and bytes that are none
	mac, windows    int // bytes inside of words that are letters on old Macs, or in Windows
}

// encoding decides. A few broken bytes in a file of many sound characters are of another file; their rows are refused.
func (s sight) encoding() Encoding {
	switch {
	case s.broken*20 <= s.unicode:
		return UTF8
	case s.mac > s.windows:
		return MacRoman
	}
	return Windows1252
}

// look counts the characters of a text that does not end in the middle of one.
func (s *sight) look(text []byte) {
	s.nul = s.nul || bytes.IndexByte(text, 0) >= 0
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		if r, n := utf8.DecodeRune(text[i:]); r != utf8.RuneError || n > 1 {
			s.unicode++
			i += n
			continue
		}
		s.broken++
		s.stranger(text, i)
		i++
	}
}

// stranger looks at one byte beside a letter: Windows keeps its marks where old Macs keep their letters, and the other way round. An
// apostrophe of Windows, 0x92, stands in words too.
func (s *sight) stranger(text []byte, i int) {
	b := text[i]
	before := i > 0 && isLetter(text[i-1])
	after := i+1 < len(text) && isLetter(text[i+1])
	switch {
	case b == 0x92 || !before && !after:
	case b == 0xa7: // ß, or the mark of a section
		if before {
			s.mac++
		}
	case b < 0xa0 && (before && after || strings.IndexByte("\x80\x85\x86\x8a\x8e\x9a\x9f", b) >= 0):
		s.mac++
	case b >= 0xc0:
		s.windows++
	}
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// scan returns the beginning of a file and looks at all its bytes.
func scan(r io.Reader) (head []byte, saw sight, err error) {
	buf := make([]byte, headSize)
	rest := 0 // bytes of a character cut by the last read
	for {
		n, err := io.ReadFull(r, buf[rest:])
		chunk := buf[:rest+n]
		if head == nil {
			head = bytes.Clone(chunk)
		}
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return nil, saw, crm.Errorf(crm.CodeUnavailable, "The file cannot be read: %w.", err)
		}
		rest = 0
		if !ended {
			rest = cutRune(chunk)
		}
		saw.look(chunk[:len(chunk)-rest])
		if ended {
			return head, saw, nil
		}
		copy(buf, chunk[len(chunk)-rest:])
	}
}

// cutRune is the number of bytes at the end of a chunk that begin a character without ending it.
func cutRune(chunk []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(chunk); n++ {
		if tail := chunk[len(chunk)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// decode turns the file into UTF-8 without a byte order mark.
func (d Dialect) decode(r io.Reader) io.Reader {
	switch d.Encoding {
	case UTF16LE:
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case UTF16BE:
		return transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	case MacRoman:
		return transform.NewReader(r, charmap.Macintosh.NewDecoder())
	case Windows1252:
		return transform.NewReader(r, charmap.Windows1252.NewDecoder())
	}
	b := bufio.NewReader(r)
	if start, err := b.Peek(len(utf8BOM)); err == nil && bytes.Equal(start, utf8BOM) {
		_, _ = b.Discard(len(utf8BOM))
	}
	return b
}

// reader reads the rows of a file of this dialect, from its beginning.
func (d Dialect) reader(f *os.File) (*csvReader, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, crm.Errorf(crm.CodeUnavailable, "The file cannot be read: %w.", err)
	}
	r := newCSVReader(d.decode(f), d.Delimiter)
	if d.Preamble {
		if _, err := r.read(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// shape decides the delimiter and the header from the beginning of the text; whole tells that the text is all there is.
func (d *Dialect) shape(text []byte, whole bool, wish byte) error {
	if line, _, _ := strings.Cut(string(text), "\n"); strings.HasPrefix(strings.ToLower(line), "sep=") {
		if mark := strings.TrimRight(line[4:], "\r"); len(mark) == 1 && strings.Contains(delimiters, mark) {
			d.Delimiter, d.Preamble = mark[0], true
		}
	}
	var first []string
	var broken, wide error
	best := -1
	for i := range len(delimiters) {
		if wish != 0 && delimiters[i] != wish {
			continue
		}
		if wish == 0 && d.Preamble && delimiters[i] != d.Delimiter {
			continue
		}
		rows, err := sample(text, delimiters[i], d.Preamble, whole)
		if len(rows) == 0 && err != nil && wide == nil {
			wide = err // the very first row cannot be read so
		}
		if score := consistency(rows); len(rows) > 0 && score > best {
			best, d.Delimiter, first = score, delimiters[i], rows[0]
			broken = nil
			if whole {
				broken = err
			}
		} else if first == nil {
			broken = err
		}
	}
	if broken == nil && first == nil {
		broken = crm.Errorf(crm.CodeInvalid, "The file has no rows.")
	}
	if broken != nil {
		return broken
	}
	if len(first) == 1 && wide != nil {
		return wide
	}
	d.Header = looksLikeHeader(first)
	return nil
}

const delimiters = ",;\t|"

// sample reads the first rows. The last one is left out where the text was cut.
func sample(text []byte, comma byte, skip, whole bool) ([][]string, error) {
	r := newCSVReader(bytes.NewReader(text), comma)
	var rows [][]string
	for len(rows) < 50 {
		row, err := r.read()
		if err != nil {
			if !whole && len(rows) > 1 {
				rows = rows[:len(rows)-1]
			}
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return rows, err
		}
		if len(row.cells) > 0 && !skip {
			rows = append(rows, row.cells)
		}
		skip = false
	}
	return rows, nil
}

// consistency is high for a delimiter that cuts most rows into the same number of columns, and more than one.
func consistency(rows [][]string) int {
	counts := map[int]int{}
	for _, row := range rows {
		counts[len(row)]++
	}
	columns, most := 0, 0
	for n, times := range counts {
		if times > most || times == most && n > columns {
			columns, most = n, times
		}
	}
	if columns < 2 {
		return 0
	}
	return most*1000/len(rows)*1000 + columns
}

// looksLikeHeader tells whether the first row names columns: its cells are short, mostly filled, and none is data.
func looksLikeHeader(cells []string) bool {
	filled := 0
	for _, c := range cells {
		c = strings.TrimSpace(c)
		if c == "" {
			continue
		}
		filled++
		if _, dated := parseDate(c, DayFirst); dated || crm.IsEmail(c) || len(c) > 100 || len(crm.Digits(c)) > 5 || isPlainNumber(c) {
			return false
		}
	}
	return filled*2 > len(cells)
}
