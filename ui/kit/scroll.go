package kit

import (
	"fmt"
	"strings"

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
	r := &scrollRenderer{WidgetRenderer: s.Scroll.CreateRenderer(), scroll: s}
	for _, o := range r.WidgetRenderer.Objects()[1:] {
		if !strings.HasSuffix(fmt.Sprintf("%T", o), ".Shadow") {
			r.bars = append(r.bars, o)
		}
	}
	return r
}

// scrollRenderer draws content and bars, and not the toolkit's shadows at the edges: a line parts what scrolls from what stands.
type scrollRenderer struct {
	fyne.WidgetRenderer
	scroll *Scroll
	bars   []fyne.CanvasObject
	laid   laid
}

func (r *scrollRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.scroll.Content}, r.bars...)
}

// laid is what a layout of a scroll depends on.
type laid struct {
	size, content fyne.Size
	at            fyne.Position
	of            fyne.CanvasObject
}

func (r *scrollRenderer) state(size fyne.Size) laid {
	return laid{size, r.scroll.Content.MinSize(), r.scroll.Offset, r.scroll.Content}
}

// Layout is called when the content became wider or narrower, too, and by the window while it is drawn. If nothing changed it does
// nothing: the toolkit's would have the window drawn once more.
func (r *scrollRenderer) Layout(size fyne.Size) {
	for range 2 { // text that wraps knows its height once it has a width
		now := r.state(size)
		if now == r.laid {
			break
		}
		r.laid = now
		r.WidgetRenderer.Layout(size)
	}
	r.scroll.least = r.scroll.Scroll.MinSize()
}

func (r *scrollRenderer) Refresh() {
	r.laid = r.state(r.scroll.Size())
	r.WidgetRenderer.Refresh()
	r.Layout(r.scroll.Size())
}

func (r *scrollRenderer) MinSize() fyne.Size { return r.scroll.MinSize() }
