package exchange

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	ical "github.com/arran4/golang-ical"

	"satchel/app/crm"
)

// maxEvent is the most bytes of one event; with an attachment in it, it is larger and refused.
const maxEvent = 16 << 20

// calendarSource yields the events and tasks of an iCalendar file (RFC 5545) as activities.
type calendarSource struct {
	file     *os.File
	entity   *crm.Entity
	o        Options
	encoding Encoding
	zones    map[string]zone
	moved    map[string][]*ical.IANAProperty // UID to the days of a series that have an event of their own
	rows     int64
	repeated int // events of which only the next one comes in
}

func openCalendar(f *os.File, e *crm.Entity, o Options) (*calendarSource, error) {
	if e.Name != "activity" {
		return nil, crm.Errorf(crm.CodeInvalid, "A calendar file holds activities; it cannot be imported as %s.", crm.Term(e.Plural))
	}
	_, saw, err := scan(f)
	if err != nil {
		return nil, err
	}
	if saw.nul {
		return nil, crm.Errorf(crm.CodeInvalid, "The file holds NUL bytes, so it is no calendar file.")
	}
	s := &calendarSource{file: f, entity: e, o: o, encoding: saw.encoding(), zones: map[string]zone{}, moved: map[string][]*ical.IANAProperty{}}
	return s, s.survey()
}

// survey reads the time zones, and which days of a series have an event of their own.
func (s *calendarSource) survey() error {
	return s.parts(func(_ int, kind string, text []byte) error {
		c, err := component(text)
		if err != nil {
			return nil //nolint:nilerr // its row is refused
		}
		if kind == "VTIMEZONE" {
			s.zone(c)
		} else if day := firstOf(c, "RECURRENCE-ID"); day != nil {
			uid := value(c, "UID")
			s.moved[uid] = append(s.moved[uid], day)
		}
		return nil
	})
}

// parts calls f with each event, task and time zone; n counts events and tasks from 1.
func (s *calendarSource) parts(f func(n int, kind string, text []byte) error) error {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return crm.Errorf(crm.CodeUnavailable, "The file cannot be read: %w.", err)
	}
	r := bufio.NewReaderSize(Dialect{Encoding: s.encoding}.decode(s.file), 64<<10)
	var text []byte
	kind, n := "", 0
	for {
		line, err := r.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			return crm.Errorf(crm.CodeUnavailable, "The file cannot be read: %w.", err)
		}
		mark := strings.ToUpper(string(bytes.TrimSpace(line[:min(len(line), 40)])))
		begins, isBegin := strings.CutPrefix(mark, "BEGIN:")
		if isBegin && (begins == "VEVENT" || begins == "VTODO" || begins == "VTIMEZONE") {
			if kind != "" { // the one before has no END
				if failed := f(n, kind, text); failed != nil {
					return failed
				}
			}
			if kind, text = begins, nil; kind != "VTIMEZONE" {
				n++
			}
		}
		if kind != "" && len(text)+len(line) > maxEvent {
			return crm.Errorf(crm.CodeInvalid, "An event is longer than 16 MB.")
		}
		if kind != "" {
			text = append(text, line...)
		}
		if end := errors.Is(err, io.EOF); kind != "" && (end || mark == "END:"+kind) {
			if failed := f(n, kind, text); failed != nil {
				return failed
			}
			kind, text = "", nil
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

func (s *calendarSource) each(ctx context.Context, p Progress, f func(int, draft, *Refusal) error) error {
	s.repeated = 0
	var done int64
	err := s.parts(func(n int, kind string, text []byte) error {
		if kind == "VTIMEZONE" {
			return nil
		}
		was := []string{strings.ReplaceAll(string(text), "\r\n", "\n")}
		if r, ok := s.o.Repairs[n]; ok && slices.Equal(r.Was, was) && len(r.Cells) == 1 {
			text = []byte(r.Cells[0])
		}
		d, bad := s.draft(n, text)
		if d.was = was; bad != nil {
			bad.Cells = was
		}
		if err := f(n, d, bad); err != nil {
			return err
		}
		done++
		return p.tick(ctx, done, s.rows)
	})
	if err == nil && done == 0 {
		return crm.Errorf(crm.CodeInvalid, "The file holds no event and no task.")
	}
	s.rows = done
	return err
}

func (s *calendarSource) names(ctx context.Context, f func(crm.Field, string)) error {
	people, _ := s.entity.Field("participants")
	return s.each(ctx, nil, func(_ int, d draft, bad *Refusal) error {
		if bad == nil {
			f(people, d.links["participants"])
		}
		return nil
	})
}

// calendarColumns are the properties that are read, each with the field it fills, in the order of the preview.
var calendarColumns = properties{
	{"DTSTART", "at"},
	{"SUMMARY", "subject"},
	{"DTEND", "duration"},
	{"ATTENDEE", "participants"},
	{"DESCRIPTION", "body"},
	{"STATUS", "done"},
	{"UID", "outside_id"},
}

func (s *calendarSource) about() []Column            { return calendarColumns.columns(s.entity) }
func (s *calendarSource) column(field string) string { return calendarColumns.of(field) }

func (s *calendarSource) linked() []crm.Field { return linkFields(s.about()) }
func (s *calendarSource) exact() bool         { return false }
func (s *calendarSource) close() error        { return s.file.Close() }

func (s *calendarSource) notes() []crm.Said {
	if s.repeated == 0 {
		return nil
	}
	return []crm.Said{crm.Sayf("Of %d repeated events the next one comes in; importing the file again later brings the one after.", s.repeated)}
}
