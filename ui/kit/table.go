package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// TableColumn describes a column of a Table.
type TableColumn struct {
	Title    string
	Min      float32 // least width, at normal text size
	Weight   float32 // share of the width left over, once the content of all has room; 0: none
	Width    float32 // chosen by a person, in place of Min and Weight; 0: not
	Align    fyne.TextAlign
	Sortable bool // pressing the title calls OnSort
}

// CellLook says how a cell is drawn.
type CellLook int

// The looks of cells.
const (
	CellPlain CellLook = iota
	CellDim
	CellBold
	CellTag // on the tint of the cell's tone
)

// Cell is what a Table shows in one place.
type Cell struct {
	Text  string
	Short string // in place of Text where that has no room; "": the beginning of it
	Look  CellLook
	Tone  Tone // for CellTag
}

// Rows gives a Table its content. All calls come from the UI goroutine and must
// return at once.
type Rows interface {
	// Len is the exact number of rows.
	Len() int
	// Row returns the cells of a row in the order of the columns, or false if the
	// row is not loaded yet. Missing cells are empty.
	Row(i int) ([]Cell, bool)
	// Need asks to load the rows first to last, both included, and to call Refresh
	// when they are there. A Table asks once for each range it shows.
	Need(first, last int)
}

// Table is a list of up to millions of rows with columns. It draws only what is
// in view, and only what changed. Selection and place survive Refresh.
type Table struct {
	widget.BaseWidget
	// Multi allows more than one selected row: Ctrl and Shift with pointer or keys.
	Multi bool
	// Compact makes the rows low. Refresh shows it.
	Compact bool

	OnSelect func(i int)                    // the selection changed; i is the row of the cursor, -1: none
	OnOpen   func(i int)                    // Enter or double tap
	OnEdit   func(i, column int) bool       // Enter or F2 on a cell, or its double tap; false: it cannot be edited in place
	OnPress  func(i, column int)            // primary press on a cell, after it was selected
	OnFollow func(i, column int) bool       // Ctrl and primary press on a cell; false: it leads nowhere, and the row is selected too
	OnMenu   func(i int, pos fyne.Position) // secondary tap, Shift+F10 or the Menu key, at a place of the canvas
	OnSort   func(column int)               // a sortable title was pressed
	OnLeave  func()                         // Up on the first row, for a search field above
	OnType   func(r rune)                   // a letter was typed; nil: the window gets it
	OnResize func()                         // a person changed widths: see Widths
	OnMove   func(from, to int)             // a person dragged a column to another place
	OnWidth  func()                         // there is more or less room for columns: see Width

	columns []TableColumn
	wants   []columnWant // of each column; nil: not known yet
	learned float32      // of the rows in a view of this height; 0: not of these rows
	size    float32      // of their text, then
	rows    Rows
	back    *Surface
	head    *tableHead
	body    *tableBody
	bar     *scrollbar
	across  *scrollbar
	over    *fyne.Container // what is edited in place
	held    [2]int          // row and column of it

	place  scroller
	origin scroller // the place before the cursor was brought into view
	follow bool     // the cursor was moved last, not the place: keep it in view
	chosen selection
	cursor int     // row the keys work on; -1: none
	column int     // cell of it that the keys work on; -1: the whole row
	anchor int     // where a range begins
	left   float32 // how far the columns are scrolled to the side
	width  float32 // as it was laid out

	sortColumn int // -1: none
	descending bool
}

var _ fyne.Widget = (*Table)(nil)

// NewTable returns a table of the given columns over rows.
func NewTable(rows Rows, columns ...TableColumn) *Table {
	t := &Table{columns: columns, rows: rows, back: NewSurface(look.Pane, 0, Pad{}, nil), cursor: -1, column: -1, sortColumn: -1, over: container.NewWithoutLayout()}
	t.head = newTableHead(t)
	t.body = newTableBody(t)
	t.bar = newScrollbar(t.scrollTo)
	t.across = newScrollbar(t.scrollAcross)
	t.across.lying = true
	t.ExtendBaseWidget(t)
	return t
}

// SetRows replaces the content and goes back to its beginning.
func (t *Table) SetRows(rows Rows) {
	t.rows, t.learned = rows, 0
	t.place, t.follow, t.cursor, t.anchor = scroller{}, false, -1, 0
	t.chosen.clear()
	t.Reload()
}

// SetSort shows by which column the rows are sorted; -1 for none.
func (t *Table) SetSort(column int, descending bool) {
	t.sortColumn, t.descending = column, descending
	t.head.Refresh()
}

// Sort returns the column the rows are sorted by, -1 for none.
func (t *Table) Sort() (column int, descending bool) { return t.sortColumn, t.descending }

