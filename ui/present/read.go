package present

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"satchel/app/crm"
)

var (
	clockForm = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})$`)
	aheadForm = regexp.MustCompile(`^(?:in )?\+?(\d{1,4}) ?(d|day|days|w|week|weeks|month|months)$`)
)

// ReadMoment understands how people write a moment: "tomorrow", "thu 10:00", "in 3 days", "12 Dec 9:30", "24.12.2026",
// "2026-12-31 14:30". A day without an hour is its midnight; an hour alone is today's. Weekdays are the next ones to come.
func ReadMoment(text string, now time.Time) (crm.Instant, bool) {
	text = strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " "))
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(text)); err == nil {
		return crm.InstantOf(t), true
	}
	hour, minute, day := 0, 0, text
	if i := strings.LastIndexByte(text, ' '); clockForm.MatchString(text[i+1:]) {
		m := clockForm.FindStringSubmatch(text[i+1:])
		hour, _ = strconv.Atoi(m[1])
		minute, _ = strconv.Atoi(m[2])
		day = strings.TrimSuffix(text[:max(i, 0)], " at")
		if hour > 23 || minute > 59 {
			return 0, false
		}
	}
	t, ok := readDay(day, now)
	if !ok {
		return 0, false
	}
	y, mo, d := t.Date()
	return crm.InstantOf(time.Date(y, mo, d, hour, minute, 0, 0, now.Location())), true
}

// ReadDay understands the days of [ReadMoment].
func ReadDay(text string, now time.Time) (crm.Date, bool) {
	t, ok := readDay(strings.ToLower(strings.Join(strings.Fields(text), " ")), now)
	return crm.DateOf(t), ok
}

func readDay(text string, now time.Time) (time.Time, bool) {
	switch text {
	case "", "today", "now":
		return now, true
	case "tomorrow":
		return now.AddDate(0, 0, 1), true
	case "yesterday":
		return now.AddDate(0, 0, -1), true
	}
	for n := 1; n <= 7; n++ {
		t := now.AddDate(0, 0, n)
		if name := strings.ToLower(t.Weekday().String()); len(text) >= 3 && strings.HasPrefix(name, strings.TrimPrefix(text, "next ")) {
			return t, true
		}
	}
	if m := aheadForm.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		switch m[2][0] {
		case 'w':
			return now.AddDate(0, 0, 7*n), true
		case 'm':
			return now.AddDate(0, n, 0), true
		}
		return now.AddDate(0, 0, n), true
	}
	return writtenDay(text, now)
}

// writtenDay reads a date; one without a year is the nearest that is not more than half a year past.
func writtenDay(text string, now time.Time) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, "2.1.2006", "2 Jan 2006", "2 January 2006", "Jan 2 2006", "Mon 2 Jan 2006"} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, true
		}
	}
	for _, layout := range []string{"2.1.", "2 Jan", "2 January", "Jan 2"} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			t = t.AddDate(now.Year(), 0, 0)
			if t.Before(now.AddDate(0, -6, 0)) {
				t = t.AddDate(1, 0, 0)
			}
			return t, true
		}
	}
	return time.Time{}, false
}
