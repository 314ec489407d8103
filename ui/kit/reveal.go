package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/ui/look"
)

// Reveal scrolls what has the focus into view, so that nobody who walks by the Tab key loses sight of it.
func Reveal(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	for _, s := range around(o) {
		at := driver.AbsolutePositionForObject(o).Subtract(driver.AbsolutePositionForObject(s))
		const room = look.GapCard // above and below
		switch {
		case at.Y < 0:
			s.Offset.Y = max(s.Offset.Y+at.Y-room, 0)
		case at.Y+o.Size().Height > s.Size().Height:
			s.Offset.Y += at.Y + o.Size().Height - s.Size().Height + room
		default:
			continue
		}
		s.Refresh()
	}
}

// Composite is a widget that can hold something that scrolls or takes the keys.
type Composite interface {
	// Parts lists what it is made of.
	Parts() []fyne.CanvasObject
}

// around lists the scrolls that an object of the page, or of what lies over it, is in; the innermost last.
func around(o fyne.CanvasObject) (out []*Scroll) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return nil
	}
	way := path(c.Content(), o)
	if way == nil {
		way = path(c.Overlays().Top(), o)
	}
	for _, step := range way {
		if s, ok := step.(*Scroll); ok {
			out = append(out, s)
		}
	}
	return out
}

// path is the way from an object down to one inside of it, through what is in view; nil if it is not there.
func path(from, to fyne.CanvasObject) []fyne.CanvasObject {
	if from == to {
		return []fyne.CanvasObject{from}
	}
	if from == nil || !from.Visible() {
		return nil
	}
	for _, inner := range inside(from) {
		if way := path(inner, to); way != nil {
			return append([]fyne.CanvasObject{from}, way...)
		}
	}
	return nil
}

// inside lists what an object is made of, as far as it can hold something that scrolls or takes the keys.
func inside(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case *Scroll:
		return []fyne.CanvasObject{o.Content}
	case *container.ThemeOverride:
		return []fyne.CanvasObject{o.Content}
	case Composite:
		return o.Parts()
	}
	return nil
}
