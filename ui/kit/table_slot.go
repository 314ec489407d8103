package kit

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"satchel/ui/look"
)

// tableSlot draws one row.
type tableSlot struct {
	back, line, mark *canvas.Rectangle
	cells            []slotCell
	objects          []fyne.CanvasObject
	state            rowState
	used, shown      bool
	filled           bool
	lines            int // that the cell with most of them takes
}

// slotCell draws one cell: its text, and behind it the tint of a tag or the
// quiet bar that stands for a row not loaded yet.
type slotCell struct {
	text   *canvas.Text
	more   []*canvas.Text // lines below the first, where rows may have some; those that are not needed are empty
	tint   *canvas.Rectangle
	cell   Cell
	loaded bool
	width  float32 // of a tag's text
	tinted bool    // the row has the tint of the selection
}

type rowState struct{ selected, hovered, cursor bool }

func newTableSlot(columns, lines int) *tableSlot {
	s := &tableSlot{back: box(), line: box(), mark: box(), cells: make([]slotCell, columns), shown: true}
	paint(s.line, look.Line, "", 0, 0)
	s.objects = append(s.objects, s.back, s.line, s.mark)
	for i := range s.cells {
		s.cells[i] = slotCell{text: canvas.NewText("", nil), tint: box()}
		s.cells[i].tint.Hide()
		s.objects = append(s.objects, s.cells[i].tint, s.cells[i].text)
		for range lines - 1 {
			line := canvas.NewText("", nil)
			s.cells[i].more, s.objects = append(s.cells[i].more, line), append(s.objects, line)
		}
	}
	return s
}

// fill shows row i and says whether it is loaded. What is unchanged stays
// untouched.
func (s *tableSlot) fill(b *tableBody, i int) bool {
	s.mood(rowState{b.t.chosen.has(i), b.hover == i, b.focus && b.t.cursor == i})
	cells, loaded := b.t.rows.Row(i)
	for c := range s.cells {
		var cell Cell
		if loaded && c < len(cells) {
			cell = cells[c]
		}
		v := &s.cells[c]
		if s.filled && v.cell == cell && v.loaded == loaded {
			continue
		}
		v.cell, v.loaded = cell, loaded
		v.restyle(b.spans[c], b.t.columns[c].Align)
	}
	s.filled, s.lines = true, 1
	for c := range s.cells {
		s.lines = max(s.lines, s.cells[c].lines())
	}
	return loaded
}

// mood colours the row by its state.
func (s *tableSlot) mood(state rowState) {
	if s.filled && s.state == state {
		return
	}
	for c := range s.cells {
		s.cells[c].onTint(state.selected)
	}
	s.state = state
	fill, mark := fyne.ThemeColorName(""), fyne.ThemeColorName("")
	switch {
	case state.selected:
		fill = look.AccentTint
	case state.hovered:
		fill = look.Hover
	}
	if state.cursor {
		mark = look.Accent
	}
	paint(s.back, fill, "", 0, 0)
	paint(s.mark, mark, "", 0, 0)
	s.back.Refresh()
	s.mark.Refresh()
}

func (v *slotCell) style() Style {
	switch v.cell.Look {
	case CellDim:
		return Style{Color: look.Dim}
	case CellBold:
		return Style{Bold: true}
	case CellTag:
		_, text := v.cell.Tone.colors()
		return Style{Size: look.SizeSmall, Color: text}
	}
	return Style{}
}

// tag tells whether the cell is drawn on a tint.
func (v *slotCell) tag() bool { return v.loaded && v.cell.Look == CellTag && v.cell.Text != "" }

// lay is the text of a cell in a column, in so many lines at most; a tag has one.
func (v *slotCell) lay(span columnSpan, most int) []string {
	room := span.width
	if v.tag() {
		room -= 2 * tagPad
		most = 1
	}
	return v.said(v.style(), room+0.5, most)
}

