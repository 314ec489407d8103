package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// tableBody is the window on the rows. Row i is drawn by slot i modulo the number
// of slots, so that scrolling moves slots and fills only those that came into
// view.
type tableBody struct {
	widget.BaseWidget
	t       *Table
	slots   []*tableSlot
	spans   []columnSpan
	style   rowStyle
	cell    *canvas.Rectangle // around the cell that the keys work on
	objects []fyne.CanvasObject

	asked  span // the rows Need was last called for
	missed bool // and some were not loaded
	hover  int  // row under the pointer, -1: none
	focus  bool
	shift  bool // held down, for the keys
	asking bool // inside Need
}

// styleKey tells when all slots must be styled anew.
type styleKey struct {
	theme *look.Theme
	dark  bool
	width float32
}

// rowStyle is the same for rows with columns.
type rowStyle struct {
	styleKey
	widths string
	lines  int // that a row may have
}

func newTableBody(t *Table) *tableBody {
	b := &tableBody{t: t, hover: -1, asked: span{-1, -1}, cell: box()}
	b.ExtendBaseWidget(b)
	return b
}

// update brings the slots into line with place, selection and content.
func (b *tableBody) update() {
	size := b.Size()
	if size.Height <= 0 || size.Width <= 0 {
		return
	}
	if b.t.learn() {
		b.t.head.restyle()
	}
	b.prepare(size)
	e := b.t.extent()
	first, last := b.t.place.visible(e)
	missing := false
	for _, s := range b.slots {
		s.used = false
	}
	for i := first; i <= last; i++ {
		s := b.slot(i)
		s.used = true
		loaded := s.fill(b, i)
		y, high := b.t.rowPlace(i)
		s.move(b, y, high, size.Width)
		missing = missing || !loaded
	}
	for _, s := range b.slots {
		s.show(s.used)
	}
	b.showCell()
	b.ask(span{first, last}, missing)
}

// showCell draws the line around the cell that the keys work on.
func (b *tableBody) showCell() {
	e := b.t.extent()
	first, last := b.t.place.visible(e)
	i, c := b.t.cursor, b.t.column
	if !b.focus || c < 0 || c >= len(b.spans) || i < first || i > last {
		b.cell.Hide()
		return
	}
	paint(b.cell, "", look.Accent, 1.5, 4)
	y, high := b.t.rowPlace(i)
	place(b.cell, b.spans[c].x-columnGap/2, y+2, b.spans[c].width+columnGap, high-5)
	b.cell.Show()
	b.cell.Refresh()
}

func (b *tableBody) slot(i int) *tableSlot { return b.slots[i%len(b.slots)] }

// ask calls Need once for a range, so that rows beyond it are read ahead, and again if rows went away that were there.
func (b *tableBody) ask(want span, missing bool) {
	again := missing && !b.missed
	b.missed = missing
	if b.asking || want.last < want.first || b.asked == want && !again {
		return
	}
	b.asked, b.asking = want, true
	b.t.rows.Need(want.first, want.last)
	b.asking = false
}

// prepare makes slots for the height and restyles them after a change of theme
// or width.
func (b *tableBody) prepare(size fyne.Size) {
	need := int(size.Height/b.t.rowHeight()) + 2
	b.spans = b.t.columnSpans(size.Width)
	style := rowStyle{styleKey{look.Current(), look.IsDark(), size.Width}, widthsText(b.spans), b.t.rowLines()}
	if need == len(b.slots) && style == b.style {
		return
	}
	if style != b.style || need > len(b.slots) {
		b.style = style
		b.slots, b.objects = nil, nil
		for range need {
			s := newTableSlot(len(b.t.columns), style.lines)
			b.slots = append(b.slots, s)
			b.objects = append(b.objects, s.objects...)
		}
		b.objects = append(b.objects, b.cell)
		canvas.Refresh(b)
	}
}

// Ahead returns the texts that come into view with the next page, down the list or, with a step below zero, up: of rows that are loaded.
// They are for an [Offstage].
func (t *Table) Ahead(step int) (texts []fyne.CanvasObject) {
	e := t.extent()
	first, last := t.place.visible(e)
	page := last - first + 1
	from := last + 1
	if step < 0 {
		from = first - page
	}
	for i := max(from, 0); i < min(from+page, e.rows); i++ {
		s := newTableSlot(len(t.body.spans), 1)
		if s.fill(t.body, i) {
			for _, c := range s.cells {
				texts = append(texts, c.text)
			}
		}
	}
	return texts
}

func (b *tableBody) updateRow(i int) {
	e := b.t.extent()
	if first, last := b.t.place.visible(e); i >= first && i <= last && len(b.slots) > 0 {
		s := b.slot(i)
		before := s.lines
		s.fill(b, i)
		if s.lines != before { // those below move, too
			b.update()
			return
		}
		y, high := b.t.rowPlace(i)
		s.move(b, y, high, b.Size().Width)
	}
	b.showCell()
}

// CreateRenderer implements fyne.Widget.
func (b *tableBody) CreateRenderer() fyne.WidgetRenderer { return &bodyRenderer{b} }

type bodyRenderer struct{ b *tableBody }

// Destroy implements fyne.WidgetRenderer.
func (r *bodyRenderer) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (r *bodyRenderer) Objects() []fyne.CanvasObject { return r.b.objects }

// MinSize implements fyne.WidgetRenderer.
func (r *bodyRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// Layout implements fyne.WidgetRenderer.
func (r *bodyRenderer) Layout(fyne.Size) {}

// Refresh implements fyne.WidgetRenderer.
func (r *bodyRenderer) Refresh() { r.b.update() }
