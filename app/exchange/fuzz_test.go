package exchange

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satchel/app/crm"
)

// FuzzImport imports any bytes: an error, refused rows or records, never a panic, and always whole numbers.
func FuzzImport(f *testing.F) {
	for _, seed := range []string{
		"Name,E-mail\nA B,a@b.org\n", "\xef\xbb\xbfVorname;Nachname\r\nA;B\r\n", "a|b\n\"x\"y|\"\n", "sep=;\nName\n", cards, "\xff\xfeN\x00\n\x00",
		"id,created_at,modified_at\n1,2,3\n", "Last name,Birthday,Phone 1 - Type,Phone 1 - Value\nX,1/2/3,Work,1234 ::: 5678\n", "=,+\n'=1,'+2\n",
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, vcf bool) {
		file := filepath.Join(t.TempDir(), map[bool]string{true: "x.vcf", false: "x.csv"}[vcf])
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		takeIn(t, file)
	})
}

// FuzzSheet imports any bytes as a spreadsheet; the seeds are sound ones, a part of which is changed.
func FuzzSheet(f *testing.F) {
	book := workbook(f, []any{"Last name", "E-mail", "Birthday", "Amount"}, []any{"Lee", "a@b.org", 30000.5, 0.25}, nil, []any{"Ek", true, "?", "=1"})
	for _, part := range []string{"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"} {
		var b bytes.Buffer
		if err := book.Write(&b); err != nil {
			f.Fatal(err)
		}
		f.Add(part, contents(f, b.Bytes(), part))
	}
	f.Fuzz(func(t *testing.T, part string, text []byte) {
		if part == "" || len(part) > 100 || strings.HasSuffix(part, "/") {
			return
		}
		takeIn(t, changed(t, saved(t, book), map[string]string{part: string(text)}))
	})
}

// FuzzReadBack reads any bytes as an export of ours.
func FuzzReadBack(f *testing.F) {
	f.Add([]byte(`{"satchel":1,"own_fields":{"contact":[{"name":"x_a","label":"A","kind":"text"}]},"entities":{"contact":[{"id":"018f0000-0000-7000-8000-000000000001","last_name":"A","emails":[{"value":"a@b.org"}],"x_a":"1"}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := filepath.Join(t.TempDir(), "everything.json")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s := newFake(t)
		if _, err := ReadBack(context.Background(), s, file, "", nil); err != nil {
			if code := crm.CodeOf(err); code != crm.CodeInvalid && code != crm.CodeNotFound && code != crm.CodeCorrupt && code != crm.CodeNewer {
				t.Fatalf("%s: %v", code, err)
			}
			if n := len(s.all("contact")); n > 0 {
				t.Fatalf("%d records of a file that was refused", n)
			}
		}
	})
}

// contents is a part of a ZIP archive.
func contents(t testing.TB, archive []byte, part string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// takeIn checks and imports a file.
func takeIn(t *testing.T, file string) {
	t.Helper()
	s := newFake(t)
	p, err := NewPlan(context.Background(), s, "contact", file, Options{})
	if err != nil {
		if code := crm.CodeOf(err); code != crm.CodeInvalid {
			t.Fatalf("%s: %v", code, err)
		}
		return
	}
	defer func() { _ = p.Close() }()
	if p.New+p.Existing+int64(len(p.Refused))+p.More != p.Rows {
		t.Fatalf("%d new + %d existing + %d refused are not %d rows", p.New, p.Existing, len(p.Refused), p.Rows)
	}
	res, err := p.Run(context.Background(), nil)
	if err != nil {
		t.Fatalf("a checked file was refused: %v", err)
	}
	if int(res.New) != len(s.all("contact")) {
		t.Fatalf("%d new, %d records", res.New, len(s.all("contact")))
	}
}

// FuzzArchive reads any bytes as an archive of an export.
func FuzzArchive(f *testing.F) {
	for _, members := range harmful() {
		if text, err := os.ReadFile(packed(f, members...)); err == nil && len(text) < 1<<20 {
			f.Add(text)
		}
	}
	text, err := os.ReadFile(archived(f, filled(f)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, data []byte) {
		s := newFake(t)
		if _, err := ReadBack(context.Background(), s, write(t, "in.zip", string(data)), "", nil); err != nil {
			if code := crm.CodeOf(err); code == crm.CodeInternal {
				t.Fatalf("%s: %v", code, err)
			}
			if n := len(s.all("contact")); n > 0 {
				t.Fatalf("%d records of an archive that was refused", n)
			}
		}
	})
}
