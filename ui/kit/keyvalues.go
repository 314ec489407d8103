package kit

import (
	"fyne.io/fyne/v2"

	"satchel/ui/look"
)

// KeyValue is one line of KeyValues. Value is shown as text; Object, if set,
// takes its place.
type KeyValue struct {
	Key    string
	Value  string
	Object fyne.CanvasObject
}

// KeyValues returns a quiet list of two columns: what it is, and its value; both
// wrap where they are long.
func KeyValues(pairs ...KeyValue) *fyne.Container {
	objects := make([]fyne.CanvasObject, 0, 2*len(pairs))
	for _, p := range pairs {
		value := p.Object
		if value == nil {
			value = NewParagraph(p.Value, Style{Size: look.SizeFine})
		}
		objects = append(objects, NewParagraph(p.Key, Style{Size: look.SizeFine, Color: look.Dim}), value)
	}
	return &fyne.Container{Layout: keyValues{}, Objects: objects}
}

const keyValueGap = 7

// keyValues lays out keys and values in turn.
type keyValues struct{}

// MinSize implements fyne.Layout.
func (keyValues) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(look.Size(look.SizeKey), -keyValueGap)
	for i := 0; i+1 < len(objects); i += 2 {
		key, value := objects[i].MinSize(), objects[i+1].MinSize()
		size.Width = max(size.Width, look.Size(look.SizeKey)+value.Width)
		size.Height += max(key.Height, value.Height) + keyValueGap
	}
	size.Height = max(size.Height, 0)
	return size
}

// Layout implements fyne.Layout.
func (keyValues) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, y := look.Size(look.SizeKey), float32(0)
	for i := 0; i+1 < len(objects); i += 2 {
		key, value := objects[i], objects[i+1]
		key.Resize(fyne.NewSize(left-look.Gap, key.Size().Height)) // height follows width
		value.Resize(fyne.NewSize(size.Width-left, value.Size().Height))
		h := max(key.MinSize().Height, value.MinSize().Height)
		place(key, 0, y, left-look.Gap, key.MinSize().Height)
		place(value, left, y, size.Width-left, h)
		y += h + keyValueGap
	}
}
