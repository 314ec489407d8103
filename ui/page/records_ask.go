package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// ask puts a question in place above the list; the next one, an answer and Esc take it away.
func (p *Records) ask(sentence string, first fyne.Focusable, answers ...fyne.CanvasObject) {
	line := kit.Column(look.Gap, kit.NewParagraph(sentence, kit.Style{Size: look.SizeFine, Bold: true}))
	for _, a := range answers {
		line.Add(a)
	}
	p.builder.Objects = []fyne.CanvasObject{
		kit.NewSurface(look.AmberTint, kit.EdgeBottom, kit.Pad{Top: 10, Right: look.PadBar, Bottom: 11, Left: look.PadBar}, line),
	}
	p.asking = true
	p.builder.Show()
	p.split.Refresh()
	p.split.Left.Refresh()
	if first != nil {
		p.env.Window.Canvas().Focus(first)
	}
}

// answered takes the question away.
func (p *Records) answered() {
	if !p.asking {
		return
	}
	p.asking = false
	p.closeBuilder()
	p.FocusList()
}

// askWhy asks why something was lost, before it is moved; no reason is an answer, too.
func (p *Records) askWhy(title string, move func(why string)) {
	done := func(why string) {
		p.answered()
		move(strings.TrimSpace(why))
	}
	f, _ := p.entity.Field("lost_reason")
	own := form.NewInput(words.T("another reason"), nil)
	own.OnSubmitted = done
	own.OnEscape = p.answered
	chips := kit.Flow(6)
	for _, o := range f.Options {
		chips.Add(kit.NewChip(words.T(o.Label), false, func() { done(o.Value) }))
	}
	keep := func() {
		if strings.TrimSpace(own.Text) != "" {
			p.keepReason(own.Text)
			done(own.Text)
		}
	}
	line := kit.Row(look.Gap, kit.Grow(own), kit.NewButton(words.T("Keep for next time"), keep),
		kit.NewPrimary(words.T("Move"), func() { done(own.Text) }), kit.NewButton(words.T("Cancel"), p.answered))
	p.ask(words.T("Why is %s lost? A reason helps to learn; it may be left out.", title), own, chips, line)
}

// keepReason adds a reason to those that are offered.
func (p *Records) keepReason(word string) {
	entity := p.entity.Name
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.env.App.AddAnswer(ctx, entity, "lost_reason", word)
	}, func(_ struct{}, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		if e, err := p.env.App.Catalog().Entity(entity); err == nil {
			p.entity = e
		}
	})
}
