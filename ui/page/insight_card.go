package page

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/async"
	"satchel/ui/chart"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/sheet"
	"satchel/ui/words"
)

// chartCard is one chart with its title, what it counts, and the same numbers as a table.
type chartCard struct {
	env    Env
	metric insight.Metric
	chart  insight.Chart
	latest async.Latest

	title      *kit.Text
	gist       *kit.Paragraph  // what is counted, and what the picture leaves out
	total      *fyne.Container // the number over the whole period, beside that of the period before
	n          *kit.Text
	definition *kit.Paragraph
	table      *kit.Table
	asTable    *kit.Chip
	view       *chartView
	body       *fyne.Container
	card       *kit.Surface
	loaded     func(insight.Chart)
}

func newChartCard(env Env, m insight.Metric, loaded func(insight.Chart)) *chartCard {
	c := &chartCard{
		env: env, metric: m, loaded: loaded, title: kit.Bold(words.T(m.Title)), gist: kit.NewParagraph("", kit.Style{Size: look.SizeSmall, Color: look.Dim}), n: kit.Small(""),
		total:      kit.Row(0),
		definition: kit.NewParagraph(words.T(m.Definition), kit.Style{Size: look.SizeSmall, Color: look.Dim}),
	}
	c.view = newChartView(env, c.open)
	c.table = kit.NewTable(barRows{c}, kit.TableColumn{Title: words.T("What"), Weight: 1}, kit.TableColumn{Title: words.T("Value"), Min: 130, Weight: 0.6, Align: fyne.TextAlignTrailing},
		kit.TableColumn{Title: words.T("Records"), Min: 60, Align: fyne.TextAlignTrailing})
	c.table.OnOpen = c.open
	c.definition.Hide()
	c.asTable = kit.NewChip(words.T("Table"), m.Table, c.toggle)
	about := kit.NewChip("?", false, nil)
	about = kit.NewChip("?", false, func() {
		c.definition.Hidden = !c.definition.Hidden
		c.gist.Hidden = !c.definition.Hidden
		about.SetOn(!c.definition.Hidden)
		c.card.Refresh()
	})
	c.body = kit.Stack(c.view)
	head := kit.Row(look.Gap, kit.Grow(c.title), c.n, about, c.asTable)
	c.card = kit.NewCard(kit.Page(c.body, head, c.gist, c.definition, c.total, kit.Inset(6, 0, 0, 0, kit.Row(0))))
	return c
}

// ask shows another metric in the same place.
func (c *chartCard) ask(m insight.Metric) {
	if m.Table != c.metric.Table {
		c.asTable.SetOn(m.Table)
	}
	c.metric = m
	c.title.SetText(words.T(m.Title))
	c.definition.SetText(words.T(m.Definition))
	c.load(insight.Span{})
}

// load asks for the numbers of a period.
func (c *chartCard) load(span insight.Span) {
	span = present.SpanOf(c.metric, span)
	gist := words.T(c.metric.Gist)
	async.Run(c.latest.Next(c.env.Context), c.env.Run, func(ctx context.Context) (insight.Chart, error) {
		return c.env.App.Chart(ctx, c.metric, span)
	}, func(got insight.Chart, err error) {
		if err != nil {
			c.chart = insight.Chart{}
			c.n.SetText("")
			c.gist.SetText(gist)
			c.show(kit.EmptyState(words.T("This chart could not be computed"), words.Error(err), kit.NewButton(words.T("Try again"), func() { c.load(span) })))
			return
		}
		c.set(got, gist)
	})
}

func (c *chartCard) set(got insight.Chart, gist string) {
	c.chart = got
	c.n.SetText("n " + present.Number(got.N))
	says := []string{gist}
	if !got.Table {
		says = []string{chart.Currency(got), gist, chart.Omitted(got)}
	}
	if got.Before.Known {
		says = append(says, present.Earlier(got, c.env.Now()))
	}
	definition := words.T(c.metric.Definition)
	if rates := present.Rates(got, c.env.Now()); rates != "" {
		says = append(says, words.T("converted, see “?”"))
		definition += "\n" + rates
	}
	c.definition.SetText(definition)
	c.gist.SetText(strings.Join(slices.DeleteFunc(says, func(s string) bool { return s == "" }), " · "))
	c.total.RemoveAll()
	if text := present.Compared(got); text != "" {
		c.total.Add(kit.NewTag(text, tones[present.Change(got)]))
	}
	c.view.Set(got)
	c.fill()
	c.loaded(got)
}

// fill shows what there is: nothing, the picture or the table.
func (c *chartCard) fill() {
	switch {
	case present.NoBars(c.chart):
		c.show(kit.EmptyState(words.T("Nothing to count yet"), emptyChart(c.metric)))
	case c.asTable.On:
		c.table.Reload()
		c.show(c.table)
	default:
		c.show(c.view)
	}
	c.card.Refresh()
}

