// Package phrase understands what people type in plain words, in English and German alike: days, moments, and the one line in which
// they log what happened and what comes next.
package phrase

import (
	"strings"
	"time"

	"satchel/app/crm"
)

// Moment understands a moment: "tomorrow", "thu 10:00", "in 3 days", "next week", "morgen 9 Uhr", "12.12.", "2026-12-31 14:30". A day
// without an hour is its midnight; an hour alone is today's. Weekdays are the next ones to come.
func Moment(text string, now time.Time) (crm.Instant, bool) {
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(strings.TrimSpace(text))); err == nil {
		return crm.InstantOf(t), true
	}
	words := fields(text)
	if len(words) == 0 {
		return 0, false
	}
	return reader{now: now}.moment(words)
}

// Day understands the days of [Moment].
func Day(text string, now time.Time) (crm.Date, bool) {
	t, ok := reader{now: now}.day(fields(text))
	return crm.DateOf(t), ok
}

// Find looks for the moment that a text names and returns it with the words around it: "call her Thu 10:00" is "call her" and Thursday at
// ten. Of several it takes the last one, and the longest way to read it. Words that mean more than a time are left alone: "3.5 tons",
// "sat down", "for 3 days".
func Find(text string, now time.Time) (at crm.Instant, rest string, found bool) {
	list := strings.Fields(text)
	r := reader{now: now, strict: true}
	for end := len(list); end > 0; end-- {
		for length := min(mostWords, end); length > 0; length-- {
			i, ok := r.moment(fields(strings.Join(list[end-length:end], " ")))
			if !ok {
				continue
			}
			before := list[:end-length]
			if n := len(before); n > 0 && introduces[strings.ToLower(before[n-1])] {
				before = before[:n-1]
			}
			return i, strings.Join(append(append([]string{}, before...), list[end:]...), " "), true
		}
	}
	return 0, strings.Join(list, " "), false
}

// mostWords is the longest moment in words: "on the 12. december 2026 at 10 am".
const mostWords = 8

// introduces are the words that stand before a time and go with it.
var introduces = set("on at by am um bis until for für zum den")

// fields cuts a text into small words without the marks around them.
func fields(text string) []string {
	return strings.Fields(strings.ToLower(strings.NewReplacer(",", " ", "“", " ", "”", " ").Replace(text)))
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
