package kit

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

// TestAPlateLooksLikeOneRectangle compares large surfaces, which are drawn from parts, with the same as one rectangle.
func TestAPlateLooksLikeOneRectangle(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	for _, size := range []fyne.Size{fyne.NewSize(401, 333), fyne.NewSize(640, 300), fyne.NewSize(1280, 799)} {
		for name, s := range map[string]*Surface{"card": NewCard(nil), "pane": NewSurface(look.Pane, 0, Pad{}, nil)} {
			s.Fill = look.Accent // far from the colour of the window
			p := newPlate()
			paint(p.whole, s.Fill, s.Outline, look.Hairline, s.Radius)
			parts, whole := captured(t, size, p.parts(size)...), captured(t, size, p.lay(size)...)
			if n := unlike(parts, whole); n > 0 {
				t.Errorf("%s of %v: %d pixels differ", name, size, n)
			}
		}
	}
}

func captured(t *testing.T, size fyne.Size, objects ...fyne.CanvasObject) image.Image {
	t.Helper()
	w := test.NewTempWindow(t, Inset(20, 20, 20, 20, &fyne.Container{Objects: objects}))
	w.SetPadded(false)
	w.Resize(size.AddWidthHeight(40, 40))
	return w.Canvas().Capture()
}

// unlike counts the pixels that differ, but for the hairlines at the sides, which are a little harder than round ones.
func unlike(a, b image.Image) (n int) {
	side := func(x int) bool { return x > 17 && x < 23 }
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if side(x) || side(a.Bounds().Max.X-1-x) {
				continue
			}
			p, q := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			if max(p.R, q.R)-min(p.R, q.R) > 8 || max(p.G, q.G)-min(p.G, q.G) > 8 || max(p.B, q.B)-min(p.B, q.B) > 8 {
				n++
			}
		}
	}
	return n
}
