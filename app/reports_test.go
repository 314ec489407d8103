package app

import (
	"testing"
	"time"

	"satchel/app/crm"
)

func TestAReportIsDueOnceAtItsTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	day := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, berlin)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		every, done, now, at string
		late, due            bool
		next                 string
	}{
		{EveryDay, "2026-11-20 10:00", "2026-11-21 07:59", "2026-11-20 08:00", true, false, "2026-11-21 08:00"},
		{EveryDay, "2026-11-20 10:00", "2026-11-21 08:00", "2026-11-21 08:00", false, true, "2026-11-22 08:00"},
		{EveryDay, "2026-11-21 08:00", "2026-11-21 08:01", "2026-11-21 08:00", false, false, "2026-11-22 08:00"},
		{EveryDay, "2026-11-10 08:00", "2026-11-21 09:00", "2026-11-21 08:00", true, true, "2026-11-22 08:00"}, // many were missed: the last is written
		{EveryWeek, "2026-11-10 08:00", "2026-11-22 23:00", "2026-11-16 08:00", true, true, "2026-11-23 08:00"},
		{EveryWeek, "2026-11-16 08:00", "2026-11-23 07:00", "2026-11-16 08:00", true, false, "2026-11-23 08:00"},
		{EveryMonth, "2026-11-10 08:00", "2026-12-01 07:00", "2026-11-01 08:00", true, false, "2026-12-01 08:00"},
		{EveryMonth, "2026-11-10 08:00", "2026-12-31 07:00", "2026-12-01 08:00", true, true, "2027-01-01 08:00"},
		{EveryDay, "2026-10-24 08:00", "2026-10-25 08:00", "2026-10-25 08:00", false, true, "2026-10-26 08:00"}, // after the clock was set back
	} {
		p := Plan{Every: c.every, Hour: 8, Done: crm.InstantOf(day(c.done))}
		at, late, due := p.Due(day(c.now))
		if !at.Equal(day(c.at)) || due != c.due || due && late != c.late || !p.Next(day(c.now)).Equal(day(c.next)) {
			t.Errorf("%+v: %v late %v due %v next %v", c, at, late, due, p.Next(day(c.now)))
		}
	}
}
