package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Bar is the head of a page: title, count, and its buttons at the right, or below where the title would be cut.
type Bar struct {
	widget.BaseWidget
	surface *Surface
	title   *Text
	count   *Text
}

var _ fyne.Widget = (*Bar)(nil)

// NewBar returns the head of a page. count says how many and of what, or "".
func NewBar(title, count string, actions ...fyne.CanvasObject) *Bar {
	b := &Bar{title: Heading(title), count: Small(count)}
	head := &fyne.Container{Layout: &barLayout{}, Objects: append([]fyne.CanvasObject{b.title, b.count}, actions...)}
	b.surface = NewSurface(look.Pane, EdgeBottom, Pad{10, look.PadBar, 10 + look.Hairline, look.PadBar}, head)
	b.ExtendBaseWidget(b)
	return b
}

// SetTitle changes the title.
func (b *Bar) SetTitle(text string) { b.title.SetText(text); b.surface.Refresh() }

// SetCount changes the count.
func (b *Bar) SetCount(text string) { b.count.SetText(text); b.surface.Refresh() }

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.surface) }

// barLayout puts a title, how many there are, and actions into one line. Where there is no room for all of it, the actions go
// into a line of their own. It remembers its width, because its height depends on it.
type barLayout struct{ width float32 }

func (l *barLayout) split(objects []fyne.CanvasObject) (head, actions *fyne.Container, below bool) {
	head, actions = Row(look.Gap, objects[:2]...), Row(look.Gap, objects[2:]...)
	most := objects[0].Visible() && l.width > 0 && naturalSize(actions).Width > 0
	below = most && naturalSize(head).Width+look.Gap+naturalSize(actions).Width > l.width
	return head, actions, below
}

// MinSize implements fyne.Layout.
func (l *barLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	head, actions, below := l.split(objects)
	control := look.Size(look.SizeControl)
	width := max(objects[0].MinSize().Width, actions.MinSize().Width)
	if below {
		return fyne.NewSize(width, max(head.MinSize().Height, control)+look.Gap/2+max(actions.MinSize().Height, control))
	}
	return fyne.NewSize(width, max(head.MinSize().Height, actions.MinSize().Height, control))
}

// Layout implements fyne.Layout.
func (l *barLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	title, count := objects[0], objects[1]
	_, actions, below := l.split(objects)
	line, taken := size.Height, naturalSize(actions).Width
	if below {
		line, taken = max(title.MinSize().Height, look.Size(look.SizeControl)), 0
		l.line(objects[2:], 0, line+look.Gap/2, size.Width, size.Height-line-look.Gap/2)
	} else {
		l.line(objects[2:], max(size.Width-taken, 0), 0, min(taken, size.Width), line)
		if taken > 0 {
			taken += look.Gap
		}
	}
	room := max(size.Width-taken, 0)
	w := min(naturalSize(title).Width, room)
	h := title.MinSize().Height
	place(title, 0, (line-h)/2, w, h)
	rest := max(room-w-look.Gap, 0)
	h = count.MinSize().Height
	place(count, w+look.Gap, (line-h)/2, min(naturalSize(count).Width, rest), h)
}

// line puts actions side by side.
func (*barLayout) line(actions []fyne.CanvasObject, x, y, width, height float32) {
	(&row{gap: look.Gap}).arrange(actions, fyne.NewPos(x, y), fyne.NewSize(width, height))
}

// NewSubBar returns a lower bar of a page: a search field, a line of chips.
func NewSubBar(objects ...fyne.CanvasObject) *Surface {
	return NewSurface(look.Pane, EdgeBottom, Pad{8, look.PadBar, 8 + look.Hairline, look.PadBar}, Row(6, objects...))
}
