package sheet

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/chart"
)

var sold = insight.Chart{
	Title: "Won / by <industry>", Unit: insight.Money, AsOf: crm.InstantOf(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)), N: 4,
	Points: []insight.Point{
		{Label: "=1+1", Series: "2026-11", Currency: "EUR", Value: 123456, Known: true, N: 3},
		{Label: "Müller", Series: "2026-12", Currency: "JPY", Value: 500, Known: true, N: 1},
		{Label: "None", Currency: "EUR"},
	},
}

func page(late time.Time) Page {
	return Page{Gist: "Sum of Amount", Definition: "Deals: won", Now: sold.AsOf.Time(), Late: late, Style: chart.Light}
}

// TestASpreadsheetHasNumbersAndNoFormulas: what people typed stays text, whatever a spreadsheet would make of it.
func TestASpreadsheetHasNumbersAndNoFormulas(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, sold, "xlsx", page(sold.AsOf.Time().Add(-48*time.Hour))); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, r := range rows {
		all += strings.Join(r, "|") + "\n"
	}
	for _, want := range []string{
		"Won / by <industry>", "Sum of Amount", "Deals: won", "n 4", "Late: it was to be written", "What|Of it|Currency|Value|Records",
		"=1+1|Nov 2026|EUR|1234.56|3", "Müller|Dec 2026|JPY|500|1", "None||EUR||0",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in\n%s", want, all)
		}
	}
	for i := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if formula, _ := f.GetCellFormula("Sheet1", cell); formula != "" {
			t.Errorf("%s is the formula %s", cell, formula)
		}
	}
}

func TestADocumentHasManyPages(t *testing.T) {
	long := sold
	for range 200 {
		long.Points = append(long.Points, insight.Point{Label: strings.Repeat("long ", 30), Series: "x", Currency: "EUR", Value: 1, Known: true, N: 1})
	}
	for _, c := range []insight.Chart{sold, long, {Title: "empty"}} {
		var b bytes.Buffer
		if err := Write(&b, c, "pdf", page(time.Time{})); err != nil || !bytes.HasPrefix(b.Bytes(), []byte("%PDF")) {
			t.Errorf("%v, begins %q", err, b.String()[:min(8, b.Len())])
		}
		if pages := bytes.Count(b.Bytes(), []byte("/Type /Page\n")); pages < 1+len(c.Points)/60 {
			t.Errorf("%d numbers on %d pages", len(c.Points), pages)
		}
	}
}

func TestAFileIsNamedAfterTheWholeTitle(t *testing.T) {
	if got := FileName(`Won / lost: a\b`, "csv"); got != "Won - lost_ a-b.csv" {
		t.Error(got)
	}
}
