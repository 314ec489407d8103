package apptest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/chart"
	"satchel/ui/sheet"
)

// report computes a report, tests that every point's filter lists exactly its records, and writes the points.
func report(t *testing.T, a *app.App, entity, filter, counting string) []string {
	t.Helper()
	c, err := reported(t, a, entity, filter, counting)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range c.Points {
		list, err := crm.ParseFilter(text(p.Where))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := a.Count(t.Context(), crm.Query{Entity: entity, Where: list}); err != nil || n != p.N {
			t.Errorf("%s %s: %q lists %d records, the point stands on %d (%v)", counting, p.Label, text(p.Where), n, p.N, err)
		}
		value := fmt.Sprint(p.Value)
		if !p.Known {
			value = "–"
		}
		out = append(out, strings.TrimSpace(p.Label+"/"+p.Series+" "+p.Currency)+" "+value+fmt.Sprintf(" n%d", p.N))
	}
	return out
}

func text(e crm.Expr) string {
	if e == nil {
		return ""
	}
	return e.String()
}

func reported(t *testing.T, a *app.App, entity, filter, counting string) (insight.Chart, error) {
	t.Helper()
	c, err := crm.ParseCounting(counting)
	if err != nil {
		t.Fatal(err)
	}
	if c.String() != counting {
		t.Errorf("%q is written as %q", counting, c)
	}
	return insight.Report(crm.View{Name: "Mine", Entity: entity, Filter: filter, Counting: c}).Compute(t.Context(), a.Ask(), insight.Span{})
}

// sold makes two organisations with industries and deals of two currencies.
func sold(t *testing.T, a *app.App) (steel, bank string) {
	t.Helper()
	steel = add(t, a, "organisation", crm.Values{"name": "Steel \"&\" Co", "industry": "Metal"})
	bank = add(t, a, "organisation", crm.Values{"name": "Bank", "industry": "Finance"})
	for _, d := range []struct {
		org, stage, currency, closed string
		amount                       int64
	}{
		{steel, "Won", "EUR", "2026-08-31T21:59:00Z", 100_00}, // 23:59 of August here
		{steel, "Won", "EUR", "2026-08-31T22:01:00Z", 50_00},  // September here
		{bank, "Won", "EUR", "2026-11-02T10:00:00Z", 7_00},
		{"", "Won", "EUR", "2026-11-03T10:00:00Z", 5_00},
		{bank, "Won", "USD", "2026-11-04T10:00:00Z", 1_00},
		{bank, "Lost", "EUR", "2026-11-05T10:00:00Z", 900_00},
	} {
		v := crm.Values{"name": "D", "stage": d.stage, "currency": d.currency, "amount": d.amount, "closed_at": at(d.closed)}
		if d.org != "" {
			v["organisation"] = d.org
		}
		add(t, a, "deal", v)
	}
	return steel, bank
}

func TestAReportOfAnIndustryKeepsCurrenciesApart(t *testing.T) {
	a := open(t)
	sold(t, a)
	same(t, "won by industry", report(t, a, "deal", `stage = "Won"`, "sum amount by organisation.industry"),
		"Finance/ EUR 700 n1", "Metal/ EUR 15000 n2", "No value/ EUR 500 n1", "Finance/ USD 100 n1")
}

// TestMonthsWithoutARecordAreZero has the trap of the reference: October is 0 and not missing, nor are the months of the period at its ends.
func TestMonthsWithoutARecordAreZero(t *testing.T) {
	a := open(t)
	sold(t, a)
	same(t, "won by month", report(t, a, "deal", `stage = "Won" and currency = "EUR"`, "sum amount by closed_at month"),
		"2026-08/ EUR 10000 n1", "2026-09/ EUR 5000 n1", "2026-10/ EUR 0 n0", "2026-11/ EUR 1200 n2")
	same(t, "and of a period", report(t, a, "deal", `stage = "Won" and closed_at in 2026-Q4`, "count by closed_at month"),
		"2026-10/ 0 n0", "2026-11/ 3 n3", "2026-12/ 0 n0")
	same(t, "nothing at all", report(t, a, "deal", `stage = "Won" and closed_at in 2025-Q1`, "count by closed_at month"),
		"2025-01/ 0 n0", "2025-02/ 0 n0", "2025-03/ 0 n0")
}

func TestTwoLevelsHaveEveryCombination(t *testing.T) {
	a := open(t)
	sold(t, a)
	same(t, "by quarter and stage", report(t, a, "deal", "", "count by closed_at quarter, stage as table"),
		"2026-Q3/Won 2 n2", "2026-Q3/Lost 0 n0", "2026-Q4/Won 3 n3", "2026-Q4/Lost 1 n1")
}

