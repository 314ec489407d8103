package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// practice is the newcomer's list on the day's page: five things to do once. Each ticks itself; the list goes when it is done or hidden.
type practice struct {
	env    Env
	latest async.Latest
	box    *fyne.Container
}

func newPractice(env Env) *practice {
	p := &practice{env: env, box: kit.Column(0)}
	p.load()
	return p
}

// load shows the list as it stands.
func (p *practice) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, p.env.App.Practice, func(now app.Practice, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.show(now)
	})
}

func (p *practice) show(now app.Practice) {
	p.box.Objects = nil
	if now.Shown {
		p.box.Objects = []fyne.CanvasObject{kit.Inset(18, look.PadDetail, 0, look.PadDetail, kit.MaxWidth(860, p.card(now)))}
	}
	p.box.Refresh()
}

func (p *practice) card(now app.Practice) fyne.CanvasObject {
	title := words.T("Five things to try, %s done", words.Number(int64(len(now.Done))))
	hide := words.T("Hide")
	if len(now.Done) == len(app.PracticeSteps) {
		title, hide = words.T("That is all you need. The guide has the rest: F1."), words.T("Done")
	}
	lines := kit.Column(6, kit.Row(look.Gap, kit.CardTitle(title), kit.Spacer(), kit.NewQuiet(hide, p.hide)))
	for _, step := range app.PracticeSteps {
		lines.Add(p.line(step, now.Has(step)))
	}
	return kit.NewCard(lines)
}

// line says what to do and which key does it.
func (p *practice) line(step string, done bool) fyne.CanvasObject {
	what, key := "", ""
	switch step {
	case app.PracticeFind:
		what, key = words.T("Find somebody: type a name, a number or a word from a note"), Ctrl(fyne.KeyK).String()
	case app.PracticeLog:
		what, key = words.T("Log a call in one line"), Ctrl(fyne.KeyL).String()
	case app.PracticePlan:
		what, key = words.T("Plan a next step with a day"), "F2"
	case app.PracticeMove:
		what, key = words.T("Move a lead or a deal one state on"), Ctrl("4").String()
	case app.PracticeBack:
		what, key = words.T("Take something back, or import a file"), Ctrl(fyne.KeyZ).String()
	}
	mark, style := "○", kit.Style{}
	if done {
		mark, style = "✓", kit.Style{Color: look.Dim}
	}
	return kit.Row(look.Gap, kit.FixedWidth(18, kit.NewText(mark, kit.Style{Color: look.Accent, Bold: true})), kit.NewText(what, style), kit.Spacer(), kit.NewText(key, fine(look.Dim)))
}

func (p *practice) hide() {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, p.env.App.HidePractice(ctx) },
		func(_ struct{}, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			p.show(app.Practice{})
			p.env.Say(words.T("The list is hidden. Help, Practice list brings it back."), "")
		})
}

// Practised is a page that shows what was practised.
type Practised interface{ Practised() }

// Practised implements the interface of that name.
func (p *Today) Practised() { p.practice.load() }
