package exchange

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"satchel/app/crm"
)

// workbook makes a spreadsheet of rows.
func workbook(t testing.TB, rows ...[]any) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func saved(t testing.TB, f *excelize.File) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return write(t, "people.xlsx", b.String())
}

func style(t *testing.T, f *excelize.File, cell, format string) {
	t.Helper()
	id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err == nil {
		err = f.SetCellStyle("Sheet1", cell, cell, id)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestSpreadsheet reads what a person sees: days of any form, zeros in front, amounts with their currency, and the rows keep their numbers.
func TestSpreadsheet(t *testing.T) {
	f := workbook(t,
		[]any{"Customers of 2026"}, nil,
		[]any{"First name", "Last name", "E-mail", "Phone", "Birthday", "Postal code", "Do not call"},
		[]any{"Jürgen", "Weiß", "j@weiss.example", 4930555014, time.Date(1970, 4, 3, 0, 0, 0, 0, time.UTC), 1234, true},
		[]any{"Ann", "Lee", "nobody", nil, nil, nil, false},
		[]any{"Bo", "Ek", "bo@ek.example"})
	style(t, f, "E4", "m/d/yyyy")
	style(t, f, "F4", "00000")
	s := newFake(t)
	p := plan(t, s, "contact", saved(t, f), Options{})
	if p.New != 2 || len(p.Refused) != 1 || p.Refused[0].Row != 5 || p.Dialect.Sheet != "Sheet1" || len(p.Undecided) != 0 {
		t.Fatalf("%+v %v", p.Result(), p.Undecided)
	}
	if _, err := p.Run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	r := s.one(t, "contact", "last_name", "Weiß")
	if got := fmt.Sprintln(r.Get("birthday"), r.Address("address").PostalCode, r.Reaches("phones"), r.Get("do_not_call")); got != "1970-04-03 01234 [{4930555014 }] true\n" {
		t.Error(got)
	}
	deals := workbook(t, []any{"Deal name", "Amount", "Probability", "Close date"}, []any{"Press", 1234.5, 0.25, 46000})
	style(t, deals, "B2", `#,##0.00\ "€"`)
	style(t, deals, "C2", "0%")
	style(t, deals, "D2", "d. mmm yyyy")
	if res := run(t, s, "deal", saved(t, deals), Options{Currency: "USD"}); res.New != 1 {
		t.Fatalf("%+v", res)
	}
	d := s.one(t, "deal", "name", "Press")
	if got := fmt.Sprint(d.Get("amount"), d.Text("currency"), d.Get("probability"), d.Get("close_date")); !strings.Contains(got, "EUR") || !strings.Contains(got, "2025-12-09") || !strings.Contains(got, "1234") {
		t.Error(got)
	}
}

func TestTableOfASpreadsheet(t *testing.T) {
	f := workbook(t, []any{"Last name"}, []any{"One"})
	if _, err := f.NewSheet("More"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetRow("More", "A1", &[]any{"Last name", "E-mail"}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetRow("More", "A2", &[]any{"Two", "two@b.example"}); err != nil {
		t.Fatal(err)
	}
	file := saved(t, f)
	if p := plan(t, newFake(t), "contact", file, Options{}); len(p.Sheets) != 2 || p.Dialect.Sheet != "Sheet1" || p.New != 1 || !strings.Contains(fmt.Sprint(p.Notes), "2 tables") {
		t.Errorf("%v %v %d %v", p.Sheets, p.Dialect, p.New, p.Notes)
	}
	s := newFake(t)
	if run(t, s, "contact", file, Options{Sheet: "More"}); s.one(t, "contact", "last_name", "Two").Text("name") != "Two" {
		t.Error("the wrong table")
	}
	if _, err := NewPlan(context.Background(), s, "contact", file, Options{Sheet: "No"}); err == nil || !strings.Contains(err.Error(), `no table "No"`) {
		t.Error(err)
	}
}

// archive makes a ZIP archive.
func archive(t *testing.T, name string, parts map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for part, text := range parts {
		w, err := z.Create(part)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, name, b.String())
}

// changed copies a spreadsheet with parts put in place of its own.
func changed(t *testing.T, file string, put map[string]string) string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	all := map[string]string{}
	for _, p := range z.File {
		r, err := p.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		all[p.Name] = b.String()
	}
	for name, text := range put {
		all[name] = text
	}
	return archive(t, "changed.xlsx", all)
}

func TestBadSpreadsheets(t *testing.T) {
	good := saved(t, workbook(t, []any{"Last name", "E-mail"}, []any{"One", "one@b.example"}))
	const table = "xl/worksheets/sheet1.xml"
	bomb := `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>`
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ file, says string }{
		"no spreadsheet": {archive(t, "x.xlsx", map[string]string{"a.txt": "a"}), "not an .xlsx file"},
		"cut off":        {write(t, "cut.xlsx", string(content[:len(content)/2])), "The spreadsheet is damaged"},
		"entities":       {changed(t, good, map[string]string{table: bomb}), "declares a document type"},
		"half a table":   {changed(t, good, map[string]string{table: `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Last name</v></c></row><row r="2"><c`}), "The spreadsheet is damaged"},
		"zip bomb":       {changed(t, good, map[string]string{"xl/media/image1.png": strings.Repeat("\x00", maxOtherParts+1)}), "made to do harm"},
		"no rows":        {saved(t, workbook(t)), "no table with rows"},
		"many columns":   {changed(t, good, map[string]string{table: `<worksheet><sheetData><row r="1"><c r="XFD1" t="str"><v>x</v></c></row></sheetData></worksheet>`}), "more than 2000 columns"},
		"password":       {write(t, "locked.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), "one with a password"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewPlan(context.Background(), newFake(t), "contact", tt.file, Options{})
			if err == nil || !strings.Contains(err.Error(), tt.says) || crm.CodeOf(err) != crm.CodeInvalid {
				t.Error(err)
			}
		})
	}
	harmless := changed(t, good, map[string]string{
		"xl/vbaProject.bin": "macro", "xl/externalLinks/externalLink1.xml": "<externalLink/>",
		table: `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Last name</v></c><c r="B1" t="str"><v>Notes</v></c></row>` +
			`<row r="2"><c r="A2" t="str"><v>One</v></c><c r="B2"><f>WEBSERVICE("http://x")</f></c></row></sheetData></worksheet>`,
	})
	p, err := NewPlan(context.Background(), newFake(t), "contact", harmless, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, says := range []string{"macros; they are not run", "nothing is fetched", "1 cells hold a formula without a result"} {
		if !strings.Contains(fmt.Sprint(p.Notes), says) {
			t.Errorf("%q is not in %v", says, p.Notes)
		}
	}
	temporary := p.src.(*csvSource).file.Name()
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(temporary); !os.IsNotExist(err) {
		t.Error("the temporary file is left", err)
	}
}
