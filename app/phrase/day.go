package phrase

import (
	"regexp"
	"strings"
	"time"
)

// dayWords are days by their distance from today.
var dayWords = map[string]int{
	"today": 0, "now": 0, "heute": 0, "jetzt": 0, "tomorrow": 1, "tmrw": 1, "morgen": 1, "overmorrow": 2, "übermorgen": 2, "day after tomorrow": 2,
	"yesterday": -1, "gestern": -1, "vorgestern": -2, "day before yesterday": -2,
}

// unitWords are lengths of time.
var unitWords = map[string]byte{
	"d": 'd', "day": 'd', "days": 'd', "tag": 'd', "tage": 'd', "tagen": 'd', "t": 'd',
	"w": 'w', "week": 'w', "weeks": 'w', "woche": 'w', "wochen": 'w',
	"month": 'm', "months": 'm', "monat": 'm', "monate": 'm', "monaten": 'm', "year": 'y', "years": 'y', "jahr": 'y', "jahre": 'y', "jahren": 'y',
}

var numberWords = map[string]int{"a": 1, "an": 1, "one": 1, "einem": 1, "einer": 1, "two": 2, "zwei": 2, "three": 3, "drei": 3, "four": 4, "vier": 4}

var weekdays = []struct{ english, german string }{
	{"sunday", "sonntag"}, {"monday", "montag"}, {"tuesday", "dienstag"}, {"wednesday", "mittwoch"}, {"thursday", "donnerstag"}, {"friday", "freitag"}, {"saturday", "samstag"},
}

var aheadForm = regexp.MustCompile(`^(\+?)(\d{1,4})([a-zäöü]*)$`)

// day reads a day; no words are today.
func (r reader) day(words []string) (time.Time, bool) {
	words = lead(words)
	text := join(words)
	if text == "" {
		return r.now, true
	}
	if n, ok := dayWords[text]; ok && !(r.strict && (text == "now" || text == "jetzt")) {
		return r.now.AddDate(0, 0, n), true
	}
	if t, ok := r.weekday(words); ok {
		return t, true
	}
	if t, ok := r.distance(words); ok {
		return t, true
	}
	return r.writtenDay(text)
}

// weekday is the next day of a name, never today; "last" makes it the one before. Short names in a longer text need a point.
func (r reader) weekday(words []string) (time.Time, bool) {
	name, back := words[len(words)-1], false
	switch {
	case len(words) > 2:
		return time.Time{}, false
	case len(words) == 2 && set("last letzten letzte vergangenen")[words[0]]:
		back = true
	case len(words) == 2 && !set("next nächsten nächster nächste")[words[0]]:
		return time.Time{}, false
	}
	short := strings.TrimSuffix(name, ".")
	for i, w := range weekdays {
		whole := name == w.english || name == w.german || name == "sonnabend" && i == 6
		begun := len(short) >= 3 && strings.HasPrefix(w.english, short) || len(short) >= 2 && strings.HasPrefix(w.german, short)
		if !whole && (!begun || r.strict && short == name) {
			continue
		}
		n := (i - int(r.now.Weekday()) + 7) % 7
		if n == 0 {
			n = 7
		}
		if back {
			n -= 7
			if n == 0 {
				n = -7
			}
		}
		return r.now.AddDate(0, 0, n), true
	}
	return time.Time{}, false
}

// distance reads "in 3 days", "vor 2 wochen", "3 days ago", "+3d", "next week".
func (r reader) distance(words []string) (time.Time, bool) {
	if len(words) == 2 && set("next nächste nächsten nächster nächstes")[words[0]] {
		return r.next(unitWords[words[1]])
	}
	sign, plain := 1, true
	switch {
	case words[0] == "in":
		words, plain = words[1:], false
	case words[0] == "vor":
		words, sign, plain = words[1:], -1, false
	case words[len(words)-1] == "ago":
		words, sign, plain = words[:len(words)-1], -1, false
	}
	if len(words) == 0 || len(words) > 2 {
		return time.Time{}, false
	}
	n, unit := numberWords[words[0]], ""
	if m := aheadForm.FindStringSubmatch(words[0]); m != nil {
		n, unit = atoi(m[2]), m[3]
		plain = plain && m[1] == ""
	}
	if len(words) == 2 {
		unit += words[1]
	}
	if n == 0 || unitWords[unit] == 0 || plain && r.strict {
		return time.Time{}, false
	}
	return move(r.now, sign*n, unitWords[unit]), true
}