func emptyChart(m insight.Metric) string {
	if m.Needs != "" {
		return words.T(m.Needs)
	}
	switch m.Entity {
	case "contact":
		return words.T("Contacts are counted here once they said how gladly they recommend you.")
	case "activity":
		return words.T("Activities that were done in this period are counted here.")
	case "lead":
		return words.T("Leads that were created in this period are counted here.")
	case "ticket":
		return words.T("Tickets are counted here as soon as there are such.")
	case "organisation":
		return words.T("Organisations are counted here once they bought something: as soon as a deal with them is won.")
	case "deal":
		return words.T("Deals are counted here as soon as they have an amount and a stage.")
	}
	return words.T("Records that meet the filter are counted here.")
}

// exports are the formats in which the chart can be written.
func (c *chartCard) exports() []*fyne.MenuItem {
	var out []*fyne.MenuItem
	for _, f := range []struct{ label, ext string }{
		{words.T("Picture (PNG)"), "png"},
		{words.T("Drawing (SVG)"), "svg"},
		{words.T("Document (PDF)"), "pdf"},
		{words.T("Numbers (CSV)"), "csv"},
		{words.T("Spreadsheet (XLSX)"), "xlsx"},
	} {
		item := fyne.NewMenuItem(f.label, func() { c.export(f.ext) })
		item.Disabled = present.NoBars(c.chart)
		out = append(out, item)
	}
	return out
}

// export asks where to and writes the chart as it is shown.
func (c *chartCard) export(ext string) {
	d := dialog.NewFileSave(func(to fyne.URIWriteCloser, err error) {
		if err != nil {
			c.env.Fail(crm.Errorf(crm.CodeUnavailable, "The file cannot be written: %w.", err))
			return
		}
		if to != nil {
			c.write(ext, to)
		}
	}, c.env.Window)
	d.SetFileName(sheet.FileName(words.T(c.chart.Title)+" "+c.env.Now().Format(time.DateOnly), ext))
	d.Show()
}

// write writes the chart as png, svg, pdf, csv or xlsx, and closes the file.
func (c *chartCard) write(ext string, to fyne.URIWriteCloser) {
	got, page := c.chart, paper(c.env, c.metric)
	async.Run(c.env.Context, c.env.Run, func(context.Context) (any, error) {
		err := sheet.Write(to, got, ext, page)
		if closing := to.Close(); err == nil {
			err = closing
		}
		return nil, err
	}, func(_ any, err error) {
		if err != nil {
			c.env.Fail(crm.Errorf(crm.CodeUnavailable, "The chart was not written: %w.", err))
			return
		}
		c.env.Say(words.T("Saved “%s” as %s", words.T(got.Title), to.URI().Name()), "")
	})
}

// paper is how a chart is written for reading elsewhere.
func paper(env Env, m insight.Metric) sheet.Page {
	return sheet.Page{Gist: words.T(m.Gist), Definition: words.T(m.Definition), Now: env.Now(), Style: chartStyle(false)}
}

func (c *chartCard) show(o fyne.CanvasObject) {
	if len(c.body.Objects) == 1 && c.body.Objects[0] == o {
		return
	}
	c.body.Objects = []fyne.CanvasObject{o}
	c.body.Refresh()
}

func (c *chartCard) close() {
	c.latest.Stop()
	c.view.latest.Stop()
}

func (c *chartCard) toggle() {
	c.asTable.SetOn(!c.asTable.On)
	c.fill()
}

// focus gives the table or the picture the keys.
func (c *chartCard) focus() {
	if c.asTable.On {
		c.table.Focus()
		return
	}
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(c.view); canvas != nil {
		canvas.Focus(c.view)
	}
}

// open lists the records behind a point: as many as its n.
func (c *chartCard) open(point int) {
	p := c.chart.Points[point]
	r := Route{Name: "records", Entity: c.chart.Entity, Title: present.BarTitle(c.chart, p)}
	if p.Where != nil {
		r.Filter = p.Where.String()
	}
	c.env.Go(r)
}

// barRows are the points of a chart as rows of a table.
type barRows struct{ c *chartCard }

// Len implements kit.Rows.
func (b barRows) Len() int { return len(b.c.chart.Points) }

// Need implements kit.Rows.
func (barRows) Need(int, int) {}

// Row implements kit.Rows.
func (b barRows) Row(i int) ([]kit.Cell, bool) {
	p := b.c.chart.Points[i]
	label, value, _ := present.Bar(b.c.chart, p)
	return []kit.Cell{{Text: label}, {Text: value}, {Text: present.Number(p.N), Look: kit.CellDim}}, true
}
