package kit

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

// TestOffstageIsDrawnOnceAndNotSeen draws a large red area there.
func TestOffstageIsDrawnOnceAndNotSeen(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	stage := NewOffstage()
	w := test.NewTempWindow(t, Stack(stage, NewSurface("", 0, Pad{}, nil)))
	w.Resize(fyne.NewSize(200, 200))
	before := w.Canvas().Capture()
	red, drawn := canvas.NewRectangle(look.Color(look.Red)), 0
	red.Resize(fyne.NewSize(150, 150))
	count := canvas.NewRaster(func(width, height int) image.Image {
		drawn++
		return image.NewNRGBA(image.Rect(0, 0, width, height))
	})
	count.Resize(fyne.NewSize(10, 10))
	text := NewScroll(Plain("what is scrolled is clipped by that alone"))
	text.Resize(fyne.NewSize(150, 150))
	stage.Draw(red, text, count)
	for range 3 {
		if n := unlike(before, w.Canvas().Capture()); n > 0 {
			t.Errorf("%d pixels of what is offstage are seen", n)
		}
	}
	if drawn != 1 {
		t.Errorf("it was drawn %d times", drawn)
	}
}
