package kit

import "fyne.io/fyne/v2"

// Flow puts objects side by side at their natural width and goes on in a new line
// where there is no room left, as words do.
func Flow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &flow{gap: gap}, Objects: objects}
}

// flow remembers its width, because its height depends on it.
type flow struct{ gap, width float32 }

// MinSize implements fyne.Layout.
func (l *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least float32
	for _, o := range objects {
		if o.Visible() {
			least = max(least, o.MinSize().Width)
		}
	}
	width := l.width
	if width <= 0 {
		width = 1 << 20 // not laid out yet: as if there were room for all
	}
	return fyne.NewSize(least, l.arrange(objects, width, func(fyne.CanvasObject, float32, float32, fyne.Size) {}))
}

// Layout implements fyne.Layout.
func (l *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if unplaced(size) {
		return
	}
	l.width = size.Width
	l.arrange(objects, size.Width, func(o fyne.CanvasObject, x, y float32, s fyne.Size) {
		place(o, x, y, s.Width, s.Height)
	})
}

// arrange walks through the lines and returns their height.
func (l *flow) arrange(objects []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, x, y float32, s fyne.Size)) float32 {
	x, y, line := float32(0), float32(0), float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		s := naturalSize(o)
		if w, ok := o.(wrapping); ok && s.Width > width {
			s = w.Wrapped(width)
		}
		s.Width = min(s.Width, width)
		if x > 0 && x+s.Width > width {
			x, y, line = 0, y+line+l.gap*0.75, 0
		}
		put(o, x, y, s)
		x += s.Width + l.gap
		line = max(line, s.Height)
	}
	return y + line
}
