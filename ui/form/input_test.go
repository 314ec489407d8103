package form

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

// TestALongTextEndsWithASign: the toolkit lays a scroll bar and shadows over a text that is longer than its field.
func TestALongTextEndsWithASign(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	i := NewInput("Title", nil)
	w := test.NewTempWindow(t, i)
	i.Resize(fyne.NewSize(100, i.MinSize().Height))
	seen := func() (frames []*canvas.Rectangle, sign bool) {
		for _, o := range test.WidgetRenderer(i).Objects() {
			switch o := o.(type) {
			case *canvas.Rectangle:
				if o.StrokeWidth > 0 && o.Visible() {
					frames = append(frames, o)
				}
			case *canvas.Text:
				sign = o.Visible() && o.Text == "…"
			}
		}
		return frames, sign
	}
	i.SetText("short")
	if frames, sign := seen(); len(frames) != 1 || sign {
		t.Errorf("a text that fits has %d frames, a sign: %v", len(frames), sign)
	}
	w.Canvas().Focus(i)
	i.SetText("Call about the frame offer")
	frames, sign := seen()
	if !sign || len(frames) != 2 || frames[0].Position() != frames[1].Position() || frames[0].Size() != frames[1].Size() || frames[0].StrokeColor != frames[1].StrokeColor {
		t.Errorf("a long text has the frames %v, a sign: %v", frames, sign)
	}
	i.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	if _, sign = seen(); sign {
		t.Error("the end of a text has the sign that it goes on")
	}
	i.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	if _, sign = seen(); !sign {
		t.Error("back at its beginning the text has no sign")
	}
}
