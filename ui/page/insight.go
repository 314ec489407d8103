package page

import (
	"context"
	"io"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/async"
	"satchel/ui/chart"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// settingPeriod keeps the period that was chosen last.
const settingPeriod = "insight.period"

// Insight shows the charts: each says what it counts, on how many records, as of when, and opens them.
type Insight struct {
	env     Env
	period  string
	choose  *kit.Button
	bar     *kit.Bar
	cards   []*chartCard
	content fyne.CanvasObject
}

// NewInsight builds the page.
func NewInsight(env Env, _ Route) Page {
	p := &Insight{env: env, period: present.Periods[0]}
	grid := container.NewGridWithColumns(2)
	for _, m := range insight.Metrics() {
		card := newChartCard(env, m, func(c insight.Chart) {
			p.bar.SetCount(words.T("as of %s", c.AsOf.Time().In(env.Zone).Format("15:04")))
		})
		p.cards = append(p.cards, card)
		grid.Add(card.card)
	}
	grid.Layout = &chartGrid{columns: 2}
	p.choose = kit.NewMenuButton(words.T(p.period), p.periods)
	p.bar = kit.NewBar(words.T("Insight"), "", p.choose, kit.NewMenuButton(words.T("Export"), p.exports))
	body := kit.NewSurface(look.BG, 0, kit.Pad{}, container.NewVScroll(kit.Inset(look.PadBar, look.PadBar, look.PadBar, look.PadBar, grid)))
	p.content = kit.Page(body, p.bar)
	p.begin()
	return p
}

// begin asks for the period chosen last, then for the charts.
func (p *Insight) begin() {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (string, error) {
		return p.env.App.Setting(ctx, settingPeriod)
	}, func(period string, err error) {
		if err != nil {
			p.env.Fail(err)
		}
		if slices.Contains(present.Periods, period) {
			p.period = period
			p.choose.SetText(words.T(period))
		}
		p.load()
	})
}

// Content implements Page.
func (p *Insight) Content() fyne.CanvasObject { return p.content }

// Refresh implements Page.
func (p *Insight) Refresh(b crm.Batch) {
	for _, c := range p.cards {
		if len(b.Entities) == 0 || slices.Contains(b.Entities, c.metric.Entity) {
			p.load()
			return
		}
	}
}

// Close implements Closer.
func (p *Insight) Close() {
	for _, c := range p.cards {
		c.latest.Stop()
		c.view.latest.Stop()
	}
}

func (p *Insight) load() {
	span := present.Span(p.period, p.env.Now())
	for _, c := range p.cards {
		c.load(span)
	}
}

func (p *Insight) periods() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, period := range present.Periods {
		item := fyne.NewMenuItem(words.T(period), func() { p.setPeriod(period) })
		item.Checked = period == p.period
		items = append(items, item)
	}
	return items
}

func (p *Insight) setPeriod(period string) {
	p.period = period
	p.choose.SetText(words.T(period))
	p.bar.Refresh()
	p.load()
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.SetSetting(ctx, settingPeriod, period)
	}, func(_ any, err error) {
		if err != nil {
			p.env.Fail(err)
		}
	})
}

// exports is the menu of charts and formats.
func (p *Insight) exports() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for i, c := range p.cards {
		item := fyne.NewMenuItem(words.T(c.metric.Title), nil)
		var formats []*fyne.MenuItem
		for _, f := range []struct{ label, ext string }{
			{words.T("Picture (PNG)"), "png"}, {words.T("Drawing (SVG)"), "svg"}, {words.T("Document (PDF)"), "pdf"}, {words.T("Numbers (CSV)"), "csv"},
		} {
			formats = append(formats, fyne.NewMenuItem(f.label, func() { p.export(i, f.ext) }))
		}
		item.ChildMenu = fyne.NewMenu("", formats...)
		item.Disabled = present.NoBars(c.chart)
		items = append(items, item)
	}
	return items
}

// export asks where to and writes the chart as it is shown.
func (p *Insight) export(card int, ext string) {
	d := dialog.NewFileSave(func(to fyne.URIWriteCloser, err error) {
		if err != nil {
			p.env.Fail(crm.Errorf(crm.CodeUnavailable, "The file cannot be written: %w.", err))
			return
		}
		if to != nil {
			p.Write(card, ext, to)
		}
	}, p.env.Window)
	d.SetFileName(p.cards[card].metric.Name + " " + p.env.Now().Format("2006-01-02") + "." + ext)
	d.Show()
}

// Write writes the chart of a card as png, svg, pdf or csv, and closes the file.
func (p *Insight) Write(card int, ext string, to fyne.URIWriteCloser) {
	c := p.cards[card].chart
	style := chartStyle(false) // for paper
	async.Run(p.env.Context, p.env.Run, func(context.Context) (any, error) {
		err := writeChart(to, c, ext, style)
		if closing := to.Close(); err == nil {
			err = closing
		}
		return nil, err
	}, func(_ any, err error) {
		if err != nil {
			p.env.Fail(crm.Errorf(crm.CodeUnavailable, "The chart was not written: %w.", err))
			return
		}
		p.env.Say(words.T("Saved “%s” as %s", words.T(c.Title), to.URI().Name()), "")
	})
}

func writeChart(w io.Writer, c insight.Chart, ext string, s chart.Style) error {
	if ext == "csv" {
		return present.WriteCSV(w, c)
	}
	return chart.Write(w, c, chart.Format(ext), s)
}

// chartGrid puts cards into two columns, one where there is little room, and shares the height out: as much as there is, but never
// less than a chart needs.
type chartGrid struct{ columns int } // of the last layout

const chartHeight = 274

func (g *chartGrid) rows(objects []fyne.CanvasObject) int {
	return (len(objects) + g.columns - 1) / g.columns
}

// MinSize implements fyne.Layout.
func (g *chartGrid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(300, float32(g.rows(objects))*(chartHeight+look.GapCard)-look.GapCard)
}

// Layout implements fyne.Layout.
func (g *chartGrid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.columns = 2
	if size.Width < 720 {
		g.columns = 1
	}
	rows := float32(g.rows(objects))
	w := (size.Width - look.GapCard*float32(g.columns-1)) / float32(g.columns)
	h := max((size.Height-look.GapCard*(rows-1))/rows, chartHeight)
	for i, o := range objects {
		o.Move(fyne.NewPos(float32(i%g.columns)*(w+look.GapCard), float32(i/g.columns)*(h+look.GapCard)))
		o.Resize(fyne.NewSize(w, h))
	}
}