func (v *slotCell) restyle(span columnSpan, align fyne.TextAlign) {
	style, tag, lines := v.style(), v.tag(), v.lay(span, 1+len(v.more))
	if tag {
		v.width = style.measure(lines[0]).Width
	}
	for i, line := range v.all() {
		said := ""
		if i < len(lines) {
			said = lines[i]
		}
		style.apply(line, said)
		line.Alignment = align
		line.Refresh()
	}
	switch {
	case tag:
		v.paintTag()
	case !v.loaded:
		paint(v.tint, look.Hover, "", 0, 4)
	}
	v.tint.Hidden = !tag && v.loaded
	v.tint.Refresh()
}

// said is the text in so many lines at most.
func (v *slotCell) said(style Style, room float32, most int) []string {
	text := oneLine(v.cell.Text)
	if style.width(text) <= room {
		return []string{text}
	}
	if most > 1 {
		if lines := wrap(text, room, style.width); len(lines) <= most {
			return lines
		}
	}
	text = oneLine(cmp.Or(v.cell.Short, text))
	if most > 1 {
		return clamp(text, room, most, style.width)
	}
	return []string{ellipsis(text, room, style.width)}
}

// all are the lines of the text.
func (v *slotCell) all() []*canvas.Text { return append([]*canvas.Text{v.text}, v.more...) }

// lines is how many lines the text takes.
func (v *slotCell) lines() int {
	n := 1
	for _, line := range v.more {
		if line.Text != "" {
			n++
		}
	}
	return n
}

// onTint follows a row that is selected or no longer: a tag of the selection's own tint takes an edge there, or it would not be seen.
func (v *slotCell) onTint(on bool) {
	if v.tinted == on {
		return
	}
	v.tinted = on
	if v.loaded && v.cell.Look == CellTag && v.cell.Tone == Teal {
		v.paintTag()
		v.tint.Refresh()
	}
}

func (v *slotCell) paintTag() {
	fill, text := v.cell.Tone.colors()
	edge, width := fyne.ThemeColorName(""), float32(0)
	if v.tinted && v.cell.Tone == Teal {
		edge, width = text, look.Hairline
	}
	paint(v.tint, fill, edge, width, look.RadiusTag)
}

// move puts the row at height y.
func (s *tableSlot) move(b *tableBody, y, height, width float32) {
	place(s.back, 0, y, width, height-look.Hairline)
	place(s.line, 0, y+height-look.Hairline, width, look.Hairline)
	place(s.mark, 0, y, 3, height-look.Hairline)
	for c := range s.cells {
		s.cells[c].move(b.spans[c], b.t.columns[c].Align, y, height-look.Hairline)
	}
}

func (v *slotCell) move(span columnSpan, align fyne.TextAlign, y, height float32) {
	switch {
	case !v.loaded:
		h := look.Size(look.SizeText) * 0.6
		place(v.tint, span.x, y+(height-h)/2, span.width*0.6, h)
	case v.cell.Look == CellTag:
		w, h := v.width+2*tagPad, look.Size(look.SizeTag)
		x := span.x
		if align == fyne.TextAlignTrailing {
			x += span.width - w
		}
		place(v.tint, x, y+(height-h)/2, w, h)
		place(v.text, x+tagPad, y, v.width, height)
		return
	}
	if n := v.lines(); n > 1 {
		y += (height - rowStride()*float32(n)) / 2
		height = rowStride()
	}
	for i, line := range v.all() {
		place(line, span.x, y+rowStride()*float32(i), span.width, height)
	}
}

// show shows or hides the whole row.
func (s *tableSlot) show(on bool) {
	if s.shown == on {
		return
	}
	s.shown = on
	for _, o := range []*canvas.Rectangle{s.back, s.line, s.mark} {
		o.Hidden = !on
		o.Refresh()
	}
	for i := range s.cells {
		v := &s.cells[i]
		for _, line := range v.all() {
			line.Hidden = !on
			line.Refresh()
		}
		v.tint.Hidden = !on || (v.loaded && (v.cell.Look != CellTag || v.cell.Text == ""))
		v.tint.Refresh()
	}
}
