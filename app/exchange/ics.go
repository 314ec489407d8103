package exchange

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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

// What stands around the events of a calendar file.
const (
	calendarBegin = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Satchel//Satchel//EN\r\nMETHOD:PUBLISH\r\n"
	calendarEnd   = "END:VCALENDAR\r\n"
)

// writeActivities writes some activities for a calendar file: tasks as tasks, what has a time as events, and what has none as entries of a
// journal. The library makes a whole file in memory, so the lines are made here; bufio keeps the first error.
func writeActivities(ctx context.Context, store Store, part []crm.Record, w *bufio.Writer, zone *time.Location) error {
	e, err := store.Catalog().Entity("activity")
	if err != nil {
		return err
	}
	names, err := linkTitles(ctx, store, e, part)
	if err != nil {
		return err
	}
	for _, r := range part {
		writeActivity(w, r, names, cmp.Or(zone, time.UTC))
	}
	return nil
}

func writeActivity(w *bufio.Writer, r crm.Record, names map[string]string, zone *time.Location) {
	line := func(name, text string) {
		if text != "" {
			foldLine(w, name+":"+escape(text))
		}
	}
	at, timed := r.Get("at").(crm.Instant)
	kind := "VEVENT"
	switch {
	case r.Text("kind") == "task":
		kind = "VTODO"
	case !timed:
		kind = "VJOURNAL"
	}
	foldLine(w, "BEGIN:"+kind)
	foldLine(w, "UID:"+r.ID+ourUID)
	foldLine(w, "DTSTAMP:"+stamp(r.Instant(crm.FieldModifiedAt)))
	foldLine(w, "CREATED:"+stamp(r.Instant(crm.FieldCreatedAt)))
	line("SUMMARY", r.Text("subject"))
	line("DESCRIPTION", r.Text("body"))
	line("CATEGORIES", r.Text("kind"))
	people := r.Strings("participants")
	if who := r.Text("contact"); who != "" && !slices.Contains(people, who) {
		people = append([]string{who}, people...)
	}
	for _, id := range append(people, r.Text("organisation")) {
		line("CONTACT", names[id])
	}
	line("COMMENT", names[r.Text("about")])
	long := time.Duration(r.Int("duration")) * time.Second
	day := agenda.Item{At: at}.AllDay(zone) && long == 0
	switch {
	case timed && kind == "VTODO":
		foldLine(w, "DUE:"+stamp(at))
	case timed && day:
		from := at.Time().In(zone)
		foldLine(w, "DTSTART;VALUE=DATE:"+from.Format("20060102"))
		foldLine(w, "DTEND;VALUE=DATE:"+from.AddDate(0, 0, 1).Format("20060102"))
	case timed:
		foldLine(w, "DTSTART:"+stamp(at))
		if long > 0 {
			foldLine(w, "DTEND:"+stamp(crm.InstantOf(at.Time().Add(long))))
		}
	}
	if kind == "VTODO" && r.Bool("done") {
		foldLine(w, "STATUS:COMPLETED")
	}
	foldLine(w, "END:"+kind)
}

// stamp writes a moment in UTC, without fractions of a second.
func stamp(at crm.Instant) string { return at.Time().UTC().Format("20060102T150405Z") }
