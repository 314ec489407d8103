package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"satchel/ui/kit"
	"satchel/ui/look"
)

// framed is a window with a sidebar of one place and a view below it.
func framed(t *testing.T, percent int, size fyne.Size) (*kit.Frame, *kit.Sidebar, fyne.CanvasObject) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light, Percent: percent})
	view := kit.NewNavItem("View", "3", func() {})
	view.Sub = true
	side, body := kit.NewSidebar(kit.NewBrand("Satchel", nil), kit.NewNavGroup("Work"), kit.NewNavItem("Place", "", func() {}), view), kit.Plain("page")
	f := kit.NewFrame(side, kit.NewStatusLine("saved", "", nil), body)
	w := test.NewTempWindow(t, f)
	w.SetPadded(false)
	w.Resize(size)
	return f, side, body
}

func TestTheSidebarFoldsWhereThePageNeedsTheRoom(t *testing.T) {
	for _, c := range []struct {
		width   float32
		percent int
		rail    bool
	}{{1280, 100, false}, {1024, 100, false}, {800, 100, true}, {1280, 150, false}, {1024, 150, true}} {
		f, side, body := framed(t, c.percent, fyne.NewSize(c.width, 600))
		if f.Rail() != c.rail {
			t.Errorf("%v wide at %d %%: the sidebar is %v wide", c.width, c.percent, side.Size().Width)
		}
		if left := body.Position().X; left != side.Size().Width || body.Size().Width != c.width-left {
			t.Errorf("%v wide at %d %%: the page is %v at %v", c.width, c.percent, body.Size(), left)
		}
	}
}

func TestAFoldedSidebarIsLaidOverThePage(t *testing.T) {
	f, side, body := framed(t, 100, fyne.NewSize(800, 600))
	before := body.Size()
	f.Fold()
	if f.Rail() || side.Size().Width != 208 || body.Size() != before || f.Folded {
		t.Errorf("unfolded the sidebar is %v, the page %v", side.Size(), body.Size())
	}
	if !f.Uncover() || !f.Rail() || f.Uncover() {
		t.Error("it does not go")
	}
	f.Fold()
	f.Resize(fyne.NewSize(1280, 600)) // beside the page again
	if side.Size().Width != 208 || body.Position().X != 208 || f.Uncover() {
		t.Errorf("in a wider window the sidebar is %v, the page at %v", side.Size(), body.Position())
	}
}

func TestAPersonFoldsAndSizesTheSidebar(t *testing.T) {
	f, side, body := framed(t, 100, fyne.NewSize(1280, 600))
	changed := 0
	f.OnChange = func() { changed++ }
	f.Fold()
	if !f.Folded || !f.Rail() || side.Size().Width != 48 || changed != 1 {
		t.Errorf("folded the sidebar is %v", side.Size())
	}
	f.Fold()
	test.Drag(canvasOf(f), fyne.NewPos(208, 300), 60, 0)
	if side.Size().Width != 268 || body.Position().X != 268 || changed != 3 {
		t.Errorf("dragged, the sidebar is %v, told %d times", side.Size(), changed)
	}
	f.SideScale = 900
	f.Refresh()
	if side.Size().Width > 400 {
		t.Errorf("a stored nonsense makes the sidebar %v", side.Size())
	}
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(o) }

// TestAFoldedListIsMarkedForItsViews counts the small red marks of the rail.
func TestAFoldedListIsMarkedForItsViews(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light, Percent: 100})
	list, view, other := kit.NewNavItem("Tickets", "", nil), kit.NewNavItem("Overdue", "", nil), kit.NewNavItem("Deals", "", nil)
	view.Sub = true
	side := kit.NewSidebar(list, view, other)
	w := test.NewTempWindow(t, kit.NewFrame(side, kit.NewStatusLine("saved", "", nil), kit.Plain("page")))
	w.Resize(fyne.NewSize(800, 600))
	marks := func() (n int) {
		for _, item := range []*kit.NavItem{list, other} {
			for _, o := range test.WidgetRenderer(item).Objects() {
				if r, ok := o.(*canvas.Rectangle); ok && r.Visible() && r.FillColor == look.Color(look.Red) {
					n++
				}
			}
		}
		return n
	}
	if got := marks(); got != 0 {
		t.Errorf("%d marks before", got)
	}
	view.SetCount("2", true)
	if got := marks(); got != 1 {
		t.Errorf("%d marks for a view with something overdue, want 1", got)
	}
	view.SetCount("", false)
	if got := marks(); got != 0 {
		t.Errorf("%d marks after", got)
	}
}
