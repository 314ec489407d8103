package page

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// asList is a route's word for a view that counts, shown as a list all the same.
const asList = "list"

// reportView counts the list of a page: what, by what, and how it is drawn.
type reportView struct {
	p        *Records
	on       bool
	card     *chartCard
	controls *fyne.Container
	content  *kit.Surface
}

func newReportView(p *Records) *reportView {
	v := &reportView{p: p, controls: kit.Flow(6)}
	v.card = newChartCard(p.env, insight.Metric{Entity: p.entity.Name}, func(c insight.Chart) {
		if v.on {
			p.head.SetCount(present.Number(c.N))
		}
	})
	pad := kit.Pad{Top: look.Gap, Right: look.PadBar, Bottom: look.PadBar, Left: look.PadBar}
	v.content = kit.NewSurface(look.BG, 0, pad, kit.Page(v.card.card, kit.Inset(0, 0, look.Gap, 0, v.controls)))
	v.content.Hide()
	return v
}

// turn shows the list counted, or as a list.
func (v *reportView) turn(on bool) {
	p := v.p
	v.on = on
	v.content.Hidden, p.finding.Hidden = !on, on
	if on {
		p.text = ""
		p.chosen.bar.Hide()
		p.split.ShowRight = false
	}
	p.markMode()
	p.split.NarrowWidth = 600
	if on || p.board != nil {
		p.split.NarrowWidth = alwaysNarrow
	}
	v.arrange()
	p.split.Refresh()
}

// ToggleReport counts the list, or shows it as a list again.
func (p *Records) ToggleReport() {
	if p.board != nil {
		r := p.Route()
		r.Board, r.ID, r.Count = false, "", present.FirstCounting(p.entity).String()
		p.env.Go(r)
		return
	}
	switch {
	case !p.report.on && p.look.Counting.IsZero():
		p.look.Counting = present.FirstCounting(p.entity)
	case p.report.on && p.saved.Counting.IsZero():
		p.look.Counting = crm.Counting{}
	}
	p.report.turn(!p.report.on)
	p.showChips()
	p.restart()
}

// Counting is how the list is counted, zero while it is a list.
func (p *Records) Counting() crm.Counting {
	if !p.report.on {
		return crm.Counting{}
	}
	return p.look.Counting
}

// SetCounting counts the list in another way.
func (p *Records) SetCounting(c crm.Counting) {
	p.look.Counting = c
	p.report.turn(true)
	p.showChips()
	p.restart()
}

// load asks for the numbers.
func (v *reportView) load() {
	view := v.p.look
	if v.p.Changed() && v.p.saved.Counting.IsZero() {
		view.Name = ""
	}
	m := present.Report(v.p.env.App.Catalog(), view, v.p.names)
	if m.Title == m.Gist {
		m.Gist = ""
	}
	v.card.ask(m)
}

// arrange shows what can be chosen.
func (v *reportView) arrange() {
	p, c := v.p, v.p.look.Counting
	replace(v.controls)
	if !v.on {
		return
	}
	by := func(i int) string {
		if i < len(c.By) {
			return present.Axis(p.env.App.Catalog(), p.entity.Name, c.By[i])
		}
		return "…"
	}
	buttons := []fyne.CanvasObject{
		kit.NewMenuButton(present.Measure(p.entity, c.Measure), v.measures),
		kit.NewMenuButton(words.T("by %s", by(0)), func() []*fyne.MenuItem { return v.axes(0) }),
	}
	if len(c.By) > 0 {
		buttons = append(buttons, kit.NewMenuButton(words.T("then by %s", by(1)), func() []*fyne.MenuItem { return v.axes(1) }))
	}
	buttons = append(buttons, kit.NewMenuButton(words.T("Drawn: %s", words.T(present.FormWords[c.Form])), v.forms),
		kit.NewMenuButton(words.T("Dashboard"), v.boards), kit.NewButton(words.T("Schedule …"), p.Schedule), kit.NewMenuButton(words.T("Export"), v.exports))
	replace(v.controls, buttons...)
}

func (v *reportView) measures() []*fyne.MenuItem {
	item := func(m crm.Measure) *fyne.MenuItem {
		i := fyne.NewMenuItem(present.Measure(v.p.entity, m), func() { v.set(func(c *crm.Counting) { c.Measure = m }) })
		i.Checked = v.p.look.Counting.Measure == m
		return i
	}
	out := []*fyne.MenuItem{item(crm.Measure{Fn: crm.Count})}
	for _, f := range present.CountFields(v.p.entity) {
		of := fyne.NewMenuItem(words.T(f.Label), nil)
		of.ChildMenu = fyne.NewMenu("")
		for _, fn := range present.Measures {
			of.ChildMenu.Items = append(of.ChildMenu.Items, item(crm.Measure{Fn: fn, Field: f.Name}))
		}
		out = append(out, of)
	}
	return out
}

