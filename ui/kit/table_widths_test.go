package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

// cells are rows that are all loaded.
type cells [][]Cell

func (c cells) Len() int                 { return len(c) }
func (c cells) Row(i int) ([]Cell, bool) { return c[i], true }
func (cells) Need(int, int)              {}

// shown is what stands in the cell.
func (v *slotCell) shown() string {
	said := ""
	for _, line := range v.all() {
		said += " " + line.Text
	}
	return strings.TrimSpace(said)
}

// cut are the cells of a table that do not stand there whole.
func cut(t *testing.T, table *Table, size fyne.Size) (out []string) {
	t.Helper()
	w := test.NewTempWindow(t, table)
	w.SetPadded(false)
	w.Resize(size)
	for _, s := range table.body.slots {
		for _, c := range s.cells {
			if s.used && c.shown() != c.cell.Text {
				out = append(out, c.cell.Text)
			}
		}
	}
	return out
}

func TestColumnsGiveRoomToWhatIsCut(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	rows := cells{}
	for range 12 {
		rows = append(rows, []Cell{{Text: "Machine stops after ten minutes"}, {Text: "yes"}, {Text: "today"}})
	}
	rows[3][0].Text = strings.Repeat("one long subject ", 10)
	rows[4][2] = Cell{Text: "! overdue thirty minutes", Look: CellTag, Tone: Red}
	table := NewTable(rows, TableColumn{Title: "Subject", Min: 120, Weight: 1}, TableColumn{Title: "Done", Min: 60, Weight: 4},
		TableColumn{Title: "Due", Min: 100})
	if got := cut(t, table, fyne.NewSize(500, 500)); len(got) != 1 || got[0] != rows[3][0].Text {
		t.Errorf("cut: %q", got)
	}
	before := widthsText(table.columnSpans(500))
	table.SetRows(cells{{{Text: "short"}, {Text: "no"}, {Text: "now"}}})
	if after := widthsText(table.columnSpans(500)); after != before {
		t.Errorf("the columns moved from %s to %s", before, after)
	}
	table.SetRows(cells{{{Text: "short"}, {Text: "not yet, but soon"}, {Text: "now"}}})
	if got := cut(t, table, fyne.NewSize(500, 500)); len(got) != 0 {
		t.Errorf("cut: %q", got)
	}
}

func TestColumnsThatAreScrolledAreWhole(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	columns := []TableColumn{{Title: "Subject", Min: 60, Weight: 1}}
	row := []Cell{{Text: "Machine stops after ten min"}}
	for range 5 {
		columns, row = append(columns, TableColumn{Title: "Amount", Min: 80}), append(row, Cell{Text: "100"})
	}
	if got := cut(t, NewTable(cells{row}, columns...), fyne.NewSize(300, 200)); len(got) != 0 {
		t.Errorf("cut: %q", got)
	}
}

func TestAColumnThatShowsLittleGivesItsRoom(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	table := NewTable(cells{{{Text: "Machine stops after ten minutes"}, {Text: "yes"}}},
		TableColumn{Title: "Subject", Min: 120, Weight: 1}, TableColumn{Title: "Done", Min: 200})
	if got := cut(t, table, fyne.NewSize(420, 200)); len(got) != 0 {
		t.Errorf("cut: %q", got)
	}
	if got := table.columnSpans(420)[1].width; got < 160 || got >= 200 {
		t.Errorf("the column that shows little is %v wide", got)
	}
}

func TestWhatBecomesWholeIsWorthMoreRoom(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	size := fyne.NewSize(440, 200) // the second column has to become much narrower than its least width
	columns := []TableColumn{{Title: "Subject", Min: 120, Weight: 1}, {Title: "Done", Min: 200}}
	row := []Cell{{Text: "Machine stops after ten minutes today"}, {Text: "yes"}}
	if got := cut(t, NewTable(cells{row}, columns...), size); len(got) != 0 {
		t.Errorf("cut: %q", got)
	}
	row[0].Text = strings.Repeat(row[0].Text, 3) // that cannot become whole
	table := NewTable(cells{row}, columns...)
	if got := cut(t, table, size); len(got) != 1 || table.columnSpans(size.Width)[1].width < 160 {
		t.Errorf("cut: %q, and the column that shows little is %v wide", got, table.columnSpans(size.Width)[1].width)
	}
}

func TestWhatLacksLittleIsWholeBesideWhatLacksMuch(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	rows := cells{}
	for range 12 {
		rows = append(rows, []Cell{{Text: "Adaeze Okafor"}, {Text: "Call about the offer"}})
	}
	long := strings.Repeat("many subsidiaries ", 6)
	rows[8][0].Text, rows[9][1].Text = long, "Call about the offer again"
	table := NewTable(rows, TableColumn{Title: "Name", Weight: 2}, TableColumn{Title: "Next step", Weight: 1})
	if got := cut(t, table, fyne.NewSize(330, 500)); len(got) != 1 || got[0] != long {
		t.Errorf("cut: %q", got)
	}
}

func TestAShortTextStandsWhereTheWholeHasNoRoom(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	var rows cells
	for range 5 { // so many that each has one line
		rows = append(rows, []Cell{{Text: "contacts.csv · /home/anna/Documents", Short: "contacts.csv"}})
	}
	table := NewTable(rows, TableColumn{Title: "Where", Weight: 1})
	for width, want := range map[float32]string{400: "contacts.csv · /home/anna/Documents", 200: "contacts.csv"} {
		cut(t, table, fyne.NewSize(width, 200))
		if got := table.body.slots[0].cells[0].text.Text; got != want {
			t.Errorf("%v wide: %q, want %q", width, got, want)
		}
	}
}

func TestWhatLacksLittleIsWholeBesideAColumnThatCannotBe(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	rows := cells{}
	for range 12 {
		rows = append(rows, []Cell{{Text: "Head of purchasing"}, {Text: strings.Repeat("changed next step ", 4)}, {Text: "ready"}})
	}
	table := NewTable(rows, TableColumn{Title: "Record", Min: 110, Weight: 1}, TableColumn{Title: "What", Min: 120, Weight: 2}, TableColumn{Title: "Status", Min: 160})
	for _, text := range cut(t, table, fyne.NewSize(440, 500)) {
		if text == rows[0][0].Text {
			t.Fatalf("cut: %q", text)
		}
	}
}

func TestAShortTextTakesNoRoomFromOthers(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	row := []Cell{{Text: "Head of purchasing, since 2018"}, {Text: strings.Repeat("changed next step, ", 4), Short: "changed 4 fields"}}
	table := NewTable(cells{row, row, row, row, row}, TableColumn{Title: "Record", Weight: 1}, TableColumn{Title: "What", Weight: 2})
	cut(t, table, fyne.NewSize(370, 200))
	for c, want := range []string{row[0].Text, row[1].Short} {
		if got := table.body.slots[0].cells[c].shown(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
