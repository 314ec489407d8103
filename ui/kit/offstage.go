package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Offstage draws once, where nobody sees it, what may be shown next. The toolkit shapes and rasters a text in the first picture that it is
// in, which takes 0.3 ms for each, and keeps that for a minute: who asks for it then waits for nothing but the picture.
type Offstage struct {
	widget.BaseWidget
	objects []fyne.CanvasObject
}

var _ fyne.Widget = (*Offstage)(nil)

// aside is where it lies, left of every window: a press finds nothing of it, and it is on no picture.
var aside = fyne.NewPos(-1<<15, 0)

// NewOffstage returns an empty one. It can be anywhere in a window: it keeps out of it, and has no size.
func NewOffstage() *Offstage {
	o := &Offstage{}
	o.ExtendBaseWidget(o)
	o.BaseWidget.Move(aside)
	return o
}

// Draw puts objects, which have their sizes, into the next picture of the window, in place of those before.
func (o *Offstage) Draw(objects ...fyne.CanvasObject) {
	drawn := canvas.NewRaster(func(width, height int) image.Image { // asked for while it is drawn
		o.objects = nil // without one more picture
		return image.NewNRGBA(image.Rect(0, 0, width, height))
	})
	drawn.Resize(fyne.NewSize(1, 1))
	o.objects = append(objects[:len(objects):len(objects)], drawn)
	canvas.Refresh(o)
}

// Move implements fyne.CanvasObject; it stays where it is.
func (o *Offstage) Move(fyne.Position) {}

// Resize implements fyne.CanvasObject; it stays without size.
func (o *Offstage) Resize(fyne.Size) {}

// CreateRenderer implements fyne.Widget.
func (o *Offstage) CreateRenderer() fyne.WidgetRenderer { return offstageRenderer{o} }

type offstageRenderer struct{ o *Offstage }

// IsClip has the toolkit cut off all that is outside of the widget.
func (offstageRenderer) IsClip() {}

// Destroy implements fyne.WidgetRenderer.
func (offstageRenderer) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (r offstageRenderer) Objects() []fyne.CanvasObject { return r.o.objects }

// MinSize implements fyne.WidgetRenderer.
func (offstageRenderer) MinSize() fyne.Size { return fyne.Size{} }

// Layout implements fyne.WidgetRenderer.
func (offstageRenderer) Layout(fyne.Size) {}

// Refresh implements fyne.WidgetRenderer.
func (offstageRenderer) Refresh() {}
