package kit

import (
	"time"

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
	arrow   *glyph
	line    *canvas.Rectangle
	target  *canvas.Rectangle // where a dragged column would go
	objects []fyne.CanvasObject

	cursor desktop.Cursor // of the pointer over a title
	down   float32        // where the pointer was pressed
	at     time.Time      // when
	drag   headDrag
}

var (
	_ fyne.Tappable      = (*tableHead)(nil)
	_ fyne.Draggable     = (*tableHead)(nil)
	_ desktop.Mouseable  = (*tableHead)(nil)
	_ desktop.Hoverable  = (*tableHead)(nil)
	_ desktop.Cursorable = (*tableHead)(nil)
)

func newTableHead(t *Table) *tableHead {
	h := &tableHead{t: t, arrow: newGlyph(), line: box(), target: box(), cursor: desktop.DefaultCursor}
	h.target.Hide()
	h.retitle()
	h.ExtendBaseWidget(h)
	return h
}

// retitle makes a text for each column.
func (h *tableHead) retitle() {
	h.titles = nil
	h.objects = []fyne.CanvasObject{h.line, h.arrow.Raster}
	for range h.t.columns {
		t := canvas.NewText("", nil)
		h.titles = append(h.titles, t)
		h.objects = append(h.objects, t)
	}
	h.objects = append(h.objects, h.target)
}

func (h *tableHead) style(column int) Style {
	s := Style{Size: look.SizeTiny, Color: look.Dim, Bold: true}
	if column == h.t.sortColumn {
		s.Color = look.Text
	}
	return s
}

func (h *tableHead) sorts(x float32) bool {
	i := h.t.columnAt(x)
	return i >= 0 && h.t.columns[i].Sortable && h.t.OnSort != nil
}

// Tapped implements fyne.Tappable.
func (h *tableHead) Tapped(e *fyne.PointEvent) {
	if h.edgeAt(e.Position.X) < 0 && h.sorts(e.Position.X) {
		h.t.OnSort(h.t.columnAt(e.Position.X))
	}
}

// MouseIn implements desktop.Hoverable.
func (h *tableHead) MouseIn(e *desktop.MouseEvent) { h.point(e.Position.X) }

// MouseMoved implements desktop.Hoverable.
func (h *tableHead) MouseMoved(e *desktop.MouseEvent) { h.point(e.Position.X) }

// MouseOut implements desktop.Hoverable.
func (h *tableHead) MouseOut() { h.cursor = desktop.DefaultCursor }

func (h *tableHead) point(x float32) {
	switch {
	case h.edgeAt(x) >= 0:
		h.cursor = desktop.HResizeCursor
	case h.sorts(x):
		h.cursor = desktop.PointerCursor
	default:
		h.cursor = desktop.DefaultCursor
	}
}

// Cursor implements desktop.Cursorable.
func (h *tableHead) Cursor() desktop.Cursor { return h.cursor }

// restyle brings titles and arrow into line with theme and sort order.
func (h *tableHead) restyle() {
	for i, t := range h.titles {
		style := h.style(i)
		style.apply(t, h.t.columns[i].Title)
		t.Alignment = h.t.columns[i].Align
	}
	name := ""
	if c := h.t.sortColumn; c >= 0 && c < len(h.titles) {
		name = "sort-up"
		if h.t.descending {
			name = "sort-down"
		}
	}
	h.arrow.show(name, look.Text)
	paint(h.target, look.Accent, "", 0, 1)
	paint(h.line, look.Line, "", 0, 0)
	h.layout(h.Size())
}

func (h *tableHead) layout(s fyne.Size) {
	place(h.line, 0, s.Height-look.Hairline, s.Width, look.Hairline)
	const side = 14
	for i, span := range h.t.columnSpans(s.Width) {
		style, room := h.style(i), span.width+columnGap-3
		if i == h.t.sortColumn {
			room -= side
		}
		if text := ellipsis(h.t.columns[i].Title, room+0.5, style.width); h.titles[i].Text != text {
			h.titles[i].Text = text
		}
		h.titles[i].Refresh()
		place(h.titles[i], span.x, 0, span.width, s.Height-look.Hairline)
		if i != h.t.sortColumn {
			continue
		}
		w := style.measure(h.titles[i].Text).Width
		x := span.x + w + 1
		if h.t.columns[i].Align == fyne.TextAlignTrailing {
			x = span.x + span.width - w - 1 - side
		}
		place(h.arrow, x, (s.Height-side)/2, side, side)
	}
}

// CreateRenderer implements fyne.Widget.
func (h *tableHead) CreateRenderer() fyne.WidgetRenderer {
	h.restyle()
	return &headRenderer{h}
}

type headRenderer struct{ h *tableHead }

// Destroy implements fyne.WidgetRenderer.
func (r *headRenderer) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (r *headRenderer) Objects() []fyne.CanvasObject { return r.h.objects }

// MinSize implements fyne.WidgetRenderer.
func (r *headRenderer) MinSize() fyne.Size { return fyne.NewSize(100, look.Size(look.SizeHeader)) }

// Layout implements fyne.WidgetRenderer.
func (r *headRenderer) Layout(s fyne.Size) { r.h.layout(s) }

// Refresh implements fyne.WidgetRenderer.
func (r *headRenderer) Refresh() {
	r.h.restyle()
	canvas.Refresh(r.h)
}
