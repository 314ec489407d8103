package crm

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Env is what a filter's keywords and days depend on.
type Env struct {
	Now  time.Time      // the moment of asking
	Zone *time.Location // whose days count; nil = UTC
	Me   string         // id of the user, "" unknown
}

func (e Env) today() time.Time {
	zone := e.Zone
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := e.Now.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// Period is a span of whole days, from the first day to the day after the last.
type Period struct{ From, To time.Time }

// Days returns the first and last day of the period.
func (p Period) Days() (first, last Date) { return DateOf(p.From), DateOf(p.To.AddDate(0, 0, -1)) }

var (
	quarterForm = regexp.MustCompile(`^(\d{4})-[Qq]([1-4])$`)
	weekForm    = regexp.MustCompile(`^(\d{4})-[Ww](\d{2})$`)
	spanForm    = regexp.MustCompile(`^(?i)(this|last|next)(?: (\d{1,4}))? (day|week|month|quarter|year)s?$`)
)

// ParsePeriod understands today, yesterday, tomorrow; this, last or next week, month, quarter, year; last 30 days (ending
// yesterday), next 7 days (beginning today) and their like; 2017, 2017-03, 2017-03-05, 2017-Q2, 2017-W05. Weeks begin on Monday
// (ISO 8601).
func ParsePeriod(text string, env Env) (Period, bool) {
	today := env.today()
	switch strings.ToLower(text) {
	case "today":
		return days(today, 1), true
	case "yesterday":
		return days(today.AddDate(0, 0, -1), 1), true
	case "tomorrow":
		return days(today.AddDate(0, 0, 1), 1), true
	}
	if m := spanForm.FindStringSubmatch(text); m != nil {
		return span(today, strings.ToLower(m[1]), m[2], strings.ToLower(m[3])), true
	}
	if m := quarterForm.FindStringSubmatch(text); m != nil {
		first := time.Date(atoi(m[1]), time.Month(atoi(m[2])*3-2), 1, 0, 0, 0, 0, today.Location())
		return Period{first, first.AddDate(0, 3, 0)}, true
	}
	if m := weekForm.FindStringSubmatch(text); m != nil && atoi(m[2]) >= 1 && atoi(m[2]) <= 53 {
		// 4 January is always in the first ISO week.
		first := floor(time.Date(atoi(m[1]), 1, 4, 0, 0, 0, 0, today.Location()), "week").AddDate(0, 0, 7*(atoi(m[2])-1))
		return days(first, 7), true
	}
	for layout, unit := range map[string]string{time.DateOnly: "day", "2006-01": "month", "2006": "year"} {
		if t, err := time.ParseInLocation(layout, text, today.Location()); err == nil {
			return Period{t, add(t, unit, 1)}, true
		}
	}
	return Period{}, false
}

// BucketOf names the piece of time that a day falls into; see [Bucket] for the forms.
func BucketOf(t time.Time, b Bucket) string {
	switch b {
	case ByWeek:
		return floor(t, "week").Format(time.DateOnly)
	case ByMonth:
		return t.Format("2006-01")
	case ByQuarter:
		return fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())+2)/3)
	case ByYear:
		return t.Format("2006")
	}
	return t.Format(time.DateOnly)
}

// span is "this month", "last 2 quarters", "next 7 days". Without a number it is the whole calendar unit; with one, days count from
// today and larger units are whole units.
func span(today time.Time, which, number, unit string) Period {
	n := 1
	if number != "" {
		n = atoi(number)
	}
	here := floor(today, unit)
	switch {
	case which == "this":
		return Period{here, add(here, unit, n)}
	case which == "last":
		return Period{add(here, unit, -n), here}
	case unit == "day":
		return days(today, n)
	}
	return Period{add(here, unit, 1), add(here, unit, 1+n)}
}

func floor(t time.Time, unit string) time.Time {
	y, m, d := t.Date()
	switch unit {
	case "week":
		d -= (int(t.Weekday()) + 6) % 7
	case "month":
		d = 1
	case "quarter":
		m, d = (m-1)/3*3+1, 1
	case "year":
		m, d = 1, 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

func add(t time.Time, unit string, n int) time.Time {
	switch unit {
	case "week":
		return t.AddDate(0, 0, 7*n)
	case "month":
		return t.AddDate(0, n, 0)
	case "quarter":
		return t.AddDate(0, 3*n, 0)
	case "year":
		return t.AddDate(n, 0, 0)
	}
	return t.AddDate(0, 0, n)
}

func days(first time.Time, n int) Period { return Period{first, first.AddDate(0, 0, n)} }

func isUnit(s string) bool {
	switch strings.TrimSuffix(strings.ToLower(s), "s") {
	case "day", "week", "month", "quarter", "year":
		return true
	}
	return false
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }
