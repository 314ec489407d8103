package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// InPage draws an entry as a part of a page that scrolls: the wheel over it moves the page. In one of a single line, a text longer than its
// field ends with a sign inside the field, in place of the scroll bar and the shadows that the toolkit lays over it. owner is the widget
// that the entry is drawn for.
func InPage(owner fyne.CanvasObject, e *widget.Entry, r fyne.WidgetRenderer) fyne.WidgetRenderer {
	p := &inPage{WidgetRenderer: r, entry: e, wheel: newWheel(owner, e, r), sign: canvas.NewText("…", nil), frame: canvas.NewRectangle(color.Transparent)}
	for i := range p.edges {
		p.edges[i] = canvas.NewRectangle(nil)
	}
	for _, o := range r.Objects() {
		if border, ok := o.(*canvas.Rectangle); ok && border.StrokeWidth > 0 {
			p.border = border
		}
	}
	if p.wheel.text != nil && !e.MultiLine {
		p.wheel.text.OnScrolled = func(fyne.Position) { p.cut() }
	}
	p.cut()
	return p
}

type inPage struct {
	fyne.WidgetRenderer
	entry  *widget.Entry
	wheel  *wheel
	edges  [3]*canvas.Rectangle // of a field whose text is longer: left, below and right, over what the toolkit draws there
	sign   *canvas.Text         // that the text goes on
	border *canvas.Rectangle    // the toolkit's, below the edges
	frame  *canvas.Rectangle    // the same, above them
}

func (r *inPage) Layout(s fyne.Size) {
	r.WidgetRenderer.Layout(s)
	side := theme.InnerPadding()
	left, right := float32(0), s.Width
	if text := r.wheel.text; text != nil {
		left, right = text.Position().X, text.Position().X+text.Size().Width
		if r.longer() { // or the text shows beyond the frame
			text.Move(text.Position().AddXY(2*frameEdge, 0))
			text.Resize(text.Size().SubtractWidthHeight(4*frameEdge, 0))
		}
	}
	sign := r.sign.MinSize()
	for i, at := range []struct{ x, y, width, height float32 }{
		{left, 0, side, s.Height}, {left, s.Height - side, right - left, side}, {right - side - sign.Width, 0, side + sign.Width, s.Height},
	} {
		e := r.edges[i]
		e.Move(fyne.NewPos(at.x+frameEdge, at.y+frameEdge))
		e.Resize(fyne.NewSize(max(at.width-2*frameEdge, 0), max(at.height-2*frameEdge, 0)))
		e.CornerRadius = look.RadiusControl
	}
	r.sign.Move(fyne.NewPos(right-side-sign.Width, (s.Height-sign.Height)/2))
	r.sign.Resize(sign)
	r.wheel.Resize(s)
	r.cut()
}

// frameEdge is how far inside of a field its frame begins: the toolkit's frame ends half a pixel before the field.
const frameEdge = 0.5

// longer tells whether a text is longer than its field.
func (r *inPage) longer() bool {
	text := r.wheel.text
	return !r.entry.MultiLine && text != nil && text.Content != nil && text.Content.Size().Width > text.Size().Width+0.5
}

// cut shows the edges of a text that is longer than its field, and the sign where it goes on.
func (r *inPage) cut() {
	text, longer := r.wheel.text, r.longer()
	more := longer && text.Offset.X < text.Content.Size().Width-text.Size().Width-0.5
	for i, e := range r.edges {
		e.FillColor = theme.Color(theme.ColorNameInputBackground)
		e.Hidden = !longer || i == 2 && !more
		e.Refresh()
	}
	r.sign.TextSize, r.sign.Color = look.Size(look.SizeText), look.Color(look.Dim)
	r.sign.Hidden = !more
	r.sign.Refresh()
	if r.border != nil {
		r.border.FillColor = look.Unseen(r.border.StrokeColor)
		r.border.Refresh()
	}
	if r.frame.Hidden = !longer || r.border == nil; !r.frame.Hidden {
		r.frame.StrokeWidth, r.frame.StrokeColor, r.frame.CornerRadius = r.border.StrokeWidth, r.border.StrokeColor, r.border.CornerRadius
		r.frame.FillColor = look.Unseen(r.border.StrokeColor)
		r.frame.Move(r.border.Position())
		r.frame.Resize(r.border.Size())
	}
	r.frame.Refresh()
}

func (r *inPage) Objects() []fyne.CanvasObject {
	list := r.WidgetRenderer.Objects()
	list = list[:len(list):len(list)]
	for _, e := range r.edges {
		list = append(list, e)
	}
	return append(list, r.sign, r.frame, r.wheel)
}

func (r *inPage) Refresh() {
	r.WidgetRenderer.Refresh()
	r.cut()
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
