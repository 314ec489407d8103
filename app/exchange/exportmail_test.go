package exchange

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"satchel/app/crm"
)

// people are one whose name is a formula, and two others.
func people(t *testing.T) *fakeStore {
	home := crm.Address{Street: "Lindenweg 4", PostalCode: "10115", City: "Berlin"}
	var out []crm.Record
	for i, v := range []crm.Values{
		{"first_name": "Ana", "last_name": "=cmd|' /C calc'!A0", "name": "Ana =cmd|' /C calc'!A0", "address": home, "emails": []crm.Reach{{Value: "ana@x.example"}}},
		{"last_name": "Never", "name": "Never", "address": home, "do_not_mail": true},
		{"last_name": "Nowhere", "name": "Nowhere", "do_not_mail": false},
	} {
		r := crm.NewRecord("contact", "018f0000-0000-7000-8000-00000000000"+string(rune('1'+i)))
		r.Values = v
		out = append(out, r)
	}
	return newFake(t, out...)
}

func TestListsAreWrittenInTheFormOfTheirName(t *testing.T) {
	ctx, s, dir := context.Background(), people(t), t.TempDir()
	q := crm.Query{Entity: "contact"}
	for _, name := range []string{"a.csv", "a.xlsx", "a.vcf"} {
		if n, err := ExportList(ctx, s, q, filepath.Join(dir, name), nil); n != 3 || err != nil {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	book, err := excelize.OpenFile(filepath.Join(dir, "a.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows("contact")
	if err != nil || len(rows) != 4 {
		t.Fatal(len(rows), err)
	}
	for i := range rows[1] {
		cell, _ := excelize.CoordinatesToCellName(i+1, 2)
		if formula, err := book.GetCellFormula("contact", cell); formula != "" || err != nil {
			t.Errorf("%s is a formula: %s %v", cell, formula, err)
		}
	}
	if !strings.Contains(strings.Join(rows[1], "|"), "|=cmd|' /C calc'!A0|") {
		t.Errorf("%q", rows[1])
	}
	if _, err := ExportList(ctx, s, crm.Query{Entity: "deal"}, filepath.Join(dir, "b.vcf"), nil); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("deals as vCards: %v", err)
	}
}