// next is the Monday of the next week, the first of the next month or year.
func (r reader) next(unit byte) (time.Time, bool) {
	y, m, d := r.now.Date()
	zone := r.now.Location()
	switch unit {
	case 'd':
		return r.now.AddDate(0, 0, 1), true
	case 'w':
		return time.Date(y, m, d+7-(int(r.now.Weekday())+6)%7, 0, 0, 0, 0, zone), true
	case 'm':
		return time.Date(y, m+1, 1, 0, 0, 0, 0, zone), true
	case 'y':
		return time.Date(y+1, 1, 1, 0, 0, 0, 0, zone), true
	}
	return time.Time{}, false
}

// move goes by whole units; a month later than the last day of January is the last day of February.
func move(t time.Time, n int, unit byte) time.Time {
	switch unit {
	case 'w':
		return t.AddDate(0, 0, 7*n)
	case 'm', 'y':
		if unit == 'y' {
			n *= 12
		}
		first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, t.Location())
		last := first.AddDate(0, 1, -1).Day()
		return first.AddDate(0, 0, min(t.Day(), last)-1)
	}
	return t.AddDate(0, 0, n)
}

var (
	dotted = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})(\.?)(\d{2}|\d{4})?$`)
	// months are found by their beginning; German and English agree on most.
	months = []string{"jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"}
)

// writtenDay reads a date; one without a year is the nearest that is not more than half a year past.
func (r reader) writtenDay(text string) (time.Time, bool) {
	if t, err := time.ParseInLocation(time.DateOnly, text, r.now.Location()); err == nil {
		return t, true
	}
	if m := dotted.FindStringSubmatch(text); m != nil {
		if r.strict && m[3] == "" || m[3] == "" && m[4] != "" {
			return time.Time{}, false
		}
		return r.date(atoi(m[1]), atoi(m[2]), m[4])
	}
	words := strings.Fields(text)
	if len(words) > 1 {
		if _, ok := (reader{now: r.now}).weekday(words[:1]); ok { // "Sat 12 Dec"
			return r.writtenDay(join(words[1:]))
		}
	}
	if len(words) < 2 || len(words) > 3 {
		return time.Time{}, false
	}
	day, month := words[0], words[1]
	if monthOf(day) > 0 {
		day, month = month, day
	}
	day = strings.TrimRight(day, ".stndrh") // 1st, 2nd, 3rd, 4th
	year := ""
	if len(words) == 3 {
		if year = words[2]; len(year) != 4 || atoi(year) == 0 {
			return time.Time{}, false
		}
	}
	if !digits.MatchString(day) || monthOf(month) == 0 {
		return time.Time{}, false
	}
	return r.date(atoi(day), monthOf(month), year)
}

func monthOf(word string) int {
	word = strings.TrimSuffix(word, ".")
	if len(word) < 3 || len(word) > 9 {
		return 0
	}
	for i, m := range months {
		for _, begin := range strings.Fields(m) {
			if strings.HasPrefix(word, begin) && isMonthName(word, i) {
				return i + 1
			}
		}
	}
	return 0
}

var monthNames = []string{
	"january januar", "february februar", "march märz mrz", "april", "may mai", "june juni", "july juli", "august", "september sept", "october oktober", "november", "december dezember",
}

// isMonthName tells whether a word is the beginning of the month's name.
func isMonthName(word string, month int) bool {
	for _, name := range strings.Fields(monthNames[month]) {
		if strings.HasPrefix(name, word) {
			return true
		}
	}
	return false
}

func (r reader) date(day, month int, year string) (time.Time, bool) {
	y := r.now.Year()
	switch len(year) {
	case 2:
		y = 2000 + atoi(year)
	case 4:
		y = atoi(year)
	}
	if year == "" && month == 2 && day == 29 { // the next one that there is
		for time.Date(y, 2, 29, 0, 0, 0, 0, time.UTC).Month() != 2 {
			y++
		}
	}
	t := time.Date(y, time.Month(month), day, 0, 0, 0, 0, r.now.Location())
	if t.Day() != day || int(t.Month()) != month || day == 0 {
		return time.Time{}, false
	}
	if year == "" && t.Before(r.now.AddDate(0, -6, 0)) {
		t = t.AddDate(1, 0, 0)
	}
	return t, true
}
