package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// servicePart leads to targets and working hours, and offers the usual ones while there are none.
type servicePart struct {
	env     Env
	content *fyne.Container
	latest  async.Latest
}

func newServicePart(env Env) *servicePart {
	p := &servicePart{env: env, content: kit.Column(0)}
	p.load()
	return p
}

func (p *servicePart) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (int64, error) {
		return p.env.App.Count(ctx, crm.Query{Entity: "target"})
	}, func(n int64, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.show(n)
	})
}

func (p *servicePart) show(targets int64) {
	list := func(label, entity string) fyne.CanvasObject {
		return kit.NewButton(label, func() { p.env.Go(Route{Name: "records", Entity: entity}) })
	}
	buttons := []fyne.CanvasObject{list(words.T("Targets"), "target"), list(words.T("Work schedules"), "schedule"), list(words.T("Canned answers"), "template")}
	if targets == 0 {
		buttons = append(buttons, kit.NewButton(words.T("Begin with usual targets"), p.begin))
	}
	replace(p.content, kit.Flow(look.Gap, buttons...))
}

// begin makes the usual targets, which one action takes back.
func (p *servicePart) begin() {
	async.Run(p.env.Context, p.env.Run, p.env.App.UseUsualTargets, func(b crm.Batch, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.env.Say(words.T("Tickets now have targets by their priority."), b.ID)
		p.load()
	})
}
