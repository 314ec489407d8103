package form

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

// TestTheFrameOfAFieldIsWhole is about what hides the scroll bar below a line: it leaves the edges as they are.
func TestTheFrameOfAFieldIsWhole(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	i := NewInput("Title", nil)
	test.NewTempWindow(t, i)
	i.Resize(fyne.NewSize(300, i.MinSize().Height))
	var frame, last *canvas.Rectangle
	for _, o := range test.WidgetRenderer(i).Objects() {
		if r, ok := o.(*canvas.Rectangle); ok {
			if r.StrokeWidth > 0 {
				frame = r
			}
			last = r
		}
	}
	inner := frame.Position().AddXY(frame.Size().Width-frame.StrokeWidth, frame.Size().Height-frame.StrokeWidth)
	if end := last.Position().Add(last.Size()); last == frame || end.X > inner.X || end.Y > inner.Y {
		t.Errorf("the cover ends at %v, the frame begins at %v", end, inner)
	}
}
