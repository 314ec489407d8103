package phrase

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"satchel/app/crm"
)

// reader reads times as of now. A strict one reads inside of a longer text, where a time has to be plain.
type reader struct {
	now    time.Time
	strict bool
}

// moment reads a day with or without an hour, or an hour of today.
func (r reader) moment(words []string) (crm.Instant, bool) {
	clock, days := r.clock(words)
	t := r.now
	if len(days) > 0 || clock < 0 {
		inner := r
		inner.strict = r.strict && clock < 0
		var ok bool
		if t, ok = inner.day(days); !ok {
			return 0, false
		}
	}
	y, m, d := t.Date()
	minutes := max(clock, 0)
	return crm.InstantOf(time.Date(y, m, d, minutes/60, minutes%60, 0, 0, r.now.Location())), true
}

var (
	clockForm = regexp.MustCompile(`^(\d{1,2})([:.h])(\d{2})$`)
	hourForm  = regexp.MustCompile(`^(\d{1,2})(am|pm|h|uhr)$`)
	digits    = regexp.MustCompile(`^\d{1,2}$`)
)

// partsOfDay are the hours of words; morning of a day is not the German word for tomorrow, which stands first.
var partsOfDay = map[string]int{
	"morning": 9, "früh": 9, "vormittag": 10, "noon": 12, "mittag": 12, "mittags": 12, "afternoon": 14, "nachmittag": 14, "evening": 18, "abend": 18,
}

// clock takes an hour off the end of the words: minutes after midnight, -1 for none.
func (r reader) clock(words []string) (minutes int, rest []string) {
	n := len(words)
	if n == 0 {
		return -1, words
	}
	last := words[n-1]
	before := func(k int) []string { // without "at" or "um"
		list := words[:n-k]
		if m := len(list); m > 0 && (list[m-1] == "at" || list[m-1] == "um") {
			list = list[:m-1]
		}
		return list
	}
	if h, ok := partsOfDay[last]; ok && (n > 1 || !r.strict) {
		list := before(1)
		if m := len(list); m > 0 && (list[m-1] == "in" || list[m-1] == "the" || list[m-1] == "this") {
			return -1, words
		}
		return h * 60, list
	}
	if m := clockForm.FindStringSubmatch(last); m != nil {
		h, minute := atoi(m[1]), atoi(m[3])
		alone := n == 1 && m[2] == "." // "12.12" is a day unless something says that it is an hour
		if _, day := r.writtenDay(last); h < 24 && minute < 60 && !(alone && (day || r.strict)) {
			return h*60 + minute, before(1)
		}
		return -1, words
	}
	if m := hourForm.FindStringSubmatch(last); m != nil {
		return hour(atoi(m[1]), m[2], before(1), words)
	}
	if n > 1 && (last == "uhr" || last == "am" || last == "pm" || last == "o'clock") && digits.MatchString(words[n-2]) {
		return hour(atoi(words[n-2]), last, before(2), words)
	}
	if n > 1 && last == "uhr" {
		if m := clockForm.FindStringSubmatch(words[n-2]); m != nil && atoi(m[1]) < 24 && atoi(m[3]) < 60 {
			return atoi(m[1])*60 + atoi(m[3]), before(2)
		}
	}
	if n > 1 && (words[n-2] == "um" || words[n-2] == "at") && digits.MatchString(last) {
		return hour(atoi(last), "", words[:n-2], words)
	}
	return -1, words
}

func hour(h int, half string, rest, all []string) (int, []string) {
	switch {
	case half == "pm" && h < 12:
		h += 12
	case half == "am" && h == 12:
		h = 0
	}
	if h > 23 {
		return -1, all
	}
	return h * 60, rest
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

// lead drops the words that may stand before a day.
func lead(words []string) []string {
	for len(words) > 1 && set("on the am den der dem diesen this kommenden")[words[0]] {
		words = words[1:]
	}
	return words
}

func join(words []string) string { return strings.Join(words, " ") }
