package kit

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

// numbered is a long list that loads on demand.
type numbered struct {
	n      int
	loaded func(i int) bool // nil: all
	needs  []span
	onNeed func(first, last int)
	prefix string
}

func (r *numbered) Len() int { return r.n }

func (r *numbered) Row(i int) ([]Cell, bool) {
	if r.loaded != nil && !r.loaded(i) {
		return nil, false
	}
	name := fmt.Sprintf("%srow %d", r.prefix, i)
	return []Cell{{Text: name}, {Text: "late", Look: CellTag, Tone: Red}, {Text: name + " long enough to be cut", Look: CellDim}, {Text: name, Look: CellDim}}, true
}

func (r *numbered) Need(first, last int) {
	r.needs = append(r.needs, span{first, last})
	if r.onNeed != nil {
		r.onNeed(first, last)
	}
}

// shown returns a table on a canvas, ten rows high.
func shown(t *testing.T, rows Rows) *Table {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	table := NewTable(rows, TableColumn{Title: "Name", Weight: 1, Sortable: true}, TableColumn{Title: "Due", Min: 80})
	w := test.NewTempWindow(t, table)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(400, look.Size(look.SizeHeader)+10*look.Size(look.SizeRow)))
	return table
}

// texts returns the first column as drawn, from top to bottom.
func texts(t *Table) []string {
	var out []string
	first, last := t.place.visible(t.extent())
	for i := first; i <= last; i++ {
		out = append(out, t.body.slot(i).cells[0].text.Text)
	}
	return out
}

func key(t *Table, names ...fyne.KeyName) {
	for _, n := range names {
		t.body.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func click(t *Table, row int, button desktop.MouseButton, mod fyne.KeyModifier) {
	y := float32(row-t.place.top)*look.Size(look.SizeRow) + 5 - t.place.off
	t.body.MouseDown(&desktop.MouseEvent{
		PointEvent: fyne.PointEvent{Position: fyne.NewPos(20, y)}, Button: button, Modifier: mod,
	})
}

func TestTableDrawsWhatIsInView(t *testing.T) {
	table := shown(t, &numbered{n: 1_000_000})
	if got := texts(table); len(got) != 10 || got[0] != "row 0" || got[9] != "row 9" {
		t.Errorf("at the top: %q", got)
	}
	key(table, fyne.KeyEnd)
	if got := texts(table); got[len(got)-1] != "row 999999" {
		t.Errorf("at the end: %q", got)
	}
	for range 3 {
		table.body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 12)})
	}
	if got := texts(table); got[0] != "row 999989" || got[9] != "row 999998" {
		t.Errorf("one row up in three steps: %q", got)
	}
	if n := len(table.body.slots); n > 12 {
		t.Errorf("%d row objects for ten rows", n)
	}
}

func TestTableKeys(t *testing.T) {
	for _, c := range []struct {
		keys []fyne.KeyName
		want int
	}{
		{[]fyne.KeyName{fyne.KeyDown}, 0},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyDown}, 1},
		{[]fyne.KeyName{fyne.KeyPageDown, fyne.KeyPageDown}, 9},
		{[]fyne.KeyName{fyne.KeyEnd}, 99},
		{[]fyne.KeyName{fyne.KeyEnd, fyne.KeyDown}, 99},
		{[]fyne.KeyName{fyne.KeyEnd, fyne.KeyPageUp}, 90},
		{[]fyne.KeyName{fyne.KeyEnd, fyne.KeyHome, fyne.KeyUp}, 0},
	} {
		table := shown(t, &numbered{n: 100})
		key(table, c.keys...)
		if table.Cursor() != c.want || !table.Selected(c.want) || table.SelectedCount() != 1 {
			t.Errorf("%v: cursor %d, %d selected; want %d alone", c.keys, table.Cursor(), table.SelectedCount(), c.want)
		}
	}
}

func TestTableKeysOnNothing(t *testing.T) {
	table := shown(t, &numbered{})
	opened := false
	table.OnOpen = func(int) { opened = true }
	key(table, fyne.KeyDown, fyne.KeyEnd, fyne.KeyReturn, fyne.KeySpace, fyne.KeyPageUp)
	click(table, 3, desktop.MouseButtonPrimary, 0)
	if opened || table.Cursor() != -1 {
		t.Error("an empty table has a row")
	}
}

