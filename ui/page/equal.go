package page

import (
	"fyne.io/fyne/v2"

	"satchel/ui/kit"
)

// equal puts objects side by side, all as wide and as high as each other.
func equal(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: equalLayout(gap), Objects: objects}
}

type equalLayout float32

func (l equalLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	for _, o := range objects {
		s = s.Max(o.MinSize())
	}
	n := float32(len(objects))
	return fyne.NewSize(s.Width*n+float32(l)*(n-1), s.Height)
}

func (l equalLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n := float32(len(objects))
	width := (size.Width - float32(l)*(n-1)) / n
	for i, o := range objects {
		kit.Move(o, float32(i)*(width+float32(l)), 0)
		o.Resize(fyne.NewSize(width, size.Height))
	}
}
