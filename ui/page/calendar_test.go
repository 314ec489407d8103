package page

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
)

func TestRoomOfADayIsShared(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	one := calendarHigh(1) + calendarGap
	for _, c := range []struct {
		needs []int
		room  float32
		want  []int
	}{
		{[]int{1, 1}, 2 * one, []int{1, 1}},
		{[]int{4}, 5 * one, []int{4}},
		{[]int{3, 3}, 2 * one, []int{1, 1}},                                       // each has its line first
		{[]int{2, 3}, calendarHigh(2) + one, []int{2, 1}},                         // then the upper one
		{[]int{1, 3}, calendarHigh(2) + one, []int{1, 2}},                         // unless it is whole
		{[]int{9, 2}, calendarHigh(4) + one, []int{4, 1}},                         // as far as there is room
		{[]int{2, 2, 2}, 2*calendarHigh(2) + 2*calendarGap + one, []int{2, 2, 1}}, // down the day
		{[]int{0}, 0, []int{1}},
		{nil, one, []int{}},
	} {
		if got := calendarShare(c.needs, c.room); !slices.Equal(got, c.want) {
			t.Errorf("%v in %v: %v, want %v", c.needs, c.room, got, c.want)
		}
	}
}

const longSubject = "Delivery dates for December and the terms of the new frame offer"

// days shows items, each on a day from 0 on, in a window of 1000 × 760.
func days(t testing.TB, percent int, month bool, items map[int][]present.CalendarItem) *calendarGrid {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light, Percent: percent})
	w := test.NewTempWindow(t, nil)
	first := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	p := &Calendar{env: Env{App: &app.App{Now: func() time.Time { return first }}, Zone: time.UTC, Window: w, Go: func(Route) {}}, day: first}
	p.grid = newCalendarGrid(p)
	c := present.Calendar{Days: make([]present.CalendarDay, 42)}
	if !month {
		c.Days = c.Days[:7]
	}
	for d := range c.Days {
		c.Days[d] = present.CalendarDay{Start: first.AddDate(0, 0, d), Items: items[d]}
	}
	w.SetPadded(false)
	w.SetContent(p.grid)
	w.Resize(fyne.NewSize(1000, 760))
	p.grid.set(c, month, 0)
	return p.grid
}

func at(day, hour int, text string) present.CalendarItem {
	return present.CalendarItem{
		Item:  agenda.Item{Kind: "call", Text: text, At: crm.InstantOf(time.Date(2026, 11, 1+day, hour, 0, 0, 0, time.UTC)), Ref: crm.Ref{Entity: "activity", ID: text}},
		Short: text, Label: "Call: " + text, Icon: "call", From: hour * 60, To: hour*60 + 30, Lanes: 1,
	}
}

// said is all text of one drawing of the grid, and whether some of it is cut.
func said(objects []fyne.CanvasObject) (text string, cut bool) {
	var lines []string
	for _, o := range objects {
		if p, ok := o.(*kit.Paragraph); ok {
			for _, l := range test.WidgetRenderer(p).Objects() {
				lines = append(lines, l.(*canvas.Text).Text)
			}
		}
	}
	text = strings.Join(lines, " ")
	return text, strings.Contains(text, "…")
}

func TestAnItemTakesTheRoomOfItsDay(t *testing.T) {
	for _, percent := range []int{100, 150} {
		for _, month := range []bool{true, false} {
			g := days(t, percent, month, map[int][]present.CalendarItem{0: {at(0, 9, "Delivery dates for December")}, 1: {at(1, 9, longSubject), at(1, 10, longSubject), at(1, 11, "Offer")}})
			first, second := g.boxes[0], g.boxes[1]
			if first.cut || first.lines < 2 {
				t.Errorf("%d %%, month %v: alone on its day it is %+v", percent, month, first)
			}
			if !second.cut {
				t.Errorf("%d %%, month %v: there is room for all of %+v", percent, month, second)
			}
			for n, b := range g.boxes[1:] {
				if next := g.boxes[min(n+2, len(g.boxes)-1)]; next.day == b.day && next.y > b.y && b.y+b.h > next.y {
					t.Errorf("%d %%, month %v: %+v lies over %+v", percent, month, b, next)
				}
				if end := calendarHead() + g.weekHeight(); month && b.y+b.h > end {
					t.Errorf("%d %%: %+v ends below its day, at %v", percent, b, end)
				}
			}
			text, cut := said(test.WidgetRenderer(g).Objects())
			if !cut || !strings.Contains(text, "Delivery dates for December") {
				t.Errorf("%d %%, month %v: %s", percent, month, text)
			}
		}
	}
}

// TestWordsComeFirstWhereItIsNarrow: the icon makes room for a word that it would break, the time for the words.
func TestWordsComeFirstWhereItIsNarrow(t *testing.T) {
	g := days(t, 150, true, map[int][]present.CalendarItem{0: {at(0, 9, longSubject)}, 1: {at(1, 9, "Call")}})
	for n, want := range []string{longSubject, "Call · 09:00"} {
		if got := g.label(g.boxes[n]); got != want || !g.boxes[n].bare {
			t.Errorf("%+v says %q, want %q", g.boxes[n], got, want)
		}
	}
	g = days(t, 100, false, map[int][]present.CalendarItem{0: {at(0, 9, "Offer")}, 1: {at(1, 9, "Straßenverkehrsamt Köln")}})
	if g.boxes[0].bare || !g.boxes[1].bare || g.boxes[1].lines != 2 {
		t.Errorf("%+v", g.boxes)
	}
}

