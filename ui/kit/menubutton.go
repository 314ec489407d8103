package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// NewMenuButton returns a button that opens a menu below itself: a value with its
// alternatives, or several actions of one kind. items is called when it opens.
func NewMenuButton(text string, items func() []*fyne.MenuItem) *Button {
	b := NewButton(text, nil)
	b.Tail = "down"
	b.do = func() {
		c := fyne.CurrentApp().Driver().CanvasForObject(b)
		if c == nil {
			return
		}
		ShowMenu(c, fyne.CurrentApp().Driver().AbsolutePositionForObject(b).AddXY(0, b.Size().Height+2), items()...)
	}
	return b
}

// ShowMenu opens a menu at a place of a canvas.
func ShowMenu(c fyne.Canvas, pos fyne.Position, items ...*fyne.MenuItem) {
	if len(items) > 0 {
		widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), c, pos)
	}
}
