package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// NavItem is a line of the sidebar: a place to go, and a count behind it.
type NavItem struct {
	press
	Text  string
	Count string // "" for none
	Sub   bool   // a saved view below its list
	Late  bool   // the count is something that waits for us
	On    bool   // the place that is open
}

var _ fyne.Widget = (*NavItem)(nil)

// NewNavItem returns a line of the sidebar.
func NewNavItem(text, count string, do func()) *NavItem {
	n := &NavItem{Text: text, Count: count}
	n.do = do
	n.ExtendBaseWidget(n)
	return n
}

// SetOn says whether this is the place that is open.
func (n *NavItem) SetOn(on bool) {
	if n.On != on {
		n.On = on
		n.Refresh()
	}
}

// SetCount changes the count; late marks it as waiting for us.
func (n *NavItem) SetCount(count string, late bool) {
	if n.Count != count || n.Late != late {
		n.Count, n.Late = count, late
		n.Refresh()
	}
}

func (n *NavItem) styles() (text, count Style) {
	text, count = Style{}, Style{Size: look.SizeSmall, Color: look.Dim, Bold: n.On}
	if n.Sub {
		text.Size = look.SizeFine
	}
	if n.On {
		text.Color, text.Bold = look.Accent, true
	}
	if n.Late {
		count.Color, count.Bold = look.Red, true
	}
	return text, count
}

// CreateRenderer implements fyne.Widget.
func (n *NavItem) CreateRenderer() fyne.WidgetRenderer {
	const pad, sub = 10, 14
	back, label, count := box(), canvas.NewText("", nil), canvas.NewText("", nil)
	return draw(&drawing{
		owner:   n,
		objects: []fyne.CanvasObject{back, label, count},
		min: func() fyne.Size {
			h := look.Size(look.SizeNav)
			if n.Sub {
				h -= 5
			}
			return fyne.NewSize(80, h)
		},
		layout: func(s fyne.Size) {
			back.Resize(s)
			text, small := n.styles()
			left := float32(pad)
			if n.Sub {
				left += sub
			}
			w := small.measure(n.Count).Width
			place(count, s.Width-pad-w, 0, w, s.Height)
			room := s.Width - left - pad - w - 4
			label.Text = ellipsis(n.Text, room, func(s string) float32 { return text.measure(s).Width })
			place(label, left, 0, room, s.Height)
		},
		restyle: func() {
			fill, line := fyne.ThemeColorName(""), fyne.ThemeColorName("")
			switch {
			case n.On:
				fill = look.AccentTint
			case n.hovered:
				fill = look.Line
			}
			if n.focused {
				line = look.Accent
			}
			paint(back, fill, line, look.Hairline, look.RadiusControl)
			text, small := n.styles()
			text.apply(label, n.Text)
			small.apply(count, n.Count)
		},
	})
}

// NewNavGroup returns the title of a group of sidebar lines.
func NewNavGroup(title string) fyne.CanvasObject {
	return Inset(12, 10, 4, 10, NewText(title, Style{Size: look.SizeTiny, Color: look.Dim, Bold: true}))
}

// NewBrand returns the program's sign and name for the head of the sidebar.
func NewBrand(name string) fyne.CanvasObject {
	sign := NewSurface(look.Accent, 0, Pad{Top: 18, Left: 18}, nil)
	sign.Radius = look.RadiusTag
	return Inset(4, 10, 8, 10, Row(look.Gap, sign, NewText(name, Style{Size: look.SizeBrand, Bold: true})))
}

const sidebarPad = 12 // above and below its lines

// Sidebar is the column at the left of the window.
type Sidebar struct {
	widget.BaseWidget
	lines  *fyne.Container
	scroll *container.Scroll
	here   *NavItem // kept in view; nil for none
}

var _ fyne.Widget = (*Sidebar)(nil)

// NewSidebar returns a sidebar of the given lines.
func NewSidebar(lines ...fyne.CanvasObject) *Sidebar {
	s := &Sidebar{lines: Column(2, lines...)}
	s.scroll = container.NewVScroll(Inset(sidebarPad, look.Gap, sidebarPad, look.Gap, s.lines))
	s.ExtendBaseWidget(s)
	return s
}

// SetLines changes the lines.
func (s *Sidebar) SetLines(lines ...fyne.CanvasObject) {
	s.lines.Objects = lines
	s.lines.Refresh()
	s.Refresh()
}

// Reveal brings a line into view, now and when the window changes its size.
func (s *Sidebar) Reveal(item *NavItem) {
	s.here = item
	if item == nil || s.scroll.Size().Height <= 0 {
		return
	}
	top := item.Position().Y
	bottom := top + item.Size().Height + 2*sidebarPad
	if at := max(min(s.scroll.Offset.Y, top), bottom-s.scroll.Size().Height, 0); at != s.scroll.Offset.Y {
		s.scroll.ScrollToOffset(fyne.NewPos(0, at))
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Sidebar) CreateRenderer() fyne.WidgetRenderer {
	back := NewSurface(look.Side, EdgeRight, Pad{Right: look.Hairline}, s.scroll)
	return draw(&drawing{
		owner:   s,
		objects: []fyne.CanvasObject{back},
		min:     func() fyne.Size { return fyne.NewSize(look.Size(look.SizeSidebar), 100) },
		layout: func(size fyne.Size) {
			back.Resize(size)
			s.Reveal(s.here)
		},
		restyle: func() { back.Refresh() },
	})
}
