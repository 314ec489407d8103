package present

import (
	"strings"
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
		i := onCalendar(agenda.Item{Kind: "call", At: crm.InstantOf(at)}, at.In(berlin), week)
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

// TestTheSameStateHasTheSameToneEverywhere: in the calendar a ticket in time was red, and a step that was late amber.
func TestTheSameStateHasTheSameToneEverywhere(t *testing.T) {
	s := Scene{Now: now}
	for _, c := range []struct {
		name, entity string
		at, warn     crm.Instant
		want         Tone
	}{
		{"a late ticket", "ticket", at(0, 11, 0), at(0, 9, 0), "red"},
		{"a ticket soon", "ticket", at(0, 12, 42), 0, "amber"},
		{"a ticket within hours", "ticket", at(0, 15, 0), 0, "amber"},
		{"a ticket that warns", "ticket", at(0, 18, 0), at(0, 10, 0), "amber"},
		{"a ticket in time", "ticket", at(0, 18, 0), at(0, 16, 0), ""},
		{"a late ticket of midnight", "ticket", at(0, 0, 0), 0, "red"},
		{"a late step", "contact", at(-1, 11, 0), 0, "red"},
		{"a step soon", "contact", at(0, 12, 40), 0, "amber"},
		{"a step today", "contact", at(0, 18, 0), 0, ""},
		{"a step of the day", "contact", at(0, 0, 0), 0, ""},
		{"a step of the day before", "contact", at(-1, 0, 0), 0, "red"},
	} {
		e := entity(t, c.entity)
		field := agenda.Field(e)
		i := agenda.Item{Kind: agenda.Step, At: c.at, Warn: c.warn}
		if c.entity == "ticket" {
			i.Kind = agenda.Due
		}
		planned := c.want
		if planned == "" {
			planned = "blue"
		}
		r := crm.Record{Entity: c.entity, Values: crm.Values{field: c.at, "warn_at": c.warn, "status": "Open"}}
		f, _ := e.Field(field)
		if got := s.Cell(e, f, r).Tone; got != c.want {
			t.Errorf("%s is %q in a list, want %q", c.name, got, c.want)
		}
		if got := s.due(e, r, Cell{}).Reason.Tone; got != planned {
			t.Errorf("%s is %q today, want %q", c.name, got, planned)
		}
		shown := onCalendar(i, c.at.Time().In(zone), now)
		if shown.Tone != planned || strings.HasPrefix(shown.Short, "! ") != (c.want == "red") {
			t.Errorf("%s is %q in the calendar, called %q, want %q", c.name, shown.Tone, shown.Short, planned)
		}
		if c.entity == "ticket" {
			r.Set("due_for", crm.DueSolution)
			if got := outcome(r, crm.DueSolution, c.at, 0, now).Tone; got != c.want {
				t.Errorf("%s is %q among its times, want %q", c.name, got, c.want)
			}
		}
	}
}
