package page

import (
	"context"
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Settings explains each setting in a sentence and stores it as soon as it is chosen.
type Settings struct {
	env     Env
	state   present.Settings
	loaded  bool
	name    *form.Input
	naming  *kit.Field
	money   *form.Input
	paying  *kit.Field
	checked *fyne.Container // the diagnostics that were written
	fields  *ownFields
	server  *serverPart
	service *servicePart
	lock    *lockPart

	appearance, sample, connection *fyne.Container
	content                        fyne.CanvasObject
	latest                         async.Latest
}

// NewSettings builds the page.
func NewSettings(env Env, _ Route) Page {
	p := &Settings{
		env: env, name: form.NewInput("", nil), money: form.NewInput("", nil),
		appearance: kit.Column(look.Gap), sample: kit.Column(look.Gap), connection: kit.Column(look.Gap), checked: kit.Column(4),
	}
	p.name.SetPlaceHolder(words.T("Your name"))
	p.money.SetPlaceHolder("EUR")
	p.name.OnSubmitted = func(string) { p.saveYou() }
	p.money.OnSubmitted = func(string) { p.saveYou() }
	p.naming = kit.NewField(words.T("Name"), p.name).SetHint(words.T("Your team sees it at what you do."))
	p.paying = kit.NewField(words.T("Currency of new amounts"), p.money).SetHint(words.T("Three letters, such as EUR. Sums are said in it where an exchange rate is known; other amounts stay in their own currency."))
	p.fields, p.server, p.service, p.lock = newOwnFields(env), newServerPart(env), newServicePart(env), newLockPart(env)
	p.content = scrolled(kit.Column(look.GapCard,
		section(words.T("Appearance"), words.T("How Satchel looks on this computer."), p.appearance),
		p.you(),
		section(words.T("Reminders"), words.T("Steps, tasks and appointments remind you on the desktop, once, on a day without an hour at nine; what you missed is listed when you come back."), newRemindPart(env).content),
		section(words.T("Lock|noun"), words.T("Keeps the window from whoever passes by: it shows nothing before your passphrase."), p.lock.content),
		section(words.T("Service"), words.T("By when tickets are answered and solved: targets for each kind and priority, counted in your working hours, which stand still while a ticket waits for the customer."), p.service.content),
		section(words.T("Connection"), "", p.connection),
		section(words.T("What your CRM holds"), "", p.server.content),
		section(words.T("Own fields"), words.T("Fields that only your team needs. They appear in forms, lists, filters, import and export; the online CRM may not know them."), p.fields.content),
		section(words.T("Fields nobody fills"), words.T("Fields of the forms that no record has filled: there may be no reason to ask people for them."), newUnusedPart(env).content),
		section(words.T("Sample data"), words.T("A small company with customers, deals and tickets to try things on. It is never sent and goes in one step; your own records stay."), p.sample),
		p.data(),
	), kit.NewBar(words.T("Settings"), ""))
	p.load()
	return p
}

// Content implements Page.
func (p *Settings) Content() fyne.CanvasObject { return p.content }

// Refresh implements Page.
func (p *Settings) Refresh(crm.Batch) {
	p.load()
	p.service.load()
}

// Close implements Closer.
func (p *Settings) Close() {
	p.latest.Stop()
	p.server.latest.Stop()
	p.service.latest.Stop()
}

func (p *Settings) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (present.Settings, error) {
		return present.LoadSettings(ctx, p.env.App, look.Setting, LettersSetting)
	}, func(s present.Settings, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.show(s)
	})
}

// show brings the page up to date; what is being typed stays.
func (p *Settings) show(s present.Settings) {
	before := p.state
	if p.loaded && reflect.DeepEqual(before, s) {
		p.fields.show()
		return // what has the focus keeps it
	}
	p.state, p.loaded = s, true
	if name := s.Me.Text("name"); p.name.Text == "" || p.name.Text == before.Me.Text("name") {
		p.name.SetText(name)
	}
	if p.money.Text == "" || p.money.Text == before.Currency {
		p.money.SetText(s.Currency)
	}
	p.showLook()
	p.showConnection()
	p.server.load()
	p.showSample()
	p.fields.show()
	p.content.Refresh()
}

