package desktop

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/page"
)

// reporting opens the list of deals that were won, counted.
func (s *stage) reporting() *page.Records {
	p := page.NewRecords(s.env, page.Route{Entity: "deal", Filter: `stage = "Won"`}).(*page.Records)
	s.show(p)
	p.ToggleReport()
	return p
}

func (s *stage) counting(p *page.Records, text string) {
	c, err := crm.ParseCounting(text)
	s.must(err)
	p.SetCounting(c)
}

func TestAListIsCountedKeptPinnedAndOpened(t *testing.T) {
	s := newStage(t, true)
	p := s.reporting()
	s.expect("Count by Stage", "by Stage")
	s.counting(p, "sum amount by closed_at month")
	s.expect("Sum of Amount by Closed (month)")
	whole := p.Report().N
	if n, err := s.Count(context.Background(), crm.Query{Entity: "deal", Where: crm.Where("stage", crm.Eq, "Won")}); err != nil || n != whole || n == 0 {
		t.Fatalf("the report stands on %d of %d records (%v)", whole, n, err)
	}
	p.SaveViewNamed("Won of mine")
	if shown := texts(s.env.Window.Content()); strings.Count(shown, "Won of mine") < 2 { // above the list and above the chart
		t.Errorf("the report does not take its name:\n%s", shown)
	}
	p.Pin("Sales")
	views, err := s.Views(context.Background())
	s.must(err)
	i := slices.IndexFunc(views, func(v crm.View) bool { return v.Name == "Won of mine" })
	if i < 0 || views[i].Board != "Sales" || views[i].Counting.String() != "sum amount by closed_at month" {
		t.Fatalf("%+v", views)
	}
	// It opens as a report, and its records can be seen without losing it.
	again := page.NewRecords(s.env, page.Route{Entity: "deal", View: views[i].Key()}).(*page.Records)
	s.show(again)
	if again.Report().N != whole {
		t.Errorf("opened again it stands on %d records", again.Report().N)
	}
	again.ToggleReport()
	if again.Len() != int(whole) || again.Changed() {
		t.Errorf("as a list it has %d rows, changed %v", again.Len(), again.Changed())
	}
	back := page.NewRecords(s.env, again.Route()).(*page.Records)
	s.show(back)
	if !back.Counting().IsZero() {
		t.Error("coming back to the list shows the report")
	}
	s.show(page.NewInsight(s.env, page.Route{}))
	s.expect("Won of mine")
}

func TestComingBackToAReportFindsItAsItWas(t *testing.T) {
	s := newStage(t, true)
	p := s.reporting()
	s.counting(p, "sum amount by organisation.industry, stage as table")
	back := page.NewRecords(s.env, p.Route()).(*page.Records)
	s.show(back)
	if got := back.Counting().String(); got != "sum amount by organisation.industry, stage as table" {
		t.Errorf("it is %q", got)
	}
	p.ToggleReport()
	if p.Changed() && p.Route().Count != "" {
		t.Errorf("the list keeps something of the report: %+v", p.Route())
	}
}

// TestAReportOnADeletedFieldSaysWhich shows no number at all: one without its filter would be wrong.
func TestAReportOnADeletedFieldSaysWhich(t *testing.T) {
	s := newStage(t, true)
	field := crm.Field{Name: "x_size", Label: "Size", Kind: crm.Integer}
	s.must(s.SetOwnFields(context.Background(), "deal", []crm.Field{field}))
	v, _, err := s.SaveView(context.Background(), crm.View{Name: "Big ones", Entity: "deal", Filter: "x_size > 3", Counting: crm.Counting{Measure: crm.Measure{Fn: crm.Count}}, Board: "Team"})
	s.must(err)
	s.must(s.SetOwnFields(context.Background(), "deal", nil))
	p := page.NewRecords(s.env, page.Route{Entity: "deal", View: v.Key()}).(*page.Records)
	s.show(p)
	s.expect("This report asks for something that is not there any more", "x_size")
	if p.Report().N != 0 {
		t.Errorf("it has a number: %+v", p.Report())
	}
	s.show(page.NewInsight(s.env, page.Route{}))
	s.pressChip("Team", 0)
	s.expect("Big ones", "x_size")
}

func TestAReportIsPlannedByThePerson(t *testing.T) {
	s := newStage(t, true)
	p := s.reporting()
	p.Schedule()
	if len(s.said) == 0 || s.said[len(s.said)-1] != "Save the report first, so that it has a name." {
		t.Fatalf("said %q", s.said)
	}
	p.SaveViewNamed("Mine")
	p.Schedule()
	dir := filepath.ToSlash(t.TempDir())
	p.Plan().Fill("25:00", dir)
	p.Plan().Save()
	if len(s.fails) != 1 || crm.CodeOf(s.fails[0]) != crm.CodeInvalid {
		t.Errorf("a time that is none: %v", s.fails)
	}
	p.Plan().Fill("7:30", dir)
	p.Plan().Save()
	list, err := s.Plans(context.Background())
	if s.must(err); len(list) != 1 || list[0].Hour != 7 || list[0].Minute != 30 || list[0].Folder != dir || list[0].Format != "pdf" {
		t.Errorf("%+v", list)
	}
}

func TestEveryMenuOfAReportCounts(t *testing.T) {
	s := newStage(t, true)
	for _, e := range s.Catalog().Entities() {
		if e.Child || e.Name == "user" {
			continue
		}
		p := page.NewRecords(s.env, page.Route{Entity: e.Name}).(*page.Records)
		s.show(p)
		p.ToggleReport()
		for _, item := range p.ReportChoices() {
			do(item)
			if _, err := insight.Report(crm.View{Entity: e.Name, Counting: p.Counting()}).Compute(context.Background(), s.Ask(), insight.Span{}); err != nil && !tooMany(err) {
				t.Errorf("%s, %s: %v", e.Name, p.Counting(), err)
			}
		}
	}
}

func tooMany(err error) bool {
	return crm.CodeOf(err) == crm.CodeInvalid && len(err.Error()) > 0 && err.Error()[:12] == "The report w"
}

func do(item *fyne.MenuItem) {
	if item.Action != nil {
		item.Action()
	}
	if item.ChildMenu != nil {
		for _, i := range item.ChildMenu.Items {
			do(i)
		}
	}
}
