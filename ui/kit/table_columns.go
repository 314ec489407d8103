package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"satchel/ui/look"
)

const (
	columnGap   = 10 // between two columns
	columnLeast = 40 // no column is narrower
	edgeReach   = 5  // how near to the edge of a title the pointer sizes the column
)

// overhang is how much of the columns has no room.
func (t *Table) overhang() float32 {
	width := t.body.Size().Width
	spans := t.columnSpans(width)
	if len(spans) == 0 || width <= 0 {
		return 0
	}
	last := spans[len(spans)-1]
	if beyond := last.x + t.left + last.width + look.PadBar - width; beyond >= 1 { // less is a rounding
		return beyond
	}
	return 0
}

// scrollAcross goes to a place to the side, as the pointer wants it.
func (t *Table) scrollAcross(pos float64) {
	t.left = min(max(float32(pos), 0), t.overhang())
	t.Refresh()
}

// columnAt returns the column at x, -1 for none.
func (t *Table) columnAt(x float32) int {
	for i, s := range t.columnSpans(t.body.Size().Width) {
		if x >= s.x && x < s.x+s.width+columnGap {
			return i
		}
	}
	return -1
}

// SetColumns shows other columns, or the same in another order.
func (t *Table) SetColumns(columns ...TableColumn) {
	t.columns, t.wants, t.learned = columns, nil, 0
	t.column = min(t.column, len(columns)-1)
	t.head.retitle()
	t.body.style = rowStyle{}
	t.left = min(t.left, t.overhang())
	t.head.Refresh()
	t.Reload()
}

// Widths returns the widths that a person chose, 0 for those that nobody did.
func (t *Table) Widths() []float32 {
	out := make([]float32, len(t.columns))
	for i, c := range t.columns {
		out[i] = c.Width
	}
	return out
}

// Column returns the column of the cell that the keys work on, -1 for the whole row.
func (t *Table) Column() int { return t.column }

// SetColumn chooses the cell that the keys work on, and brings it into view.
func (t *Table) SetColumn(c int) {
	t.column = min(max(c, -1), len(t.columns)-1)
	if t.column >= 0 {
		s := t.columnSpans(t.body.Size().Width)[t.column]
		width := t.body.Size().Width
		switch {
		case s.x < look.PadBar:
			t.left -= look.PadBar - s.x
		case s.x+s.width > width-look.PadBar:
			t.left += min(s.x+s.width-width+look.PadBar, s.x-look.PadBar)
		}
		t.left = min(max(t.left, 0), t.overhang())
	}
	t.Refresh()
}

// moveAcross moves between the cells of a row; to the left of the first one is the whole row.
func (t *Table) moveAcross(by int) {
	if t.cursor < 0 {
		t.moveTo(0, false)
	}
	if t.OnEdit != nil {
		t.SetColumn(t.column + by)
	}
}

func (t *Table) edit(i, column int) bool {
	return i >= 0 && column >= 0 && t.OnEdit != nil && t.OnEdit(i, column)
}

// menu opens the menu of the cursor's row below it.
func (t *Table) menu() {
	if t.cursor < 0 || t.OnMenu == nil {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.body)
	y, high := t.rowPlace(t.cursor)
	t.OnMenu(t.cursor, at.AddXY(look.PadBar, min(max(y+high, 0), t.extent().view)))
}

// Resize gives a column a width. The columns before it keep theirs, so that the edge stays under the pointer.
func (t *Table) resizeColumn(i int, width float32) {
	spans := t.columnSpans(t.body.Size().Width)
	for n := range i {
		if t.columns[n].Width == 0 {
			t.columns[n].Width = spans[n].width
		}
	}
	t.columns[i].Width = max(width, columnLeast)
	t.left = min(t.left, t.overhang())
	t.head.Refresh()
	t.Refresh()
}

// Widen makes a column wider by some pixels, or narrower.
func (t *Table) Widen(column int, by float32) {
	if column < 0 || column >= len(t.columns) {
		return
	}
	t.resizeColumn(column, t.columnSpans(t.body.Size().Width)[column].width+by)
	t.resized()
}

func (t *Table) resized() {
	if t.OnResize != nil {
		t.OnResize()
	}
}

// headDrag is what a drag over the titles does: size a column or move it.
type headDrag struct {
	on           bool
	sizing       bool
	column, to   int
	begun, width float32 // where the pointer began, and the width there
}

// edgeAt returns the column whose right edge is near x, -1 for none.
func (h *tableHead) edgeAt(x float32) int {
	if h.t.OnResize == nil {
		return -1
	}
	for i, s := range h.t.columnSpans(h.t.body.Size().Width) {
		if edge := s.x + s.width + columnGap/2; x >= edge-edgeReach && x <= edge+edgeReach {
			return i
		}
	}
	return -1
}

