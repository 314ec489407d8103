package exchange

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
)

const diary = `BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:1@example.org
SUMMARY:Summer\, outside
DTSTART;TZID=W. Europe Standard Time:20260701T100000
DTEND;TZID=W. Europe Standard Time:20260701T113000
LOCATION:Köln
DESCRIPTION:Bring the\nfra
 mes
ATTENDEE;CN=Ana Lee:mailto:ANA@example.org
ATTENDEE;CN=Nobody:mailto:nobody@example.org
BEGIN:VALARM
TRIGGER:-PT15M
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:2@example.org
SUMMARY:Winter
DTSTART;TZID=Europe/Berlin:20261201T100000
DURATION:PT45M
END:VEVENT
BEGIN:VEVENT
UID:3@example.org
SUMMARY:Fair
DTSTART;VALUE=DATE:20261203
DTEND;VALUE=DATE:20261204
END:VEVENT
BEGIN:VEVENT
UID:4@example.org
SUMMARY:Every Monday
DTSTART:20260105T090000Z
DTEND:20260105T093000Z
RRULE:FREQ=WEEKLY;BYDAY=MO
EXDATE:20261123T090000Z
END:VEVENT
BEGIN:VEVENT
UID:4@example.org
SUMMARY:The Monday that moved
RECURRENCE-ID:20261130T090000Z
DTSTART:20261201T090000Z
END:VEVENT
BEGIN:VEVENT
UID:5@example.org
SUMMARY:Off
STATUS:CANCELLED
DTSTART:20261201T090000Z
END:VEVENT
BEGIN:VEVENT
UID:6@example.org
SUMMARY:On the moon
DTSTART;TZID=Moon/Tycho:20261201T090000
END:VEVENT
BEGIN:VTODO
UID:7@example.org
SUMMARY:Send the offer
DUE:20261202T120000Z
STATUS:COMPLETED
END:VTODO
BEGIN:VEVENT
UID:8@example.org
SUMMARY:Ticks
DTSTART:20261201T090000Z
RRULE:FREQ=SECONDLY
END:VEVENT
BEGIN:VEVENT
UID:9@example.org
SUMMARY:No start
END:VEVENT
END:VCALENDAR
`

func TestCalendarComesInAsActivities(t *testing.T) {
	ctx := context.Background()
	ana := crm.NewRecord("contact", "018f0000-0000-7000-8000-000000000001")
	ana.Values = crm.Values{"last_name": "Lee", "emails": []crm.Reach{{Value: "ana@example.org"}}}
	s := newFake(t, ana)
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	file := write(t, "diary.ics", strings.ReplaceAll(diary, "\n", "\r\n"))
	run := func() Result {
		p, err := NewPlan(ctx, s, "activity", file, Options{Now: now, Zone: berlin})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = p.Close() }()
		res, err := p.Run(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	res := run()
	if res.New != 6 || len(res.Refused) != 4 {
		t.Fatalf("%d new, refused %+v", res.New, res.Refused)
	}
	for i, want := range []string{"cancelled", "Moon/Tycho", "more than once a day", "does not say when"} {
		if !strings.Contains(res.Refused[i].Reason, want) {
			t.Errorf("refused %q, want %q", res.Refused[i].Reason, want)
		}
	}
	for subject, want := range map[string]string{
		"Summer, outside": "2026-07-01T08:00:00Z 5400 done", "Winter": "2026-12-01T09:00:00Z 2700 open", "Fair": "2026-12-02T23:00:00Z 0 open",
		"Every Monday": "2026-12-07T09:00:00Z 1800 open", "The Monday that moved": "2026-12-01T09:00:00Z 0 open", "Send the offer": "2026-12-02T12:00:00Z 0 done",
	} {
		r := s.one(t, "activity", "subject", subject)
		got := r.Get("at").(crm.Instant).Time().UTC().Format(time.RFC3339)
		seconds, _ := r.Get("duration").(int64)
		state := " open"
		if done, _ := r.Get("done").(bool); done {
			state = " done"
		}
		if got += fmt.Sprintf(" %d", seconds) + state; got != want {
			t.Errorf("%s: %s, want %s", subject, got, want)
		}
	}
	summer := s.one(t, "activity", "subject", "Summer, outside")
	if body := summer.Text("body"); body != "Bring the\nframes\nLocation: Köln\nAttendee: Ana Lee <ANA@example.org>\nAttendee: Nobody <nobody@example.org>" {
		t.Errorf("body %q", body)
	}
	if summer.Text("contact") != ana.ID || len(summer.Strings("participants")) != 1 {
		t.Errorf("with %v, %v", summer.Text("contact"), summer.Strings("participants"))
	}
	if again := run(); again.New != 0 || again.Existing != 6 || again.Changed != 0 {
		t.Errorf("again: %+v", again)
	}
}

func TestBrokenCalendars(t *testing.T) {
	for name, text := range map[string]string{
		"holds no event": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "holds NUL": "BEGIN:VCALENDAR\r\n\x00", "longer than 16 MB": "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTACH:" + strings.Repeat("A", 17<<20),
	} {
		_, err := NewPlan(context.Background(), newFake(t), "activity", write(t, "x.ics", text), Options{})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
	p, err := NewPlan(context.Background(), newFake(t), "activity", write(t, "x.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:A\nDTSTART:20260101T010101Z\nBEGIN:VEVENT\nSUMMARY:B\nDTSTART:20260101T010101Z\nEND:VEVENT\n"), Options{})
	if err != nil || p.New != 1 || len(p.Refused) != 1 {
		t.Errorf("an event without END: %+v, %v", p, err)
	}
}

// FuzzCalendar imports any bytes as a calendar.
func FuzzCalendar(f *testing.F) {
	f.Add([]byte(diary))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := write(t, "x.ics", string(data))
		p, err := NewPlan(context.Background(), newFake(t), "activity", file, Options{})
		if err != nil {
			if code := crm.CodeOf(err); code != crm.CodeInvalid {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		defer func() { _ = p.Close() }()
		if p.New+p.Existing+int64(len(p.Refused))+p.More != p.Rows {
			t.Fatal("rows are lost")
		}
		if _, err := p.Run(context.Background(), nil); err != nil {
			t.Fatalf("a checked file was refused: %v", err)
		}
	})
}
