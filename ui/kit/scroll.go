package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Scroll shows a part of a high content and scrolls up and down. It remembers how wide its content has to be: the window asks for that at
// every frame, from each object around it, and would go through all that is scrolled each time.
type Scroll struct {
	container.Scroll
	least fyne.Size // as it was laid out; zero = ask
}

// NewScroll returns a scroll over content.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{Scroll: container.Scroll{Direction: container.ScrollVerticalOnly, Content: content}}
	s.ExtendBaseWidget(s)
	return s
}

// MinSize implements fyne.CanvasObject.
func (s *Scroll) MinSize() fyne.Size {
	if s.least.IsZero() {
		return s.Scroll.MinSize()
	}
	return s.least
}

// SetMinSize asks for more room than the least.
func (s *Scroll) SetMinSize(size fyne.Size) {
	s.Scroll.SetMinSize(size)
	s.least = fyne.Size{}
}

// CreateRenderer implements fyne.Widget.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer {
	return &scrollRenderer{s.Scroll.CreateRenderer(), s}
}

type scrollRenderer struct {
	fyne.WidgetRenderer
	scroll *Scroll
}

// Layout is called when the content became wider or narrower, too.
func (r *scrollRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.scroll.least = r.scroll.Scroll.MinSize()
}

func (r *scrollRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.scroll.least = r.scroll.Scroll.MinSize()
}

func (r *scrollRenderer) MinSize() fyne.Size { return r.scroll.MinSize() }