// doubleTap is how soon a second press counts as one with the first. Waiting for a second tap of the toolkit would delay every sort.
const doubleTap = 400 * time.Millisecond

// MouseDown implements desktop.Mouseable: a second press on an edge fits the column.
func (h *tableHead) MouseDown(e *desktop.MouseEvent) {
	now := time.Now()
	again := now.Sub(h.at) < doubleTap && abs(e.Position.X-h.down) < edgeReach
	h.down, h.at = e.Position.X, now
	if i := h.edgeAt(e.Position.X); again && i >= 0 {
		h.t.Fit(i)
	}
}

// MouseUp implements desktop.Mouseable.
func (h *tableHead) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable.
func (h *tableHead) Dragged(e *fyne.DragEvent) {
	if !h.drag.on {
		h.begin(h.down)
	}
	d := &h.drag
	switch {
	case d.column < 0:
	case d.sizing:
		h.t.resizeColumn(d.column, d.width+e.Position.X-d.begun)
	case h.t.OnMove != nil:
		d.to = h.placeAt(e.Position.X)
		h.showTarget()
	}
}

func (h *tableHead) begin(x float32) {
	h.drag = headDrag{on: true, begun: x, column: h.edgeAt(x), sizing: true}
	if h.drag.column < 0 {
		h.drag.sizing, h.drag.column = false, h.t.columnAt(x)
	}
	h.drag.to = h.drag.column
	if h.drag.column >= 0 {
		h.drag.width = h.t.columnSpans(h.t.body.Size().Width)[h.drag.column].width
	}
}

// placeAt is the place that a dragged column takes when it is dropped at x.
func (h *tableHead) placeAt(x float32) int {
	to := 0
	for i, s := range h.t.columnSpans(h.t.body.Size().Width) {
		if i != h.drag.column && x > s.x+s.width/2 {
			to++
		}
	}
	return to
}

// showTarget draws where the column would go.
func (h *tableHead) showTarget() {
	spans := h.t.columnSpans(h.t.body.Size().Width)
	x := spans[h.drag.to].x - columnGap/2
	if h.drag.to > h.drag.column {
		x = spans[h.drag.to].x + spans[h.drag.to].width + columnGap/2
	}
	h.target.Hidden = h.drag.to == h.drag.column
	place(h.target, x-1, 2, 2, h.Size().Height-4)
	h.target.Refresh()
}

// DragEnd implements fyne.Draggable.
func (h *tableHead) DragEnd() {
	d := h.drag
	h.drag = headDrag{}
	h.target.Hide()
	switch {
	case !d.on || d.column < 0:
	case d.sizing:
		h.t.resized()
	case d.to != d.column && h.t.OnMove != nil:
		h.t.OnMove(d.column, d.to)
	}
}

func abs(x float32) float32 { return max(x, -x) }

// Hold lays something over a cell, at least as wide as it: its editor. Release takes it away.
func (t *Table) Hold(row, column int, o fyne.CanvasObject) {
	t.held = [2]int{row, column}
	t.over.Objects = []fyne.CanvasObject{o}
	t.ScrollTo(row)
	t.SetColumn(column)
}

// Release takes away what lies over a cell.
func (t *Table) Release() {
	t.over.Objects = nil
	t.over.Refresh()
	t.Refresh()
}

// Holds tells whether something lies over a cell.
func (t *Table) Holds() bool { return len(t.over.Objects) > 0 }

// placeOver keeps what lies over a cell there, and inside the table.
func (t *Table) placeOver() {
	spans := t.columnSpans(t.body.Size().Width)
	if !t.Holds() || t.held[1] >= len(spans) {
		return
	}
	const least = 260
	s, size := spans[t.held[1]], t.Size()
	o := t.over.Objects[0]
	w := min(max(s.width+2*columnGap, least), size.Width)
	o.Resize(fyne.NewSize(w, o.Size().Height)) // height follows width
	m := o.MinSize()
	w = min(max(w, m.Width), size.Width)
	x := min(max(s.x-columnGap, 0), size.Width-w)
	y, _ := t.rowPlace(t.held[0])
	y = max(min(y+look.Size(look.SizeHeader), size.Height-m.Height), 0)
	place(o, x, y, w, m.Height)
}

// SetSelected selects ranges of rows, first and last included, and leaves the cursor where it is.
func (t *Table) SetSelected(ranges [][2]int) {
	t.chosen.clear()
	for _, r := range ranges {
		if r[0] <= r[1] {
			t.chosen.ranges = append(t.chosen.ranges, span{r[0], r[1]})
		}
	}
	t.Refresh()
}
