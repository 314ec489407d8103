package desktop

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/page"
	"satchel/ui/present"
)

// charts finds the pictures of the Insight page: they are the only widgets with a tip.
func (s *stage) charts() []fyne.Focusable {
	var out []fyne.Focusable
	walk(s.env.Window.Content(), func(o fyne.CanvasObject) {
		_, hovers := o.(desktop.Hoverable)
		_, taps := o.(fyne.Tappable)
		f, focuses := o.(fyne.Focusable)
		if hovers && taps && focuses && o.Size().Width > 300 && o.Size().Height > 100 {
			out = append(out, f)
		}
	})
	return out
}

func TestABarOpensAsManyRecordsAsItCounts(t *testing.T) {
	s := newStage(t, true)
	s.show(page.NewInsight(s.env, page.Route{}))
	charts := s.charts()
	metrics := board("Sales")
	metrics = slices.DeleteFunc(metrics, func(m insight.Metric) bool { // nothing to show
		c, err := m.Compute(context.Background(), s.Ask(), present.SpanOf(m, present.Span("Last 12 months", noon)))
		s.must(err)
		return c.N == 0
	})
	if len(charts) != len(metrics) || len(metrics) < 6 {
		t.Fatalf("%d charts of %d", len(charts), len(metrics))
	}
	opened := 0
	for i, c := range charts {
		span := present.SpanOf(metrics[i], present.Span("Last 12 months", noon))
		want, err := metrics[i].Compute(context.Background(), s.Ask(), span)
		s.must(err)
		c.FocusGained()
		for n := range want.Points {
			if want.Points[n].Currency != want.Points[0].Currency {
				break
			}
			s.went = nil
			c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
			if len(s.went) != 1 {
				t.Fatalf("%s: Enter went to %v", want.Name, s.went)
			}
			r := s.went[0]
			filter, err := crm.ParseFilter(r.Filter)
			s.must(err)
			got, err := s.Count(context.Background(), crm.Query{Entity: r.Entity, Where: filter})
			s.must(err)
			if got != want.Points[n].N || !strings.HasPrefix(r.Title, want.Title) {
				t.Errorf("%s: %d records, want %d (%+v)", want.Points[n].Label, got, want.Points[n].N, r)
			}
			opened++
		}
		c.FocusLost()
	}
	if opened < 10 {
		t.Errorf("only %d bars were opened", opened)
	}
}

// board are the metrics of a dashboard.
func board(name string) []insight.Metric {
	return slices.DeleteFunc(insight.Metrics(), func(m insight.Metric) bool { return m.Board != name })
}

// TestEveryDashboardIsShownAndKept walks the dashboards: each shows its charts, and the one chosen last comes back.
func TestEveryDashboardIsShownAndKept(t *testing.T) {
	s := newStage(t, true)
	s.show(page.NewInsight(s.env, page.Route{}))
	for _, name := range append(slices.Clone(insight.Boards[1:]), insight.Boards[0], "Service") {
		s.pressChip(name, 0)
		for _, m := range board(name) {
			s.expect(m.Title)
		}
	}
	s.show(page.NewInsight(s.env, page.Route{}))
	s.expect("Targets met")
}

func TestAChartSaysItsCurrency(t *testing.T) {
	s := newStage(t, true)
	s.show(page.NewInsight(s.env, page.Route{}))
	s.expect("in EUR · " + insight.Metrics()[0].Gist)
}

// TestAChartOfLossesSaysWhomItCounts: where customers bought, "as soon as a deal is won" is not why none is counted.
func TestAChartOfLossesSaysWhomItCounts(t *testing.T) {
	s := newStage(t, true)
	s.show(page.NewInsight(s.env, page.Route{}))
	s.pressChip("Customers", 0)
	for _, name := range []string{"churn", "clv"} {
		m, err := insight.Find(name)
		s.must(err)
		c, err := m.Compute(context.Background(), s.Ask(), present.Span("Last 12 months", noon))
		s.must(err)
		if c.N != 0 || m.Needs == "" {
			t.Errorf("%s counts %d and needs %q", name, c.N, m.Needs)
		}
		s.expect(m.Needs)
	}
	if s.sees("as soon as a deal with them is won") {
		t.Error("a wrong reason is given")
	}
}

