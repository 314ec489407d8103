package kit

import (
	"strings"

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
	return &fyne.Container{Layout: &keyValues{}, Objects: objects}
}

const keyValueGap = 7

// keyValues lays out keys and values in turn.
type keyValues struct {
	key, left float32 // the usual width of the keys, and theirs
}

// widestKey is how much wider than usual the keys may be, so that none is broken inside of a word.
const widestKey = 1.4

// width is that of the column of keys.
func (l *keyValues) width(objects []fyne.CanvasObject) float32 {
	if key := look.Size(look.SizeKey); l.key != key {
		l.key, l.left = key, key
		for i := 0; i < len(objects); i += 2 {
			p, ok := objects[i].(*Paragraph)
			if !ok {
				continue
			}
			for _, word := range strings.Fields(p.Text) {
				l.left = max(l.left, min(p.Style.measure(word).Width+look.Gap, widestKey*key))
			}
		}
	}
	return l.left
}

// MinSize implements fyne.Layout.
func (l *keyValues) MinSize(objects []fyne.CanvasObject) fyne.Size {
	left := l.width(objects)
	size := fyne.NewSize(left, -keyValueGap)
	for i := 0; i+1 < len(objects); i += 2 {
		key, value := objects[i].MinSize(), objects[i+1].MinSize()
		size.Width = max(size.Width, left+value.Width)
		size.Height += max(key.Height, value.Height) + keyValueGap
	}
	size.Height = max(size.Height, 0)
	return size
}

// Layout implements fyne.Layout.
func (l *keyValues) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, y := l.width(objects), float32(0)
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
