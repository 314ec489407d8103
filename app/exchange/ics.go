package exchange

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	ical "github.com/arran4/golang-ical"

	"satchel/app/agenda"
	"satchel/app/crm"
)

// leastEvent is how long an event is that says nothing of its length.
const leastEvent = 30 * time.Minute

// CalendarFile makes a file that other calendars read; it must not exist.
func CalendarFile(file string, items []agenda.Item, now time.Time, zone *time.Location) error {
	f, err := os.OpenFile(filepath.Clean(file), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return crm.Errorf(crm.CodeConflict, "The file %q exists already. Choose another name.", filepath.Base(file))
	}
	if err != nil {
		return fileError(file, err)
	}
	err = WriteICS(f, items, now, zone)
	if closing := f.Close(); err == nil && closing != nil {
		err = fileError(file, closing)
	}
	return err
}

// WriteICS writes items as a file that other calendars read (RFC 5545). Every item keeps its id, so a second import replaces the first;
// moments are in UTC, days stay days.
func WriteICS(w io.Writer, items []agenda.Item, now time.Time, zone *time.Location) error {
	c := ical.NewCalendar()
	c.SetProductId("-//Satchel//Satchel//EN")
	c.SetMethod(ical.MethodPublish)
	for _, i := range items {
		e := c.AddEvent(i.Ref.ID + "@satchel")
		e.SetDtStampTime(now)
		e.SetSummary(i.Text)
		if i.Who != "" {
			e.SetDescription(i.Who)
		}
		at := i.At.Time()
		if i.AllDay(zone) {
			day := at.In(zone)
			e.SetAllDayStartAt(day)
			e.SetAllDayEndAt(day.AddDate(0, 0, 1))
			continue
		}
		e.SetStartAt(at)
		e.SetEndAt(at.Add(max(time.Duration(i.Seconds)*time.Second, leastEvent)))
	}
	if err := c.SerializeTo(w); err != nil {
		return crm.Errorf(crm.CodeUnavailable, "The calendar file cannot be written: %w", err)
	}
	return nil
}
