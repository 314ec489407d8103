package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"
)

// natural is met by objects that can do with less than they would like to have.
type natural interface{ Natural() fyne.Size }

func naturalSize(o fyne.CanvasObject) fyne.Size {
	switch o := o.(type) {
	case natural:
		return o.Natural()
	case *fyne.Container:
		if l, ok := o.Layout.(*row); ok {
			return l.sum(o.Objects, naturalSize)
		}
	}
	return o.MinSize()
}

// Row puts objects side by side, each at its natural width and centred in
// height. A Spacer takes the room left over; where room is short, texts shrink.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &row{gap: gap}, Objects: objects}
}

// Spacer takes the room that its neighbours in a Row or Column leave over.
func Spacer() fyne.CanvasObject { return layout.NewSpacer() }

// Grow makes one object of a Row take all the room left over.
func Grow(o fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: grow{}, Objects: []fyne.CanvasObject{o}}
}

type grow struct{}

// MinSize implements fyne.Layout.
func (grow) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Layout implements fyne.Layout.
func (grow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}

func isGrow(o fyne.CanvasObject) bool {
	if c, ok := o.(*fyne.Container); ok {
		_, ok = c.Layout.(grow)
		return ok
	}
	_, ok := o.(layout.SpacerObject)
	return ok
}

type row struct{ gap float32 }

// MinSize implements fyne.Layout.
func (l *row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return l.sum(objects, func(o fyne.CanvasObject) fyne.Size { return o.MinSize() })
}

func (l *row) sum(objects []fyne.CanvasObject, size func(fyne.CanvasObject) fyne.Size) fyne.Size {
	var total fyne.Size
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		s := size(o)
		total.Width += s.Width
		total.Height = max(total.Height, s.Height)
		n++
	}
	total.Width += l.gap * float32(max(n-1, 0))
	return total
}

// Layout implements fyne.Layout.
func (l *row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if unplaced(size) {
		return
	}
	l.arrange(objects, fyne.Position{}, size)
}

// arrange is Layout at another place.
func (l *row) arrange(objects []fyne.CanvasObject, at fyne.Position, size fyne.Size) {
	widths, growing := make([]float32, len(objects)), 0
	for i, o := range objects {
		switch {
		case !o.Visible():
		case isGrow(o):
			widths[i] = o.MinSize().Width
			growing++
		default:
			widths[i] = naturalSize(o).Width
		}
	}
	spare := size.Width - l.sum(objects, func(o fyne.CanvasObject) fyne.Size {
		if isGrow(o) {
			return o.MinSize()
		}
		return naturalSize(o)
	}).Width
	if spare < 0 {
		shrink(objects, widths, -spare)
	}
	x := at.X
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		if spare > 0 && isGrow(o) {
			widths[i] += spare / float32(growing)
		}
		h := min(o.MinSize().Height, size.Height)
		place(o, x, at.Y+(size.Height-h)/2, widths[i], h)
		x += widths[i] + l.gap
	}
}

// shrink takes missing from the widths of those that can do with less, from each
// in proportion to what it can give.
func shrink(objects []fyne.CanvasObject, widths []float32, missing float32) {
	var slack float32
	for i, o := range objects {
		if o.Visible() {
			slack += max(widths[i]-o.MinSize().Width, 0)
		}
	}
	if slack <= 0 {
		return
	}
	part := min(missing/slack, 1)
	for i, o := range objects {
		if o.Visible() {
			widths[i] -= max(widths[i]-o.MinSize().Width, 0) * part
		}
	}
}
