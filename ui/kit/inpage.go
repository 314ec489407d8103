package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// InPage draws an entry as a part of a page that scrolls: the wheel over it moves the page, and one of a single line is without the scroll
// bar that the toolkit puts below a text longer than its field, where the person reads. owner is the widget that the entry is drawn for.
func InPage(owner fyne.CanvasObject, e *widget.Entry, r fyne.WidgetRenderer) fyne.WidgetRenderer {
	p := &inPage{WidgetRenderer: r, entry: e, cover: canvas.NewRectangle(theme.Color(theme.ColorNameInputBackground)), wheel: newWheel(owner, e, r)}
	p.cover.Hidden = e.MultiLine
	return p
}

type inPage struct {
	fyne.WidgetRenderer
	entry *widget.Entry
	cover *canvas.Rectangle // over the place of the scroll bar, below the text
	wheel *wheel
}

func (r *inPage) Layout(s fyne.Size) {
	r.WidgetRenderer.Layout(s)
	side, edge := theme.InnerPadding(), 1.5*theme.Size(theme.SizeNameInputBorder)
	r.cover.Move(fyne.NewPos(edge, s.Height-side))
	far := edge + 0.5 // the toolkit's frame ends half a pixel before the field
	r.cover.Resize(fyne.NewSize(max(s.Width-edge-far, 0), side-far))
	r.cover.BottomLeftCornerRadius, r.cover.BottomRightCornerRadius = look.RadiusControl, look.RadiusControl
	r.wheel.Resize(s)
}

func (r *inPage) Objects() []fyne.CanvasObject {
	list := r.WidgetRenderer.Objects()
	return append(list[:len(list):len(list)], r.cover, r.wheel)
}

func (r *inPage) Refresh() {
	r.cover.FillColor = theme.Color(theme.ColorNameInputBackground)
	r.cover.Refresh()
	r.WidgetRenderer.Refresh()
}

// wheel lies over an entry and takes nothing but the turns of the wheel, which the toolkit's entry would keep for itself.
type wheel struct {
	widget.BaseWidget
	owner fyne.CanvasObject
	entry *widget.Entry
	text  *container.Scroll // what the entry's text scrolls in
}

var _ fyne.Scrollable = (*wheel)(nil)

func newWheel(owner fyne.CanvasObject, e *widget.Entry, r fyne.WidgetRenderer) *wheel {
	w := &wheel{owner: owner, entry: e}
	for _, o := range r.Objects() {
		if s, ok := o.(*container.Scroll); ok {
			w.text = s
		}
	}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled implements fyne.Scrollable: a text that goes on moves first, then the page.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) {
	if w.text != nil && (w.entry.MultiLine || e.Scrolled.DY == 0) {
		before := w.text.Offset
		w.text.Scrolled(e)
		if w.text.Offset != before {
			return
		}
	}
	if list := around(w.owner); len(list) > 0 {
		list[len(list)-1].Scrolled(e)
	}
}

// CreateRenderer implements fyne.Widget: there is nothing to see.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return &drawing{owner: w, min: func() fyne.Size { return fyne.Size{} }, layout: func(fyne.Size) {}, restyle: func() {}}
}
