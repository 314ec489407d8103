package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// tableHead is the line of column titles.
type tableHead struct {
	widget.BaseWidget
	t       *Table
	titles  []*canvas.Text
	arrow   *canvas.Image
	line    *canvas.Rectangle
	pointer bool // the pointer is over a title that sorts
}

var (
	_ fyne.Tappable      = (*tableHead)(nil)
	_ desktop.Hoverable  = (*tableHead)(nil)
	_ desktop.Cursorable = (*tableHead)(nil)
)

func newTableHead(t *Table) *tableHead {
	h := &tableHead{t: t, arrow: canvas.NewImageFromResource(nil), line: box()}
	for range t.columns {
		h.titles = append(h.titles, canvas.NewText("", nil))
	}
	h.ExtendBaseWidget(h)
	return h
}

func (h *tableHead) style(column int) Style {
	s := Style{Size: look.SizeTiny, Color: look.Dim, Bold: true}
	if column == h.t.sortColumn {
		s.Color = look.Text
	}
	return s
}

func (h *tableHead) columnAt(x float32) int {
	for i, s := range h.t.columnSpans(h.Size().Width) {
		if x >= s.x && x < s.x+s.width+10 {
			return i
		}
	}
	return -1
}

func (h *tableHead) sorts(x float32) bool {
	i := h.columnAt(x)
	return i >= 0 && h.t.columns[i].Sortable && h.t.OnSort != nil
}

// Tapped implements fyne.Tappable.
func (h *tableHead) Tapped(e *fyne.PointEvent) {
	if h.sorts(e.Position.X) {
		h.t.OnSort(h.columnAt(e.Position.X))
	}
}

// MouseIn implements desktop.Hoverable.
func (h *tableHead) MouseIn(e *desktop.MouseEvent) { h.pointer = h.sorts(e.Position.X) }

// MouseMoved implements desktop.Hoverable.
func (h *tableHead) MouseMoved(e *desktop.MouseEvent) { h.pointer = h.sorts(e.Position.X) }

// MouseOut implements desktop.Hoverable.
func (h *tableHead) MouseOut() { h.pointer = false }

// Cursor implements desktop.Cursorable.
func (h *tableHead) Cursor() desktop.Cursor {
	if h.pointer {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// restyle brings titles and arrow into line with theme and sort order.
func (h *tableHead) restyle() {
	for i, t := range h.titles {
		style := h.style(i)
		if t.Text != h.t.columns[i].Title || t.Color != style.color() || t.TextSize != style.size() {
			style.apply(t, h.t.columns[i].Title)
			t.Alignment = h.t.columns[i].Align
			t.Refresh()
		}
	}
	name := ""
	if c := h.t.sortColumn; c >= 0 && c < len(h.titles) {
		name = "sort-up"
		if h.t.descending {
			name = "sort-down"
		}
	}
	showIcon(h.arrow, name, look.Text)
	paint(h.line, look.Line, "", 0, 0)
	h.layout(h.Size())
}

func (h *tableHead) layout(s fyne.Size) {
	place(h.line, 0, s.Height-look.Hairline, s.Width, look.Hairline)
	const side = 14
	for i, span := range h.t.columnSpans(s.Width) {
		place(h.titles[i], span.x, 0, span.width, s.Height-look.Hairline)
		if i != h.t.sortColumn {
			continue
		}
		w := h.style(i).measure(h.t.columns[i].Title).Width
		x := span.x + w + 1
		if h.t.columns[i].Align == fyne.TextAlignTrailing {
			x = span.x + span.width - w - 1 - side
		}
		place(h.arrow, x, (s.Height-side)/2, side, side)
	}
}

// CreateRenderer implements fyne.Widget.
func (h *tableHead) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{h.line, h.arrow}
	for _, t := range h.titles {
		objects = append(objects, t)
	}
	return draw(&drawing{
		owner:   h,
		objects: objects,
		min:     func() fyne.Size { return fyne.NewSize(100, look.Size(look.SizeHeader)) },
		layout:  h.layout,
		restyle: h.restyle,
	})
}
