package page

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Connect is the way to an online CRM: which one, where, with which key, a test, and what happens next. The key is only in its entry
// and leaves it with the page.
type Connect struct {
	env       Env
	providers []app.ProviderInfo
	chosen    int
	tested    bool // what the fields say works
	latest    async.Latest

	address, user, key *form.Input
	addressField       *kit.Field
	userField          *kit.Field
	keyField           *kit.Field
	which              *kit.Tabs
	test, connect      *kit.Button
	buttons            *fyne.Container // both
	answer             *fyne.Container
	facts              *fyne.Container // what the test found out beside, below the buttons
	next               *kit.Paragraph  // what happens next
	adds               *additions
	meeting            *meetingPart
	content            fyne.CanvasObject
}

// NewConnect builds the page.
func NewConnect(env Env, _ Route) Page {
	p := &Connect{env: env, providers: env.App.Remotes.Providers(), answer: kit.Column(look.Gap), facts: kit.Column(look.GapCard), adds: newAdditions(), next: dimmed("")}
	p.meeting = newMeetingPart(env, p.united)
	p.address, p.user, p.key = form.NewInput("", nil), form.NewInput("", nil), form.NewPassword()
	p.user.SetPlaceHolder(words.T("Login name"))
	p.key.SetPlaceHolder(words.T("Key"))
	for _, e := range []*form.Input{p.address, p.user, p.key} {
		e.OnSubmitted = func(string) { p.Submit() }
		e.OnChanged = func(string) { p.changed() }
	}
	p.addressField = kit.NewField(words.T("Address"), p.address)
	p.userField = kit.NewField(words.T("User"), p.user)
	p.keyField = kit.NewField(words.T("Key"), p.key)
	p.test, p.connect = kit.NewButton(words.T("Test"), p.Test), kit.NewPrimary("", p.Connect)
	p.buttons = kit.Row(look.Gap, kit.Spacer(), p.test, p.connect)
	p.united()
	labels := make([]string, len(p.providers))
	for i, info := range p.providers {
		labels[i] = words.T(info.Label)
	}
	p.which = kit.NewTabs(p.choose, labels...)
	p.content = scrolled(kit.Column(look.GapCard,
		section(words.T("Which CRM does your team use?"), "", p.which),
		section(words.T("How to sign in"), words.T("The key goes to this computer's keychain and nowhere else."),
			p.addressField, p.userField, p.keyField, p.answer, p.buttons),
		p.facts,
		section(words.T("What happens next"), "", p.next),
	), kit.NewBar(words.T("Connect your CRM"), "", kit.NewButton(words.T("Cancel"), func() { env.Go(Route{Name: "settings"}) })))
	if len(p.providers) > 0 {
		p.choose(0)
	}
	p.warn()
	env.Run.Post(func() { // once it is in the window
		if env.Context.Err() == nil {
			env.Window.Canvas().Focus(p.address)
		}
	})
	return p
}

// Content implements Page.
func (p *Connect) Content() fyne.CanvasObject { return p.content }

// Refresh implements Page.
func (p *Connect) Refresh(crm.Batch) {}

// Close implements Closer: the key does not outlive the page.
func (p *Connect) Close() {
	p.latest.Stop()
	p.meeting.forget()
	p.key.OnChanged = nil
	p.key.SetText("")
}

func (p *Connect) choose(i int) {
	p.chosen = i
	info := p.providers[i]
	p.address.SetPlaceHolder(info.URLHint)
	p.addressField.SetHint(words.T("As in your browser, such as %s", info.URLHint))
	p.userField.SetLabel(words.T(info.UserHint))
	p.userField.Hidden = info.UserHint == ""
	p.keyField.SetLabel(keyLabel(info))
	p.keyField.SetHint(words.T(info.KeyHelp))
	p.changed()
	if p.content != nil {
		p.content.Refresh()
	}
}

// keyLabel names what is secret.
func keyLabel(info app.ProviderInfo) string {
	if info.UserHint == "" {
		return words.T("Key")
	}
	return words.T("Key or password")
}