func TestTheChosenBarSaysItsNumber(t *testing.T) {
	s := newStage(t, true)
	s.show(page.NewInsight(s.env, page.Route{}))
	c := s.charts()[0]
	c.FocusGained()
	chart, err := insight.Metrics()[0].Compute(context.Background(), s.Ask(), insight.Span{})
	s.must(err)
	for _, n := range []int{0, 1} {
		label, value, count := present.Bar(chart, chart.Points[n])
		s.expect(label, value+" · "+count)
		c.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	c.FocusLost()
	if s.sees(present.Month(chart.Points[2].Label) + "\n") {
		t.Error("the tip stays without focus and pointer")
	}
}

func TestThePointerChoosesAndOpensABar(t *testing.T) {
	s := newStage(t, true)
	s.show(page.NewInsight(s.env, page.Route{}))
	c := s.charts()[0]
	size := c.(fyne.CanvasObject).Size()
	at := fyne.NewPos(size.Width*0.25, size.Height*0.5)
	c.(desktop.Hoverable).MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	s.expect("Prospecting")
	c.(fyne.Tappable).Tapped(&fyne.PointEvent{Position: at})
	if len(s.went) != 1 || !strings.Contains(s.went[0].Filter, `stage = "Prospecting"`) && !strings.Contains(s.went[0].Filter, `stage = Prospecting`) {
		t.Errorf("%+v", s.went)
	}
	c.(desktop.Hoverable).MouseOut()
	if s.sees("Prospecting") {
		t.Error("the tip stays")
	}
}

func TestChartsAsTableAndTheirDefinition(t *testing.T) {
	s := newStage(t, true)
	s.show(page.NewInsight(s.env, page.Route{}))
	all := len(s.charts())
	s.pressChip("Table", 0)
	if len(s.charts()) != all-1 {
		t.Error("the picture is still there")
	}
	s.pressChip("?", 0)
	s.expect(insight.Metrics()[0].Definition)
	s.pressChip("Table", 0)
	if len(s.charts()) != all {
		t.Error("the picture did not come back")
	}
}

func TestTheChartFollowsACommit(t *testing.T) {
	s := newStage(t, false)
	p := page.NewInsight(s.env, page.Route{})
	s.show(p)
	s.expect("Nothing to count yet")
	s.add("deal", crm.Values{"name": "Frame", "stage": "Proposal", "amount": int64(4_850_000), "currency": "EUR"})
	p.Refresh(crm.Batch{Entities: []string{"deal"}})
	s.expect("n 1")
	if n := len(s.charts()); n != 3 { // by stage, by category, and how fast
		t.Errorf("%d charts", n)
	}
}

func TestAChartIsComputedOnceUntilACommit(t *testing.T) {
	s := newStage(t, true)
	m := insight.Metrics()[0]
	first, err := s.Chart(context.Background(), m, insight.Span{})
	s.must(err)
	first.Points[0].Label = "kept"
	again, err := s.Chart(context.Background(), m, insight.Span{})
	s.must(err)
	if again.Points[0].Label != "kept" {
		t.Error("computed twice")
	}
	s.add("deal", crm.Values{"name": "Frame"})
	fresh, err := s.Chart(context.Background(), m, insight.Span{})
	s.must(err)
	if fresh.Points[0].Label == "kept" {
		t.Error("not computed after a commit")
	}
}

func TestThePeriodIsKept(t *testing.T) {
	s := newStage(t, true)
	s.must(s.SetSetting(context.Background(), "insight.period", "All"))
	s.show(page.NewInsight(s.env, page.Route{}))
	s.expect("by real close date")
	if s.button("All") == nil {
		t.Error("the period is not shown")
	}
}

func TestAChartIsWrittenInEveryFormat(t *testing.T) {
	s := newStage(t, true)
	p := page.NewInsight(s.env, page.Route{}).(*page.Insight)
	s.show(p)
	for ext, begin := range map[string]string{"png": "\x89PNG", "svg": "<?xml", "pdf": "%PDF", "csv": "label,currency,value,n"} {
		file := s.file("chart."+ext, "")
		to, err := storage.Writer(storage.NewFileURI(file))
		s.must(err)
		p.Write(0, ext, to)
		if got := s.read(file); !strings.HasPrefix(got, begin) {
			t.Errorf("%s begins %.20q", ext, got)
		}
	}
	if len(s.said) != 4 || len(s.fails) > 0 {
		t.Error(s.said, s.fails)
	}
}
