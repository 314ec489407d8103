package boot

import (
	"time"
	_ "time/tzdata" // working hours name zones, which not every system knows

	"github.com/thlib/go-timezone-local/tzlocal"
)

// zoneHere is the machine's zone under the name by which it can be written down, "Europe/Berlin"; without a name where none is known or
// where it goes by another clock.
func zoneHere() *time.Location {
	name, err := tzlocal.RuntimeTZ()
	if err != nil {
		return time.Local
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.Local
	}
	for now, month := time.Now(), 0; month < 12; month++ {
		t := now.AddDate(0, month, 0)
		if _, here := t.Zone(); here != offset(t.In(zone)) {
			return time.Local
		}
	}
	return zone
}

func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}
