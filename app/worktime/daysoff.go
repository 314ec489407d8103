package worktime

import (
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"

	"satchel/app/crm"
)

// DaysOff are days without business time: the public holidays of regions and single days. The zero value has none.
type DaysOff struct {
	Regions []string   // codes of [Regions], such as "DE-BE"
	Days    []crm.Date // single days, such as a works outing
}

// ParseDaysOff reads regions, days and ranges of days, divided by blanks, commas, semicolons or lines: "DE-BE, 2026-12-24
// 2026-12-27..2026-12-31". The error is CodeInvalid and names the word at fault.
func ParseDaysOff(text string) (DaysOff, error) {
	var off DaysOff
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;\n\r\t", r) }) {
		if code := strings.ToUpper(word); regionHolidays(code) != nil {
			off.Regions = append(off.Regions, code)
			continue
		}
		first, last, isRange := strings.Cut(word, "..")
		if !isRange {
			last = first
		}
		from, errFrom := time.Parse(time.DateOnly, first)
		to, errTo := time.Parse(time.DateOnly, last)
		days := int(to.Sub(from)/(24*time.Hour)) + 1
		if errFrom != nil || errTo != nil || days < 1 || days > mostDays {
			return DaysOff{}, crm.FieldErrorf("days_off", "%q is neither a day such as 2026-12-24, nor up to %d days such as 2026-12-27..2026-12-31, nor a region such as DE-BE.", word, mostDays)
		}
		for i := range days {
			off.Days = append(off.Days, crm.DateOf(from.AddDate(0, 0, i)))
		}
	}
	return off, nil
}

// mostDays is the longest range of days off.
const mostDays = 366

// daysOff answers whether a day is off, computing the holidays of a year once.
type daysOff struct {
	holidays []*cal.Holiday
	days     map[int64]bool // counted from 1 January 1970
	years    sync.Map       // int -> map[int64]bool
}

func newDaysOff(off DaysOff) *daysOff {
	d := &daysOff{days: map[int64]bool{}}
	for _, code := range off.Regions {
		d.holidays = append(d.holidays, regionHolidays(code)...)
	}
	for _, day := range off.Days {
		d.days[dayNumber(day.In(time.UTC))] = true
	}
	return d
}

func (d *daysOff) has(day int64) bool {
	if d.days[day] {
		return true
	}
	if len(d.holidays) == 0 {
		return false
	}
	year := time.Unix(day*24*60*60, 0).UTC().Year()
	known, ok := d.years.Load(year)
	if !ok {
		known = d.yearOf(year)
		d.years.Store(year, known)
	}
	return known.(map[int64]bool)[day]
}

// yearOf collects the days on which the holidays of a year are kept. One of the year before or after can be kept in this one.
func (d *daysOff) yearOf(year int) map[int64]bool {
	days := map[int64]bool{}
	for _, h := range d.holidays {
		for y := year - 1; y <= year+1; y++ {
			for _, at := range both(h.Calc(y)) {
				if at.Year() == year {
					days[dayNumber(at)] = true
				}
			}
		}
	}
	return days
}

// both lists the day itself and the day on which it is kept where it falls on a weekend.
func both(actual, observed time.Time) []time.Time { return []time.Time{actual, observed} }

// dayNumber counts days from 1 January 1970.
func dayNumber(t time.Time) int64 {
	return floorDiv(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix(), 24*60*60)
}

// Regions lists the codes whose holidays are known, ISO 3166 with a part of the country where those differ, sorted.
func Regions() []string {
	codes := make([]string, 0, len(regions))
	for code := range regions {
		codes = append(codes, code)
	}
	sort.Strings(codes)
	return codes
}

func regionHolidays(code string) []*cal.Holiday { return regions[code] }
