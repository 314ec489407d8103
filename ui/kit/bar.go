package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/ui/look"
)

// Bar is the head of a page: title, count, and its buttons at the right.
type Bar struct {
	*Surface
	title *Text
	count *Text
}

// NewBar returns the head of a page. count says how many and of what, or "".
func NewBar(title, count string, actions ...fyne.CanvasObject) *Bar {
	b := &Bar{title: Heading(title), count: Small(count)}
	objects := append([]fyne.CanvasObject{b.title, b.count, Spacer()}, actions...)
	b.Surface = NewSurface(look.Pane, EdgeBottom, Pad{10, look.PadBar, 10 + look.Hairline, look.PadBar},
		minHeight(look.SizeControl, Row(look.Gap, objects...)))
	return b
}

// SetTitle changes the title.
func (b *Bar) SetTitle(text string) { b.title.SetText(text); b.Refresh() }

// SetCount changes the count.
func (b *Bar) SetCount(text string) { b.count.SetText(text); b.Refresh() }

// NewSubBar returns a lower bar of a page: a search field, a line of chips.
func NewSubBar(objects ...fyne.CanvasObject) *Surface {
	return NewSurface(look.Pane, EdgeBottom, Pad{8, look.PadBar, 8 + look.Hairline, look.PadBar}, Row(6, objects...))
}

// minHeight keeps a line at the height of controls, with or without any in it.
func minHeight(size fyne.ThemeSizeName, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: heightOf(size), Objects: []fyne.CanvasObject{o}}
}

type heightOf fyne.ThemeSizeName

func (h heightOf) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(fyne.NewSize(0, look.Size(fyne.ThemeSizeName(h))))
}

func (h heightOf) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}

// Page stacks bars above a body that takes the rest of the height.
func Page(body fyne.CanvasObject, bars ...fyne.CanvasObject) *fyne.Container {
	return container.New(pageLayout{}, append(bars, body)...)
}

// pageLayout gives all but the last object their own height, without gaps.
type pageLayout struct{}

func (pageLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return (&column{}).MinSize(objects)
}

func (pageLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	last := len(objects) - 1
	for _, o := range objects[:last] {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(size.Width, o.Size().Height)) // height follows width
		h := o.MinSize().Height
		place(o, 0, y, size.Width, h)
		y += h
	}
	place(objects[last], 0, y, size.Width, max(size.Height-y, 0))
}