// TestAWordIsNotBroken: its beginning stands with a sign, and all of it where it is opened.
func TestAWordIsNotBroken(t *testing.T) {
	const word = "Straßenverkehrsverwaltungsamt"
	for _, month := range []bool{true, false} {
		g := days(t, 150, month, map[int][]present.CalendarItem{0: {at(0, 9, word)}, 6: {at(6, 9, word+" Köln")}})
		if text, _ := said(test.WidgetRenderer(g).Objects()); !strings.HasPrefix(text, "Straßen") || !strings.Contains(text, "… Köln") || strings.Contains(text, "amt") {
			t.Errorf("month %v: %s", month, text)
		}
		for _, b := range g.boxes {
			g.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(b.x+5, b.y+5)}})
			if text, cut := said(g.marks.Objects); cut || !strings.Contains(text, word) || g.opened.x < 0 || g.opened.x+g.opened.w > g.Size().Width {
				t.Errorf("month %v: opened it is %q at %+v", month, text, g.opened)
			}
		}
	}
}

func TestTheRestOfADayIsCountedBesideItsNumber(t *testing.T) {
	var items []present.CalendarItem
	for hour := range 12 {
		items = append(items, at(3, 6+hour, longSubject))
	}
	g := days(t, 150, true, map[int][]present.CalendarItem{3: items})
	last := len(g.boxes) - 1
	rest, lowest := g.boxes[last], g.boxes[last-1]
	p := &calendarPen{g: g}
	if n := p.hidden(rest); rest.item >= 0 || n != len(items)-last || rest.y+rest.h > g.boxes[0].y || lowest.y+2*lowest.h+calendarGap < calendarHead()+g.weekHeight() {
		t.Errorf("%d of %d are counted at %+v, the last is %+v", n, len(items), rest, lowest)
	}
}

func TestAMonthHasTheWeeksThatItNeeds(t *testing.T) {
	for month, want := range map[time.Month]int{time.February: 28, time.November: 35, time.August: 42} { // each begins on a Sunday, but for the last
		p := &Calendar{view: CalendarMonth, day: time.Date(2026, month, 15, 0, 0, 0, 0, time.UTC)}
		p.first = agenda.WeekOf(time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC), time.Sunday)
		if got := p.days(); got != want {
			t.Errorf("%v: %d days, want %d", month, got, want)
		}
	}
}

func TestALengthIsDrawnAsLongAsItIs(t *testing.T) {
	meeting := at(0, 9, longSubject)
	meeting.Seconds = 30 * 60
	g := days(t, 100, false, map[int][]present.CalendarItem{0: {meeting}})
	if b := g.boxes[0]; b.h > calendarHour()/2 || !b.cut {
		t.Errorf("half an hour is %+v", b)
	}
}

func TestWhatIsCutIsWholeBelowThePointerAndWhenChosen(t *testing.T) {
	g := days(t, 150, true, map[int][]present.CalendarItem{6: {at(6, 9, longSubject), at(6, 10, "Offer for the new depot")}, 41: {at(41, 9, longSubject+" "+longSubject)}})
	whole := func(want string) {
		t.Helper()
		if text, cut := said(g.marks.Objects); cut || !strings.Contains(text, want) {
			t.Errorf("shown is %q, want all of %q", text, want)
		}
		if b := g.opened; want != "" && (b.x < 0 || b.x+b.w > g.Size().Width || b.y+b.h > g.Size().Height) {
			t.Errorf("%+v reaches out of %v", b, g.Size())
		}
	}
	point := func(x, y float32) {
		g.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
	}
	first, second, last := g.boxes[0], g.boxes[1], g.boxes[2]
	whole("")
	point(first.x+5, first.y+5)
	whole("Call: " + longSubject + " · 09:00")
	point(first.x+5, second.y+5) // still over it, but the second's own place
	whole("Call: Offer for the new depot · 10:00")
	point(last.x+5, last.y+5)
	whole(longSubject + " " + longSubject + " · 09:00")
	if b, ok := g.hit(fyne.NewPos(last.x+5, g.opened.y+5)); !ok || b != last {
		t.Errorf("over the free day above it, it is %+v", b)
	}
	g.MouseOut()
	whole("")
	g.p.Step(1)
	whole("Call: " + longSubject + " · 09:00")
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	whole("")
}

func TestWhatIsOpenCoversNoHalfOfALine(t *testing.T) {
	for _, percent := range []int{100, 125, 150} {
		g := days(t, percent, true, map[int][]present.CalendarItem{8: {at(8, 9, longSubject), at(8, 10, "Offer"), at(8, 11, "Depot"), at(8, 12, longSubject)}})
		b, ok := g.boxOf(8, 0)
		if !ok || !b.cut {
			t.Fatalf("%d %%: %+v is not cut", percent, b)
		}
		end := g.open(b).y + g.open(b).h
		for _, o := range g.boxes {
			if o.item > 0 && o.y < end && end < o.y+calendarHigh(1) {
				t.Errorf("%d %%: it ends at %v, within the first line of %+v", percent, end, o)
			}
		}
	}
}

// BenchmarkCalendar draws a month that is full, and only what follows the pointer.
func BenchmarkCalendar(b *testing.B) {
	items := map[int][]present.CalendarItem{}
	for d := range 42 {
		for n := range 3 {
			items[d] = append(items[d], at(d, 9+n, longSubject))
		}
	}
	g := days(b, 100, true, items)
	g.focused, g.item = true, 1
	for name, draw := range map[string]func(){"days": g.Refresh, "marks": g.mark} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				draw()
			}
		})
	}
}
