package present

import (
	"testing"
	"time"

	"satchel/app/crm"
)

var zone = time.FixedZone("here", 2*3600)

// now is a Sunday at noon.
var now = time.Date(2026, 11, 22, 12, 0, 0, 0, zone)

func at(days, hour, minute int) crm.Instant {
	return crm.InstantOf(time.Date(2026, 11, 22+days, hour, minute, 0, 0, zone))
}

func TestMoment(t *testing.T) {
	for _, c := range []struct {
		at   crm.Instant
		want string
	}{
		{0, ""},
		{at(0, 14, 0), "today 14:00"},
		{at(0, 0, 0), "today"},
		{at(1, 0, 0), "tomorrow"},
		{at(1, 9, 30), "tomorrow 09:30"},
		{at(4, 10, 0), "Thu 10:00"},
		{at(6, 0, 0), "Sat"},
		{at(20, 8, 0), "12 Dec"},
		{at(-1, 23, 59), "yesterday"},
		{at(-5, 8, 0), "5 days ago"},
		{at(-21, 8, 0), "3 weeks ago"},
		{at(-70, 8, 0), "2 months ago"},
		{at(-800, 8, 0), "13 Sep 2024"},
		{at(400, 8, 0), "27 Dec 2027"},
	} {
		if got := Moment(c.at, now); got != c.want {
			t.Errorf("%s is %q, want %q", c.at, got, c.want)
		}
	}
}

func TestDay(t *testing.T) {
	for day, want := range map[crm.Date]string{
		"2026-11-22": "today", "2026-11-23": "tomorrow", "2026-11-21": "yesterday", "2026-11-26": "Thu", "2026-12-12": "12 Dec", "2028-01-02": "2 Jan 2028", "nonsense": "nonsense",
	} {
		if got := Day(day, now); got != want {
			t.Errorf("%s is %q, want %q", day, got, want)
		}
	}
}

func TestOverdueAndSoon(t *testing.T) {
	for _, c := range []struct {
		at         crm.Instant
		late, soon string
	}{
		{0, "", ""},
		{at(0, 11, 48), "! overdue 12 min", ""},
		{at(0, 9, 0), "! overdue 3 h", ""},
		{at(-4, 11, 0), "! overdue 4 d", ""},
		{at(0, 12, 42), "", "in 42 min"},
		{at(0, 13, 10), "", "in 1 h 10 min"},
		{at(0, 14, 0), "", "in 2 h"},
		{at(1, 12, 0), "", ""},
	} {
		if late, soon := Overdue(c.at, now), Soon(c.at, now); late != c.late || soon != c.soon {
			t.Errorf("%s is %q %q, want %q %q", c.at, late, soon, c.late, c.soon)
		}
	}
}

func TestNumbers(t *testing.T) {
	for got, want := range map[string]string{
		Number(0): "0", Number(999): "999", Number(12480): "12,480", Number(-1234567): "-1,234,567",
		Amount(4850000, "EUR"): "48,500 EUR", Amount(123456, "EUR"): "1,234.56 EUR", Amount(500, "JPY"): "500 JPY",
		Length(45): "45 s", Length(2700): "45 min", Length(4800): "1 h 20 min", Length(7200): "2 h",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func entity(t *testing.T, name string) *crm.Entity {
	t.Helper()
	e, err := crm.Base().Entity(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestCells(t *testing.T) {
	s := Scene{Now: now, Titles: map[string]string{"o1": "Kanco"}}
	for _, c := range []struct {
		entity, field string
		values        crm.Values
		want          Cell
	}{
		{"contact", "name", crm.Values{"name": "Olu"}, Cell{Text: "Olu"}},
		{"contact", "organisation", crm.Values{"organisation": "o1"}, Cell{Text: "Kanco", Dim: true}},
		{"contact", "organisation", crm.Values{"organisation": "o2"}, Cell{Text: "not here", Dim: true}},
		{"contact", "next_step_at", nil, Cell{Text: "none", Dim: true}},
		{"contact", "next_step_at", crm.Values{"next_step_at": at(-4, 9, 0)}, Cell{Text: "! overdue 4 d", Tone: "red", Tag: true}},
		{"lead", "next_step_at", crm.Values{"next_step_at": at(-4, 9, 0), "status": crm.LeadLost}, Cell{Text: "4 days ago", Dim: true}},
		{"lead", "next_step_at", crm.Values{"status": crm.LeadWon}, Cell{}},
		{"deal", "amount", crm.Values{"amount": int64(123450), "currency": "EUR"}, Cell{Text: "1,234.50 EUR"}},
		{"deal", "stage", crm.Values{"stage": "Won"}, Cell{Text: "Won", Tone: "green", Tag: true}},
		{"deal", "close_date", crm.Values{"close_date": crm.Date("2026-11-20"), "stage": "Proposal"}, Cell{Text: "! overdue 1 d", Tone: "red", Tag: true}},
		{"deal", "close_date", crm.Values{"close_date": crm.Date("2026-11-22"), "stage": "Proposal"}, Cell{Text: "today"}},
		{"deal", "probability", crm.Values{"probability": 25.0}, Cell{Text: "25 %"}},
		{"ticket", "due_at", crm.Values{"due_at": at(0, 12, 42), "status": "Open"}, Cell{Text: "in 42 min", Tone: "amber", Tag: true}},
		{"ticket", "due_at", nil, Cell{}},
		{"activity", "done", crm.Values{"done": false}, Cell{Text: "no", Dim: true}},
	} {
		e := entity(t, c.entity)
		f, _ := e.Field(c.field)
		if got := s.Cell(e, f, crm.Record{Entity: c.entity, Values: c.values}); got != c.want {
			t.Errorf("%s.%s of %v: %+v, want %+v", c.entity, c.field, c.values, got, c.want)
		}
	}
}

func TestFilterParts(t *testing.T) {
	f, err := crm.ParseFilter(`address.city = "Berlin" and next_step_at in next 7 days and (tags contains "vip" or owner = me)`)
	if err != nil {
		t.Fatal(err)
	}
	parts := Parts(crm.Base(), "contact", f, nil)
	want := []string{"City is Berlin", "Next step within next 7 days", `Tags contain vip or Owner is me`}
	if len(parts) != len(want) {
		t.Fatalf("%d parts", len(parts))
	}
	for i, p := range parts {
		if p.Text != want[i] {
			t.Errorf("part %d is %q, want %q", i, p.Text, want[i])
		}
	}
	if got := WithPart(parts, 1, nil).String(); got != `address.city = "Berlin" and (tags contains "vip" or owner = me)` {
		t.Errorf("without the second part: %s", got)
	}
	if got := WithPart(parts[:1], 0, nil); got != nil {
		t.Errorf("without the only part: %v", got)
	}
}
