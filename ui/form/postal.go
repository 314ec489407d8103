package form

import (
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// postal edits an address part by part.
type postal struct {
	parts map[string]*Input
	all   *fyne.Container
}

func newPostal(changed func()) *postal {
	p := &postal{parts: map[string]*Input{}}
	input := func(part, hint string) *Input {
		i := NewInput(hint, func(string) { changed() })
		p.parts[part] = i
		return i
	}
	street := NewArea(words.T("Street and number"), 2, func(string) { changed() })
	p.parts["street"] = street
	p.all = kit.Column(6, street,
		kit.Row(look.Gap, kit.FixedWidth(110*look.Scale(), input("postal_code", words.T("Postcode"))), kit.Grow(input("city", words.T("City")))),
		kit.Row(look.Gap, kit.Grow(input("state", words.T("State"))), kit.Grow(input("country", words.T("Country")))))
	return p
}

func (p *postal) Object() fyne.CanvasObject { return p.all }
func (p *postal) Focus() fyne.Focusable     { return p.parts["street"] }

func (p *postal) Set(v any) {
	a, _ := v.(crm.Address)
	for name, input := range p.parts {
		input.SetText(a.Part(name))
	}
}

func (p *postal) Value() (any, error) {
	var a crm.Address
	for name, input := range p.parts {
		a = a.With(name, strings.TrimSpace(input.Text))
	}
	if a == (crm.Address{}) {
		return nil, nil
	}
	return a, nil
}