func TestTableSelection(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	table.Multi = true
	var last int
	table.OnSelect = func(i int) { last = i }
	click(table, 2, desktop.MouseButtonPrimary, 0)
	click(table, 5, desktop.MouseButtonPrimary, fyne.KeyModifierShift)
	click(table, 8, desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault)
	click(table, 3, desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault)
	var got []span
	table.EachSelected(func(first, last int) { got = append(got, span{first, last}) })
	if want := []span{{2, 2}, {4, 5}, {8, 8}}; !reflect.DeepEqual(got, want) || last != 3 {
		t.Errorf("selected %v at %d, want %v at 3", got, last, want)
	}
	table.body.TypedShortcut(&fyne.ShortcutSelectAll{})
	if table.SelectedCount() != 100 {
		t.Errorf("select all: %d", table.SelectedCount())
	}
	table.body.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	key(table, fyne.KeyDown, fyne.KeyDown)
	if table.SelectedCount() != 3 {
		t.Errorf("shift and twice down: %d selected, want 3", table.SelectedCount())
	}
}

func TestTableWithoutMulti(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	click(table, 2, desktop.MouseButtonPrimary, 0)
	click(table, 5, desktop.MouseButtonPrimary, fyne.KeyModifierShift)
	click(table, 7, desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault)
	table.SelectAll()
	if table.SelectedCount() != 1 || !table.Selected(7) {
		t.Errorf("%d selected, want row 7 alone", table.SelectedCount())
	}
}

func TestTableOpensAndMenus(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	var opened, menu []int
	table.OnOpen = func(i int) { opened = append(opened, i) }
	table.OnMenu = func(i int, _ fyne.Position) { menu = append(menu, i) }
	click(table, 4, desktop.MouseButtonSecondary, 0)
	key(table, fyne.KeyReturn)
	table.body.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(9, 40)})
	if !reflect.DeepEqual(opened, []int{4, 1}) || !reflect.DeepEqual(menu, []int{4}) {
		t.Errorf("opened %v, menus %v", opened, menu)
	}
}

func TestControlAndAPressFollowWhatACellNames(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	table.Multi = true
	leads := true
	var followed []int
	table.OnFollow = func(i, column int) bool { followed = append(followed, i, column); return leads }
	table.Select(2)
	click(table, 4, desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault)
	if table.Cursor() != 2 || table.Selected(4) || !reflect.DeepEqual(followed, []int{4, 0}) {
		t.Errorf("cursor %d, followed %v", table.Cursor(), followed)
	}
	leads = false
	click(table, 4, desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault)
	if table.SelectedCount() != 2 || !table.Selected(4) {
		t.Errorf("%d rows selected", table.SelectedCount())
	}
}

func TestTableSurvivesRefresh(t *testing.T) {
	rows := &numbered{n: 1000}
	table := shown(t, rows)
	table.Select(500)
	table.body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -17)})
	before := table.place
	rows.prefix = "new "
	table.Refresh()
	if table.place != before || !table.Selected(500) || table.Cursor() != 500 {
		t.Errorf("place %+v, want %+v; cursor %d", table.place, before, table.Cursor())
	}
	if got := texts(table)[0]; got != fmt.Sprintf("new row %d", table.Top()) {
		t.Errorf("drawn %q", got)
	}
	rows.n = 20
	table.Refresh()
	if table.SelectedCount() != 0 || table.Cursor() != 19 || texts(table)[0] == "" {
		t.Errorf("after rows went: %d selected, cursor %d", table.SelectedCount(), table.Cursor())
	}
}

func TestTableAsksOncePerRange(t *testing.T) {
	have := map[int]bool{}
	rows := &numbered{n: 1000, loaded: func(i int) bool { return have[i] }}
	table := shown(t, rows)
	rows.needs, table.body.asked = nil, span{-1, -1}
	table.Refresh()
	table.Refresh()
	if want := []span{{0, 9}}; !reflect.DeepEqual(rows.needs, want) {
		t.Fatalf("asked for %v, want %v", rows.needs, want)
	}
	if !table.body.slot(0).cells[0].tint.Visible() {
		t.Error("no placeholder for a row not loaded")
	}
	for i := range 10 {
		have[i] = true
	}
	table.Refresh()
	if got := texts(table)[0]; got != "row 0" || len(rows.needs) != 1 {
		t.Errorf("after loading: %q, asked %v", got, rows.needs)
	}
	clear(have)
	table.Refresh()
	if len(rows.needs) != 2 {
		t.Errorf("rows that went away were not asked for again: %v", rows.needs)
	}
	for i := range 30 {
		have[i] = true
	}
	table.ScrollTo(10)
	table.Refresh()
	if want := (span{1, 10}); len(rows.needs) != 3 || rows.needs[2] != want {
		t.Errorf("of rows that are there nobody is told, so that none beyond are read ahead: %v", rows.needs)
	}
}

func TestTableListsTheTextsOfTheNextPage(t *testing.T) {
	rows := &numbered{n: 1000, loaded: func(i int) bool { return i < 15 }}
	table := shown(t, rows)
	said := func(step int) (all []string) {
		for _, o := range table.Ahead(step) {
			if text := o.(*canvas.Text).Text; strings.HasPrefix(text, "row") {
				all = append(all, text)
			}
		}
		return all
	}
	if got, want := said(1), []string{"row 10", "row 11", "row 12", "row 13", "row 14"}; !slices.Equal(got, want) {
		t.Errorf("down there are %v, want %v", got, want)
	}
	if got := said(-1); got != nil {
		t.Errorf("above the first row there are %v", got)
	}
}