// Enter fills the form. A provider that there is not leaves the one that is chosen.
func (p *Connect) Enter(provider, address, user, key string) {
	p.which.Select(slices.IndexFunc(p.providers, func(info app.ProviderInfo) bool { return info.Name == provider }))
	p.address.SetText(address)
	p.user.SetText(user)
	p.key.SetText(key)
}

// changed takes back what an earlier test said.
func (p *Connect) changed() {
	p.latest.Stop()
	p.busy(false)
	p.tested = false
	p.addressField.SetError("")
	p.userField.SetError("")
	p.keyField.SetError("")
	p.adds.list = nil
	p.meeting.forget()
	replace(p.answer)
	replace(p.facts)
}

// warn says so if there is a connection already.
func (p *Connect) warn() {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (replica.Connection, error) {
		return p.env.App.Connection(ctx)
	}, func(c replica.Connection, err error) {
		switch {
		case err == nil:
			replace(p.answer, kit.NewParagraph(words.T("You are connected to %s. Another account takes its place; all records stay.", c.URL), kit.Style{Color: look.Amber}))
		case crm.CodeOf(err) != crm.CodeNotFound:
			p.env.Fail(err)
		}
	})
}

// input reads the form; false if something is missing, which is said at the field.
func (p *Connect) input() (c replica.Connection, secret string, ok bool) {
	info := p.providers[p.chosen]
	c = replica.Connection{Provider: info.Name, URL: strings.TrimSpace(p.address.Text), User: strings.TrimSpace(p.user.Text)}
	if info.UserHint == "" {
		c.User = ""
	}
	secret = p.key.Text
	if c.User == "" { // a key that was copied; a password may begin with a space
		secret = strings.TrimSpace(secret)
	}
	if c.URL != "" && !strings.Contains(c.URL, "://") {
		c.URL = "https://" + c.URL
	}
	ok = true
	for _, f := range []struct {
		field   *kit.Field
		missing bool
		say     string
	}{
		{p.addressField, c.URL == "", words.T("Enter the address of your CRM, such as %s.", info.URLHint)},
		{p.keyField, secret == "", words.T("Enter the %s. %s", words.Small(keyLabel(info)), words.T(info.KeyHelp))},
	} {
		if f.missing {
			f.field.SetError(f.say)
			ok = false
		}
	}
	p.content.Refresh()
	return c, secret, ok
}

// Submit is Enter in a field: it tests, and connects with what was tested, at once when the answer is there. What removes records has to
// be pressed: Enter leads to its button.
func (p *Connect) Submit() {
	switch {
	case !p.tested:
		p.Test()
	case p.meeting.how == app.TakeTheir:
		p.env.Window.Canvas().Focus(p.connect)
	default:
		p.Connect()
	}
}

// Test tries the sign-in without keeping anything.
func (p *Connect) Test() {
	if p.test.Disabled() {
		return // Enter again while the server is asked
	}
	c, secret, ok := p.input()
	if !ok {
		return
	}
	p.busy(true)
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (app.Account, error) {
		return p.env.App.Remotes.Check(ctx, c, secret)
	}, func(a app.Account, err error) {
		p.busy(false)
		if err != nil {
			p.failed(err, secret)
			return
		}
		pairs := []kit.KeyValue{}
		for i, right := range present.Rights(a.Rights) {
			key := ""
			if i == 0 {
				key = words.T("You may")
			}
			pairs = append(pairs, kit.KeyValue{Key: key, Value: right})
		}
		for i, sentence := range a.Guarantee {
			key := ""
			if i == 0 {
				key = words.T("Rely on")
			}
			pairs = append(pairs, kit.KeyValue{Key: key, Value: words.Stored(sentence)})
		}
		replace(p.answer, kit.Flow(look.Gap, kit.NewTag(words.T("The sign-in works"), kit.Green)),
			kit.KeyValues(kit.KeyValue{Key: words.T("Server"), Value: a.Server}, kit.KeyValue{Key: words.T("Signed in as"), Value: a.User}))
		replace(p.facts, section(words.T("What you may do there, and what you can rely on"), "", kit.KeyValues(pairs...)))
		p.showServer(a)
		p.tested = true
		if p.providers[p.chosen].Meets {
			p.meet(c, a, secret)
		}
		p.env.Run.After(drawn, func() { // shows what Enter does now
			c := p.env.Window.Canvas()
			if f := c.Focused(); p.env.Context.Err() == nil && (f == fyne.Focusable(p.key) || f == fyne.Focusable(p.address)) {
				c.Focus(p.connect)
			}
		})
	})
}

