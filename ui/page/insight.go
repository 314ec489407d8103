package page

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/async"
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
	scroll  *kit.Scroll
	cards   []*chartCard
	fixed   int // of them, those that the program brings
	pinning async.Latest
	content fyne.CanvasObject
}

// NewInsight builds the page.
func NewInsight(env Env, _ Route) Page {
	p := &Insight{env: env, period: present.Periods[0], boards: kit.Row(6)}
	p.grid = container.New(&chartGrid{columns: 2})
	p.choose = kit.NewMenuButton(words.T(p.period), p.periods)
	p.bar = kit.NewBar(words.T("Insight"), "", p.choose, kit.NewMenuButton(words.T("Export"), p.exports))
	p.scroll = kit.NewScroll(kit.Inset(look.PadBar, look.PadBar, look.PadBar, look.PadBar, p.grid))
	boards := kit.Inset(look.Gap, look.PadBar, 0, look.PadBar, p.boards)
	p.content = kit.Page(kit.NewSurface("", 0, kit.Pad{}, kit.Page(p.scroll, boards)), p.bar)
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
		if m.Board == board {
			p.add(m)
		}
	}
	p.fixed = len(p.cards)
	p.scroll.ScrollToTop()
	p.scroll.Refresh()
}

func (p *Insight) add(m insight.Metric) {
	card := newChartCard(p.env, m, func(c insight.Chart) {
		p.bar.SetCount(words.T("as of %s", c.AsOf.Time().In(p.env.Zone).Format("15:04")))
	})
	p.cards = append(p.cards, card)
	p.grid.Add(card.card)
}

// pin shows the reports that are pinned to the dashboard, behind its own charts.
func (p *Insight) pin() {
	board := p.board
	async.Run(p.pinning.Next(p.env.Context), p.env.Run, func(ctx context.Context) ([]insight.Metric, error) {
		return present.Reports(ctx, p.env.App, board)
	}, func(list []insight.Metric, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		if slices.EqualFunc(list, p.cards[p.fixed:], func(m insight.Metric, c *chartCard) bool { return m.Key() == c.metric.Key() }) {
			return
		}
		for _, c := range p.cards[p.fixed:] {
			c.close()
			p.grid.Remove(c.card)
		}
		p.cards = p.cards[:p.fixed]
		for _, m := range list {
			p.add(m)
			p.cards[len(p.cards)-1].load(insight.Span{})
		}
		p.scroll.Refresh()
	})
}

// Show goes to a dashboard and keeps that.
func (p *Insight) Show(board string) {
	p.setBoard(board)
	p.load()
	p.keep(settingBoard, board)
}

// Content implements Page.
func (p *Insight) Content() fyne.CanvasObject { return p.content }

// Tables implements Tabled: all become numbers, or pictures where all are numbers.
func (p *Insight) Tables() {
	pictures := slices.ContainsFunc(p.cards, func(c *chartCard) bool { return !c.asTable.On })
	for _, c := range p.cards {
		if c.asTable.On != pictures {
			c.toggle()
		}
	}
	if len(p.cards) > 0 {
		p.env.Run.After(drawn, p.cards[0].focus)
	}
}

// Refresh implements Page.
func (p *Insight) Refresh(b crm.Batch) {
	if slices.Contains(b.Entities, "view") {
		p.pin()
	}
	for _, c := range p.cards {
		if len(b.Entities) == 0 || slices.Contains(b.Entities, c.metric.Entity) {
			p.load()
			return
		}
	}
}

// Close implements Closer.
func (p *Insight) Close() {
	p.pinning.Stop()
	for _, c := range p.cards {
		c.close()
	}
}

func (p *Insight) load() {
	span := present.Span(p.period, p.env.Now())
	for _, c := range p.cards {
		c.load(span)
	}
	p.pin()
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
	for _, c := range p.cards {
		item := fyne.NewMenuItem(words.T(c.metric.Title), nil)
		item.ChildMenu = fyne.NewMenu("", c.exports()...)
		item.Disabled = present.NoBars(c.chart)
		items = append(items, item)
	}
	return items
}

// Write writes the chart of a card as png, svg, pdf, csv or xlsx, and closes the file.
func (p *Insight) Write(card int, ext string, to fyne.URIWriteCloser) { p.cards[card].write(ext, to) }

// chartGrid puts cards into two columns, one where there is little room, and shares the height out: as much as there is, but never
// less than a chart needs.
type chartGrid struct{ columns int } // of the last layout

// Sizes for ordinary text; larger text needs more.
const (
	chartHeight = 274
	twoCharts   = 720 // wide enough for two beside each other
)

func (g *chartGrid) rows(objects []fyne.CanvasObject) int {
	return (len(objects) + g.columns - 1) / g.columns
}

// MinSize implements fyne.Layout.
func (g *chartGrid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(300, float32(g.rows(objects))*(chartHeight*look.Scale()+look.GapCard)-look.GapCard)
}

// Layout implements fyne.Layout.
func (g *chartGrid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.columns = 2
	if size.Width < twoCharts*look.Scale() {
		g.columns = 1
	}
	rows := float32(g.rows(objects))
	w := (size.Width - look.GapCard*float32(g.columns-1)) / float32(g.columns)
	h := max((size.Height-look.GapCard*(rows-1))/rows, chartHeight*look.Scale())
	for i, o := range objects {
		kit.Move(o, float32(i%g.columns)*(w+look.GapCard), float32(i/g.columns)*(h+look.GapCard))
		o.Resize(fyne.NewSize(w, h))
	}
}
