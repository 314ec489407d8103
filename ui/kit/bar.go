package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Bar is the head of a page: title, count, and its buttons at the right.
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
	objects := append([]fyne.CanvasObject{b.title, b.count, Spacer()}, actions...)
	b.surface = NewSurface(look.Pane, EdgeBottom, Pad{10, look.PadBar, 10 + look.Hairline, look.PadBar},
		minHeight(look.SizeControl, Row(look.Gap, objects...)))
	b.ExtendBaseWidget(b)
	return b
}

// SetTitle changes the title.
func (b *Bar) SetTitle(text string) { b.title.SetText(text); b.surface.Refresh() }

// SetCount changes the count.
func (b *Bar) SetCount(text string) { b.count.SetText(text); b.surface.Refresh() }

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.surface) }

// NewSubBar returns a lower bar of a page: a search field, a line of chips.
func NewSubBar(objects ...fyne.CanvasObject) *Surface {
	return NewSurface(look.Pane, EdgeBottom, Pad{8, look.PadBar, 8 + look.Hairline, look.PadBar}, Row(6, objects...))
}

// minHeight keeps a line at the height of controls, with or without any in it.
func minHeight(size fyne.ThemeSizeName, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: heightOf(size), Objects: []fyne.CanvasObject{o}}
}

type heightOf fyne.ThemeSizeName

// MinSize implements fyne.Layout.
func (h heightOf) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(fyne.NewSize(0, look.Size(fyne.ThemeSizeName(h))))
}

// Layout implements fyne.Layout.
func (h heightOf) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}