// drawn is how long it takes until what was added to the page has its place.
const drawn = 100 * time.Millisecond

// showServer offers what the CRM's administrator added, and to prepare the server.
func (p *Connect) showServer(a app.Account) {
	if len(a.Offers) > 0 {
		p.adds.show(a.Offers, p.env.App.Catalog())
		p.answer.Add(kit.NewParagraph(words.T("Your CRM has more than Satchel knows. What is ticked is taken when you connect:"), kit.Style{}))
		p.answer.Add(p.adds.box)
	}
	switch {
	case a.Advice == "":
	case a.Admin:
		p.answer.Add(dimmed(words.T("With a small field in each type, new records are found again when a bad line lost the confirmation.")))
		p.answer.Add(kit.Row(look.Gap, kit.NewButton(words.T("Let Satchel prepare this server"), p.Prepare), kit.Spacer()))
	default:
		p.answer.Add(forAdministrator(a.Advice))
	}
	p.answer.Refresh()
}

// Prepare makes the server ready, as its administrator, and tests again.
func (p *Connect) Prepare() {
	c, secret, ok := p.input()
	if !ok {
		return
	}
	p.busy(true)
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.Remotes.Prepare(ctx, c, secret)
	}, func(_ any, err error) {
		p.busy(false)
		if err != nil {
			p.failed(err, secret)
			return
		}
		p.Test()
	})
}

// Connect tests, keeps the key in the keychain and ties this copy to the account.
func (p *Connect) Connect() {
	if p.providers[p.chosen].Meets && (!p.tested || !p.meeting.done) { // what will happen is told first
		if !p.tested {
			p.Test()
		}
		return
	}
	c, secret, ok := p.input()
	if !ok {
		return
	}
	ticked, unite := p.adds.ticked(), p.meeting.way(c)
	p.busy(true)
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (app.Account, error) {
		if unite != nil {
			return unite(ctx)
		}
		a, err := p.env.App.Connect(ctx, c, secret)
		if err == nil {
			err = p.env.App.Extend(ctx, ticked)
		}
		return a, err
	}, func(a app.Account, err error) {
		p.busy(false)
		if err != nil {
			p.failed(err, secret)
			return
		}
		p.env.Say(words.T("Connected to %s", a.Server), "")
		p.env.Go(Route{Name: "inbox"})
	})
}

func (p *Connect) busy(on bool) {
	for _, b := range []*kit.Button{p.test, p.connect} {
		if on {
			b.Disable()
		} else {
			b.Enable()
		}
	}
	if on {
		p.tested = false
		replace(p.facts)
		replace(p.answer, kit.Dim(words.T("Asking the server…")))
	}
}

// failed says what went wrong where it can be put right. No provider writes a key into an error; should one, it is not shown.
func (p *Connect) failed(err error, secret string) {
	replace(p.answer)
	sentence := words.Error(err)
	if secret != "" {
		sentence = strings.ReplaceAll(sentence, secret, "•••")
	}
	field := p.addressField
	var ours *crm.Error
	switch code := crm.CodeOf(err); {
	case code == crm.CodeAuth, code == crm.CodeDenied, errors.As(err, &ours) && ours.Field == crm.FieldSecret:
		field = p.keyField
	}
	field.SetError(sentence)
	p.content.Refresh()
}
