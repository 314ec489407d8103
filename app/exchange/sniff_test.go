package exchange

import (
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"satchel/app/crm"
)

func TestSniffRecognisesTheForm(t *testing.T) {
	latin, err := charmap.Windows1252.NewEncoder().String("Name;Straße\nWeiß;Größe €\n")
	if err != nil {
		t.Fatal(err)
	}
	mac, err := charmap.Macintosh.NewEncoder().String("Name;Straße\rWeiß;Größe é\r")
	if err != nil {
		t.Fatal(err)
	}
	little, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Name\tOrt\nWeiß\tKöln\n")
	big, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String("Name|Ort\n田中|東京\n")
	for _, c := range []struct {
		text string
		want Dialect
	}{
		{"Name,Mail\nA,a@b.org\n", Dialect{Delimiter: ',', Encoding: UTF8, Header: true, Preamble: false}},
		{"\xef\xbb\xbfName;Mail\nA;a@b.org\n", Dialect{Delimiter: ';', Encoding: UTF8, Header: true, Preamble: false}},
		{"Name;Note\n\"A;B\";\"x, y, z\"\nC;\"1, 2, 3\"\n", Dialect{Delimiter: ';', Encoding: UTF8, Header: true, Preamble: false}},
		{"sep=|\nName|a,b\nx|1,2\n", Dialect{Delimiter: '|', Encoding: UTF8, Header: true, Preamble: true}},
		{"Anna,anna@example.org,12\nBen,ben@example.org,13\n", Dialect{Delimiter: ',', Encoding: UTF8, Header: false, Preamble: false}},
		{"Name\nAnna\n", Dialect{Delimiter: ',', Encoding: UTF8, Header: true, Preamble: false}},
		{strings.Repeat("Name,Ort\n", 20_000) + "x,\xd6sterreich\n", Dialect{Delimiter: ',', Encoding: Windows1252, Header: true, Preamble: false}},
		{mac, Dialect{Delimiter: ';', Encoding: MacRoman, Header: true}},
		{"Name;Ort\nD\x92Artagnan;\x84K\xf6ln\x93 \x96 Z\xfcrich\n", Dialect{Delimiter: ';', Encoding: Windows1252, Header: true}},
		{strings.Repeat("Name,Köln\n", 50) + "x,\xd6sterreich\n", Dialect{Delimiter: ',', Encoding: UTF8, Header: true}}, // one row is of another file
		{latin, Dialect{Delimiter: ';', Encoding: Windows1252, Header: true, Preamble: false}},
		{little, Dialect{Delimiter: '\t', Encoding: UTF16LE, Header: true, Preamble: false}},
		{big, Dialect{Delimiter: '|', Encoding: UTF16BE, Header: true, Preamble: false}},
	} {
		got, err := Sniff(strings.NewReader(c.text))
		if err != nil || got != c.want {
			t.Errorf("%.30q: %+v %v, want %+v", c.text, got, err, c.want)
		}
	}
}

func TestSniffRefusesWhatIsNoCSV(t *testing.T) {
	for text, want := range map[string]string{
		"%PDF-1.7\n...":                     "This is a PDF, not a CSV file. Save the table as CSV first.",
		"PK\x03\x04rest":                    "This is a spreadsheet (.xlsx, .ods) or another ZIP archive, not a CSV file. Save the table as CSV first.",
		"Name,Mail\nA\x00B,c\n":             "The file holds NUL bytes, so it is no text. Save it as CSV in UTF-8.",
		"":                                  "The file is empty.",
		" \r\n\r\n":                         "The file is empty.",
		"Name,Note\nA,ok\nB,\"never\nC,x\n": "The quotation mark opened in line 3 is never closed.",
	} {
		_, err := Sniff(strings.NewReader(text))
		if err == nil || err.Error() != want || crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestReaderReadsRowsAsSpreadsheetsDo(t *testing.T) {
	text := "a,\"b\r\nb\",c\r\"x\"\"y\" ,12\" pipe,\n\n\"q\"z,1\n\"end\""
	r := newCSVReader(strings.NewReader(text), ',')
	want := []struct {
		line  int
		cells string
		bad   bool
	}{
		{1, "a|b\r\nb|c", false},
		{3, "x\"y|12\" pipe|", false},
		{4, "", false},
		{5, "qz|1", true},
		{6, "end", false},
	}
	for _, w := range want {
		row, err := r.read()
		if err != nil || row.line != w.line || strings.Join(row.cells, "|") != w.cells || (row.bad != nil) != w.bad {
			t.Errorf("%+v %v, want %+v", row, err, w)
		}
	}
	if _, err := r.read(); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

func TestReaderStopsAtEndlessFields(t *testing.T) {
	for _, text := range []string{"a\nb,\"" + strings.Repeat("x\n", maxField), "a\nb," + strings.Repeat("x", 2*maxField)} {
		r := newCSVReader(strings.NewReader(text), ',')
		if _, err := r.read(); err != nil {
			t.Fatal(err)
		}
		if _, err := r.read(); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%.80v", err)
		}
	}
}
