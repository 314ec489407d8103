package present

import (
	"testing"
	"time"

	"satchel/app/agenda"
	"satchel/app/crm"
)

func TestDaysOfAClockChangeAreWhole(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones here")
	}
	week := agenda.WeekOf(time.Date(2026, 10, 25, 12, 0, 0, 0, berlin), time.Monday) // the clocks go back on the 25th
	sunday := time.Date(week.Year(), week.Month(), week.Day()+6, 0, 0, 0, 0, berlin)
	first := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC) // 2:30, summer time
	again := first.Add(time.Hour)                           // 2:30 once more
	late := time.Date(2026, 10, 25, 22, 30, 0, 0, time.UTC) // 23:30
	for at, minutes := range map[time.Time]int{first: 150, again: 150, late: 23*60 + 30} {
		i := onCalendar(agenda.Item{Kind: "call", At: crm.InstantOf(at)}, at.In(berlin), berlin)
		if daysBetween(week, at.In(berlin)) != 6 || i.From != minutes || i.AllDay {
			t.Errorf("%s is on day %d at %d", at, daysBetween(week, at.In(berlin)), i.From)
		}
	}
	if daysBetween(week, sunday) != 6 {
		t.Error("Sunday is not the seventh day")
	}
}

func TestOverlappingItemsStandSideBySide(t *testing.T) {
	item := func(from, to int) CalendarItem { return CalendarItem{From: from, To: to} }
	items := []CalendarItem{item(600, 660), item(600, 630), item(630, 700), item(640, 650), item(700, 730)}
	lanes(items)
	for i, want := range [][2]int{{0, 3}, {1, 3}, {1, 3}, {2, 3}, {0, 1}} {
		if items[i].Lane != want[0] || items[i].Lanes != want[1] {
			t.Errorf("item %d is in lane %d of %d, want %v", i, items[i].Lane, items[i].Lanes, want)
		}
	}
}
