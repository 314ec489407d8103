package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// NavItem is a line of the sidebar: a place to go, and a count behind it.
type NavItem struct {
	press
	Text  string
	Icon  string // stands for the text where the sidebar is folded
	Count string // "" for none
	Brief string // the count in fewer letters, for where the name would be cut beside it
	Sub   bool   // a saved view below its list
	Late  bool   // the count is something that waits for us
	On    bool   // the place that is open

	folded bool
	above  *NavItem   // of a saved view its list
	views  []*NavItem // of a list its saved views
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
		if n.above != nil && n.above.folded {
			n.above.Refresh()
		}
	}
}

// marked tells whether something waits for us here or in a view that the folded sidebar does not show.
func (n *NavItem) marked() bool {
	return n.Late || slices.ContainsFunc(n.views, func(v *NavItem) bool { return v.Late })
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
	const pad, sub, mark = 10, 14, 7
	back, label, count := box(), canvas.NewText("", nil), canvas.NewText("", nil)
	icon, dot := newGlyph(), box()
	return draw(&drawing{
		owner:   n,
		objects: []fyne.CanvasObject{back, label, count, icon.Raster, dot},
		min: func() fyne.Size {
			h := look.Size(look.SizeNav)
			if n.Sub {
				h -= 5
			}
			if n.folded {
				return fyne.NewSize(look.Size(look.SizeIcon), h)
			}
			return fyne.NewSize(80, h)
		},
		layout: func(s fyne.Size) {
			back.Resize(s)
			side := look.Size(look.SizeIcon)
			place(icon, (s.Width-side)/2, (s.Height-side)/2, side, side)
			place(dot, (s.Width+side)/2-mark/2, (s.Height-side)/2-mark/2, mark, mark)
			text, small := n.styles()
			left := float32(pad)
			if n.Sub {
				left += sub
			}
			beside := func(count string) float32 { return s.Width - left - pad - small.measure(count).Width - 4 }
			count.Text = n.Count
			if n.Brief != "" && text.measure(n.Text).Width > beside(n.Count) {
				count.Text = n.Brief
			}
			room := beside(count.Text)
			w := small.measure(count.Text).Width
			place(count, s.Width-pad-w, 0, w, s.Height)
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
			label.Hidden, count.Hidden = n.folded, n.folded
			icon.Hidden, dot.Hidden = !n.folded, !n.folded || !n.marked()
			if n.folded {
				colour := look.Dim
				if n.On {
					colour = look.Accent
				}
				icon.set(n.Icon, colour)
				paint(dot, look.Red, "", 0, mark/2)
			}
		},
	})
}

// NewNavGroup returns the title of a group of sidebar lines.
func NewNavGroup(title string) fyne.CanvasObject {
	return Inset(12, 10, 4, 10, NewText(title, Style{Size: look.SizeTiny, Color: look.Dim, Bold: true}))
}

// brand is the head of the sidebar: the program's sign and name; pressed, it folds the sidebar or unfolds it.
type brand struct {
	press
	name   string
	folded bool
}

// NewBrand returns the program's sign and name for the head of the sidebar; fold folds the sidebar or unfolds it.
func NewBrand(name string, fold func()) fyne.CanvasObject {
	b := &brand{name: name}
	b.do = fold
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *brand) CreateRenderer() fyne.WidgetRenderer {
	const pad, sign = 10, 18
	back, mark, name, icon := box(), box(), canvas.NewText("", nil), newGlyph()
	style := Style{Size: look.SizeBrand, Bold: true}
	return draw(&drawing{
		owner:   b,
		objects: []fyne.CanvasObject{back, mark, name, icon.Raster},
		min:     func() fyne.Size { return fyne.NewSize(look.Size(look.SizeIcon), look.Size(look.SizeNav)) },
		layout: func(s fyne.Size) {
			back.Resize(s)
			side := look.Size(look.SizeIcon)
			place(mark, pad, (s.Height-sign)/2, sign, sign)
			place(name, pad+sign+look.Gap, 0, style.measure(b.name).Width, s.Height)
			x := s.Width - pad - side
			if b.folded {
				x = (s.Width - side) / 2
			}
			place(icon, x, (s.Height-side)/2, side, side)
		},
		restyle: func() {
			fill, line := fyne.ThemeColorName(""), fyne.ThemeColorName("")
			if b.hovered {
				fill = look.Line
			}
			if b.focused {
				line = look.Accent
			}
			paint(back, fill, line, look.Hairline, look.RadiusControl)
			paint(mark, look.Accent, "", 0, look.RadiusTag)
			style.apply(name, b.name)
			mark.Hidden, name.Hidden = b.folded, b.folded
			icon.set("menu", look.Dim)
		},
	})
}

const sidebarPad = 12 // above and below its lines

// Sidebar is the column at the left of the window.
type Sidebar struct {
	widget.BaseWidget
	lines  *fyne.Container
	scroll *Scroll
	here   *NavItem // kept in view; nil for none
	folded bool     // to a rail of icons
}

var _ fyne.Widget = (*Sidebar)(nil)

// NewSidebar returns a sidebar of the given lines.
func NewSidebar(lines ...fyne.CanvasObject) *Sidebar {
	s := &Sidebar{lines: Column(2, lines...)}
	s.bind()
	s.scroll = NewScroll(Inset(sidebarPad, look.Gap, sidebarPad, look.Gap, s.lines))
	s.ExtendBaseWidget(s)
	return s
}

// SetLines changes the lines.
func (s *Sidebar) SetLines(lines ...fyne.CanvasObject) {
	s.lines.Objects = lines
	s.bind()
	s.foldLines()
	s.lines.Refresh()
	s.Refresh()
}

// bind tells each list which views stand below it.
func (s *Sidebar) bind() {
	var list *NavItem
	for _, o := range s.lines.Objects {
		n, ok := o.(*NavItem)
		switch {
		case !ok:
		case !n.Sub:
			list, n.views = n, nil
		case list != nil:
			n.above = list
			list.views = append(list.views, n)
		}
	}
}

// fold shows icons only, or all.
func (s *Sidebar) fold(folded bool) {
	if s.folded != folded {
		s.folded = folded
		s.foldLines()
		s.lines.Refresh()
	}
}

// foldLines leaves the places of a folded sidebar, without titles of groups and views.
func (s *Sidebar) foldLines() {
	for _, o := range s.lines.Objects {
		switch l := o.(type) {
		case *NavItem:
			l.folded = s.folded
			setVisible(l, !s.folded || !l.Sub)
			l.Refresh()
		case *brand:
			l.folded = s.folded
			l.Refresh()
		default:
			setVisible(o, !s.folded)
		}
	}
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
		min:     func() fyne.Size { return fyne.NewSize(look.Size(look.SizeRail), 100) },
		layout: func(size fyne.Size) {
			back.Resize(size)
			s.Reveal(s.here)
		},
		restyle: func() { back.Refresh() },
	})
}
