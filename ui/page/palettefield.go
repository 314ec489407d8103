package page

import (
	"fyne.io/fyne/v2"

	"satchel/ui/form"
	"satchel/ui/words"
)

// paletteField is the palette's text field: the arrows walk through what was found.
type paletteField struct{ form.Input }

func newPaletteField(p *Palette) *paletteField {
	f := &paletteField{}
	f.PlaceHolder, f.OnChanged = words.T("Find, go, do …"), p.typed
	f.OnEscape = func() { p.over.Close() }
	f.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyDown:
			p.move(1)
		case fyne.KeyUp:
			p.move(-1)
		case fyne.KeyReturn, fyne.KeyEnter:
			p.enter()
		default:
			return false
		}
		return true
	}
	f.ExtendBaseWidget(f)
	return f
}
