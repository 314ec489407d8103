package kit

import "satchel/ui/look"

// mostRowLines is how many lines a row may have.
const mostRowLines = 3

func (t *Table) extent() extent {
	return extent{rows: t.rows.Len(), row: t.rowHeight(), view: t.body.Size().Height}
}

func (t *Table) rowHeight() float32 {
	if t.Compact {
		return look.CompactSize(look.SizeRow)
	}
	return look.Size(look.SizeRow)
}

// rowStride is from line to line of a row.
func rowStride() float32 { return labelStride * look.Size(look.SizeText) }

// rowLines is how many lines each row may have: a list that leaves room below cuts nothing that this room could show. Such a list is whole
// in view, and only rows that need more lines are higher.
func (t *Table) rowLines() int {
	e := t.extent()
	spare := int((e.view - float32(e.rows)*e.row) / rowStride())
	for most := mostRowLines; most > 1 && spare > 0; most-- {
		if t.lineBreaks(most, spare) <= spare {
			return most
		}
	}
	return 1
}

// lineBreaks is how many lines the rows need beyond their first, where each may have so many; beyond enough it does not count on.
func (t *Table) lineBreaks(most, enough int) (n int) {
	for i := 0; i < t.rows.Len() && n <= enough; i++ {
		cells, loaded := t.rows.Row(i)
		lines := 1
		for c := 0; loaded && c < min(len(cells), len(t.body.spans)); c++ {
			v := slotCell{cell: cells[c], loaded: true}
			lines = max(lines, len(v.lay(t.body.spans[c], most)))
		}
		n += lines - 1
	}
	return n
}

// rowHigh is the height of a row.
func (t *Table) rowHigh(i int) float32 {
	lines := 1
	if t.body.style.lines > 1 && len(t.body.slots) > 0 {
		lines = max(t.body.slot(i).lines, 1)
	}
	return t.rowHeight() + rowStride()*float32(lines-1)
}

// rowPlace is where a row is in the window on the rows, and its height.
func (t *Table) rowPlace(i int) (y, high float32) {
	if t.body.style.lines <= 1 {
		return float32(i-t.place.top)*t.rowHeight() - t.place.off, t.rowHeight()
	}
	for k := range i {
		y += t.rowHigh(k)
	}
	return y, t.rowHigh(i)
}

// rowAt returns the row at height y, -1 if there is none.
func (t *Table) rowAt(y float32) int {
	e := t.extent()
	if y < 0 || y >= e.view {
		return -1
	}
	i := t.place.top + int((y+t.place.off)/e.row)
	if t.body.style.lines > 1 {
		for i = 0; i < e.rows && y >= t.rowHigh(i); i++ {
			y -= t.rowHigh(i)
		}
	}
	if i >= e.rows {
		return -1
	}
	return i
}
