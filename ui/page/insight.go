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

// The period and the dashboard that were chosen last.
const (
	settingPeriod = "insight.period"
	settingBoard  = "insight.board"
)

// Insight shows the charts of a dashboard: each says what it counts, on how many records, as of when, and opens them.
type Insight struct {
	env     Env
	period  string
	board   string
	choose  *kit.Button
	bar     *kit.Bar
	boards  *fyne.Container
	grid    *fyne.Container
	scroll  *container.Scroll
	cards   []*chartCard
	content fyne.CanvasObject
}

// NewInsight builds the page.
func NewInsight(env Env, _ Route) Page {
	p := &Insight{env: env, period: present.Periods[0], boards: kit.Row(6)}
	p.grid = container.New(&chartGrid{columns: 2})
	p.choose = kit.NewMenuButton(words.T(p.period), p.periods)
	p.bar = kit.NewBar(words.T("Insight"), "", p.choose, kit.NewMenuButton(words.T("Export"), p.exports))
	p.scroll = container.NewVScroll(kit.Inset(look.PadBar, look.PadBar, look.PadBar, look.PadBar, p.grid))
	boards := kit.Inset(look.Gap, look.PadBar, 0, look.PadBar, p.boards)
	p.content = kit.Page(kit.NewSurface(look.BG, 0, kit.Pad{}, kit.Page(p.scroll, boards)), p.bar)
	p.setBoard(insight.Boards[0])
	p.begin()
	return p
}

// begin asks for the period and the dashboard chosen last, then for the charts.
func (p *Insight) begin() {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) ([2]string, error) {
		period, err := p.env.App.Setting(ctx, settingPeriod)
		if err != nil {
			return [2]string{}, err
		}
		board, err := p.env.App.Setting(ctx, settingBoard)
		return [2]string{period, board}, err
	}, func(chosen [2]string, err error) {
		if err != nil {
			p.env.Fail(err)
		}
		if period := chosen[0]; slices.Contains(present.Periods, period) {
			p.period = period
			p.choose.SetText(words.T(period))
		}
		if board := chosen[1]; slices.Contains(insight.Boards, board) && board != p.board {
			p.setBoard(board)
		}
		p.load()
	})
}

// setBoard puts the cards of a dashboard on the page.
func (p *Insight) setBoard(board string) {
	p.Close()
	p.board, p.cards = board, nil
	p.boards.RemoveAll()
	for _, name := range insight.Boards {
		p.boards.Add(kit.NewChip(words.T(name), name == board, func() { p.Show(name) }))
	}
	p.grid.RemoveAll()
	for _, m := range insight.Metrics() {
		if m.Board != board {
			continue
		}
		card := newChartCard(p.env, m, func(c insight.Chart) {
			p.bar.SetCount(words.T("as of %s", c.AsOf.Time().In(p.env.Zone).Format("15:04")))
		})
		p.cards = append(p.cards, card)
		p.grid.Add(card.card)
	}
	p.scroll.ScrollToTop()
	p.scroll.Refresh()
}

// Show goes to a dashboard and keeps that.
func (p *Insight) Show(board string) {
	p.setBoard(board)
	p.load()
	p.keep(settingBoard, board)
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
	p.keep(settingPeriod, period)
}

// keep stores a choice.
func (p *Insight) keep(key, value string) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.SetSetting(ctx, key, value)
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
