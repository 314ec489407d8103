// Package present turns records into what a screen shows: words, numbers, times, tones. It knows no toolkit, so all of it can be
// tested with tables.
package present

import (
	"time"

	"satchel/app/crm"
	"satchel/ui/words"
)

// Day writes a day the way people say it: "today", "tomorrow", "Thu", "12 Dec", "12 Dec 2024".
func Day(d crm.Date, now time.Time) string {
	t := d.In(now.Location())
	if t.IsZero() {
		return string(d)
	}
	switch n := daysBetween(now, t); {
	case n == 0:
		return words.T("today")
	case n == 1:
		return words.T("tomorrow")
	case n == -1:
		return words.T("yesterday")
	case n > 1 && n < 7:
		return words.Time(t, "Mon")
	}
	return calendarDay(t, now)
}

// Moment writes a moment: with the hour where it lies ahead or today ("Thu 10:00", "today 14:00"), as distance where it is past
// ("2 days ago"). Midnight counts as a day without an hour.
func Moment(i crm.Instant, now time.Time) string {
	if i == 0 {
		return ""
	}
	t := i.Time().In(now.Location())
	n := daysBetween(now, t)
	clock := " " + t.Format("15:04")
	if t.Hour() == 0 && t.Minute() == 0 {
		clock = ""
	}
	switch {
	case n == 0:
		return words.T("today") + clock
	case n == 1:
		return words.T("tomorrow") + clock
	case n > 1 && n < 7:
		return words.Time(t, "Mon") + clock
	case n >= 7:
		return calendarDay(t, now)
	}
	return Ago(i, now)
}

// Ago writes how long a moment is past in whole days, weeks or months; a moment ahead is written like [Moment].
func Ago(i crm.Instant, now time.Time) string {
	t := i.Time().In(now.Location())
	n := -daysBetween(now, t)
	switch {
	case n < 0:
		return Moment(i, now)
	case n == 0:
		return words.T("today")
	case n == 1:
		return words.T("yesterday")
	case n < 14:
		return words.N(int64(n), "%s day ago", "%s days ago")
	case n < 60:
		return words.N(int64(n/7), "%s week ago", "%s weeks ago")
	case n < 365:
		return words.N(int64(n/30), "%s month ago", "%s months ago")
	}
	return calendarDay(t, now)
}

// Exact writes a moment in full, for where it has to be unmistakable.
func Exact(i crm.Instant, zone *time.Location) string {
	return words.Time(i.Time().In(zone), "Mon 2 Jan 2006, 15:04")
}

// Overdue writes how late a moment in the past is: "! overdue 4 d"; "" for one that lies ahead.
func Overdue(i crm.Instant, now time.Time) string {
	late := now.Sub(i.Time())
	switch {
	case i == 0 || late <= 0:
		return ""
	case late < time.Hour:
		return words.T("! overdue %d min", int(late.Minutes()))
	case late < 24*time.Hour:
		return words.T("! overdue %d h", int(late.Hours()))
	}
	return words.T("! overdue %d d", int(late.Hours()/24))
}

// Soon writes how much time is left of a moment within the next hours: "in 42 min"; "" where it is further or past.
func Soon(i crm.Instant, now time.Time) string {
	left := i.Time().Sub(now)
	switch {
	case i == 0 || left <= 0 || left > 4*time.Hour:
		return ""
	case left < time.Hour:
		return words.T("in %d min", int(left.Minutes()))
	}
	if minutes := int(left.Minutes()) % 60; minutes > 0 {
		return words.T("in %d h %d min", int(left.Hours()), minutes)
	}
	return words.T("in %d h", int(left.Hours()))
}

func calendarDay(t, now time.Time) string {
	if t.Year() == now.Year() || t.Sub(now).Abs() < 90*24*time.Hour {
		return words.Time(t, "2 Jan")
	}
	return words.Time(t, "2 Jan 2006")
}

// daysBetween counts calendar days from a to b, also across a change of the clocks.
func daysBetween(a, b time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(a.Location()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(b).Sub(day(a)).Hours() / 24)
}
