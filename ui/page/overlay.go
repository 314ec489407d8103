package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/kit"
	"satchel/ui/look"
)

// Overlay lays a panel over the window, darkens the rest, and goes away by Esc or a press beside it. While it is there, Tab stays
// inside.
type Overlay struct {
	widget.BaseWidget
	OnClose  func()
	OnEscape func() // what Esc does in place of closing; nil: it closes

	window fyne.Window
	panel  *kit.Surface
	width  float32
	veil   kit.Wash
}

var (
	_ fyne.Tappable = (*Overlay)(nil)
	_ kit.Composite = (*Overlay)(nil)
)

// NewOverlay returns a panel of the given width around content; pad is the room around it.
func NewOverlay(w fyne.Window, width float32, pad kit.Pad, content fyne.CanvasObject) *Overlay {
	o := &Overlay{window: w, width: width, panel: kit.NewSurface(look.Pane, 0, pad, kit.InFlat(content)), veil: kit.NewWash()}
	o.panel.Outline, o.panel.Radius = look.Line, look.RadiusCard
	o.ExtendBaseWidget(o)
	return o
}

// Open lays the panel over the window and gives focus the keys; nil: to the first of its content that takes them.
func (o *Overlay) Open(focus fyne.Focusable) {
	c := o.window.Canvas()
	c.Overlays().Add(o)
	o.Resize(c.Size())
	if focus != nil {
		c.Focus(focus)
	} else {
		c.FocusNext()
	}
}

// Close takes the panel away.
func (o *Overlay) Close() {
	c := o.window.Canvas()
	if o.Shown() {
		c.Unfocus() // or the cursor of its text field blinks on, and each time the whole window is drawn
	}
	c.Overlays().Remove(o)
	if o.OnClose != nil {
		o.OnClose()
	}
}

// Escape is what Esc does.
func (o *Overlay) Escape() {
	if o.OnEscape != nil {
		o.OnEscape()
		return
	}
	o.Close()
}

// Shown tells whether the panel is there.
func (o *Overlay) Shown() bool {
	for _, other := range o.window.Canvas().Overlays().List() {
		if other == o {
			return true
		}
	}
	return false
}

// Tapped implements fyne.Tappable: a press beside the panel closes it.
func (o *Overlay) Tapped(e *fyne.PointEvent) {
	p, s := o.panel.Position(), o.panel.Size()
	inside := e.Position.X >= p.X && e.Position.X < p.X+s.Width && e.Position.Y >= p.Y && e.Position.Y < p.Y+s.Height
	if !inside {
		o.Close()
	}
}

// Parts implements kit.Composite.
func (o *Overlay) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{o.panel} }

// Arrange places the panel anew after its content changed.
func (o *Overlay) Arrange() {
	o.panel.Refresh()
	o.layout(o.Size())
	canvas.Refresh(o)
}

func (o *Overlay) layout(size fyne.Size) {
	o.veil.StrokeColor = look.Color(look.Veil)
	o.veil.Cover(0, -1, size.Width, size.Height+2)
	width := min(o.width, size.Width-2*look.PadDetail)
	o.panel.Resize(fyne.NewSize(width, o.panel.Size().Height)) // height follows width
	height := min(o.panel.MinSize().Height, size.Height-2*look.PadDetail)
	top := max(min(110, (size.Height-height)/2), look.PadDetail)
	o.panel.Move(fyne.NewPos((size.Width-width)/2, top))
	o.panel.Resize(fyne.NewSize(width, height))
}

// CreateRenderer implements fyne.Widget.
func (o *Overlay) CreateRenderer() fyne.WidgetRenderer { return &overlayRenderer{o} }

type overlayRenderer struct{ o *Overlay }

func (r *overlayRenderer) Destroy()           {}
func (r *overlayRenderer) Layout(s fyne.Size) { r.o.layout(s) }
func (r *overlayRenderer) MinSize() fyne.Size { return fyne.NewSize(100, 100) }
func (r *overlayRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.o.veil.Line, r.o.panel}
}
func (r *overlayRenderer) Refresh() { r.o.layout(r.o.Size()); canvas.Refresh(r.o) }
