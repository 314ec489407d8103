// Package worktime counts business time: when so much business time after a moment is over, and how much business time lies between two
// moments. It is the only place that does.
//
// A moment is business time if the wall clock of the calendar's zone then shows a time within that weekday's spans and the day is no
// day off. So an hour that a clock change leaves out is not worked, and one that it repeats is worked twice; a day that a zone
// skipped has no hours.
package worktime

import (
	"time"

	"satchel/app/crm"
)

// Calendar says when people work. It is made by [New] and safe for concurrent use.
type Calendar struct {
	zone  *time.Location
	hours Hours
	off   *daysOff
}

// New makes a calendar from weekly hours, read on the wall clock of zone (nil = UTC), and days off. It is CodeInvalid if the week has no
// hours or their spans overlap.
func New(zone *time.Location, hours Hours, off DaysOff) (*Calendar, error) {
	if zone == nil {
		zone = time.UTC
	}
	if err := hours.check(); err != nil {
		return nil, err
	}
	return &Calendar{zone: zone, hours: hours, off: newDaysOff(off)}, nil
}

// Zone is where the calendar's wall clock hangs.
func (c *Calendar) Zone() *time.Location { return c.zone }

// horizonYears bounds the search for business time: a calendar whose next 20 years are days off has none.
const horizonYears = 20

// Add returns the first moment at which so much business time has passed since a moment; nothing returns it unchanged, also outside
// business time. It is CodeInvalid for a negative time, and where the calendar has too little business time within the next 20 years.
func (c *Calendar) Add(from crm.Instant, d time.Duration) (crm.Instant, error) {
	if d < 0 {
		return 0, crm.Errorf(crm.CodeInvalid, "A target of %d minutes lies before its beginning.", int64(d.Minutes()))
	}
	left := d.Milliseconds()
	if left == 0 {
		return from, nil
	}
	end := crm.InstantOf(from.Time().AddDate(horizonYears, 0, 0))
	var due crm.Instant
	c.each(from, end, func(a, b crm.Instant) bool {
		if length := int64(b - a); length < left {
			left -= length
			return true
		}
		due, left = a+crm.Instant(left), 0
		return false
	})
	if left > 0 {
		return 0, crm.Errorf(crm.CodeInvalid, "The working hours leave no time for %d minutes within %d years.", int64(d.Minutes()), horizonYears)
	}
	return due, nil
}

// Between returns the business time from one moment to another; it is negative where to lies before from.
func (c *Calendar) Between(from, to crm.Instant) time.Duration {
	if to < from {
		return -c.Between(to, from)
	}
	var sum crm.Instant
	c.each(from, to, func(a, b crm.Instant) bool {
		sum += b - a
		return true
	})
	return time.Duration(sum) * time.Millisecond
}

// Working tells whether a moment is business time.
func (c *Calendar) Working(at crm.Instant) bool { return c.Between(at, at+1) > 0 }

const (
	msPerMinute = 60_000
	msPerDay    = 24 * 60 * msPerMinute
)

// each calls f with the pieces of business time within [from, to), in order, until f returns false. It walks stretches of time in which
// the zone's offset stays the same, since within one the wall clock runs evenly.
func (c *Calendar) each(from, to crm.Instant, f func(a, b crm.Instant) bool) {
	for at := from; at < to; {
		end, offset := c.stretch(at, to)
		for day := floorDiv(int64(at+offset), msPerDay); ; day++ {
			midnight := crm.Instant(day*msPerDay) - offset
			if midnight >= end {
				break
			}
			for _, s := range c.on(day) {
				a := max(at, midnight+crm.Instant(s.From)*msPerMinute)
				b := min(end, midnight+crm.Instant(s.To)*msPerMinute)
				if a < b && !f(a, b) {
					return
				}
			}
		}
		at = end
	}
}

// stretch returns the zone's offset at a moment in milliseconds, and until when it holds, to at the latest.
func (c *Calendar) stretch(at, to crm.Instant) (end, offset crm.Instant) {
	local := time.UnixMilli(int64(at)).In(c.zone)
	_, seconds := local.Zone()
	end = to
	if _, change := local.ZoneBounds(); !change.IsZero() {
		end = min(end, crm.InstantOf(change))
	}
	return end, crm.Instant(seconds) * 1000
}

// on returns the spans of a day, counted from 1 January 1970.
func (c *Calendar) on(day int64) []Span {
	spans := c.hours[floorMod(day+4, 7)] // that day was a Thursday
	if len(spans) > 0 && c.off.has(day) {
		return nil
	}
	return spans
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
