package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

const (
	scrollbarWidth = 10
	thumbLeast     = 28 // the thumb stays large enough to be caught
)

// scrollbar shows a position and lets it be dragged. All numbers are pixels of
// the list in float64.
type scrollbar struct {
	widget.BaseWidget
	pos, most, view float64
	lying           bool // below the list, for its width
	move            func(pos float64)

	hovered  bool
	dragging bool
	grip     float64 // top of the thumb while it is dragged
}

var (
	_ fyne.Draggable    = (*scrollbar)(nil)
	_ fyne.Tappable     = (*scrollbar)(nil)
	_ desktop.Hoverable = (*scrollbar)(nil)
)

func newScrollbar(move func(float64)) *scrollbar {
	s := &scrollbar{move: move}
	s.ExtendBaseWidget(s)
	return s
}

func (s *scrollbar) set(pos, most, view float64) {
	if s.pos != pos || s.most != most || s.view != view {
		s.pos, s.most, s.view = pos, most, view
		s.Refresh()
	}
}

// thumb returns top and length of the thumb.
func (s *scrollbar) thumb() (top, length float64) {
	track := float64(s.length())
	if s.most <= 0 || track <= 0 {
		return 0, 0
	}
	length = min(max(track*s.view/(s.most+s.view), thumbLeast), track)
	return (track - length) * s.pos / s.most, length
}

func (s *scrollbar) length() float32 {
	if s.lying {
		return s.Size().Width
	}
	return s.Size().Height
}

// along is the part of a place or a distance that counts.
func (s *scrollbar) along(x, y float32) float64 {
	if s.lying {
		return float64(x)
	}
	return float64(y)
}

// Dragged implements fyne.Draggable.
func (s *scrollbar) Dragged(e *fyne.DragEvent) {
	top, length := s.thumb()
	if !s.dragging {
		s.dragging, s.grip = true, top
	}
	s.grip += s.along(e.Dragged.DX, e.Dragged.DY)
	if room := float64(s.length()) - length; room > 0 {
		s.move(min(max(s.grip/room, 0), 1) * s.most)
	}
}

// DragEnd implements fyne.Draggable.
func (s *scrollbar) DragEnd() { s.dragging = false; s.Refresh() }

// Tapped implements fyne.Tappable: a page towards the pointer.
func (s *scrollbar) Tapped(e *fyne.PointEvent) {
	top, length := s.thumb()
	switch y := s.along(e.Position.X, e.Position.Y); {
	case y < top:
		s.move(s.pos - s.view)
	case y > top+length:
		s.move(s.pos + s.view)
	}
}

// MouseIn implements desktop.Hoverable.
func (s *scrollbar) MouseIn(*desktop.MouseEvent) { s.hovered = true; s.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (s *scrollbar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *scrollbar) MouseOut() { s.hovered = false; s.Refresh() }

// CreateRenderer implements fyne.Widget.
func (s *scrollbar) CreateRenderer() fyne.WidgetRenderer {
	thumb := box()
	return draw(&drawing{
		owner:   s,
		objects: []fyne.CanvasObject{thumb},
		min:     func() fyne.Size { return fyne.NewSize(scrollbarWidth, thumbLeast) },
		layout: func(size fyne.Size) {
			top, length := s.thumb()
			w := float32(4)
			if s.hovered || s.dragging {
				w = 6
			}
			if s.lying {
				place(thumb, float32(top), size.Height-w-2, float32(length), w)
				return
			}
			place(thumb, size.Width-w-2, float32(top), w, float32(length))
		},
		restyle: func() {
			colour := look.Line
			if s.hovered || s.dragging {
				colour = look.Dim
			}
			paint(thumb, colour, "", 0, 3)
		},
	})
}
