package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

func TestWhatHasNoPlaceIsNotLaidOut(t *testing.T) {
	for name, box := range map[string]*fyne.Container{"column": Column(4), "row": Row(4), "flow": Flow(4)} {
		o := canvas.NewRectangle(nil)
		o.SetMinSize(fyne.NewSize(30, 10))
		box.Add(o)
		if !o.Size().IsZero() {
			t.Errorf("%s: laid out to %v while it is filled", name, o.Size())
		}
		if box.Resize(fyne.NewSize(100, 20)); o.Size().Height != 10 {
			t.Errorf("%s: %v in its place", name, o.Size())
		}
	}
}
