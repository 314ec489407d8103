package look

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// TestFlatContentKeepsItsFonts looks whether the toolkit gave a widget a theme of its own, for which it would read all fonts anew.
func TestFlatContentKeepsItsFonts(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&Theme{})
	label := widget.NewLabel("Ada")
	w := test.NewTempWindow(t, InFlat(label))
	w.Resize(w.Canvas().Size().AddWidthHeight(200, 100))
	if got := label.Theme(); got != Current() {
		t.Errorf("the label has the theme %T", got)
	}
}
