package page

import (
	"fyne.io/fyne/v2"

	"satchel/ui/present"
	"satchel/ui/words"
)

// personActions are what is done with somebody's data.
func (p *Records) personActions() []*fyne.MenuItem {
	if !p.entity.Person {
		return nil
	}
	return []*fyne.MenuItem{
		fyne.NewMenuItem(words.T("Consent given …"), func() { p.NoteConsent("given") }), fyne.NewMenuItem(words.T("Consent withdrawn …"), func() { p.NoteConsent("withdrawn") }),
		fyne.NewMenuItem(words.T("Sheet of the person"), p.WriteSheet), fyne.NewMenuItem(words.T("Erase for good …"), p.Erase),
	}
}

// NoteConsent opens the form of a new consent of the person shown: "given" or "withdrawn".
func (p *Records) NoteConsent(state string) {
	if ref, ok := p.Record(); ok && p.entity.Person {
		p.env.Go(Route{Name: "records", Entity: "consent", ID: "new", With: present.With("person", ref.ID, "state", state)})
	}
}
