package kit_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
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

// TestACountGivesWayToTheName shows a long count in few letters where the name would be cut beside it, and whole where there is room.
func TestACountGivesWayToTheName(t *testing.T) {
	view := kit.NewNavItem("Untouched for 14 days", "87,340", func() {})
	view.Sub, view.Brief = true, "87.3 k"
	test.NewTempWindow(t, view)
	shown := func(width float32) (out []string) {
		view.Resize(fyne.NewSize(width, 30))
		for _, o := range test.WidgetRenderer(view).Objects() {
			if text, ok := o.(*canvas.Text); ok {
				out = append(out, text.Text)
			}
		}
		return out
	}
	wide, narrow := shown(400), float32(400)
	if !slices.Equal(wide, []string{"Untouched for 14 days", "87,340"}) {
		t.Errorf("with room: %q", wide)
	}
	for ; narrow > 0 && slices.Equal(shown(narrow), wide); narrow-- {
	}
	if got := shown(narrow); !slices.Equal(got, []string{"Untouched for 14 days", "87.3 k"}) {
		t.Errorf("%v wide: %q", narrow, got)
	}
}