func TestTableLoadsWithinNeed(t *testing.T) {
	have := map[int]bool{}
	rows := &numbered{n: 1000, loaded: func(i int) bool { return have[i] }}
	table := shown(t, rows)
	rows.onNeed = func(first, last int) {
		for i := first; i <= last; i++ {
			have[i] = true
		}
		table.Refresh()
	}
	table.ScrollTo(700)
	if got := texts(table); got[len(got)-1] != "row 700" {
		t.Errorf("drawn %q", got)
	}
	rows.onNeed = func(int, int) { table.Refresh() } // a source that never delivers
	clear(have)
	table.Refresh()
}

func TestTableTouchesOnlyChangedText(t *testing.T) {
	rows := &numbered{n: 1000}
	table := shown(t, rows)
	kept := table.body.slot(5).cells[0].text
	table.body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -36)})
	if table.body.slot(5).cells[0].text != kept || kept.Text != "row 5" {
		t.Error("scrolling by a row gave row 5 another object")
	}
	rows.prefix = "new "
	table.RefreshRow(5)
	if kept.Text != "new row 5" || table.body.slot(6).cells[0].text.Text != "row 6" {
		t.Error("RefreshRow did not draw row 5 alone")
	}
}

func TestTableKeepsTheCursorInViewWhenItsSizeChanges(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	table.Select(9)
	small := fyne.NewSize(400, look.Size(look.SizeHeader)+3*look.Size(look.SizeRow))
	large := table.Size()
	table.Resize(small)
	if got := texts(table); got[len(got)-1] != "row 9" {
		t.Errorf("in a small window: %q", got)
	}
	table.Resize(large)
	if table.Top() != 0 {
		t.Errorf("large again, the list begins with row %d", table.Top())
	}
	table.scrollTo(50 * 36)
	table.Resize(small)
	if table.Top() != 50 {
		t.Errorf("a place the person chose became row %d", table.Top())
	}
}

func TestTableSortsByTitle(t *testing.T) {
	table := shown(t, &numbered{n: 3})
	var pressed []int
	table.OnSort = func(c int) { pressed = append(pressed, c) }
	table.head.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, 5)})
	table.head.Tapped(&fyne.PointEvent{Position: fyne.NewPos(380, 5)})
	if !reflect.DeepEqual(pressed, []int{0}) {
		t.Errorf("pressed %v, want the sortable column alone", pressed)
	}
	table.SetSort(0, true)
	if !table.head.arrow.Visible() {
		t.Error("no arrow beside the sorted title")
	}
}

func TestScrollbarReachesBothEnds(t *testing.T) {
	table := shown(t, &numbered{n: 1_000_000})
	drag := func(dy float32) { table.bar.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, dy)}) }
	drag(5000)
	if got := texts(table); got[len(got)-1] != "row 999999" {
		t.Errorf("dragged to the end: %q", got)
	}
	table.bar.DragEnd()
	drag(-5000)
	if table.Top() != 0 || table.place.off != 0 {
		t.Errorf("dragged to the top: %+v", table.place)
	}
}

func TestUpOnTheFirstRowLeaves(t *testing.T) {
	table := shown(t, &numbered{n: 3})
	left := 0
	table.OnLeave = func() { left++ }
	key(table, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp)
	if left != 1 {
		t.Errorf("left %d times, want once", left)
	}
}

// BenchmarkTableRefresh is a refresh in which every one of 20 rows changed.
func BenchmarkTableRefresh(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(&look.Theme{})
	rows := &numbered{n: 1_000_000}
	table := NewTable(rows, TableColumn{Title: "A", Weight: 1}, TableColumn{Title: "B", Weight: 1},
		TableColumn{Title: "C", Weight: 1}, TableColumn{Title: "D", Weight: 1})
	w := test.NewTempWindow(b, table)
	w.Resize(fyne.NewSize(900, 20*36+28))
	for i := 0; b.Loop(); i++ {
		rows.prefix = fmt.Sprint(i, " ")
		table.Refresh()
	}
}

// BenchmarkTableScroll is a jump to another place.
func BenchmarkTableScroll(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(&look.Theme{})
	table := NewTable(&numbered{n: 1_000_000}, TableColumn{Title: "A", Weight: 1}, TableColumn{Title: "B", Weight: 1})
	w := test.NewTempWindow(b, table)
	w.Resize(fyne.NewSize(900, 20*36+28))
	for i := 0; b.Loop(); i++ {
		table.ScrollTo(i * 7919 % 1_000_000)
	}
}
