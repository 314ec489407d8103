package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Split puts two panes side by side with a hairline between them that can be
// dragged. Below NarrowWidth only one of them shows.
type Split struct {
	widget.BaseWidget
	Left, Right fyne.CanvasObject
	// Ratio is the left pane's share of the width, between 0 and 1.
	Ratio float32
	// Keep is a width that the right pane has in any case, until a person drags the line.
	Keep float32
	// OnRatio is called when a drag has ended, to remember the ratio.
	OnRatio func(ratio float32)
	// NarrowWidth is the width below which the panes do not fit side by side;
	// ShowRight then says which one shows. Zero: always side by side.
	NarrowWidth float32
	ShowRight   bool
	// Alone gives the left pane the whole width: the right one has nothing to show.
	Alone bool
}

var _ fyne.Widget = (*Split)(nil)

// NewSplit returns two panes; ratio is the left one's share of the width.
func NewSplit(left, right fyne.CanvasObject, ratio float32) *Split {
	s := &Split{Left: left, Right: right, Ratio: ratio}
	s.ExtendBaseWidget(s)
	return s
}

// Narrow says whether there is room for one pane only.
func (s *Split) Narrow() bool { return s.NarrowWidth > 0 && s.Size().Width < s.NarrowWidth }

// cut is where the left pane ends, so that both keep their least width.
func (s *Split) cut(width float32) float32 {
	least, most := s.Left.MinSize().Width, width-max(s.Right.MinSize().Width, s.Keep)-look.Hairline
	return max(min(width*s.Ratio, most), least, 0)
}

func (s *Split) drag(dx float32) {
	width := s.Size().Width
	if width <= 0 {
		return
	}
	s.Ratio, s.Keep = min(max((s.cut(width)+dx)/width, 0.1), 0.9), 0
	s.Refresh()
}

func (s *Split) dragged() {
	if s.OnRatio != nil {
		s.OnRatio(s.Ratio)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Split) CreateRenderer() fyne.WidgetRenderer {
	line, grip := box(), newGrip(s.drag, s.dragged, s.Refresh)
	layout := func(size fyne.Size) {
		narrow := s.Narrow() || s.Alone
		line.Hidden, grip.Hidden = narrow, narrow
		right := s.ShowRight && !s.Alone
		setVisible(s.Left, !narrow || !right)
		setVisible(s.Right, !narrow || right)
		if narrow {
			place(s.Left, 0, 0, size.Width, size.Height)
			place(s.Right, 0, 0, size.Width, size.Height)
			return
		}
		x := s.cut(size.Width)
		place(s.Left, 0, 0, x, size.Height)
		place(line, x, 0, look.Hairline, size.Height)
		place(grip, x-3, 0, 7, size.Height)
		place(s.Right, x+look.Hairline, 0, size.Width-x-look.Hairline, size.Height)
	}
	return draw(&drawing{
		owner:   s,
		objects: []fyne.CanvasObject{s.Left, s.Right, line, grip},
		min: func() fyne.Size {
			l, r := s.Left.MinSize(), s.Right.MinSize()
			if s.NarrowWidth > 0 {
				return l.Max(r)
			}
			return fyne.NewSize(l.Width+r.Width+look.Hairline, max(l.Height, r.Height))
		},
		layout: layout,
		restyle: func() {
			paint(line, look.Line, "", 0, 0)
			if grip.hovered {
				paint(line, look.Accent, "", 0, 0)
			}
		},
	})
}

func setVisible(o fyne.CanvasObject, on bool) {
	if o.Visible() == on {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// Parts implements Composite.
func (s *Split) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{s.Left, s.Right} }
