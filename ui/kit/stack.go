package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/ui/look"
)

// Stack lays objects one over the other, each as large as the stack. The toolkit's own would have the window drawn once more at each layout.
func Stack(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: stack{}, Objects: objects}
}

type stack struct{}

// MinSize implements fyne.Layout.
func (stack) MinSize(objects []fyne.CanvasObject) (least fyne.Size) {
	for _, o := range objects {
		if o.Visible() {
			least = least.Max(o.MinSize())
		}
	}
	return least
}

// Layout implements fyne.Layout.
func (stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

// InFlat draws content with the theme [look.Flat]. The toolkit would give every widget that it finds inside a place of its own for fonts,
// and read all fonts anew for it, and forget what it measured of any text; it is shown an empty place without a widget, so that it only
// draws in another theme.
func InFlat(content fyne.CanvasObject) fyne.CanvasObject {
	place := Stack()
	flat := container.NewThemeOverride(place, look.Flat{})
	_ = flat.MinSize() // here it looks inside
	place.Add(content)
	return flat
}
