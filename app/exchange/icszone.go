package exchange

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"

	"satchel/app/crm"
)

// zone is a time zone that a calendar describes by itself, under a name that may be known to nobody else.
type zone []turn

// turn is when clocks change, and how far they are before UTC from then on.
type turn struct {
	first  time.Time // as clocks showed it, in UTC
	rule   *rrule.RRule
	offset int // seconds
}

// zone remembers a VTIMEZONE.
func (s *calendarSource) zone(c part) {
	var z zone
	for _, p := range c.SubComponents() {
		first, err := time.ParseInLocation("20060102T150405", value(p, "DTSTART"), time.UTC)
		offset, ok := parseOffset(value(p, "TZOFFSETTO"))
		if err != nil || !ok {
			continue
		}
		t := turn{first: first, offset: offset}
		if text := value(p, "RRULE"); text != "" {
			if o, err := rrule.StrToROption(text); err == nil && o.Freq <= rrule.MONTHLY {
				o.Dtstart = first
				t.rule, _ = rrule.NewRRule(*o)
			}
		}
		z = append(z, t)
	}
	s.zones[value(c, "TZID")] = z
}

// at is the moment at which clocks in the zone show a time.
func (z zone) at(clock time.Time) time.Time {
	var last time.Time
	offset := 0
	for _, t := range z {
		began := t.first
		if t.rule != nil && !began.After(clock) {
			began = t.rule.Before(clock, true)
		}
		if !began.After(clock) && (last.IsZero() || began.After(last)) {
			last, offset = began, t.offset
		}
	}
	return time.Date(clock.Year(), clock.Month(), clock.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, time.FixedZone("", offset))
}

// parseOffset reads "+0100" and "-053000".
func parseOffset(text string) (seconds int, ok bool) {
	if len(text) != 5 && len(text) != 7 {
		return 0, false
	}
	n, err := strconv.Atoi((text[1:] + "00")[:6])
	seconds = n/10000*3600 + n/100%100*60 + n%100
	if text[0] == '-' {
		seconds = -seconds
	}
	return seconds, err == nil && strings.IndexByte("+-", text[0]) >= 0
}

// moment reads a time of a calendar; day tells that it is a whole day.
func (s *calendarSource) moment(p *ical.IANAProperty) (at time.Time, day bool, err error) {
	home := s.o.Zone
	if home == nil {
		home = time.UTC
	}
	text := strings.TrimSpace(p.Value)
	if t, err := time.ParseInLocation("20060102", text, home); err == nil {
		return t, true, nil
	}
	if t, err := time.Parse("20060102T150405Z", text); err == nil {
		return t, false, nil
	}
	clock, err := time.ParseInLocation("20060102T150405", text, time.UTC)
	if err != nil {
		return at, false, crm.Errorf(crm.CodeInvalid, "%q is no time of a calendar.", clip(text))
	}
	where := home
	if names := p.ICalParameters["TZID"]; len(names) > 0 {
		name := strings.TrimPrefix(names[0], "/")
		known, err := time.LoadLocation(name)
		switch {
		case len(s.zones[names[0]]) > 0 && (err != nil || name == "Local"):
			return s.zones[names[0]].at(clock), false, nil
		case err != nil || name == "Local":
			return at, false, crm.Errorf(crm.CodeInvalid, "The time zone %q is neither known nor described in the file.", clip(names[0]))
		}
		where = known
	}
	return time.Date(clock.Year(), clock.Month(), clock.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, where), false, nil
}

// iso is a duration such as P1DT2H30M.
var iso = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$`)

// span reads a duration, -1 for what is none.
func span(text string) time.Duration {
	m := iso.FindStringSubmatch(strings.ToUpper(text))
	if m == nil {
		return -1
	}
	var out time.Duration
	for i, unit := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi(m[i+1])
		out += time.Duration(n) * unit
	}
	return out
}
