package ui

import (
	"context"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/page"
	"satchel/ui/present"
	"satchel/ui/words"
)

// reach opens an address of a record in the program that the system has for it, unless the person does not want that, and offers to
// log it. choose picks the address.
func (s *Shell) reach(ref crm.Ref, choose func(present.Reach) string) {
	if ref.ID == "" {
		return
	}
	async.Run(s.ctx, s.config.Run, func(ctx context.Context) (present.Reach, error) { return present.LoadReach(ctx, s.config.App, ref) },
		func(r present.Reach, err error) {
			if err != nil {
				s.fail(err)
				return
			}
			s.reachAt(r, choose(r))
		})
}

func (s *Shell) reachAt(r present.Reach, address string) {
	call := strings.HasPrefix(address, "tel:")
	switch {
	case address == "":
		s.say(words.T("%s has no number or address for that, or does not want it.", r.Name), "")
		return
	case r.Refuses(address) && call:
		s.say(words.T("%s does not want to be called.", r.Name), "")
		return
	case r.Refuses(address):
		s.say(words.T("%s does not want e-mail.", r.Name), "")
		return
	}
	if err := s.openOutside(address); err != nil {
		s.fail(err)
		return
	}
	text, kind := words.T("E-mail to %s: log it?", r.Name), "email"
	if call {
		text, kind = words.T("Call with %s: log it?", r.Name), "call"
	}
	s.toaster.ShowToast(text, words.T("Log"), func() { s.logAs(page.LogPreset{About: r.Ref, Kind: kind}) })
}

// reachBy is reach for an address that was pressed; "tel:" and "mailto:" alone are for the record's own.
func (s *Shell) reachBy(ref crm.Ref, address string) {
	s.reach(ref, func(r present.Reach) string {
		switch address {
		case "tel:":
			return r.Phone
		case "mailto:":
			return r.Mail
		}
		return address
	})
}

func (s *Shell) openOutside(address string) error {
	u, err := url.Parse(address)
	if err == nil && s.config.Open != nil {
		err = s.config.Open(u)
	} else if err == nil {
		err = fyne.CurrentApp().OpenURL(u)
	}
	if err != nil {
		return crm.Errorf(crm.CodeUnavailable, "No program answers for %s.", address)
	}
	return nil
}
