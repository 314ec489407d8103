package kit

import "fyne.io/fyne/v2"

// Inset leaves room around an object.
func Inset(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: inset{top, right, bottom, left}, Objects: []fyne.CanvasObject{o}}
}

type inset Pad

// MinSize implements fyne.Layout.
func (p inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(p.Left+p.Right, p.Top+p.Bottom)
}

// Layout implements fyne.Layout.
func (p inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], p.Left, p.Top, size.Width-p.Left-p.Right, size.Height-p.Top-p.Bottom)
}

// FixedWidth gives an object the given width in every layout.
func FixedWidth(width float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: fixedWidth(width), Objects: []fyne.CanvasObject{o}}
}

type fixedWidth float32

// MinSize implements fyne.Layout.
func (w fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(w), objects[0].MinSize().Height)
}

// Layout implements fyne.Layout.
func (w fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, float32(w), size.Height)
}

// MaxWidth centres an object and keeps it from growing wider than width, so
// that lines stay readable in a wide window.
func MaxWidth(width float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: maxWidth(width), Objects: []fyne.CanvasObject{o}}
}

type maxWidth float32

// MinSize implements fyne.Layout.
func (w maxWidth) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Layout implements fyne.Layout.
func (w maxWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(float32(w), size.Width)
	place(objects[0], (size.Width-width)/2, 0, width, size.Height)
}
