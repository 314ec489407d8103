package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// grip is the unseen area around a line that can be dragged sideways.
type grip struct {
	widget.BaseWidget
	drag    func(dx float32)
	dragged func() // the drag has ended
	changed func() // hovered is another
	hovered bool
}

var (
	_ fyne.Draggable     = (*grip)(nil)
	_ desktop.Hoverable  = (*grip)(nil)
	_ desktop.Cursorable = (*grip)(nil)
)

func newGrip(drag func(dx float32), dragged, changed func()) *grip {
	g := &grip{drag: drag, dragged: dragged, changed: changed}
	g.ExtendBaseWidget(g)
	return g
}

// Dragged implements fyne.Draggable.
func (g *grip) Dragged(e *fyne.DragEvent) { g.drag(e.Dragged.DX) }

// DragEnd implements fyne.Draggable.
func (g *grip) DragEnd() { g.dragged() }

// MouseIn implements desktop.Hoverable.
func (g *grip) MouseIn(*desktop.MouseEvent) { g.hovered = true; g.changed() }

// MouseMoved implements desktop.Hoverable.
func (g *grip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (g *grip) MouseOut() { g.hovered = false; g.changed() }

// Cursor implements desktop.Cursorable.
func (g *grip) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// CreateRenderer implements fyne.Widget.
func (g *grip) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(box()) }