func TestEveryKindOfAxisListsItsRecords(t *testing.T) {
	a := open(t)
	sold(t, a)
	same(t, "linked records by their names", report(t, a, "deal", `stage = "Won"`, "count by organisation"),
		"Bank/ 2 n2", `Steel "&" Co/ 2 n2`, "No value/ 1 n1")
	same(t, "days", report(t, a, "deal", `closed_at in 2026-11-02`, "count by closed_at day"), "2026-11-02/ 1 n1")
	same(t, "weeks", report(t, a, "deal", `stage = "Lost"`, "count by closed_at week"), "2026-11-02/ 1 n1")
	same(t, "years", report(t, a, "deal", "", "count by closed_at year"), "2026/ 6 n6")
	add(t, a, "activity", crm.Values{"kind": "call", "subject": "one", "done": true, "duration": int64(600)})
	add(t, a, "activity", crm.Values{"kind": "call", "subject": "two", "done": true, "duration": int64(1200)})
	add(t, a, "activity", crm.Values{"kind": "visit", "subject": "three", "done": true})
	same(t, "means know nothing of empty ones", report(t, a, "activity", "", "avg duration by kind"), "Call/ 900 n2", "Visit/ – n1")
	same(t, "yes and no", report(t, a, "activity", "", "count by done"), "yes/ 3 n3")
	same(t, "a number alone", report(t, a, "activity", "", "count"), "All/ 3 n3")
	same(t, "none", report(t, a, "lead", "", "count"), "All/ 0 n0")
}

func TestAReportOnAFieldThatIsGoneSaysSo(t *testing.T) {
	a := open(t)
	for _, r := range [][2]string{{"x_size > 3", "count"}, {"", "sum x_size"}, {"", "count by x_size"}, {"", "count by organisation.x_size"}, {"and and", "count"}} {
		_, err := reported(t, a, "deal", r[0], r[1])
		if err == nil || crm.CodeOf(err) != crm.CodeInvalid || !strings.Contains(err.Error(), "not there any more") {
			t.Errorf("%v: %v", r, err)
		}
		if err != nil && r[0] != "and and" && !strings.Contains(err.Error(), "x_size") {
			t.Errorf("%v does not name the field: %v", r, err)
		}
	}
}

func TestAReportThatCannotBeIsRefused(t *testing.T) {
	a := open(t)
	for _, text := range []string{"sum subject by status", "count by description", "count by created_at", "count by tags", "sum"} {
		c, err := crm.ParseCounting(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := a.SaveView(t.Context(), crm.View{Name: text, Entity: "ticket", Counting: c}); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"many by status", "count by a, b, c", "count as pie", "count by created_at moon", "count by status as"} {
		if _, err := crm.ParseCounting(text); text != "count by status as" && err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestAReportIsAViewThatIsKept(t *testing.T) {
	a := open(t)
	c, _ := crm.ParseCounting("sum amount by closed_at month, stage as rows")
	v, _, err := a.SaveView(t.Context(), crm.View{Name: "Won", Entity: "deal", Filter: `stage = "Won"`, Counting: c, Board: "Sales", Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	list, err := a.Views(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range list {
		if got.ID == v.ID && got.Counting.String() == c.String() && got.Board == "Sales" && got.Shared {
			return
		}
	}
	t.Errorf("not kept: %+v", list)
}

func TestAReportIsWrittenAtItsTimeOrLate(t *testing.T) {
	clock := now
	a := openAt(t, func() time.Time { return clock })
	sold(t, a)
	c, _ := crm.ParseCounting("sum amount by organisation.industry")
	v, _, err := a.SaveView(t.Context(), crm.View{Name: "Won / industry", Entity: "deal", Filter: `stage = "Won"`, Counting: c})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	plan := app.Plan{View: v.ID, Every: app.EveryDay, Hour: 15, Format: "csv", Folder: dir}
	if err := a.SetPlan(t.Context(), app.Plan{View: v.ID, Format: "csv", Folder: "somewhere"}); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("a folder without a path: %v", err)
	}
	if err := a.SetPlan(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	write := func(want ...string) {
		t.Helper()
		var got []string
		if err := sheet.WriteDue(t.Context(), a, chart.Light, func(file string) { got = append(got, filepath.Base(file)) }); err != nil {
			t.Fatal(err)
		}
		same(t, clock.String(), got, want...)
	}
	write() // it is 14:00
	clock = now.Add(61 * time.Minute)
	write("Won - industry 2026-11-22 1500.csv")
	write()
	clock = now.Add(74 * time.Hour)
	write("Won - industry 2026-11-25 1500 (late).csv")
	raw, err := os.ReadFile(filepath.Join(dir, "Won - industry 2026-11-22 1500.csv"))
	if err != nil || !strings.Contains(string(raw), "Metal,EUR,150.00,2\n") {
		t.Errorf("%v %s", err, raw)
	}
	// A folder that is gone is said, and the report is written once it is back.
	clock = now.Add(98 * time.Hour)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := sheet.WriteDue(t.Context(), a, chart.Light, func(string) {}); crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("without a folder: %v", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write("Won - industry 2026-11-26 1500 (late).csv")
	if _, err := a.DeleteView(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	clock = now.Add(200 * time.Hour)
	write()
	if left, err := a.Plans(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("the plan of a report that is gone: %v %v", left, err)
	}
}
