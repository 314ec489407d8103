package worktime

import (
	"testing"
	"time"
	_ "time/tzdata"

	"satchel/app/crm"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func hours(t testing.TB, text string) Hours {
	t.Helper()
	h, err := ParseHours(text)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func calendar(t testing.TB, z *time.Location, week, off string) *Calendar {
	t.Helper()
	days, err := ParseDaysOff(off)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(z, hours(t, week), days)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAdd(t *testing.T) {
	const office = "Mon-Fri 9:00-17:00"
	for _, c := range []struct {
		name, zone, hours, off, from string
		minutes                      int64
		due                          string
	}{
		{"friday evening over a weekend and a Monday off", "Europe/Berlin", office, "2026-06-08", "2026-06-05 16:50", 240, "2026-06-09 12:50"},
		{"over Whit Monday, a public holiday", "Europe/Berlin", office, "DE", "2026-05-22 16:50", 240, "2026-05-26 12:50"},
		{"from before the hours", "Europe/Berlin", office, "", "2026-06-05 06:00", 60, "2026-06-05 10:00"},
		{"to the end of the hours, not to the next morning", "Europe/Berlin", office, "", "2026-06-05 16:00", 60, "2026-06-05 17:00"},
		{"over lunch", "Europe/Berlin", "Mon-Fri 9:00-12:00, 13:00-17:00", "", "2026-06-05 11:30", 60, "2026-06-05 13:30"},
		{"nothing to wait for", "Europe/Berlin", office, "", "2026-06-06 11:30", 0, "2026-06-06 11:30"},
		{"over the spring change, which falls into the weekend", "Europe/Berlin", office, "", "2026-03-27 16:50", 240, "2026-03-30 12:50"},
		{"through the spring change at night", "Europe/Berlin", "Mon-Sun 0:00-24:00", "", "2026-03-29 01:30", 60, "2026-03-29 03:30"},
		{"through the autumn change at night", "Europe/Berlin", "Mon-Sun 0:00-24:00", "", "2026-10-25 01:30", 240, "2026-10-25 04:30"},
		{"a zone of half an hour", "Asia/Kolkata", office, "", "2026-06-05 16:50", 30, "2026-06-08 09:20"},
		{"over a day that the zone skipped", "Pacific/Apia", "Mon-Sun 0:00-24:00", "", "2011-12-29 23:00", 120, "2011-12-31 01:00"},
	} {
		z := zone(t, c.zone)
		from, _ := time.ParseInLocation("2006-01-02 15:04", c.from, z)
		due, err := calendar(t, z, c.hours, c.off).Add(crm.InstantOf(from), time.Duration(c.minutes)*time.Minute)
		if got := due.Time().In(z).Format("2006-01-02 15:04"); err != nil || got != c.due {
			t.Errorf("%s: due %s, %v; want %s", c.name, got, err, c.due)
		}
	}
}

// A due time is a moment: whoever looks at it from another zone sees the same one.
func TestTheZoneOfTheCalendarCounts(t *testing.T) {
	berlin, newYork := zone(t, "Europe/Berlin"), zone(t, "America/New_York")
	c := calendar(t, berlin, "Mon-Fri 9:00-17:00", "2026-06-08")
	due, err := c.Add(crm.InstantOf(time.Date(2026, 6, 5, 10, 50, 0, 0, newYork)), 4*time.Hour) // 16:50 in Berlin
	if want := time.Date(2026, 6, 9, 6, 50, 0, 0, newYork); err != nil || !due.Time().Equal(want) {
		t.Errorf("due %v, %v; want %v", due.Time().In(newYork), err, want)
	}
}

func TestBetween(t *testing.T) {
	z := zone(t, "Europe/Berlin")
	c := calendar(t, z, "Mon-Fri 9:00-17:00", "2026-06-08")
	at := func(text string) crm.Instant {
		v, err := time.ParseInLocation("2006-01-02 15:04:05", text, z)
		if err != nil {
			t.Fatal(err)
		}
		return crm.InstantOf(v)
	}
	for _, x := range []struct {
		from, to string
		want     time.Duration
	}{
		{"2026-06-05 16:50:00", "2026-06-09 12:50:00", 4 * time.Hour},
		{"2026-06-09 12:50:00", "2026-06-05 16:50:00", -4 * time.Hour},
		{"2026-06-06 00:00:00", "2026-06-08 23:59:59", 0},
		{"2026-06-05 10:00:10", "2026-06-05 10:00:40", 30 * time.Second},
		{"2025-01-01 00:00:00", "2026-01-01 00:00:00", 261 * 8 * time.Hour},
	} {
		if got := c.Between(at(x.from), at(x.to)); got != x.want {
			t.Errorf("from %s to %s: %v, want %v", x.from, x.to, got, x.want)
		}
	}
	if !c.Working(at("2026-06-05 16:59:59")) || c.Working(at("2026-06-05 17:00:00")) || c.Working(at("2026-06-08 10:00:00")) {
		t.Error("the end of a span and a day off are no business time, the moment before the end is")
	}
}

func TestNoBusinessTime(t *testing.T) {
	if _, err := New(nil, Hours{}, DaysOff{}); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("a week without hours: %v", err)
	}
	off := DaysOff{}
	for d := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2050; d = d.AddDate(0, 0, 1) {
		off.Days = append(off.Days, crm.DateOf(d))
	}
	c, err := New(nil, hours(t, "Mon-Fri 9-17"), off)
	if err != nil {
		t.Fatal(err)
	}
	if due, err := c.Add(crm.InstantOf(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)), time.Hour); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("nothing but days off: due %v, %v", due, err)
	}
	if _, err := c.Add(0, -time.Minute); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("a negative target: %v", err)
	}
}

