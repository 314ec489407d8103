package present

import (
	"regexp"
	"strconv"
	"strings"

	"satchel/ui/words"
)

// FilterPeriods are those that a filter is likely to ask for.
var FilterPeriods = []string{"today", "this week", "next 7 days", "last 7 days", "this month", "next 30 days", "last 30 days", "this quarter"}

// periodWords are the periods without a number.
var periodWords = map[string]string{
	"now": words.Key("now"), "today": words.Key("today"), "yesterday": words.Key("yesterday"), "tomorrow": words.Key("tomorrow"),
	"this week": words.Key("this week"), "last week": words.Key("last week"), "next week": words.Key("next week"),
	"this month": words.Key("this month"), "last month": words.Key("last month"), "next month": words.Key("next month"),
	"this quarter": words.Key("this quarter"), "last quarter": words.Key("last quarter"), "next quarter": words.Key("next quarter"),
	"this year": words.Key("this year"), "last year": words.Key("last year"), "next year": words.Key("next year"),
}

var digits = regexp.MustCompile(`\d+`)

var numbered = regexp.MustCompile(`^(last|next) (\d{1,4}) (day|week|month|quarter|year)s?$`)

// Period says a period or moment of a filter; what it does not know stays as it was written.
func Period(text string) string {
	small := strings.ToLower(text)
	if w, ok := periodWords[small]; ok {
		return words.T(w)
	}
	m := numbered.FindStringSubmatch(small)
	if m == nil {
		return text
	}
	n, _ := strconv.ParseInt(m[2], 10, 64)
	switch m[1] + " " + m[3] {
	case "last day":
		return words.N(n, "last %s day", "last %s days")
	case "next day":
		return words.N(n, "next %s day", "next %s days")
	case "last week":
		return words.N(n, "last %s week", "last %s weeks")
	case "next week":
		return words.N(n, "next %s week", "next %s weeks")
	case "last month":
		return words.N(n, "last %s month", "last %s months")
	case "next month":
		return words.N(n, "next %s month", "next %s months")
	case "last quarter":
		return words.N(n, "last %s quarter", "last %s quarters")
	case "next quarter":
		return words.N(n, "next %s quarter", "next %s quarters")
	case "last year":
		return words.N(n, "last %s year", "last %s years")
	}
	return words.N(n, "next %s year", "next %s years")
}

// PeriodOf reads what [Period] says, in any case; what it does not know stays as it was written.
func PeriodOf(said string) string {
	for text := range periodWords {
		if strings.EqualFold(Period(text), said) {
			return text
		}
	}
	number := strings.Join(digits.FindAllString(said, -1), "") // its thousands may be parted
	if number == "" {
		return said
	}
	for _, which := range []string{"last", "next"} {
		for _, unit := range []string{"day", "week", "month", "quarter", "year"} {
			if text := which + " " + number + " " + unit + "s"; strings.EqualFold(Period(text), said) {
				return text
			}
		}
	}
	return said
}
