package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"satchel/ui/kit"
)

func TestSidebarShowsWhereOneIs(t *testing.T) {
	var lines []fyne.CanvasObject
	var last *kit.NavItem
	for range 30 {
		last = kit.NewNavItem("Place", "", func() {})
		lines = append(lines, last)
	}
	side := kit.NewSidebar(lines...)
	w := test.NewTempWindow(t, container.NewStack(side))
	w.Resize(fyne.NewSize(220, 300))
	side.Reveal(last)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(last).Y
	if at < 0 || at+last.Size().Height > 300 {
		t.Errorf("the last line stands at %v of 300", at)
	}
	first, _ := lines[0].(*kit.NavItem)
	side.Reveal(first)
	if at := fyne.CurrentApp().Driver().AbsolutePositionForObject(first).Y; at < 0 {
		t.Errorf("the first line stands at %v", at)
	}
}
