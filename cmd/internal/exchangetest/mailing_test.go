package exchangetest

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/app/exchange"
)

func TestWhoMustNotBeWrittenToIsInNoMailing(t *testing.T) {
	ctx, s, dir := context.Background(), open(t), t.TempDir()
	home := crm.Address{Street: "Lindenweg 4", PostalCode: "10115", City: "Berlin"}
	if _, err := s.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		for _, v := range []crm.Values{
			{"first_name": "Ana", "last_name": "=cmd|' /C calc'!A0", "address": home, "emails": []crm.Reach{{Value: "ana@x.example"}}},
			{"last_name": "Never", "address": home, "do_not_mail": true},
			{"last_name": "Nowhere", "do_not_mail": false},
		} {
			r := crm.NewRecord("contact", tx.NewID())
			r.Values = v
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	q := crm.Query{Entity: "contact"}
	merge := filepath.Join(dir, "merge.csv")
	if n, err := exchange.MailMerge(ctx, s, q, merge, nil); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	f, err := os.Open(merge)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][2] != "'=cmd|' /C calc'!A0" || rows[1][5] != "ana@x.example" || rows[1][8] != "Berlin" || rows[2][0] != "Nowhere" {
		t.Errorf("%q %v", rows, err)
	}
	for _, sheet := range exchange.LabelSheets {
		file := filepath.Join(dir, sheet.Name+".pdf")
		if n, err := exchange.Labels(ctx, s, q, file, sheet, nil); n != 1 || err != nil {
			t.Errorf("%s: %d labels, %v", sheet.Name, n, err)
		}
		if raw, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(raw), "%PDF") {
			t.Errorf("%s: no PDF: %v", sheet.Name, err)
		}
		wide, high := 210.0, 297.0
		if sheet.Paper == "Letter" {
			wide, high = 215.9, 279.4
		}
		if sheet.Left+float64(sheet.Columns-1)*sheet.Right+sheet.Width > wide+0.1 || sheet.Top+float64(sheet.Rows-1)*sheet.Down+sheet.Height > high+0.1 {
			t.Errorf("%s does not fit its paper", sheet.Name)
		}
	}
	none := filepath.Join(dir, "none.pdf")
	if _, err := exchange.Labels(ctx, open(t), q, none, exchange.LabelSheets[0], nil); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("labels of nobody: %v", err)
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("half a file is left")
	}
	if _, err := exchange.Labels(ctx, s, crm.Query{Entity: "activity"}, none, exchange.LabelSheets[0], nil); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("labels of activities: %v", err)
	}
}
