package kit_test

import (
	"flag"
	"image"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"satchel/ui/kit/shot"
	"satchel/ui/look"
)

var shots = flag.String("shots", "", "write pictures of every widget and of an example page into this folder")

// TestGallery draws everything in light and dark. With -shots it keeps the
// pictures, to be looked at.
func TestGallery(t *testing.T) {
	for _, g := range []struct {
		name string
		make func() fyne.CanvasObject
		size fyne.Size
	}{
		{"contacts", contactsPage, fyne.NewSize(1280, 800)},
		{"widgets", widgetGallery, fyne.NewSize(1000, 640)},
		{"tables", tableGallery, fyne.NewSize(760, 420)},
	} {
		for suffix, theme := range map[string]*look.Theme{
			"": {Variant: look.Light}, "-dark": {Variant: look.Dark},
		} {
			img := shot.Image(g.make(), g.size, theme)
			if img.Bounds().Dx() != int(g.size.Width) || !varied(img) {
				t.Errorf("%s%s: the picture is empty", g.name, suffix)
			}
			if *shots == "" {
				continue
			}
			if err := shot.Save(filepath.Join(*shots, g.name+suffix+".png"), img); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// varied says whether img has more than one colour.
func varied(img image.Image) bool {
	first := img.At(0, 0)
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 7 {
		for x := b.Min.X; x < b.Max.X; x += 7 {
			if img.At(x, y) != first {
				return true
			}
		}
	}
	return false
}
