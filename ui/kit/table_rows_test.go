package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

func TestAListThatLeavesRoomCutsNothing(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	long := "Erased for good: Contacts: 1, Roles: 1, Activities: 3"
	rows := cells{{{Text: "today"}, {Text: "short"}}, {{Text: "today"}, {Text: long}}, {{Text: "today"}, {Text: "short"}}}
	table := NewTable(rows, TableColumn{Title: "When"}, TableColumn{Title: "What", Weight: 1})
	size := fyne.NewSize(300, 400)
	if got := cut(t, table, size); len(got) != 0 {
		t.Errorf("cut: %q", got)
	}
	_, low := table.rowPlace(0)
	y, high := table.rowPlace(1)
	last, lowest := table.rowPlace(2)
	if y != low || high <= low || last != y+high || lowest != low || low != look.Size(look.SizeRow) {
		t.Errorf("rows are at 0, %v, %v and %v, %v, %v high", y, last, low, high, lowest)
	}
	for i, at := range []float32{low - 1, last - 1, last + 1} {
		if got := table.rowAt(at); got != i {
			t.Errorf("row %d is at %v, want %d", got, at, i)
		}
	}
	if got := table.rowAt(last + lowest + 1); got != -1 {
		t.Errorf("below the rows is row %d", got)
	}
	rows[0][1].Text = long // one row alone: those below go down
	table.RefreshRow(0)
	if y, _ = table.rowPlace(1); y != high || table.body.slot(1).back.Position().Y != high {
		t.Errorf("the second row is at %v, drawn at %v, want %v", y, table.body.slot(1).back.Position().Y, high)
	}
	some := rows
	for range 4 {
		some = append(some, []Cell{{Text: "today"}, {Text: "short"}})
	}
	table.SetRows(some)
	if got := cut(t, table, size); len(got) != 0 {
		t.Errorf("room for all rows and their lines, and cut is %q", got)
	}
	for range 20 {
		rows = append(rows, []Cell{{Text: "today"}, {Text: long}})
	}
	table.SetRows(rows)
	for _, s := range table.body.slots {
		if s.used && s.lines > 1 {
			t.Error("a list that scrolls has rows of two lines")
		}
	}
	if y, high = table.rowPlace(3); y != 3*low || high != low || !strings.HasSuffix(table.body.slot(3).cells[1].text.Text, "…") {
		t.Errorf("the fourth row is at %v, %v high: %q", y, high, table.body.slot(3).cells[1].text.Text)
	}
}
