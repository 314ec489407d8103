package page

import (
	"context"
	"errors"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// askPassword shows the fields for another password in the place of the connection.
func (p *Settings) askPassword() {
	old, fresh, again := form.NewPassword(), form.NewPassword(), form.NewPassword()
	old.SetPlaceHolder(words.T("Present password"))
	fresh.SetPlaceHolder(words.T("New password"))
	again.SetPlaceHolder(words.T("Once more"))
	oldField, freshField, againField := kit.NewField(words.T("Present password"), old), kit.NewField(words.T("New password"), fresh), kit.NewField(words.T("Once more"), again)
	freshField.SetHint(words.T("At least 8 characters. Your other computers are signed out and ask for it."))
	var change *kit.Button
	send := func() {
		oldField.SetError("")
		freshField.SetError("")
		againField.SetError("")
		if fresh.Text != again.Text {
			againField.SetError(words.T("This is another one than above."))
			p.content.Refresh()
			return
		}
		change.Disable()
		was, becomes := old.Text, fresh.Text
		async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
			return nil, p.env.App.ChangePassword(ctx, was, becomes)
		}, func(_ any, err error) {
			change.Enable()
			var wrong *crm.Error
			switch {
			case err == nil:
				p.showConnection()
				p.env.Say(words.T("The password is changed. Your other computers ask for it."), "")
			case errors.As(err, &wrong) && wrong.Field == "old":
				oldField.SetError(words.Error(err))
			default:
				freshField.SetError(words.Error(err))
			}
			p.content.Refresh()
		})
	}
	for _, e := range []*form.Input{old, fresh, again} {
		e.OnSubmitted = func(string) { send() }
	}
	change = kit.NewPrimary(words.T("Change the password"), send)
	replace(p.connection, oldField, freshField, againField,
		kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("Cancel"), p.showConnection), change))
	p.content.Refresh()
	p.env.Window.Canvas().Focus(old)
}

// signOut ends the sign-ins of the person's other computers.
func (p *Settings) signOut() {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.SignOutOthers(ctx)
	}, func(_ any, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.env.Say(words.T("Your other computers are signed out"), "")
	})
}
