package kit

import "fyne.io/fyne/v2"

// Page stacks bars above a body that takes the rest of the height.
func Page(body fyne.CanvasObject, bars ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: pageLayout{}, Objects: append(bars, body)}
}

// pageLayout gives all but the last object their own height, without gaps.
type pageLayout struct{}

// MinSize implements fyne.Layout.
func (pageLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return (&column{}).MinSize(objects)
}

// Layout implements fyne.Layout.
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

// Footed puts a line below a body that takes the rest of the height.
func Footed(body, foot fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: footLayout{}, Objects: []fyne.CanvasObject{body, foot}}
}

type footLayout struct{}

// MinSize implements fyne.Layout.
func (footLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return (&column{}).MinSize(objects)
}

// Layout implements fyne.Layout.
func (footLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[1].Resize(fyne.NewSize(size.Width, objects[1].Size().Height)) // height follows width
	h := objects[1].MinSize().Height
	if !objects[1].Visible() {
		h = 0
	}
	place(objects[0], 0, 0, size.Width, max(size.Height-h, 0))
	place(objects[1], 0, size.Height-h, size.Width, h)
}
