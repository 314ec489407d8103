package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/remind"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/words"
)

// remindPart chooses how long before its time a person is reminded.
type remindPart struct {
	env     Env
	content *fyne.Container
	latest  async.Latest
}

func newRemindPart(env Env) *remindPart {
	p := &remindPart{env: env, content: kit.Column(0)}
	p.load()
	return p
}

func (p *remindPart) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (string, error) {
		return p.env.App.Setting(ctx, remind.SettingLead)
	}, func(now string, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.show(now)
	})
}

func (p *remindPart) show(now string) {
	flow := kit.Flow(6)
	for _, c := range []struct{ value, label string }{
		{"", words.T("At the time")}, {"5", words.T("5 min before")}, {"10", words.T("10 min before")}, {"15", words.T("15 min before")}, {"30", words.T("30 min before")}, {"60", words.T("1 h before")}, {remind.Off, words.T("Never")},
	} {
		flow.Add(kit.NewChip(words.T(c.label), c.value == now, func() { p.choose(c.value) }))
	}
	replace(p.content, flow)
}

func (p *remindPart) choose(value string) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.SetSetting(ctx, remind.SettingLead, value)
	}, func(_ any, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.show(value)
	})
}
