package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Frame is the window: the sidebar at the left, the status line at the foot, and the page in the rest, without gaps. Where the page would
// become too narrow beside the sidebar, that folds to a rail of icons; unfolded there, it lies over the page. Tab goes through them in
// the order side, page, status line.
type Frame struct {
	widget.BaseWidget
	// Folded says that the person wants the rail even where there is room for the sidebar.
	Folded bool
	// SideScale is the width of the unfolded sidebar as a multiple of the usual one; zero: 1.
	SideScale float32
	// OnChange is called after the person folded or sized the sidebar; may be nil.
	OnChange func()

	side         *Sidebar
	body, status fyne.CanvasObject
	cover        *cover // between the page and a sidebar that lies over it
	over         bool   // the sidebar lies over the page
}

var _ fyne.Widget = (*Frame)(nil)

// NewFrame returns the window of a sidebar, a status line and a page.
func NewFrame(side *Sidebar, status, body fyne.CanvasObject) *Frame {
	f := &Frame{side: side, status: status, body: body}
	f.cover = newCover(func() { f.Uncover() })
	f.ExtendBaseWidget(f)
	return f
}

// Fold folds the sidebar or unfolds it. Where there is no room for it beside the page, it is laid over the page or taken away again.
func (f *Frame) Fold() {
	if f.cramped() {
		f.over = !f.over
	} else {
		f.Folded = !f.Folded
		f.changed()
	}
	f.Refresh()
}

// Uncover takes a sidebar away that lies over the page; false if none does.
func (f *Frame) Uncover() bool {
	if !f.over {
		return false
	}
	f.over = false
	f.Refresh()
	return true
}

// Rail tells whether the sidebar is folded to a rail of icons now.
func (f *Frame) Rail() bool { return (f.Folded || f.cramped()) && !f.over }

func (f *Frame) changed() {
	if f.OnChange != nil {
		f.OnChange()
	}
}

// Parts implements Composite.
func (f *Frame) Parts() []fyne.CanvasObject { return []fyne.CanvasObject{f.side, f.body, f.status} }

// sideWidth is the width of the sidebar when it is not folded.
func (f *Frame) sideWidth() float32 {
	scale := f.SideScale
	if scale == 0 {
		scale = 1
	}
	return look.Size(look.SizeSidebar) * min(max(scale, 0.7), 1.8)
}

// cramped tells whether the page would become too narrow beside the unfolded sidebar.
func (f *Frame) cramped() bool {
	return f.Size().Width > 0 && f.Size().Width-f.sideWidth() < look.Size(look.SizePage)
}

// drag makes the sidebar wider or narrower, as far as it leaves the page its room.
func (f *Frame) drag(dx float32) {
	f.SideScale = min(f.sideWidth()+dx, f.Size().Width-look.Size(look.SizePage)) / look.Size(look.SizeSidebar)
	f.SideScale = f.sideWidth() / look.Size(look.SizeSidebar) // within its bounds
	f.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (f *Frame) CreateRenderer() fyne.WidgetRenderer {
	grip := newGrip(f.drag, f.changed, func() {})
	d := &drawing{owner: f, min: func() fyne.Size {
		rail, body, status := look.Size(look.SizeRail), f.body.MinSize(), f.status.MinSize()
		if !f.side.Visible() {
			rail = 0
		}
		return fyne.NewSize(max(rail+body.Width, status.Width), max(f.side.MinSize().Height, body.Height)+status.Height)
	}}
	d.layout = func(size fyne.Size) {
		f.over = f.over && f.cramped()
		rail, height := f.Rail(), size.Height-f.status.MinSize().Height
		side := f.sideWidth()
		if rail {
			side = look.Size(look.SizeRail)
		}
		left := side
		switch {
		case !f.side.Visible():
			left = 0
		case f.over:
			left = look.Size(look.SizeRail)
		}
		f.side.fold(rail)
		f.cover.Hidden = !f.over
		grip.Hidden = rail || f.over || !f.side.Visible()
		place(f.side, 0, 0, side, height)
		place(f.body, left, 0, size.Width-left, height)
		place(f.cover, left, 0, size.Width-left, height)
		place(grip, side-3, 0, 7, height)
		place(f.status, 0, height, size.Width, size.Height-height)
	}
	d.restyle = func() {
		d.objects = []fyne.CanvasObject{f.side, f.body, f.status, f.cover, grip}
		if f.over { // what comes last lies on top
			d.objects = []fyne.CanvasObject{f.body, f.cover, f.side, f.status, grip}
		}
	}
	return draw(d)
}

// cover lies over what must not be pressed; pressed itself, it goes.
type cover struct {
	widget.BaseWidget
	do func()
}

var _ fyne.Tappable = (*cover)(nil)

func newCover(do func()) *cover {
	c := &cover{do: do}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped implements fyne.Tappable.
func (c *cover) Tapped(*fyne.PointEvent) { c.do() }

// CreateRenderer implements fyne.Widget.
func (c *cover) CreateRenderer() fyne.WidgetRenderer {
	veil := NewWash()
	return draw(&drawing{
		owner: c, objects: []fyne.CanvasObject{veil.Line},
		min: func() fyne.Size { return fyne.Size{} }, layout: func(s fyne.Size) { veil.Cover(0, -1, s.Width, s.Height+2) },
		restyle: func() { veil.StrokeColor = look.Color(look.Veil) },
	})
}
