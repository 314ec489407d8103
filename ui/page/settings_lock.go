package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/lock"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// lockPart chooses when the window locks, and the passphrase that opens it.
type lockPart struct {
	env     Env
	content *fyne.Container
	asking  *Passphrase
}

func newLockPart(env Env) *lockPart {
	p := &lockPart{env: env, content: kit.Column(look.Gap)}
	p.show()
	return p
}

func (p *lockPart) show() {
	now := p.env.Lock.Minutes()
	flow := kit.Flow(6)
	for _, c := range []struct{ value, label string }{
		{"", words.T("Off|lock")}, {lock.ByHand, words.T("Only when I lock it")}, {"5", words.T("After 5 min without use")}, {"15", words.T("15 min")}, {"30", words.T("30 min")}, {"60", words.T("1 h")},
	} {
		flow.Add(kit.NewChip(c.label, c.value == now, func() { p.choose(c.value) }))
	}
	objects := []fyne.CanvasObject{flow}
	if now != "" {
		objects = append(objects, kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("Change the passphrase"), func() { p.ask(now, true, true) }), kit.NewButton(words.T("Lock now"), p.env.LockNow)))
	}
	replace(p.content, append(objects, dimmed(words.T("The lock hides the window, at the start of Satchel too. It does not encrypt the file: who can use your account of this computer can read it. Lock the computer as well, let its disk be encrypted, and encrypt backups that leave it.")))...)
}

// choose takes another time; the first one and the end of the lock ask for a passphrase.
func (p *lockPart) choose(minutes string) {
	now := p.env.Lock.Minutes()
	switch {
	case minutes == now:
	case now == "":
		p.ask(minutes, false, true)
	case minutes == "":
		p.ask(minutes, true, false)
	default:
		async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, p.env.Lock.Choose(ctx, minutes, "", "")
		}, func(_ struct{}, err error) {
			if err != nil {
				p.env.Fail(err)
			}
			p.show()
		})
	}
}

// Passphrase asks for one before the lock is set.
type Passphrase struct {
	part            *lockPart
	minutes         string
	old, next, more *form.Input // nil: not asked for
	field           *kit.Field  // the last one, which says what is wrong
	over            *Overlay
}

// ask asks for the old passphrase and for the next one, twice.
func (p *lockPart) ask(minutes string, old, next bool) {
	q := &Passphrase{part: p, minutes: minutes}
	var fields []fyne.CanvasObject
	entry := func(label string) *form.Input {
		e := form.NewPassword()
		e.OnSubmitted = func(string) { q.Apply() }
		q.field = kit.NewField(label, e)
		fields = append(fields, q.field)
		return e
	}
	title, action := words.T("Choose a passphrase"), words.T("Keep it")
	if old {
		q.old = entry(words.T("The passphrase that there is"))
	}
	if next {
		q.next, q.more = entry(words.T("New passphrase")), entry(words.T("New passphrase once more"))
		fields = append(fields, dimmed(words.T("Its check is kept in the keychain of this computer, never the passphrase itself. Who forgets it removes the check there.")))
	} else {
		title, action = words.T("Lock no more"), words.T("Turn the lock off")
	}
	q.over = panel(p.env, 460, title, fields, kit.NewPrimary(action, q.Apply))
	p.asking = q
	first := q.old
	if first == nil {
		first = q.next
	}
	q.over.Open(first)
}

// Type fills what is asked for, for scripts.
func (q *Passphrase) Type(old, next, more string) {
	for e, text := range map[*form.Input]string{q.old: old, q.next: next, q.more: more} {
		if e != nil {
			e.SetText(text)
		}
	}
}

// Said is what is wrong, "" for nothing.
func (q *Passphrase) Said() string { return q.field.Note() }

// Apply keeps it.
func (q *Passphrase) Apply() {
	text := func(e *form.Input) string {
		if e == nil {
			return ""
		}
		return e.Text
	}
	old, next := text(q.old), text(q.next)
	if q.next != nil && next != text(q.more) {
		q.fail(words.T("The two are not the same."))
		return
	}
	p := q.part
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.env.Lock.Choose(ctx, q.minutes, old, next)
	}, func(_ struct{}, err error) {
		if err != nil {
			q.fail(words.Error(err))
			return
		}
		q.over.Close()
		p.show()
		switch {
		case q.minutes == "":
			p.env.Say(words.T("Satchel does not lock any more."), "")
		case next != "":
			p.env.Say(words.T("The passphrase is kept. Try it: lock Satchel now."), "")
		}
	})
}

func (q *Passphrase) fail(sentence string) {
	q.field.SetError(sentence)
	q.over.Arrange()
}

// ChooseLock chooses when the window locks, as a press on its chip does.
func (p *Settings) ChooseLock(minutes string) { p.lock.choose(minutes) }

// Passphrase returns what was asked for last, nil if nothing was.
func (p *Settings) Passphrase() *Passphrase { return p.lock.asking }
