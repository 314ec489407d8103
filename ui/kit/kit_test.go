package kit

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

type moved struct {
	fyne.Container
	times int
}

func (m *moved) Move(p fyne.Position) { m.times++; m.Container.Move(p) }

// A container that is moved draws the whole window, wherever it is moved: a layout that changes nothing moves nothing.
func TestALayoutThatChangesNothingMovesNothing(t *testing.T) {
	size := fyne.NewSize(300, 60)
	for name, around := range map[string]func(fyne.CanvasObject) *fyne.Container{
		"row":    func(o fyne.CanvasObject) *fyne.Container { return Row(8, o) },
		"column": func(o fyne.CanvasObject) *fyne.Container { return Column(8, o) },
		"stack":  func(o fyne.CanvasObject) *fyne.Container { return Stack(o) },
		"inset":  func(o fyne.CanvasObject) *fyne.Container { return Inset(1, 2, 3, 4, o) },
		"flow":   func(o fyne.CanvasObject) *fyne.Container { return Flow(8, o) },
		"bar": func(o fyne.CanvasObject) *fyne.Container {
			return &fyne.Container{Layout: &barLayout{}, Objects: []fyne.CanvasObject{Bold("a"), Dim("b"), o}}
		},
	} {
		m := &moved{}
		c := around(m)
		c.Resize(size)
		before := m.times
		c.Layout.Layout(c.Objects, size)
		if m.times != before {
			t.Errorf("%s moves what is there already", name)
		}
	}
}

// Fyne draws the window twice for each new canvas.Image.
func TestIconsAreNoImages(t *testing.T) {
	for _, o := range NewIcon("call").CreateRenderer().Objects() {
		if _, ok := o.(*canvas.Image); ok {
			t.Error("an icon is a canvas.Image")
		}
	}
	if img := drawn("call", "#123456", 20, 20); img == nil || !hasInk(img) {
		t.Error("an icon draws nothing")
	}
}

func hasInk(img image.Image) bool {
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if _, _, _, a := img.At(x, y).RGBA(); a > 0 {
				return true
			}
		}
	}
	return false
}
