package exchange

import (
	"strconv"
	"strings"
	"time"
)

// DateOrder is how days with slashes, dashes or dots are read.
type DateOrder string

// The orders. The zero value lets the values of each column decide, and takes the day first where they cannot.
const (
	DateAuto   DateOrder = ""
	DayFirst   DateOrder = "dmy"
	MonthFirst DateOrder = "mdy"
)

// wordy are the layouts of days with the month as a word.
var wordy = []string{
	"2 Jan 2006", "2 January 2006", "Jan 2, 2006", "January 2, 2006", "2-Jan-2006", "2-Jan-06", "2. January 2006", "Mon, 2 Jan 2006",
	"Mon Jan 2 2006",
}

// clocks are the layouts of the time of day.
var clocks = []string{"15:04:05", "15:04", "15:04:05.000", "3:04 PM", "3:04:05 PM", "3:04PM", "15:04:05Z07:00", "15:04Z07:00", "15:04:05.999Z07:00"}

// parseDate reads a day, with or without a time of day, as if its zone were UTC.
func parseDate(text string, order DateOrder) (time.Time, bool) {
	return parseTime(text, order, time.UTC)
}

// parseTime reads a day, with or without a time of day, in a zone.
func parseTime(text string, order DateOrder, zone *time.Location) (time.Time, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) < 6 || len(text) > 40 {
		return time.Time{}, false
	}
	day, clock, _ := strings.Cut(text, " ")
	if d, c, ok := strings.Cut(day, "T"); ok {
		day, clock = d, c
	}
	y, m, d, ok := numericDay(strings.TrimSuffix(day, ","), order)
	if !ok {
		return wordyTime(text, zone)
	}
	at := time.Date(y, time.Month(m), d, 0, 0, 0, 0, zone)
	if at.Day() != d || at.Month() != time.Month(m) || y < 1 {
		return time.Time{}, false
	}
	if clock == "" {
		return at, true
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.In(zone), true
	}
	for _, layout := range clocks {
		if c, err := time.ParseInLocation(layout, strings.ToUpper(clock), zone); err == nil {
			where := zone
			if strings.Contains(layout, "Z07") {
				where = c.Location()
			}
			return time.Date(y, time.Month(m), d, c.Hour(), c.Minute(), c.Second(), c.Nanosecond(), where).In(zone), true
		}
	}
	return time.Time{}, false
}

func wordyTime(text string, zone *time.Location) (time.Time, bool) {
	for _, layout := range wordy {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// numericDay reads three numbers: year first where the first has four digits, dots always day first, otherwise by order.
func numericDay(text string, order DateOrder) (y, m, d int, ok bool) {
	parts, mark := threeParts(text)
	if mark == 0 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.ParseUint(p, 10, 16)
		if err != nil || len(p) > 4 || len(p) == 3 {
			return 0, 0, 0, false
		}
		n[i] = int(v)
	}
	switch {
	case len(parts[0]) == 4:
		return n[0], n[1], n[2], len(parts[1]) <= 2 && len(parts[2]) <= 2
	case len(parts[0]) > 2 || len(parts[1]) > 2:
		return 0, 0, 0, false
	case order == MonthFirst && mark != '.':
		m, d = n[0], n[1]
	default:
		d, m = n[0], n[1]
	}
	y = n[2]
	if len(parts[2]) <= 2 {
		y += 2000
		if n[2] >= 70 {
			y -= 100
		}
	}
	return y, m, d, m >= 1 && m <= 12 && d >= 1
}

// threeParts cuts a numeric day at its marks; the mark is 0 if it is none.
func threeParts(text string) (parts []string, mark byte) {
	for _, mark := range []byte{'/', '.', '-'} {
		if parts := strings.Split(text, string(mark)); len(parts) == 3 {
			return parts, mark
		}
	}
	return nil, 0
}

// dateVotes counts what the values of one column say about their order.
type dateVotes struct{ dayFirst, monthFirst, unclear int }

func (v *dateVotes) look(text string) {
	text, _, _ = strings.Cut(strings.TrimSpace(text), " ")
	parts, mark := threeParts(strings.TrimSuffix(text, ","))
	if mark == 0 || mark == '.' || len(parts[0]) > 2 {
		return
	}
	first, err1 := strconv.Atoi(parts[0])
	second, err2 := strconv.Atoi(parts[1])
	switch {
	case err1 != nil || err2 != nil:
	case first > 12 && second <= 12:
		v.dayFirst++
	case second > 12 && first <= 12:
		v.monthFirst++
	case first != second:
		v.unclear++
	}
}

// decide returns the order of the column, and whether it is only assumed.
func (v dateVotes) decide(wish DateOrder) (order DateOrder, assumed bool) {
	switch {
	case wish != DateAuto:
		return wish, false
	case v.monthFirst > v.dayFirst:
		return MonthFirst, false
	case v.dayFirst > 0:
		return DayFirst, false
	}
	return DayFirst, v.unclear > 0
}
