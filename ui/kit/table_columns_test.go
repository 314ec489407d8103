package kit

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"satchel/ui/look"
)

// pull drags over the titles from one x to another.
func pull(t *Table, from, to float32) {
	at := func(x float32) fyne.PointEvent { return fyne.PointEvent{Position: fyne.NewPos(x, 10)} }
	t.head.MouseDown(&desktop.MouseEvent{PointEvent: at(from)})
	t.head.Dragged(&fyne.DragEvent{PointEvent: at((from + to) / 2)})
	t.head.Dragged(&fyne.DragEvent{PointEvent: at(to)})
	t.head.DragEnd()
}

func edge(t *Table, column int) float32 {
	s := t.columnSpans(t.body.Size().Width)[column]
	return s.x + s.width + columnGap/2
}

func TestAnEdgeSizesItsColumn(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	told := 0
	table.OnResize = func() { told++ }
	table.OnMove = func(int, int) { t.Error("it was moved") }
	before := table.columnSpans(400)[0].width
	pull(table, edge(table, 0), edge(table, 0)-60)
	if got := table.Widths(); got[0] != before-60 || told != 1 {
		t.Errorf("widths %v from %v, told %d times", got, before, told)
	}
	pull(table, edge(table, 0), -500)
	if got := table.Widths()[0]; got != columnLeast {
		t.Errorf("the least width is %v", got)
	}
}

func TestASecondPressOnAnEdgeFits(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	table.OnResize = func() {}
	for range 2 {
		table.head.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(edge(table, 0), 9)}})
	}
	if w, text := table.Widths()[0], (Style{}).measure("row 9").Width; w < text || w > text+30 {
		t.Errorf("fitted to %v for a text of %v", w, text)
	}
}

func TestATitleIsDraggedToAnotherPlace(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	var moves [][2]int
	table.OnMove = func(from, to int) { moves = append(moves, [2]int{from, to}) }
	table.OnSort = func(int) { t.Error("a drag sorted") }
	pull(table, 30, 390)
	pull(table, 30, 45)
	if want := [][2]int{{0, 1}}; !reflect.DeepEqual(moves, want) {
		t.Errorf("moved %v, want %v", moves, want)
	}
}

func TestColumnsWithoutRoomScroll(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	table.SetColumns(TableColumn{Title: "A", Width: 300}, TableColumn{Title: "B", Width: 300}, TableColumn{Title: "C", Width: 300})
	if table.across.Hidden || table.overhang() <= 0 {
		t.Fatal("nothing tells that there is more")
	}
	table.body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(-5000, 0)})
	if got := edge(table, 2); got > 400 {
		t.Errorf("the last column ends at %v", got)
	}
	table.OnEdit = func(int, int) bool { return true }
	key(table, fyne.KeyDown, fyne.KeyRight)
	if got := table.columnSpans(400)[0].x; got != look.PadBar || table.Column() != 0 {
		t.Errorf("the first cell was chosen, its column begins at %v", got)
	}
}

func TestCellsAreChosenByKeysAndEdited(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	var edited [][2]int
	opened := 0
	table.OnEdit = func(i, c int) bool { edited = append(edited, [2]int{i, c}); return c == 1 }
	table.OnOpen = func(int) { opened++ }
	key(table, fyne.KeyDown, fyne.KeyReturn) // the whole row
	key(table, fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn, fyne.KeyF2)
	key(table, fyne.KeyEscape, fyne.KeyReturn)
	if want := [][2]int{{0, 1}, {0, 1}}; !reflect.DeepEqual(edited, want) || opened != 2 {
		t.Errorf("edited %v, opened %d times", edited, opened)
	}
	table.body.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(edge(table, 1)-30, 50)})
	table.body.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(30, 50)}) // refuses to be edited
	if len(edited) != 4 || edited[2] != [2]int{1, 1} || opened != 3 {
		t.Errorf("pressed twice: edited %v, opened %d times", edited, opened)
	}
}

func TestTheMenuOpensByKeys(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	var rows []int
	table.OnMenu = func(i int, _ fyne.Position) { rows = append(rows, i) }
	key(table, fyne.KeyDown, desktop.KeyMenu)
	table.body.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	key(table, fyne.KeyF10)
	if !reflect.DeepEqual(rows, []int{0, 0}) {
		t.Errorf("menus of %v", rows)
	}
}

func TestAnEditorLiesOverItsCell(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	o := NewText("editor", Style{})
	table.Hold(5, 0, o)
	y := look.Size(look.SizeHeader) + 5*look.Size(look.SizeRow)
	if got := o.Position(); !table.Holds() || got.Y != y || o.Size().Width < 260 {
		t.Errorf("it lies at %v with %v", got, o.Size())
	}
	table.body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -36)})
	if got := o.Position().Y; got != y-look.Size(look.SizeRow) {
		t.Errorf("after scrolling by a row it lies at %v", got)
	}
	table.Release()
	if table.Holds() {
		t.Error("it is still there")
	}
}

func TestCompactRowsAreLow(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	before := len(texts(table))
	table.Compact = true
	table.Reload()
	if got := len(texts(table)); got <= before {
		t.Errorf("%d rows in view, %d before", got, before)
	}
}

func TestLettersAreFound(t *testing.T) {
	table := shown(t, &numbered{n: 100})
	var typed []rune
	table.OnType = func(r rune) { typed = append(typed, r) }
	for _, r := range "a ü?" {
		table.body.TypedRune(r)
	}
	if string(typed) != "aü" {
		t.Errorf("typed %q", string(typed))
	}
}
