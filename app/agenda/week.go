package agenda

import (
	"strings"
	"time"
)

// sundays and saturdays are the regions whose week does not begin on Monday, as Unicode's CLDR lists them.
const (
	sundays   = " AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW "
	saturdays = " AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY "
)

// WeekStart is the day on which weeks begin in a locale such as "en-US".
func WeekStart(locale string) time.Weekday {
	for _, part := range strings.FieldsFunc(locale, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		switch {
		case len(part) != 2 || part != strings.ToUpper(part):
		case strings.Contains(sundays, " "+part+" "):
			return time.Sunday
		case strings.Contains(saturdays, " "+part+" "):
			return time.Saturday
		}
	}
	return time.Monday
}

// WeekOf is the first day of the week of t.
func WeekOf(t time.Time, begins time.Weekday) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d-(int(t.Weekday())-int(begins)+7)%7, 0, 0, 0, 0, t.Location())
}
