package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// saveYou keeps name and currency.
func (p *Settings) saveYou() {
	code, ok := p.currency()
	p.paying.SetError("")
	p.naming.SetError("")
	if !ok {
		p.paying.SetError(words.T("A currency is three letters, like EUR."))
		return
	}
	name := strings.TrimSpace(p.name.Text)
	if name == "" {
		p.naming.SetError(words.T("Enter your name."))
		return
	}
	me := p.state.Me
	type saved struct{ batch crm.Batch }
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (saved, error) {
		var s saved
		if err := p.env.App.SetSetting(ctx, app.SettingCurrency, code); err != nil || me.ID == "" || me.Text("name") == name {
			return s, err
		}
		var err error
		_, s.batch, err = p.env.App.Save(ctx, crm.Record{Entity: me.Entity, ID: me.ID, Values: crm.Values{"name": name}})
		return s, err
	}, func(s saved, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.money.SetText(code)
		p.env.Say(words.T("Saved"), s.batch.ID)
		p.load()
	})
}

func (p *Settings) showConnection() {
	if !p.state.Connected {
		replace(p.connection, dimmed(words.T("Not connected. Everything you do is saved on this computer; a connection sends it to your team's CRM.")),
			kit.Row(look.Gap, kit.Spacer(), kit.NewPrimary(words.T("Connect your CRM"), func() { p.env.Go(Route{Name: "connect"}) })))
		return
	}
	c := p.state.Connection
	info := p.providerInfo(c.Provider)
	pairs := []kit.KeyValue{{Key: words.T("Provider"), Value: words.T(info.Label)}, {Key: words.T("Address"), Value: c.URL}}
	if c.User != "" {
		pairs = append(pairs, kit.KeyValue{Key: words.T("User"), Value: c.User})
	}
	pairs = append(pairs, kit.KeyValue{Key: words.T("Since"), Value: present.Exact(c.Since, p.env.Zone)})
	for i, sentence := range p.state.Guarantee {
		pairs = append(pairs, kit.KeyValue{Key: map[bool]string{true: words.T("Rely on")}[i == 0], Value: sentence})
	}
	buttons := []fyne.CanvasObject{kit.Spacer()}
	if info.Invites {
		buttons = append([]fyne.CanvasObject{invitation(info, c.URL)}, buttons...)
	}
	buttons = append(buttons, kit.NewButton(words.T("Open the inbox"), func() { p.env.Go(Route{Name: "inbox"}) }), kit.NewDanger(words.T("Disconnect"), p.disconnect))
	account := kit.Flow(look.Gap)
	if info.Keeps {
		account.Add(kit.NewButton(words.T("Change the password"), p.askPassword))
		account.Add(kit.NewButton(words.T("Sign out other computers"), p.signOut))
	}
	replace(p.connection, kit.KeyValues(pairs...), account,
		dimmed(words.T("Disconnecting removes the key from this computer's keychain. All records stay here and there; what was not sent yet stays here.")),
		kit.Row(look.Gap, buttons...))
}

func (p *Settings) providerInfo(name string) app.ProviderInfo {
	for _, info := range p.env.App.Remotes.Providers() {
		if info.Name == name {
			return info
		}
	}
	return app.ProviderInfo{Name: name, Label: name}
}

// invitation copies what a colleague needs to know. Nobody's password is in it.
func invitation(info app.ProviderInfo, address string) *kit.Button {
	var copied *kit.Button
	copied = kit.NewButton(words.T("Copy an invitation"), func() {
		fyne.CurrentApp().Clipboard().SetContent(words.T("Let us share our customers in Satchel. Open Connection there, choose %s, and enter the address %s, your e-mail address, and the password that you get separately.", crm.Term(info.Label), address))
		copied.SetText(words.T("Copied"))
	})
	return copied
}

// disconnect asks first: the key is gone afterwards and no undo brings it back. The way out has the keys.
func (p *Settings) disconnect() {
	stay := kit.NewButton(words.T("Stay connected"), p.showConnection)
	replace(p.connection, kit.NewParagraph(words.T("Disconnect from %s? To connect again you need the key.", p.state.Connection.URL), kit.Style{}),
		kit.Row(look.Gap, kit.Spacer(), stay, kit.NewDanger(words.T("Disconnect now"), func() {
			async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
				return nil, p.env.App.Disconnect(ctx)
			}, func(_ any, err error) {
				if err != nil {
					p.showConnection()
					p.env.Fail(err)
				} else {
					p.env.Say(words.T("Disconnected. All records stay."), "")
				}
				p.load()
			})
		})))
	p.content.Refresh()
	p.env.Window.Canvas().Focus(stay)
}

func (p *Settings) showSample() {
	button := kit.NewButton(words.T("Load the sample data"), func() { p.env.Sample() })
	if p.env.Sample == nil {
		button.Disable()
	}
	if p.state.Sample {
		button = kit.NewButton(words.T("Remove the sample data"), p.removeSample)
	}
	replace(p.sample, kit.Row(look.Gap, kit.Spacer(), button))
}

func (p *Settings) removeSample() {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (int64, error) {
		return p.env.App.RemoveSample(ctx)
	}, func(n int64, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.env.Say(words.N(n, "Removed %s sample record", "Removed %s sample records"), "")
		p.load()
	})
}

func (p *Settings) data() fyne.CanvasObject {
	where := p.env.App.File
	if where == "" {
		where = words.T("not told")
	}
	to := func(label, page string) fyne.CanvasObject {
		return kit.NewButton(label, func() { p.env.Go(Route{Name: page}) })
	}
	return section(words.T("Your data"), words.T("One file holds everything but the key of your connection. Any SQLite program can read it."),
		kit.KeyValues(kit.KeyValue{Key: words.T("File"), Value: where}), p.checked,
		kit.Flow(look.Gap, kit.NewButton(words.T("Write diagnostics"), p.diagnose), to(words.T("Register of exports and erasures"), "register"), to(words.T("Backups, check and repair"), "backups")))
}

// diagnose writes what helps to find a fault, without any value.
func (p *Settings) diagnose() {
	file := present.DiagnosticsName(p.env.App.File, p.env.Now())
	replace(p.checked, kit.Dim(words.T("Collecting numbers…")))
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.WriteDiagnostics(ctx, file)
	}, func(_ any, err error) {
		if err != nil {
			replace(p.checked)
			p.env.Fail(err)
		} else {
			replace(p.checked, kit.Flow(0, kit.NewTag(words.T("Diagnostics written"), kit.Green)), kit.KeyValues(kit.KeyValue{Key: words.T("File"), Value: file}),
				dimmed(words.T("It holds numbers, states and versions: no value of a record, no name, no key and no address. Look into it before you send it to anybody.")))
		}
		p.content.Refresh()
	})
}
