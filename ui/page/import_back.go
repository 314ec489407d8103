package page

import (
	"context"
	"strings"

	"satchel/app"
	"satchel/app/exchange"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// findBack looks whether there is an export of ours, and shows it.
func (p *Import) findBack(file string) {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(context.Context) (struct{}, error) { return struct{}{}, exchange.Find(file) },
		func(_ struct{}, err error) {
			if err != nil {
				p.back = false
				p.complain(words.Error(err))
				p.showUnread("")
				return
			}
			p.showBack()
		})
}

// showBack says what becomes of an export of ours. It is checked when it is read: no record is written before all are sound.
func (p *Import) showBack() {
	p.bar.SetCount("")
	p.begin.SetText(words.T("Read back"))
	p.begin.Enable()
	replace(p.cards, kit.NewCard(kit.Column(look.GapCard, kit.Bold(words.T("An export of Satchel")),
		dimmed(words.T("All kinds of records come in as they were, with their files, links and own fields. A record that is here already takes the values of the export.")))))
	p.content.Refresh()
}

func (p *Import) readBack(ctx context.Context, progress exchange.Progress) (exchange.Result, error) {
	who, err := p.env.App.Setting(ctx, app.SettingMe)
	if err != nil {
		return exchange.Result{}, err
	}
	return exchange.ReadBack(ctx, p.env.App, strings.TrimSpace(p.path.Text), who, progress)
}
