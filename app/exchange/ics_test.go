package exchange

import (
	"bytes"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"

	"satchel/app/agenda"
	"satchel/app/crm"
)

func TestACalendarFileIsReadBack(t *testing.T) {
	berlin := time.FixedZone("CET", 3600)
	at := time.Date(2026, 11, 19, 10, 0, 0, 0, berlin)
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, berlin)
	var b bytes.Buffer
	err := WriteICS(&b, []agenda.Item{
		{Ref: crm.Ref{Entity: "activity", ID: "a1"}, Text: "Call; back, with a comma\nand a line", Who: "Łukasz Wiśniewski", At: crm.InstantOf(at), Seconds: 3600},
		{Ref: crm.Ref{Entity: "contact", ID: "c1"}, Text: "Send the offer", At: crm.InstantOf(day)},
	}, at, berlin)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ical.ParseCalendar(&b)
	if err != nil || len(c.Events()) != 2 {
		t.Fatalf("%v", err)
	}
	call, step := c.Events()[0], c.Events()[1]
	start, err := call.GetStartAt()
	if err != nil || !start.Equal(at) || call.Id() != "a1@satchel" {
		t.Errorf("%s begins at %s (%v)", call.Id(), start, err)
	}
	if end, err := call.GetEndAt(); err != nil || !end.Equal(at.Add(time.Hour)) {
		t.Errorf("ends at %s (%v)", end, err)
	}
	if got := step.GetProperty(ical.ComponentPropertyDtStart).Value; got != "20261120" {
		t.Errorf("the day is %s", got)
	}
}
