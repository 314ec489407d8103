package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Edge names the sides of a Surface that carry a hairline.
type Edge int

// The edges; add them up.
const (
	EdgeTop Edge = 1 << iota
	EdgeRight
	EdgeBottom
	EdgeLeft
)

// Pad is the room between a Surface and its content.
type Pad struct{ Top, Right, Bottom, Left float32 }

// Surface is a plain area of colour behind its content, with hairlines or an
// outline. Bars, cards, sidebar and status line are surfaces.
type Surface struct {
	widget.BaseWidget
	Fill    fyne.ThemeColorName // zero: none
	Outline fyne.ThemeColorName // zero: none
	Radius  float32
	Edges   Edge
	Pad     Pad
	Content fyne.CanvasObject // may be nil
}

var _ fyne.Widget = (*Surface)(nil)

// NewSurface returns an area of colour behind content.
func NewSurface(fill fyne.ThemeColorName, edges Edge, pad Pad, content fyne.CanvasObject) *Surface {
	s := &Surface{Fill: fill, Edges: edges, Pad: pad, Content: content}
	s.ExtendBaseWidget(s)
	return s
}

// Parts implements Composite.
func (s *Surface) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.Content} }

// NewCard returns a card: pane colour, hairline all around, round corners.
func NewCard(content fyne.CanvasObject) *Surface {
	s := NewSurface(look.Pane, 0, Pad{look.PadBar, look.PadCard, look.PadBar, look.PadCard}, content)
	s.Outline, s.Radius = look.Line, look.RadiusCard
	return s
}

// NewDetail returns the surface behind a record's detail. It scrolls, so that text
// that wraps never makes the window grow.
func NewDetail(content fyne.CanvasObject) *Surface {
	scroll := NewScroll(Inset(18, look.PadDetail, 18, look.PadDetail, content))
	return NewSurface("", 0, Pad{}, scroll)
}

// NewDivider returns a horizontal hairline.
func NewDivider() *Surface { return NewSurface("", EdgeTop, Pad{Top: look.Hairline}, nil) }

// SetContent changes the content.
func (s *Surface) SetContent(o fyne.CanvasObject) {
	s.Content = o
	s.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	r := &surfaceRenderer{s: s, back: newPlate()}
	for i := range r.lines {
		r.lines[i] = box()
	}
	r.restyle()
	r.compose(r.s.Size())
	return r
}

type surfaceRenderer struct {
	s       *Surface
	back    *plate
	lines   [4]*canvas.Rectangle // in the order of the Edge bits
	objects []fyne.CanvasObject
}

// Destroy implements fyne.WidgetRenderer.
func (r *surfaceRenderer) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (r *surfaceRenderer) Objects() []fyne.CanvasObject { return r.objects }

// MinSize implements fyne.WidgetRenderer.
func (r *surfaceRenderer) MinSize() fyne.Size {
	size := fyne.NewSize(r.s.Pad.Left+r.s.Pad.Right, r.s.Pad.Top+r.s.Pad.Bottom)
	if r.s.Content != nil {
		size = size.Add(r.s.Content.MinSize())
	}
	return size
}

// Layout implements fyne.WidgetRenderer.
func (r *surfaceRenderer) Layout(size fyne.Size) {
	r.compose(size)
	place(r.lines[0], 0, 0, size.Width, look.Hairline)
	place(r.lines[1], size.Width-look.Hairline, 0, look.Hairline, size.Height)
	place(r.lines[2], 0, size.Height-look.Hairline, size.Width, look.Hairline)
	place(r.lines[3], 0, 0, look.Hairline, size.Height)
	if r.s.Content != nil {
		p := r.s.Pad
		place(r.s.Content, p.Left, p.Top, size.Width-p.Left-p.Right, size.Height-p.Top-p.Bottom)
	}
}

// Refresh implements fyne.WidgetRenderer.
func (r *surfaceRenderer) Refresh() {
	r.restyle()
	r.Layout(r.s.Size())
	canvas.Refresh(r.s)
}

func (r *surfaceRenderer) restyle() {
	paint(r.back.whole, r.s.Fill, r.s.Outline, look.Hairline, r.s.Radius)
	for _, line := range r.lines {
		paint(line, look.Line, "", 0, 0)
	}
}

// compose lists what is drawn: the lines after the content, so that nothing covers them.
func (r *surfaceRenderer) compose(size fyne.Size) {
	r.objects = append(r.objects[:0], r.back.lay(size)...)
	if r.s.Content != nil {
		r.objects = append(r.objects, r.s.Content)
	}
	for i, line := range r.lines {
		if r.s.Edges&(1<<i) != 0 {
			r.objects = append(r.objects, line)
		}
	}
}
