package form_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/ui/form"
	"satchel/ui/kit"
)

// TestTheWheelOverAFieldMovesThePage turns the wheel over a line, a longer text and a password; only a text that goes on moves first.
func TestTheWheelOverAFieldMovesThePage(t *testing.T) {
	test.NewTempApp(t)
	long := form.NewInput("", nil)
	long.SetText(strings.Repeat("a line that is wider than its field ", 20))
	short, text, secret := form.NewArea("", 3, nil), form.NewArea("", 3, nil), form.NewPassword()
	text.SetText(strings.Repeat("one more line\n", 30))
	fields := []*form.Input{long, short, text, secret}
	column := kit.Column(6)
	for _, f := range fields {
		column.Add(kit.NewField("Label", f))
	}
	for range 40 {
		column.Add(kit.NewText("and more below", kit.Style{}))
	}
	page := kit.NewScroll(column)
	w := test.NewTempWindow(t, page)
	w.Resize(fyne.NewSize(300, 400))
	turn := func(over *form.Input, by float32) float32 {
		page.ScrollToOffset(fyne.NewPos(0, 0))
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(over).AddXY(20, 12)
		test.Scroll(w.Canvas(), at, 0, by)
		return page.Offset.Y
	}
	for i, f := range []*form.Input{long, short, secret} {
		if got := turn(f, -30); got != 30 {
			t.Errorf("over field %d the page moved by %v", i, got)
		}
	}
	if got := turn(text, -30); got != 0 {
		t.Errorf("the page moved by %v before the text that goes on", got)
	}
	turn(text, -10000)
	if got := turn(text, -30); got != 30 {
		t.Errorf("at the end of the text the page moved by %v", got)
	}
}
