package page

import (
	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// additions is a list of what the CRM's administrator added, each ticked or not.
type additions struct {
	list []app.Addition
	off  map[string]bool // by key
	box  *fyne.Container
}

func newAdditions() *additions { return &additions{off: map[string]bool{}, box: kit.Column(6)} }

// show lists the additions as lines to tick; all are ticked at first.
func (a *additions) show(list []app.Addition, c *crm.Catalog) {
	a.list = list
	lines := make([]fyne.CanvasObject, len(list))
	for i, add := range list {
		key, said := add.Key(), kit.NewParagraph("", kit.Style{})
		tick := func() { // a sign beside the colour
			said.Style.Color = look.Text
			sign := "✓ "
			if a.off[key] {
				said.Style.Color, sign = look.Dim, "– "
			}
			said.SetText(sign + words.Say(add.Sentence(c)))
		}
		tick()
		lines[i] = newPressLine(func() {
			a.off[key] = !a.off[key]
			tick()
		}, said)
	}
	replace(a.box, lines...)
}

// ticked are those that the person wants.
func (a *additions) ticked() []app.Addition {
	var out []app.Addition
	for _, add := range a.list {
		if !a.off[add.Key()] {
			out = append(out, add)
		}
	}
	return out
}

// forAdministrator shows what to tell the administrator, with a way to copy it.
func forAdministrator(advice string) fyne.CanvasObject {
	var copied *kit.Button
	copied = kit.NewButton(words.T("Copy this text"), func() {
		fyne.CurrentApp().Clipboard().SetContent(advice)
		copied.SetText(words.T("Copied"))
	})
	return kit.Column(look.Gap, dimmed(words.T("For your CRM's administrator: %s", advice)), kit.Row(look.Gap, copied, kit.Spacer()))
}
