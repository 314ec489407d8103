package kit

import "fyne.io/fyne/v2"

// Column puts objects one below the other at full width, each as high as it
// needs to be at that width. A Spacer takes the height left over.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &column{gap: gap}, Objects: objects}
}

type column struct{ gap float32 }

// MinSize implements fyne.Layout.
func (l *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var total fyne.Size
	n := 0
	for _, o := range objects {
		if o.Visible() {
			s := o.MinSize()
			total.Width = max(total.Width, s.Width)
			total.Height += s.Height
			n++
		}
	}
	total.Height += l.gap * float32(max(n-1, 0))
	return total
}

// Layout implements fyne.Layout.
func (l *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if unplaced(size) {
		return
	}
	growing := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if isGrow(o) {
			growing++
		}
		o.Resize(fyne.NewSize(size.Width, max(o.Size().Height, o.MinSize().Height))) // height follows width
	}
	spare := max(size.Height-l.MinSize(objects).Height, 0)
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := o.MinSize().Height
		if isGrow(o) {
			h += spare / float32(growing)
		}
		place(o, 0, y, size.Width, h)
		y += h + l.gap
	}
}
