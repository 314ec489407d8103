package page

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Today is one list of what needs the user now, each line with its reason first.
type Today struct {
	env    Env
	head   *kit.Bar
	list   *fyne.Container
	body   *fyne.Container
	scroll *container.Scroll
	latest async.Latest
	due    []present.Due

	practice *practice
}

var _ Page = (*Today)(nil)

// NewToday returns the page of the day.
func NewToday(env Env, _ Route) Page {
	p := &Today{env: env, list: kit.Column(0), body: container.NewStack()}
	p.head = kit.NewBar(words.T("Today"), "", kit.NewPrimary(words.T("Log"), func() { env.Log(crm.Ref{}) }))
	p.scroll = container.NewVScroll(kit.Inset(18, look.PadDetail, 18, look.PadDetail, kit.MaxWidth(860, kit.Column(0, kit.NewCard(p.list)))))
	p.practice = newPractice(env)
	p.load()
	return p
}

// Content implements Page.
func (p *Today) Content() fyne.CanvasObject {
	return kit.NewSurface(look.BG, 0, kit.Pad{}, kit.Page(p.body, p.head, p.practice.box))
}

// Refresh implements Page.
func (p *Today) Refresh(crm.Batch) { p.load() }

func (p *Today) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) ([]present.Due, error) {
		return present.Today(ctx, p.env.App, p.env.Now())
	}, func(list []present.Due, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.show(list)
	})
}

// Len is the number of lines.
func (p *Today) Len() int { return len(p.due) }

// Done ticks off a line; one that needs thought stays.
func (p *Today) Done(i int) {
	if d := p.due[i]; d.Done != nil {
		p.change(words.T("Done: %s", d.Text), d.Ref, d.Done)
	}
}

func (p *Today) show(list []present.Due) {
	p.due = list
	p.head.SetCount(words.Time(p.env.Now(), "Monday 2 January") + " · " + words.N(int64(len(list)), "%s thing, it says why", "%s things, each says why"))
	if len(list) == 0 {
		p.body.Objects = []fyne.CanvasObject{kit.EmptyState(words.T("Nothing waits for you today"),
			words.T("Next steps, tasks and tickets come here on the day they are due."), kit.NewButton(words.T("See contacts"), func() { p.env.Go(Route{Name: "records", Entity: "contact"}) }))}
		p.body.Refresh()
		return
	}
	p.list.Objects = nil
	for i, d := range list {
		p.list.Add(newPressLine(func() { p.env.Go(Route{Name: "records", Entity: d.Ref.Entity, ID: d.Ref.ID}) }, p.line(d, i == 0)))
	}
	p.body.Objects = []fyne.CanvasObject{p.scroll}
	p.list.Refresh()
	p.body.Refresh()
}

// line shows why, what, and the two ways to be done with it.
func (p *Today) line(d present.Due, first bool) fyne.CanvasObject {
	edge := kit.EdgeTop
	if first {
		edge = 0
	}
	row := kit.Row(look.GapCard, kit.FixedWidth(126, kit.Row(0, kit.NewTag(d.Reason.Text, tones[d.Reason.Tone]))),
		kit.Grow(kit.Column(2, kit.Bold(d.Text), kit.NewText(d.Note, fine(look.Dim)))))
	if d.Done != nil {
		row.Add(kit.NewQuiet(words.T("Done"), func() { p.change(words.T("Done: %s", d.Text), d.Ref, d.Done) }))
	}
	if d.Later != nil {
		row.Add(kit.NewQuiet(words.T("Tomorrow"), func() { p.change(words.T("Put off: %s", d.Text), d.Ref, d.Later) }))
	}
	return kit.NewSurface("", edge, kit.Pad{Top: 10, Right: 4, Bottom: 10, Left: 4}, row)
}

func (p *Today) change(label string, ref crm.Ref, values crm.Values) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Batch, error) { return p.env.App.Change(ctx, label, ref, values) },
		func(b crm.Batch, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			p.env.Say(label, b.ID)
			p.load()
		})
}