func TestHoursText(t *testing.T) {
	for in, want := range map[string]string{
		"Mon-Fri 9-17": "Mon-Fri 9:00-17:00",
		"Mo-Do 9:00–12:00, 13:00 - 17:00; Fr 9-15": "Mon-Thu 9:00-12:00, 13:00-17:00; Fri 9:00-15:00",
		"Sat-Mon 10-11":                  "Mon 10:00-11:00; Sat-Sun 10:00-11:00",
		"monday, wednesday 8-9\nmon 7-8": "Mon 7:00-8:00, 8:00-9:00; Wed 8:00-9:00",
		"Mon-Sun 0:00-24:00":             "Mon-Sun 0:00-24:00",
	} {
		h, err := ParseHours(in)
		if err != nil || h.String() != want {
			t.Errorf("%q: %q, %v; want %q", in, h, err, want)
		}
		if again, err := ParseHours(h.String()); err != nil || again.String() != want {
			t.Errorf("%q does not read its own text again: %q, %v", in, again, err)
		}
	}
	for _, in := range []string{"", "Mon-Fri", "9-17", "Mon 17-9", "Mon 9-25", "Mon 9-12, 11-13", "Foo 9-17", "M 9-17", "Mon-Xyz 9-17", "Mon 9-9", "Mon 9:61-10"} {
		if h, err := ParseHours(in); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%q was taken as %q, %v", in, h, err)
		}
	}
}

func TestDaysOff(t *testing.T) {
	off, err := ParseDaysOff("de-be, 2026-12-24\n2026-12-27..2026-12-31")
	if err != nil || len(off.Regions) != 1 || len(off.Days) != 6 {
		t.Fatalf("%+v, %v", off, err)
	}
	for _, in := range []string{"2026-13-01", "31.12.2026", "2026-12-31..2026-12-27", "0001-01-01..9999-12-31", "XX"} {
		if off, err := ParseDaysOff(in); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%q was taken as %+v, %v", in, off, err)
		}
	}
	c := calendar(t, zone(t, "America/New_York"), "Mon-Fri 9-17", "US")
	for day, works := range map[string]bool{"2026-07-03": false, "2026-07-06": true, "2026-11-26": false, "2021-12-31": false} { // kept on Fridays where they fall on a Saturday
		at, _ := time.ParseInLocation(time.DateOnly, day, c.Zone())
		if c.Working(crm.InstantOf(at.Add(10*time.Hour))) != works {
			t.Errorf("%s: working is not %v", day, works)
		}
	}
}
