package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	_ fyne.Focusable      = (*boardBody)(nil)
	_ fyne.Scrollable     = (*boardBody)(nil)
	_ fyne.DoubleTappable = (*boardBody)(nil)
	_ fyne.Draggable      = (*boardBody)(nil)
	_ fyne.Shortcutable   = (*boardBody)(nil)
	_ desktop.Mouseable   = (*boardBody)(nil)
	_ desktop.Hoverable   = (*boardBody)(nil)
)

// cardDrag is a card in hand.
type cardDrag struct {
	column, row int
	grip        fyne.Position // of the pointer on the card
	to          int           // column under it, -1: none
}

// MouseDown implements desktop.Mouseable.
func (d *boardBody) MouseDown(e *desktop.MouseEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(d); c != nil {
		c.Focus(d)
	}
	column, i := d.cardAt(e.Position)
	if column < 0 {
		return
	}
	d.b.Select(column, i)
	if e.Button == desktop.MouseButtonSecondary && d.b.OnMenu != nil {
		d.b.OnMenu(column, i, e.AbsolutePosition)
	}
}

// MouseUp implements desktop.Mouseable.
func (d *boardBody) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped implements fyne.DoubleTappable.
func (d *boardBody) DoubleTapped(e *fyne.PointEvent) {
	if column, i := d.cardAt(e.Position); column >= 0 && d.b.OnOpen != nil {
		d.b.OnOpen(column, i)
	}
}

// Dragged implements fyne.Draggable: the card follows the pointer, and near an edge the columns follow the card.
func (d *boardBody) Dragged(e *fyne.DragEvent) {
	if d.drag == nil && !d.take(e.Position.Subtract(e.Dragged)) {
		return
	}
	const edge = 40
	switch {
	case e.Position.X < edge:
		d.x = max(d.x-edge/4, 0)
	case e.Position.X > d.Size().Width-edge:
		d.x = min(d.x+edge/4, d.mostX())
	}
	d.drag.to = d.columnAt(e.Position.X)
	d.update()
	at := e.Position.Subtract(d.drag.grip)
	d.ghost.show(true)
	d.ghost.move(at.X, at.Y)
}

// take begins with the card at a place.
func (d *boardBody) take(pos fyne.Position) bool {
	column, i := d.cardAt(pos)
	if column < 0 || d.b.OnMove == nil {
		return false
	}
	card, ok := d.b.cards.Card(column, i)
	if !ok {
		return false
	}
	d.b.Select(column, i)
	l, row := d.lanes[column], d.row()
	corner := fyne.NewPos(d.laneX(column)+lanePad, laneEdge+d.head()+float32(i-l.place.top)*row-l.place.off)
	d.drag = &cardDrag{column: column, row: i, grip: pos.Subtract(corner), to: column}
	d.ghost.fill(card, true, cardState{cursor: true, focus: true}, d.laneWidth()-2*lanePad, d.shape())
	return true
}

// DragEnd implements fyne.Draggable.
func (d *boardBody) DragEnd() {
	drag := d.drag
	if drag == nil {
		return
	}
	d.drag = nil
	d.ghost.show(false)
	d.update()
	if drag.to >= 0 && drag.to != drag.column {
		d.b.OnMove(drag.column, drag.row, drag.to)
	}
}

// MouseIn implements desktop.Hoverable.
func (d *boardBody) MouseIn(e *desktop.MouseEvent) { d.setHover(d.cardAt(e.Position)) }

// MouseMoved implements desktop.Hoverable.
func (d *boardBody) MouseMoved(e *desktop.MouseEvent) { d.setHover(d.cardAt(e.Position)) }

// MouseOut implements desktop.Hoverable.
func (d *boardBody) MouseOut() { d.setHover(-1, -1) }

func (d *boardBody) setHover(column, i int) {
	if column < 0 {
		i = -1
	}
	if now := [2]int{column, i}; now != d.hover {
		d.hover = now
		d.update()
	}
}

// Scrolled implements fyne.Scrollable: the column under the pointer, or all columns sideways.
func (d *boardBody) Scrolled(e *fyne.ScrollEvent) {
	d.hover = [2]int{-1, -1}
	if dx := e.Scrolled.DX; dx != 0 {
		d.x = max(min(d.x-dx, d.mostX()), 0)
	}
	if column := d.columnAt(e.Position.X); column >= 0 && e.Scrolled.DY != 0 {
		d.lanes[column].place.by(-float64(e.Scrolled.DY), d.extent(column))
	}
	d.update()
}

// FocusGained implements fyne.Focusable.
func (d *boardBody) FocusGained() { d.focus = true; d.update() }

// FocusLost implements fyne.Focusable.
func (d *boardBody) FocusLost() { d.focus = false; d.update() }

// TypedRune implements fyne.Focusable.
func (d *boardBody) TypedRune(r rune) { runeToWindow(r) }

// TypedShortcut implements fyne.Shortcutable: all of them belong to the window.
func (d *boardBody) TypedShortcut(s fyne.Shortcut) { toWindow(d, s) }

// TypedKey implements fyne.Focusable.
func (d *boardBody) TypedKey(e *fyne.KeyEvent) {
	column, i := d.b.Cursor()
	page := max(int(d.view()/d.row()), 1)
	switch e.Name {
	case fyne.KeyLeft:
		d.sideways(-1)
	case fyne.KeyRight:
		d.sideways(1)
	case fyne.KeyUp:
		if i == 0 && d.b.OnLeave != nil {
			d.b.OnLeave()
			return
		}
		d.walk(-1)
	case fyne.KeyDown:
		d.walk(1)
	case fyne.KeyPageUp:
		d.walk(-page)
	case fyne.KeyPageDown:
		d.walk(page)
	case fyne.KeyHome:
		d.walk(-i)
	case fyne.KeyEnd:
		if column >= 0 {
			d.walk(d.b.cards.Len(column))
		}
	case fyne.KeyReturn, fyne.KeyEnter:
		if column >= 0 && d.b.OnOpen != nil {
			d.b.OnOpen(column, i)
		}
	default:
		keyToWindow(e)
	}
}

// walk goes up or down in the column.
func (d *boardBody) walk(by int) {
	column, i := d.b.Cursor()
	if column < 0 {
		d.sideways(1)
		return
	}
	d.b.Select(column, min(max(i+by, 0), d.b.cards.Len(column)-1))
}

// sideways goes to the card at the same height of the next column that has any.
func (d *boardBody) sideways(by int) {
	column, i := d.b.Cursor()
	deep := 0
	if column >= 0 {
		deep = i - d.lanes[column].place.top
	} else if by < 0 {
		return
	}
	for to := column + by; to >= 0 && to < len(d.lanes); to += by {
		if n := d.b.cards.Len(to); n > 0 {
			d.b.Select(to, min(max(d.lanes[to].place.top+deep, 0), n-1))
			return
		}
	}
}
