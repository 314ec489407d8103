package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Today lists what needs the user now, grouped by the reason, the most urgent first.
type Today struct {
	env    Env
	head   *kit.Bar
	list   *fyne.Container
	body   *fyne.Container
	scroll *kit.Scroll
	latest async.Latest
	due    []present.Due // of all groups, in the order of the screen
	lines  []*pressLine  // one for each of due
	at     int           // the line that has the keys, or had them last

	practice *practice
	failed   *fyne.Container // the backup of the day
	mine     *whose
}

var _ Page = (*Today)(nil)

// Doer is a page with lines of which one can be ticked off, put off, or logged.
type Doer interface {
	DoneHere()
	PutOff(days int)
}

// NewToday returns the page of the day.
func NewToday(env Env, _ Route) Page {
	p := &Today{env: env, list: kit.Column(look.GapCard), body: kit.Stack(), failed: kit.Column(0)}
	p.mine = newWhose(env, p.load)
	p.head = kit.NewBar(words.T("Today"), "", p.mine.chip, kit.NewPrimary(words.T("Log"), func() { env.Log(crm.Ref{}) }))
	p.scroll = kit.NewScroll(kit.Inset(18, look.PadDetail, 18, look.PadDetail, kit.MaxWidth(860, p.list)))
	p.practice = newPractice(env)
	p.load()
	return p
}

// Content implements Page.
func (p *Today) Content() fyne.CanvasObject {
	return kit.NewSurface("", 0, kit.Pad{}, kit.Page(p.body, p.head, p.failed, p.practice.box))
}

// Refresh implements Page.
func (p *Today) Refresh(crm.Batch) { p.load() }

// Minute implements Clocked.
func (p *Today) Minute() { p.load() }

// day is what the page shows.
type day struct {
	groups   []present.DueGroup
	everyone bool
	waiting  []agenda.Item // reminders without an answer
	urgent   int64
	failed   string // why the last backup was not made
}

func (p *Today) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (d day, err error) {
		if d.everyone, err = agenda.Everyone(ctx, p.env.App); err != nil {
			return d, err
		}
		if d.groups, err = present.Today(ctx, p.env.App, p.env.Now()); err != nil {
			return d, err
		}
		if d.urgent, err = present.CountToday(ctx, p.env.App); err != nil {
			return d, err
		}
		if d.failed, err = present.BackupFailed(ctx, p.env.App); err != nil {
			return d, err
		}
		d.waiting, err = p.env.Remind.Waiting(ctx)
		return d, err
	}, func(d day, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.show(d)
	})
}

// Len is the number of lines shown.
func (p *Today) Len() int { return len(p.due) }

// Line is the n-th line shown.
func (p *Today) Line(n int) present.Due { return p.due[n] }

func (p *Today) show(d day) {
	focused := p.focused()
	p.due, p.lines = nil, nil
	p.mine.show(d.everyone)
	if replace(p.failed); d.failed != "" {
		replace(p.failed, kit.Banner(kit.Red, words.T("The last backup was not made: %s", d.failed), kit.NewButton(words.T("Backups"), func() { p.env.Go(Route{Name: "backups"}) })))
	}
	p.head.SetCount(words.Time(p.env.Now(), "Monday 2 January") + " · " + words.N(d.urgent, "%s thing is due", "%s things are due"))
	if len(d.groups) == 0 && len(d.waiting) == 0 {
		replace(p.body, kit.EmptyState(words.T("Nothing waits for you today"),
			words.T("Next steps, tasks and tickets come here on the day they are due."), kit.NewButton(words.T("See contacts"), func() { p.env.Go(Route{Name: "records", Entity: "contact"}) })))
		return
	}
	p.list.Objects = nil
	if n := len(d.waiting); n > 0 {
		last := d.waiting[n-1]
		text := words.N(int64(n), "%s reminder waits: %s", "%s reminders wait, the last: %s", present.ItemTitle(last)+" · "+present.ItemNote(last, p.env.Now()))
		p.list.Add(kit.Banner(kit.Amber, text, kit.NewButton(words.T("Show"), func() { OpenReminders(p.env) })))
	}
	for _, g := range d.groups {
		p.list.Add(p.group(g))
	}
	replace(p.body, p.scroll)
	p.list.Refresh()
	if focused && len(p.lines) > 0 {
		p.focus(p.at)
	}
}

// group is a card: its title with the number of all lines, the first lines, and the way to the rest.
func (p *Today) group(g present.DueGroup) fyne.CanvasObject {
	col := kit.Column(0, kit.Inset(0, 0, 4, 0, kit.Row(look.Gap, kit.Bold(g.Title), kit.Small(words.Number(g.Count)))))
	for _, d := range g.Lines {
		n := len(p.due)
		line := newPressLine(func() { p.open(n) }, p.line(n, d))
		line.onKey = func(e *fyne.KeyEvent) bool { return p.key(n, e) }
		line.onFocus = func(on bool) {
			if on {
				p.at = n
			}
		}
		p.due, p.lines = append(p.due, d), append(p.lines, line)
		col.Add(line)
	}
	if len(g.More) > 0 {
		row := kit.Flow(6)
		for _, m := range g.More {
			row.Add(kit.NewChip(p.more(m), false, func() {
				p.env.Go(Route{Name: "records", Entity: m.Entity, Filter: m.Filter, Title: m.Title})
			}))
		}
		col.Add(kit.NewSurface("", kit.EdgeTop, kit.Pad{Top: 8}, row))
	}
	return kit.NewCard(col)
}

// more says how many records of an entity are not shown, and how many the list behind it has.
func (p *Today) more(m present.DueMore) string {
	things := m.Entity
	if e, err := p.env.App.Catalog().Entity(m.Entity); err == nil {
		things = words.Small(words.T(e.Plural))
	}
	return words.T("and %s more · all %s %s", words.Number(m.Rest), words.Number(m.Count), things)
}

// line shows why, what, and the ways to be done with it.
func (p *Today) line(n int, d present.Due) fyne.CanvasObject {
	text := kit.Column(2, kit.NewParagraph(d.Text, kit.Style{Bold: true}))
	if d.Note != "" {
		text.Add(kit.NewParagraph(d.Note, fine(look.Dim)))
	}
	row := kit.Row(look.GapCard, kit.FixedWidth(9*look.Size(look.SizeText), kit.Row(0, kit.NewTag(d.Reason.Text, tones[d.Reason.Tone]))),
		kit.Grow(text))
	if d.Done != nil {
		row.Add(kit.NewQuiet(words.T("Done"), func() { p.Done(n) }))
	}
	if d.Later(1, p.env.Now()) != nil {
		row.Add(kit.NewMenuButton(words.T("Later"), func() []*fyne.MenuItem {
			return []*fyne.MenuItem{
				fyne.NewMenuItem(words.T("Tomorrow"), func() { p.later(n, 1) }),
				fyne.NewMenuItem(words.T("Next week"), func() { p.later(n, 7) }),
			}
		}))
	}
	return kit.NewSurface("", kit.EdgeTop, kit.Pad{Top: 9, Right: 4, Bottom: 9, Left: 4}, row)
}
