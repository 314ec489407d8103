package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Barless draws an entry without the scroll bar that the toolkit puts below a text longer than its field: it stands where the person reads.
// An entry of several lines keeps its own.
func Barless(e *widget.Entry, r fyne.WidgetRenderer) fyne.WidgetRenderer {
	if e.MultiLine {
		return r
	}
	return &barless{WidgetRenderer: r, entry: e, cover: canvas.NewRectangle(theme.Color(theme.ColorNameInputBackground))}
}

type barless struct {
	fyne.WidgetRenderer
	entry *widget.Entry
	cover *canvas.Rectangle // over the place of the scroll bar, below the text
}

func (r *barless) Layout(s fyne.Size) {
	r.WidgetRenderer.Layout(s)
	side, edge := theme.InnerPadding(), 1.5*theme.Size(theme.SizeNameInputBorder)
	r.cover.Move(fyne.NewPos(edge, s.Height-side))
	r.cover.Resize(fyne.NewSize(max(s.Width-2*edge, 0), side-edge))
	r.cover.BottomLeftCornerRadius, r.cover.BottomRightCornerRadius = look.RadiusControl, look.RadiusControl
}

func (r *barless) Objects() []fyne.CanvasObject {
	list := r.WidgetRenderer.Objects()
	return append(list[:len(list):len(list)], r.cover)
}

func (r *barless) Refresh() {
	r.cover.FillColor = theme.Color(theme.ColorNameInputBackground)
	r.cover.Refresh()
	r.WidgetRenderer.Refresh()
}
