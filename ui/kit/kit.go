// Package kit holds Satchel's widgets: calm, flat, keyboard first, and all drawn
// in the colours and sizes of package look. They know nothing of records or
// storage; they show what they are given and call back.
//
// Widgets are built and changed on the UI goroutine only. A changed exported
// field shows after Refresh; the Set methods refresh by themselves.
package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"satchel/ui/look"
)

// drawing is the renderer of our widgets: a fixed list of objects and three
// functions that arrange and restyle them.
type drawing struct {
	owner   fyne.Widget
	objects []fyne.CanvasObject
	min     func() fyne.Size
	layout  func(fyne.Size)
	restyle func() // reads colours, sizes and state; layout follows
}

var _ fyne.WidgetRenderer = (*drawing)(nil)

// draw finishes a drawing by styling it for the first time.
func draw(d *drawing) *drawing {
	d.restyle()
	return d
}

// Destroy implements fyne.WidgetRenderer.
func (d *drawing) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (d *drawing) Objects() []fyne.CanvasObject { return d.objects }

// MinSize implements fyne.WidgetRenderer.
func (d *drawing) MinSize() fyne.Size { return d.min() }

// Layout implements fyne.WidgetRenderer.
func (d *drawing) Layout(s fyne.Size) { d.layout(s) }

// Refresh implements fyne.WidgetRenderer.
func (d *drawing) Refresh() {
	d.restyle()
	d.layout(d.owner.Size())
	canvas.Refresh(d.owner)
}

// box returns a rectangle to be styled later.
func box() *canvas.Rectangle { return canvas.NewRectangle(color.Transparent) }

// paint styles a rectangle; an empty colour name means none.
func paint(r *canvas.Rectangle, fill, stroke fyne.ThemeColorName, width, radius float32) {
	r.FillColor, r.StrokeColor, r.StrokeWidth, r.CornerRadius = color.Transparent, nil, 0, radius
	if stroke != "" {
		r.StrokeColor, r.StrokeWidth = look.Color(stroke), width
		r.FillColor = look.Unseen(r.StrokeColor)
	}
	if fill != "" {
		r.FillColor = look.Color(fill)
	}
}

// Style says how text looks. The zero value is ordinary text.
type Style struct {
	Size  fyne.ThemeSizeName  // zero: look.SizeText
	Color fyne.ThemeColorName // zero: look.Text
	Bold  bool
}

func (s Style) size() float32 {
	if s.Size == "" {
		return look.Size(look.SizeText)
	}
	return look.Size(s.Size)
}

func (s Style) color() color.Color {
	if s.Color == "" {
		return look.Color(look.Text)
	}
	return look.Color(s.Color)
}

func (s Style) text() fyne.TextStyle { return fyne.TextStyle{Bold: s.Bold} }

// measure returns the size of s on one line.
func (s Style) measure(text string) fyne.Size {
	return fyne.MeasureText(text, s.size(), s.text())
}

// apply styles t and sets its text.
func (s Style) apply(t *canvas.Text, text string) {
	t.Text, t.TextSize, t.TextStyle, t.Color = text, s.size(), s.text(), s.color()
}

// Move moves o. One that is there already is left alone: a container that is moved in vain draws the whole window anew.
func Move(o fyne.CanvasObject, x, y float32) {
	if at := fyne.NewPos(x, y); o.Position() != at {
		o.Move(at)
	}
}

// unplaced tells whether a container has no place yet: it is being filled, object by object, and to lay it out each time would measure and
// shorten all texts for a width of nothing.
func unplaced(size fyne.Size) bool { return size.IsZero() }

// place moves and resizes o.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	Move(o, x, y)
	o.Resize(fyne.NewSize(w, h))
}
