package exchange

import (
	"bufio"
	"io"
	"unicode/utf8"

	"satchel/app/crm"
)

// Limits of a CSV file.
const (
	maxField   = 5 << 20 // bytes of one field
	maxColumns = 2000
)

// csvReader reads rows of UTF-8 text. The standard library's reader holds the rest of the file in memory after a forgotten
// quotation mark, knows no old Mac line ends and no limits; this one stops, and says where the mark was opened.
type csvReader struct {
	r     *bufio.Reader
	comma byte
	line  int    // of the next byte, from 1
	buf   []byte // all fields of the row behind each other
	ends  []int
}

func newCSVReader(r io.Reader, comma byte) *csvReader {
	return &csvReader{r: bufio.NewReaderSize(r, 64<<10), comma: comma, line: 1}
}

// csvRow is one row; its line is the one it begins on.
type csvRow struct {
	line  int
	cells []string
	was   []string // the cells as they stand in the file
	bad   error    // why the row cannot be read, "" if it can
	at    int      // index of the cell at fault
}

// read returns the next row, io.EOF at the end. A blank line is a row without cells. Another error means that the file as a whole
// cannot be read.
func (c *csvReader) read() (csvRow, error) {
	c.buf, c.ends = c.buf[:0], c.ends[:0]
	row := csvRow{line: c.line}
	if _, err := c.r.Peek(1); err != nil {
		return row, err
	}
	for {
		next, err := c.field(&row)
		if err != nil {
			return row, err
		}
		c.ends = append(c.ends, len(c.buf))
		if len(c.ends) > maxColumns {
			return row, crm.Errorf(crm.CodeInvalid, "Line %d has more than %d columns.", row.line, maxColumns)
		}
		if next != c.comma {
			break
		}
	}
	if len(c.ends) == 1 && len(c.buf) == 0 {
		return row, nil
	}
	all := string(c.buf)
	row.cells = make([]string, len(c.ends))
	start := 0
	for i, end := range c.ends {
		row.cells[i] = all[start:end]
		start = end
	}
	if row.bad == nil && !utf8.ValidString(all) {
		row.bad = crm.Errorf(crm.CodeInvalid, "The row holds bytes that are not text.")
	}
	return row, nil
}

// field reads one field into buf and returns the byte that ended it: the comma, or '\n' for every form of line end and the end of
// the file.
func (c *csvReader) field(row *csvRow) (byte, error) {
	start := len(c.buf)
	b, err := c.r.ReadByte()
	if b != '"' || err != nil {
		return c.plain(b, err, start)
	}
	opened := c.line
	for {
		if len(c.buf)-start > maxField {
			return 0, crm.Errorf(crm.CodeInvalid, "The field that begins in line %d is longer than 5 MB; probably its quotation mark is never closed.", opened)
		}
		b, err = c.r.ReadByte()
		if err == io.EOF {
			return 0, crm.Errorf(crm.CodeInvalid, "The quotation mark opened in line %d is never closed.", opened)
		}
		if err != nil {
			return 0, err
		}
		if b != '"' {
			if b == '\n' || b == '\r' && !c.peeks('\n') {
				c.line++
			}
			c.buf = append(c.buf, b)
			continue
		}
		if !c.peeks('"') {
			return c.closed(row, start)
		}
		_, _ = c.r.Discard(1)
		c.buf = append(c.buf, '"')
	}
}

// closed reads what follows a closing quotation mark: blanks, then the end of the field.
func (c *csvReader) closed(row *csvRow, start int) (byte, error) {
	b, err := c.r.ReadByte()
	for err == nil && b == ' ' && c.comma != ' ' {
		b, err = c.r.ReadByte()
	}
	if err == nil && b != c.comma && b != '\n' && b != '\r' && row.bad == nil {
		row.bad, row.at = crm.Errorf(crm.CodeInvalid, "After the closing quotation mark there is more text before the next column."), len(c.ends)
	}
	return c.plain(b, err, start)
}

// plain reads on until a comma or line end; quotation marks inside are text.
func (c *csvReader) plain(b byte, err error, start int) (byte, error) {
	for err == nil && b != c.comma && b != '\n' && b != '\r' {
		if len(c.buf)-start > maxField {
			return 0, crm.Errorf(crm.CodeInvalid, "A field in line %d is longer than 5 MB.", c.line)
		}
		c.buf = append(c.buf, b)
		b, err = c.r.ReadByte()
	}
	switch {
	case err == io.EOF:
		return '\n', nil
	case err != nil:
		return 0, err
	case b == c.comma:
		return b, nil
	}
	if b == '\r' && c.peeks('\n') {
		_, _ = c.r.Discard(1)
	}
	c.line++
	return '\n', nil
}

// peeks tells whether b is the next byte.
func (c *csvReader) peeks(b byte) bool {
	next, err := c.r.Peek(1)
	return err == nil && next[0] == b
}
