package worktime

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"satchel/app/crm"
)

// Span is a stretch of a working day in minutes after midnight on the wall clock: 0 <= From < To <= 1440.
type Span struct{ From, To int }

// Hours are the spans of each weekday, by [time.Weekday], in order and apart from each other.
type Hours [7][]Span

var dayNames = [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// check refuses weeks without hours, and spans that are reversed, out of the day or overlapping.
func (h Hours) check() error {
	works := false
	for day, spans := range h {
		for i, s := range spans {
			works = true
			if s.From < 0 || s.To > 24*60 || s.From >= s.To {
				return crm.FieldErrorf("hours", "%s %s is no stretch of a day; write it like 9:00-17:00.", dayNames[day], s)
			}
			if i > 0 && s.From < spans[i-1].To {
				return crm.FieldErrorf("hours", "%s %s and %s overlap; make them one.", dayNames[day], spans[i-1], s)
			}
		}
	}
	if !works {
		return crm.FieldErrorf("hours", "The week has no working hours; write them like Mon-Fri 9:00-17:00.")
	}
	return nil
}

// String writes a span as it is typed: 9:00-17:00.
func (s Span) String() string {
	return fmt.Sprintf("%d:%02d-%d:%02d", s.From/60, s.From%60, s.To/60, s.To%60)
}

// String writes the hours in the form that [ParseHours] reads, days with equal hours together: "Mon-Thu 9:00-12:00, 13:00-17:00; Fri
// 9:00-15:00".
func (h Hours) String() string {
	var parts []string
	for i := 0; i < 7; {
		day := weekFromMonday(i)
		to := i + 1
		for to < 7 && sameSpans(h[day], h[weekFromMonday(to)]) {
			to++
		}
		if len(h[day]) > 0 {
			name := dayNames[day]
			if to > i+1 {
				name += "-" + dayNames[weekFromMonday(to-1)]
			}
			spans := make([]string, len(h[day]))
			for n, s := range h[day] {
				spans[n] = s.String()
			}
			parts = append(parts, name+" "+strings.Join(spans, ", "))
		}
		i = to
	}
	return strings.Join(parts, "; ")
}

func weekFromMonday(i int) int { return (i + 1) % 7 }

func sameSpans(a, b []Span) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// ParseHours reads weekly hours: parts divided by semicolons or lines, each of days ("Mon-Fri", "Sat", "Mon, Wed"; English or German) and
// spans ("9:00-12:00, 13-17"). A day may stand in several parts. The error is CodeInvalid and says which part is wrong.
func ParseHours(text string) (Hours, error) {
	var h Hours
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		days, spans, err := parsePart(part)
		if err != nil {
			return Hours{}, err
		}
		for _, d := range days {
			h[d] = append(h[d], spans...)
		}
	}
	for _, spans := range h {
		sort.Slice(spans, func(i, j int) bool { return spans[i].From < spans[j].From })
	}
	return h, h.check()
}

func parsePart(part string) (days []int, spans []Span, err error) {
	for _, word := range strings.FieldsFunc(joinRanges.Replace(part), func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\r' }) {
		if word[0] >= '0' && word[0] <= '9' {
			s, ok := parseSpan(word)
			if !ok {
				return nil, nil, crm.FieldErrorf("hours", "%q in %q is no stretch of a day; write it like 9:00-17:00.", word, part)
			}
			spans = append(spans, s)
			continue
		}
		list, ok := parseDays(word)
		if !ok {
			return nil, nil, crm.FieldErrorf("hours", "%q in %q is no weekday; write days like Mon-Fri or Sat.", word, part)
		}
		days = append(days, list...)
	}
	if len(days) == 0 || len(spans) == 0 {
		return nil, nil, crm.FieldErrorf("hours", "%q lacks days or hours; write it like Mon-Fri 9:00-17:00.", part)
	}
	return days, spans, nil
}

// joinRanges makes one word of a range with blanks or long dashes in it.
var joinRanges = strings.NewReplacer(" - ", "-", " – ", "-", "–", "-")

func parseSpan(word string) (Span, bool) {
	from, to, ok := strings.Cut(word, "-")
	a, okA := parseClock(from)
	b, okB := parseClock(to)
	return Span{a, b}, ok && okA && okB && a < b
}

// parseClock reads 9, 9:30 or 24:00 as minutes after midnight.
func parseClock(text string) (int, bool) {
	layout := "15"
	if strings.Contains(text, ":") {
		layout = "15:04"
	}
	if text == "24" || text == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse(layout, text)
	return t.Hour()*60 + t.Minute(), err == nil
}

func parseDays(word string) ([]int, bool) {
	from, to, isRange := strings.Cut(word, "-")
	a, ok := parseDay(from)
	if !ok || !isRange {
		return []int{a}, ok
	}
	b, ok := parseDay(to)
	days := []int{a}
	for d := a; d != b; {
		d = (d + 1) % 7
		days = append(days, d)
	}
	return days, ok
}

func parseDay(word string) (int, bool) {
	word = strings.ToLower(strings.TrimSuffix(word, "."))
	for day, names := range [7][2]string{
		{"sunday", "sonntag"},
		{"monday", "montag"},
		{"tuesday", "dienstag"},
		{"wednesday", "mittwoch"},
		{"thursday", "donnerstag"},
		{"friday", "freitag"},
		{"saturday", "samstag"},
	} {
		for _, name := range names {
			if len(word) >= 2 && strings.HasPrefix(name, word) {
				return day, true
			}
		}
	}
	return 0, false
}
