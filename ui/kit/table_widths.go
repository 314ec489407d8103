package kit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"satchel/ui/look"
)

const (
	widestFit = 480
	titleRoom = 8 // beside the title of a column, for the arrow of the order
)

// columnSpan is the left edge of a column, as it is scrolled, and its width.
type columnSpan struct{ x, width float32 }

// LeastWidth is the width of a table whose columns are as narrow as they get.
func LeastWidth(columns []TableColumn) float32 {
	width := 2*look.PadBar + columnGap*float32(max(len(columns)-1, 0))
	for _, c := range columns {
		width += max(c.Min*look.Scale(), columnLeast)
	}
	return width
}

// Width returns how wide the table is, zero before it was laid out.
func (t *Table) Width() float32 { return t.width }

// columnWant is the width in which tags and nine cells of ten have room, a few long ones being cut, and that in which all have.
type columnWant struct{ most, all float32 }

// columnSpans returns left edge and width of each column. A column that a person sized keeps its width. The others have their least width;
// what is left goes to those whose content has no room, and only then to all, by their weights.
func (t *Table) columnSpans(width float32) []columnSpan {
	spare := width - 2*look.PadBar - columnGap*float32(max(len(t.columns)-1, 0))
	widths, shares := make([]float32, len(t.columns)), make([]float32, len(t.columns))
	for i, c := range t.columns {
		widths[i] = max(c.Width, columnLeast)
		if c.Width == 0 {
			widths[i], shares[i] = max(c.Min*look.Scale(), columnLeast), c.Weight
		}
		spare -= widths[i]
	}
	taken := t.squeeze(widths, spare)
	spare += taken
	if spare < 0 { // one scrolls to the side in any case, so that nothing but the longest needs to be cut
		t.fill(widths, shares, widestFit*float32(len(t.columns)), func(w columnWant) float32 { return min(w.most, widestFit/2) })
	}
	most, all := func(w columnWant) float32 { return w.most }, func(w columnWant) float32 { return w.all }
	taken = min(taken, max(spare, 0)) // to make something whole, and not to be shared by all
	spare = t.heal(widths, taken+t.fill(widths, shares, spare-taken, most), most)
	spare = t.heal(widths, t.fill(widths, shares, spare, most), all)
	spare = t.fill(widths, shares, spare, all)
	spread(widths, shares, spare)
	spans, x := make([]columnSpan, len(t.columns)), look.PadBar-t.left
	for i, w := range widths {
		spans[i] = columnSpan{x, w}
		x += w + columnGap
	}
	return spans
}

// squeeze takes from the columns that show less than their least width where others lack room, and returns how much it took: a little of it,
// as later rows may show more, and more where that makes something whole.
func (t *Table) squeeze(widths []float32, spare float32) (taken float32) {
	const little, much = 0.8, 0.65
	var most, rest []float32 // what is lacking for nine cells of ten, and beyond that for all
	lack, give := -spare, spare
	for i, w := range t.wants {
		if t.columns[i].Width == 0 {
			of := max(w.most-widths[i], 0)
			most, rest = append(most, of), append(rest, max(w.all-widths[i]-of, 0))
			lack += max(w.all-widths[i], 0)
			give += t.excess(i, widths[i], much)
		}
	}
	if give >= 0 {
		slices.Sort(most)
		slices.Sort(rest)
		whole := float32(0)
		for _, l := range append(most, rest...) {
			if whole+l <= give {
				whole += l
			}
		}
		taken = t.take(widths, whole-spare, much)
	}
	return taken + t.take(widths, lack-taken, little)
}

// excess is how much of its width a column does not need for what it shows, nor for the given part of it.
func (t *Table) excess(i int, width, least float32) float32 {
	return max(width-max(t.wants[i].all, least*width, columnLeast), 0)
}

// take narrows columns that nobody sized to get so much, and returns what it got.
func (t *Table) take(widths []float32, lack, least float32) (taken float32) {
	for i := range t.wants {
		if t.columns[i].Width == 0 && lack > taken {
			part := min(t.excess(i, widths[i], least), lack-taken)
			widths[i], taken = widths[i]-part, taken+part
		}
	}
	return taken
}