// showLook offers theme, text size and density.
func (p *Settings) showLook() {
	now := look.Read(p.state.Look)
	group := func(label string, chips ...fyne.CanvasObject) fyne.CanvasObject {
		return kit.Row(look.Gap, kit.FixedWidth(look.Size(look.SizeKey), kit.NewText(label, fine(look.Dim))), kit.Row(6, chips...), kit.Spacer())
	}
	chip := func(label string, on bool, change func(*look.Theme)) *kit.Chip {
		return kit.NewChip(label, on, func() {
			next := *now
			change(&next)
			p.setLook(&next)
		})
	}
	percent := max(now.Percent, 100)
	replace(p.appearance, group(words.T("Language"), p.languages()...),
		group(words.T("Colours"),
			chip(words.T("As the system"), now.Variant == look.System, func(t *look.Theme) { t.Variant = look.System }),
			chip(words.T("Light"), now.Variant == look.Light, func(t *look.Theme) { t.Variant = look.Light }),
			chip(words.T("Dark"), now.Variant == look.Dark, func(t *look.Theme) { t.Variant = look.Dark })),
		group(words.T("Text size"),
			chip("100 %", percent == 100, func(t *look.Theme) { t.Percent = 100 }),
			chip("125 %", percent == 125, func(t *look.Theme) { t.Percent = 125 }),
			chip("150 %", percent == 150, func(t *look.Theme) { t.Percent = 150 })),
		group(words.T("Rows"),
			chip(words.T("Normal"), now.Density == look.Normal, func(t *look.Theme) { t.Density = look.Normal }),
			chip(words.T("Compact"), now.Density == look.Compact, func(t *look.Theme) { t.Density = look.Compact })),
		group(words.T("Single keys"), p.singleKeys()...))
}

// singleKeys turns letters that do something by themselves on and off.
func (p *Settings) singleKeys() []fyne.CanvasObject {
	chip := func(label, setting string) fyne.CanvasObject {
		return kit.NewChip(label, p.state.Letters == setting, func() { p.SetLetters(setting) })
	}
	return []fyne.CanvasObject{chip(words.T("D, T, ? … work"), ""), chip(words.T("Only with Ctrl, Alt or by name"), LettersOff)}
}

// SetLetters keeps whether single letters are keys: LettersOff or "".
func (p *Settings) SetLetters(setting string) {
	p.state.Letters = setting
	p.env.Letters.Read(setting)
	p.showLook()
	p.keep(LettersSetting, setting, "")
}

// languages are called by their own names, so that everybody finds their own again.
func (p *Settings) languages() []fyne.CanvasObject {
	chip := func(label, language string) fyne.CanvasObject {
		return kit.NewChip(label, p.state.Language == language, func() { p.SetLanguage(language) })
	}
	out := []fyne.CanvasObject{chip(words.T("As the system"), "")}
	for _, name := range words.Languages() {
		out = append(out, chip(words.NameOf(name), name))
	}
	return out
}

// SetLanguage keeps a language, "" for the system's, and says the window in it.
func (p *Settings) SetLanguage(name string) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.SetSetting(ctx, words.Setting, name)
	}, func(_ any, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.env.Speak(name)
	})
}

// setLook applies a look at once and keeps it.
func (p *Settings) setLook(t *look.Theme) {
	p.state.Look = t.String()
	p.showLook()
	fyne.CurrentApp().Settings().SetTheme(t)
	p.keep(look.Setting, t.String(), "")
}

// keep stores a setting.
func (p *Settings) keep(key, value, say string) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.SetSetting(ctx, key, value)
	}, func(_ any, err error) {
		switch {
		case err != nil:
			p.env.Fail(err)
		case say != "":
			p.env.Say(say, "")
		}
	})
}

func (p *Settings) you() fyne.CanvasObject {
	zone := words.T("Times are shown in the zone of this computer, %s. They are stored in UTC, so they stay right when you travel; dates stay dates.", p.env.Now().Format("MST (UTC-07:00)"))
	return section(words.T("You"), "", container.New(halves{look.GapCard}, p.naming, p.paying), dimmed(zone),
		kit.Row(look.Gap, kit.NewButton(words.T("Exchange rates"), func() { p.env.Go(Route{Name: "records", Entity: "rate"}) }), kit.Spacer(), kit.NewButton(words.T("Save"), p.saveYou)))
}

// currency reads the entry; it is wrong only if it is no currency code.
func (p *Settings) currency() (string, bool) {
	code := strings.ToUpper(strings.TrimSpace(p.money.Text))
	if crm.IsCurrency(code) {
		return code, true
	}
	return code, false
}
