package page

import (
	"context"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Locked is all that a locked window shows: a place for the passphrase, and nothing of the records.
type Locked struct {
	env     Env
	opened  func(forgotten bool)
	typed   *widget.Entry
	field   *kit.Field
	unlock  *kit.Button
	help    *fyne.Container
	content fyne.CanvasObject
	busy    bool
}

// NewLocked builds it; opened is called after the right passphrase, or where there is none any more. Of the Env it takes what it shows
// nothing of: Run, Context, Window, Lock.
func NewLocked(env Env, opened func(forgotten bool)) *Locked {
	p := &Locked{env: env, opened: opened, typed: widget.NewPasswordEntry(), help: kit.Column(look.Gap)}
	p.typed.OnSubmitted = func(string) { p.Unlock() }
	p.field = kit.NewField(words.T("Passphrase"), p.typed)
	p.unlock = kit.NewPrimary(words.T("Unlock"), p.Unlock)
	sign := kit.NewSurface(look.Accent, 0, kit.Pad{Top: 30, Left: 30}, nil)
	sign.Radius = 8
	head := kit.Row(10, kit.Spacer(), sign, kit.NewText("Satchel", kit.Style{Size: look.SizeMetric, Bold: true}), kit.Spacer())
	sentence := kit.NewParagraph(words.T("Satchel is locked. What you were doing is as you left it, and the exchange with your CRM goes on."), kit.Style{Color: look.Dim})
	sentence.Align = fyne.TextAlignCenter
	forgot := kit.NewQuiet(words.T("Forgot the passphrase?"), p.Help)
	card := kit.NewCard(kit.Column(look.Gap, p.field, kit.Row(look.Gap, forgot, kit.Spacer(), p.unlock), p.help))
	middle := kit.MaxWidth(440, kit.Column(18, head, sentence, card))
	p.content = kit.NewSurface(look.BG, 0, kit.Pad{Left: look.PadDetail, Right: look.PadDetail}, kit.Column(0, kit.Spacer(), middle, kit.Spacer()))
	p.count()
	return p
}

// Content is the whole window.
func (p *Locked) Content() fyne.CanvasObject { return p.content }

// Focus lets the passphrase be typed.
func (p *Locked) Focus() { p.env.Window.Canvas().Focus(p.typed) }

// Wait lets nothing be tried meanwhile.
func (p *Locked) Wait(on bool) {
	p.busy = on
	if p.unlock.Enable(); on {
		p.unlock.Disable()
	}
}

// Type is what typing does, for scripts.
func (p *Locked) Type(passphrase string) { p.typed.SetText(passphrase) }

// Said is what was said about the last try, "" for nothing.
func (p *Locked) Said() string { return p.field.Note() }

// Unlock tries what was typed.
func (p *Locked) Unlock() {
	if p.busy {
		return
	}
	p.Wait(true)
	passphrase := p.typed.Text
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (bool, error) { return p.env.Lock.Open(ctx, passphrase) },
		func(forgotten bool, err error) {
			p.Wait(false)
			if code := crm.CodeOf(err); err != nil && !forgotten {
				p.field.SetError(words.Error(err))
				if code == crm.CodeDenied {
					p.typed.SetText("")
				}
				p.count()
				p.content.Refresh()
				p.Focus()
				return
			}
			p.typed.SetText("")
			p.opened(forgotten)
		})
}

// count says how long nothing is looked at, until it is.
func (p *Locked) count() {
	wait := p.env.Lock.Wait()
	if wait <= 0 {
		return
	}
	p.Wait(true)
	n := int64((wait + time.Second - 1) / time.Second)
	p.field.SetError(words.N(n, "This is not the passphrase. Try again in %s second.", "This is not the passphrase. Try again in %s seconds."))
	p.env.Run.After(min(wait, time.Second), func() {
		p.field.SetError(words.T("This is not the passphrase."))
		p.Wait(false)
		p.count()
	})
}

// Help says what to do about a passphrase that was forgotten.
func (p *Locked) Help() {
	replace(p.help, dimmed(words.T("Nothing is lost. Open the program that keeps the passwords of this computer (%s), remove the entry of Satchel that begins with “window of”, and press Unlock here. It asks for the password of this computer.", words.T(present.Keychain(runtime.GOOS)))))
	p.content.Refresh()
}
