package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// checklist shows the steps of a record, each with a press to tick it.
func (v *detailView) checklist(d present.Detail) []fyne.CanvasObject {
	if f, ok := d.Entity.Field("checklist"); !ok || d.Entity.ReadOnly || f.ReadOnly {
		return nil
	}
	steps := crm.Steps(d.Record.Text("checklist"))
	done := 0
	for _, s := range steps {
		if s.Done {
			done++
		}
	}
	title := words.T("Checklist")
	if len(steps) > 0 {
		title += " · " + words.T("%s of %s", words.Number(int64(done)), words.Number(int64(len(steps))))
	}
	col := kit.Column(7, aroundHead(title, kit.NewChip(words.T("+ Step"), false, v.p.AskStep)))
	for i, s := range steps {
		label, style := words.T("to do"), fine("")
		if s.Done {
			label, style = words.T("done"), fine(look.Dim)
		}
		col.Add(kit.Row(look.Gap, kit.NewChip(label, s.Done, func() { v.p.Tick(i) }), kit.Grow(kit.NewParagraph(s.Text, style))))
	}
	return []fyne.CanvasObject{col}
}

// AskStep asks for another step of the checklist.
func (p *Records) AskStep() {
	ask(p.env, words.T("Add a step"), words.T("What is to be done"), "", words.T("Add"), p.AddStep)
}

// AddStep adds a step to the checklist of the record shown.
func (p *Records) AddStep(text string) {
	p.changeSteps(func(s []crm.Step) []crm.Step { return append(s, crm.Step{Text: text}) })
}

// Tick turns a step of the checklist to done, or back.
func (p *Records) Tick(i int) {
	p.changeSteps(func(s []crm.Step) []crm.Step {
		if i < len(s) {
			s[i].Done = !s[i].Done
		}
		return s
	})
}

func (p *Records) changeSteps(change func([]crm.Step) []crm.Step) {
	ref := p.ref
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Batch, error) {
		return p.env.App.ChangeSteps(ctx, ref, change)
	}, func(b crm.Batch, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.env.Say(present.Did(b), b.ID)
	})
}