// axes are what the i-th level can count by.
func (v *reportView) axes(i int) []*fyne.MenuItem {
	choose := func(label string, g ...crm.Group) *fyne.MenuItem {
		item := fyne.NewMenuItem(label, func() {
			v.set(func(c *crm.Counting) {
				rest := slices.Clone(c.By[min(i+1, len(c.By)):])
				if len(g) == 0 {
					rest = nil
				}
				c.By = append(append(slices.Clone(c.By[:min(i, len(c.By))]), g...), rest...)
			})
		})
		by := v.p.look.Counting.By
		item.Checked = len(g) > 0 && i < len(by) && by[i] == g[0]
		return item
	}
	field := func(p crm.Path) *fyne.MenuItem {
		if !p.Last().IsTime() {
			return choose(present.PathLabel(p), crm.Group{Field: p.String()})
		}
		item := fyne.NewMenuItem(present.PathLabel(p), nil)
		item.ChildMenu = fyne.NewMenu("")
		for _, b := range present.Buckets {
			item.ChildMenu.Items = append(item.ChildMenu.Items, choose(words.T(present.BucketWords[b]), crm.Group{Field: p.String(), Bucket: b}))
		}
		return item
	}
	own, linked := present.CountPaths(v.p.env.App.Catalog(), v.p.entity)
	out := []*fyne.MenuItem{choose(words.T("nothing"))}
	for _, p := range own {
		out = append(out, field(p))
	}
	for _, list := range linked {
		of := fyne.NewMenuItem(words.T("of %s", words.T(list[0].Links[0].Label)), nil)
		of.ChildMenu = fyne.NewMenu("")
		for _, p := range list {
			of.ChildMenu.Items = append(of.ChildMenu.Items, field(p))
		}
		out = append(out, of)
	}
	return out
}

func (v *reportView) forms() []*fyne.MenuItem {
	var out []*fyne.MenuItem
	for _, form := range []string{"", crm.FormBars, crm.FormRows, crm.FormTable} {
		item := fyne.NewMenuItem(words.T(present.FormWords[form]), func() { v.set(func(c *crm.Counting) { c.Form = form }) })
		item.Checked = v.p.look.Counting.Form == form
		out = append(out, item)
	}
	return out
}

func (v *reportView) boards() []*fyne.MenuItem {
	var out []*fyne.MenuItem
	for _, board := range append([]string{""}, insight.Boards...) {
		label := words.T(board)
		if board == "" {
			label = words.T("on none")
		}
		item := fyne.NewMenuItem(label, func() { v.p.Pin(board) })
		item.Checked = v.p.saved.Board == board
		out = append(out, item)
	}
	return out
}

func (v *reportView) exports() []*fyne.MenuItem { return v.card.exports() }

func (v *reportView) set(change func(*crm.Counting)) {
	c := v.p.look.Counting
	change(&c)
	v.p.SetCounting(c)
}

// keptReport does something with the report once it is saved under a name.
func (p *Records) keptReport(do func(crm.View)) {
	if p.saved.ID != "" && !p.saved.Counting.IsZero() && !p.Changed() {
		do(p.saved)
		return
	}
	p.env.Offer(words.T("Save the report first, so that it has a name."), words.T("Save as …"), p.SaveViewAs)
}

// Pin puts the report on a dashboard; "" takes it away.
func (p *Records) Pin(board string) {
	p.keptReport(func(v crm.View) {
		v.Board = board
		p.changeViews(func(ctx context.Context) (crm.View, crm.Batch, error) { return p.env.App.SaveView(ctx, v) }, func(saved crm.View) {
			p.saved = saved
			p.look.Board = saved.Board
		})
	})
}

// Report returns the numbers shown, the zero Chart while it is a list.
func (p *Records) Report() insight.Chart {
	if !p.report.on {
		return insight.Chart{}
	}
	return p.report.card.chart
}

// ReportChoices are the entries of the menus that say what is counted by what.
func (p *Records) ReportChoices() []*fyne.MenuItem {
	return append(append(p.report.measures(), p.report.axes(0)...), p.report.axes(1)...)
}