// Refresh draws anew what changed. It keeps selection and place.
func (t *Table) Refresh() {
	n := t.rows.Len()
	t.chosen.clip(n)
	if t.cursor >= n {
		t.cursor = n - 1
		t.follow = false
	}
	t.place.by(0, t.extent())
	t.head.restyle()
	t.body.update()
	e := t.extent()
	t.bar.set(t.place.position(e), e.most(), float64(e.view))
	beyond := t.overhang()
	t.across.set(float64(t.left), float64(beyond), float64(t.body.Size().Width))
	t.across.Hidden = beyond == 0
	t.placeOver()
}

// Reload is Refresh after the content changed: rows that are missing are asked
// for again, even those that were asked for already.
func (t *Table) Reload() {
	t.body.asked = span{-1, -1}
	t.Refresh()
}

// RefreshRow draws one row anew if it is in view.
func (t *Table) RefreshRow(i int) { t.body.updateRow(i) }

// Cursor returns the row the keys work on, -1 for none.
func (t *Table) Cursor() int { return t.cursor }

// Top returns the first row in view.
func (t *Table) Top() int { return t.place.top }

// Selected says whether row i is selected.
func (t *Table) Selected(i int) bool { return t.chosen.has(i) }

// SelectedCount returns how many rows are selected.
func (t *Table) SelectedCount() int { return t.chosen.count() }

// EachSelected calls f for every range of selected rows, from top to bottom; last
// is included.
func (t *Table) EachSelected(f func(first, last int)) {
	for _, r := range t.chosen.ranges {
		f(r.first, r.last)
	}
}

// Select selects row i alone, moves the cursor there and brings it into view; a
// row that does not exist clears the selection.
func (t *Table) Select(i int) {
	if i < 0 || i >= t.rows.Len() {
		t.ClearSelection()
		return
	}
	t.moveTo(i, false)
}

// SelectAll selects every row, if Multi allows.
func (t *Table) SelectAll() {
	if n := t.rows.Len(); t.Multi && n > 0 {
		t.chosen.set(0, n-1)
		t.selectionChanged()
	}
}

// ClearSelection selects nothing.
func (t *Table) ClearSelection() {
	t.cursor, t.anchor, t.follow = -1, 0, false
	t.chosen.clear()
	t.selectionChanged()
}

// ScrollTo brings row i into view.
func (t *Table) ScrollTo(i int) {
	t.follow = false
	t.place.show(min(max(i, 0), max(t.rows.Len()-1, 0)), t.extent())
	t.Refresh()
}

// Focus gives the table the keys, once it is on a canvas. Without a cursor the
// first row gets it.
func (t *Table) Focus() {
	t.TakeKeys()
	if t.cursor < 0 && t.rows.Len() > 0 {
		t.Select(0)
	}
}

// TakeKeys gives the list the keys and leaves the selection as it is.
func (t *Table) TakeKeys() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t.body); c != nil {
		c.Focus(t.body)
	}
}

// scrollTo goes to a position in pixels, as the pointer wants it.
func (t *Table) scrollTo(pos float64) {
	t.follow = false
	t.place.to(pos, t.extent())
	t.Refresh()
}

func (t *Table) selectionChanged() {
	t.Refresh()
	if t.OnSelect != nil {
		t.OnSelect(t.cursor)
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Table) CreateRenderer() fyne.WidgetRenderer {
	window := container.NewClip(t.body)
	window.ExtendBaseWidget(window) // or it would not pass its first size on
	titles := container.NewClip(t.head)
	titles.ExtendBaseWidget(titles)
	return draw(&drawing{
		owner:   t,
		objects: []fyne.CanvasObject{t.back, titles, window, t.bar, t.across, t.over},
		min:     func() fyne.Size { return fyne.NewSize(120, look.Size(look.SizeHeader)+2*look.Size(look.SizeRow)) },
		layout: func(s fyne.Size) {
			t.back.Resize(s)
			h := look.Size(look.SizeHeader)
			place(titles, 0, 0, s.Width, h)
			place(window, 0, h, s.Width, s.Height-h)
			place(t.bar, s.Width-scrollbarWidth, h, scrollbarWidth, s.Height-h)
			place(t.across, 0, s.Height-scrollbarWidth, s.Width-scrollbarWidth, scrollbarWidth)
			place(t.over, 0, 0, s.Width, s.Height)
			if t.width != s.Width {
				t.width = s.Width
				if t.OnWidth != nil {
					t.OnWidth()
				}
			}
			t.left = min(t.left, t.overhang())
			if t.follow {
				t.place = t.origin
				t.place.show(t.cursor, t.extent())
			}
			t.Refresh()
		},
		restyle: func() {}, // Refresh does it
	})
}
