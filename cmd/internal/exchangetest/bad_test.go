package exchangetest

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/app/exchange"
)

// TestBadFilesAreToldInASentence imports what is no list of customers: a sentence, and nothing is left of it.
func TestBadFilesAreToldInASentence(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(make([]byte, 32<<20))
	_ = z.Close()
	card := "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee;Ana\r\nFN:Ana Lee\r\n"
	for _, bad := range []struct {
		name, text string
		says       string // "" = it is read
		fresh      int64
		refused    string // in the reason of the refused row, "" = none is
	}{
		{"endless quotes.csv", "Last name,Note\nLee,\"" + strings.Repeat("x\n", 4<<20), "quotation mark", 0, ""},
		{"million columns.csv", "Last name" + strings.Repeat(",a", 1_000_000) + "\n", "columns", 0, ""},
		{"long field.csv", "Last name,Notes\nLee," + strings.Repeat("x", 6<<20) + "\n", "5 MB", 0, ""},
		{"nul.csv", "Last name\nLee\x00\n", "NUL", 0, ""},
		{"mixed.csv", "Last name,City\nM\xc3\xbcller,K\xc3\xb6ln\nWei\xc3\x9f,M\xc3\xbcnchen\n\xc3\x96z,Gro\xc3\x9f\n\xc3\x84hre,Sch\xc3\xb6n\n\xc3\x9cbel,S\xc3\xbc\xc3\x9f\nJ\xc3\xa4ger,D\xc3\xb6\xc3\xb6\n\xc3\x89t\xc3\xa9,\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\nSchr\xf6der,Bonn\n", "", 7, "not text"},
		{"dates.csv", "Last name,Birthday\nLee,31/02/1980\n", "", 0, "31/02/1980"},
		{"zero.csv", "Last name,Birthday\nLee,00.00.0000\n", "", 0, "00.00.0000"},
		{"pdf.csv", "%PDF-1.7\n%\xe2\xe3\n", "a PDF", 0, ""},
		{"bomb.csv", packed.String(), "gzip", 0, ""},
		{"bomb.xlsx", "PK\x03\x04" + strings.Repeat("\x00", 100), "damaged", 0, ""},
		{"empty.csv", "", "empty", 0, ""},
		{"header.csv", "Last name,E-mail\n", "no rows", 0, ""},
		{"formula.csv", "Last name,Notes\nLee,=HYPERLINK(\"http://x.example\")\n", "", 1, ""},
		{"no end.vcf", card, "", 0, "cut off"},
		{"end twice.vcf", card + "END:VCARD\r\nEND:VCARD\r\n" + card + "END:VCARD\r\n", "", 1, ""},
		{"photo.vcf", card + "PHOTO;ENCODING=b:" + strings.Repeat("QUJD", 13<<20) + "\r\nEND:VCARD\r\n", "16 MB", 0, ""},
		{"none.vcf", "BEGIN:VCALENDAR\r\n", "no vCard", 0, ""},
	} {
		db := open(t)
		file := filepath.Join(t.TempDir(), bad.name)
		if err := os.WriteFile(file, []byte(bad.text), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := exchange.NewPlan(context.Background(), db, "contact", file, exchange.Options{})
		if err != nil {
			if bad.says == "" || crm.CodeOf(err) != crm.CodeInvalid || !strings.Contains(err.Error(), bad.says) || len(err.Error()) > 400 {
				t.Errorf("%s: %.500v", bad.name, err)
			}
			t.Logf("%-20s %.160v", bad.name, err)
			continue
		}
		if bad.says != "" || p.New != bad.fresh || (len(p.Refused) > 0) != (bad.refused != "") || len(p.Refused) > 0 && !strings.Contains(p.Refused[0].Reason, bad.refused) {
			t.Errorf("%s: %d new, refused %.400v; want %q", bad.name, p.New, p.Refused, bad.says+bad.refused)
		}
		if len(p.Refused) > 0 {
			t.Logf("%-20s row %d, %s: %.160s", bad.name, p.Refused[0].Row, p.Refused[0].Column, p.Refused[0].Reason)
		}
		if _, err := p.Run(context.Background(), nil); err != nil {
			t.Errorf("%s: %v", bad.name, err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestAnImportCancelledAtAnyRowLeavesNothing stops it at each moment at which it looks up.
func TestAnImportCancelledAtAnyRowLeavesNothing(t *testing.T) {
	db := open(t)
	file, _ := contacts(t, 3000)
	_, before := export(t, db)
	stopped := 0
	for stop := int64(256); stop < 3000; stop += 256 {
		ctx, cancel := context.WithCancel(context.Background())
		p, err := exchange.NewPlan(ctx, db, "contact", file, exchange.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Run(ctx, func(done, _ int64) {
			if done >= stop {
				cancel()
			}
		})
		if crm.CodeOf(err) != crm.CodeCanceled {
			t.Errorf("stopped at row %d: %v", stop, err)
		}
		stopped++
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		cancel()
	}
	_, after := export(t, db)
	same(t, before, after)
	if found, err := db.Check(context.Background()); err != nil || len(found) > 0 {
		t.Errorf("%v %v", found, err)
	}
	t.Logf("stopped at %d moments", stopped)
}