// heal gives those that lack least all of it, one after the other, so that as many as can be are whole; it returns what is left.
func (t *Table) heal(widths []float32, spare float32, want func(columnWant) float32) float32 {
	lacks := func(i int) float32 { return want(t.wants[i]) - widths[i] }
	var order []int
	for i := range t.wants {
		if t.columns[i].Width == 0 && lacks(i) > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lacks(a), lacks(b)) })
	for _, i := range order {
		if l := lacks(i); l <= spare {
			widths[i], spare = widths[i]+l, spare-l
		}
	}
	return spare
}

// fill gives what there is to those who want more, by their shares, and returns what is left when nobody does.
func (t *Table) fill(widths, shares []float32, spare float32, want func(columnWant) float32) float32 {
	const least = 1 // what is short gets its room first
	lacks := func(i int) float32 {
		if t.columns[i].Width > 0 {
			return 0
		}
		return max(want(t.wants[i])-widths[i], 0)
	}
	for range t.wants {
		total := float32(0)
		for i := range t.wants {
			if lacks(i) > 0 {
				total += max(shares[i], least)
			}
		}
		if spare <= 0 || total == 0 {
			break
		}
		each := spare / total
		for i := range t.wants {
			part := min(each*max(shares[i], least), lacks(i))
			widths[i], spare = widths[i]+part, spare-part
		}
	}
	return spare
}

// spread gives all of what is left, by their shares.
func spread(widths, shares []float32, spare float32) {
	total := float32(0)
	for _, s := range shares {
		total += s
	}
	if spare > 0 && total > 0 {
		for i, s := range shares {
			widths[i] += spare * s / total
		}
	}
}

func widthsText(spans []columnSpan) string {
	var b strings.Builder
	for _, s := range spans {
		fmt.Fprintf(&b, "%.1f ", s.width)
	}
	return b.String()
}

// learn measures once what the first rows in view need, and says whether it did. Later rows move no column; other ones in their place only
// widen them, so that a list stands still while something is looked for.
func (t *Table) learn() bool {
	size := look.Size(look.SizeText)
	if t.size != size {
		t.size, t.wants, t.learned = size, nil, 0
	}
	e := t.extent()
	first, last := t.place.visible(e)
	if t.learned >= e.view || first > last {
		return false
	}
	for i := first; i <= last; i++ {
		if _, ok := t.rows.Row(i); !ok {
			return false
		}
	}
	t.learned = e.view
	wants := make([]columnWant, len(t.columns))
	for c := range t.columns {
		wants[c] = t.want(c, first, last)
		if c < len(t.wants) {
			wants[c] = columnWant{max(wants[c].most, t.wants[c].most), max(wants[c].all, t.wants[c].all)}
		}
	}
	t.wants = wants
	return true
}

// want measures the title of a column and what rows show in it. What has a short text counts with that, where not all is to be whole.
func (t *Table) want(column, first, last int) columnWant {
	widths, short, least := t.contents(column, first, last)
	w := columnWant{least, least}
	if n := len(widths); n > 0 {
		slices.Sort(short)
		w.most, w.all = max(least, min(short[n-1-n/10], widestFit)), max(least, min(slices.Max(widths), widestFit))
	}
	return w
}

func (t *Table) titleWidth(column int) float32 {
	return t.head.style(column).measure(t.columns[column].Title).Width + titleRoom
}

// contents are the widths of the cells of a column in rows that are loaded, whole and where they are short; title and tags need the least.
func (t *Table) contents(column, first, last int) (widths, short []float32, least float32) {
	least = t.titleWidth(column)
	for i := first; i <= last; i++ {
		cells, ok := t.rows.Row(i)
		if !ok || column >= len(cells) {
			continue
		}
		v := slotCell{cell: cells[column], loaded: true}
		w := v.style().width(oneLine(v.cell.Text))
		if v.cell.Look == CellTag {
			w += 2 * tagPad
			least = max(least, w)
		}
		widths, short = append(widths, w), append(short, w)
		if v.cell.Short != "" {
			short[len(short)-1] = min(w, v.style().width(oneLine(v.cell.Short)))
		}
	}
	return widths, short, least
}

// Fit makes a column as wide as what it shows in view.
func (t *Table) Fit(column int) {
	if column < 0 || column >= len(t.columns) {
		return
	}
	first, last := t.place.visible(t.extent())
	widths, _, least := t.contents(column, first, last)
	t.resizeColumn(column, min(slices.Max(append(widths, least+titleRoom))+1, widestFit))
	t.resized()
}
