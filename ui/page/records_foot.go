package page

import (
	"context"

	"satchel/ui/async"
	"satchel/ui/present"
	"satchel/ui/words"
)

// showFoot counts and adds up what is listed.
func (p *Records) showFoot() {
	if !p.window.Known() {
		return
	}
	q, columns := p.query(), fieldsOf(p.columns)
	pick, some := p.pick()
	if some {
		q = pick.Ask()
	}
	async.Run(p.sums.Next(p.env.Context), p.env.Run, func(ctx context.Context) (string, error) {
		return present.Foot(ctx, p.env.App, q, columns)
	}, func(text string, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		if some {
			text = words.T("Selected: %s", text)
		}
		p.foot.SetText(text)
	})
}

// Foot returns what stands below the list.
func (p *Records) Foot() string { return p.foot.Text }
