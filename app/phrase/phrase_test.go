package phrase

import (
	"testing"
	"time"

	"satchel/app/crm"
)

// wednesday is when the tests happen.
var wednesday = time.Date(2026, time.November, 18, 14, 2, 0, 0, time.UTC)

func at(month time.Month, day, hour, minute int) crm.Instant {
	return crm.InstantOf(time.Date(2026, month, day, hour, minute, 0, 0, time.UTC))
}

func TestMoment(t *testing.T) {
	for text, want := range map[string]crm.Instant{
		"today":                 at(11, 18, 0, 0),
		"heute 16 Uhr":          at(11, 18, 16, 0),
		"tomorrow":              at(11, 19, 0, 0),
		"morgen früh":           at(11, 19, 9, 0),
		"tomorrow at 10":        at(11, 19, 10, 0),
		"morgen um 9":           at(11, 19, 9, 0),
		"übermorgen 8:30":       at(11, 20, 8, 30),
		"Thu 10:00":             at(11, 19, 10, 0),
		"thu 10.30":             at(11, 19, 10, 30),
		"Do 10 Uhr":             at(11, 19, 10, 0),
		"Donnerstag, 10:00 Uhr": at(11, 19, 10, 0),
		"next tue 3pm":          at(11, 24, 15, 0),
		"wednesday":             at(11, 25, 0, 0),
		"in 3 days":             at(11, 21, 0, 0),
		"in 3 Tagen":            at(11, 21, 0, 0),
		"in two weeks":          at(12, 2, 0, 0),
		"+3d":                   at(11, 21, 0, 0),
		"3 days ago":            at(11, 15, 0, 0),
		"vor 2 Wochen":          at(11, 4, 0, 0),
		"in 1 month":            at(12, 18, 0, 0),
		"next week":             at(11, 23, 0, 0),
		"nächste Woche 9:00":    at(11, 23, 9, 0),
		"nächsten Monat":        at(12, 1, 0, 0),
		"12.12.":                at(12, 12, 0, 0),
		"12.12":                 at(12, 12, 0, 0),
		"12.12. 9:00":           at(12, 12, 9, 0),
		"12.12.26":              at(12, 12, 0, 0),
		"12. Dezember 10 Uhr":   at(12, 12, 10, 0),
		"Sat 12 Dec 2026":       at(12, 12, 0, 0),
		"Dec 24th":              at(12, 24, 0, 0),
		"2026-12-31 14:30":      at(12, 31, 14, 30),
		"16:45":                 at(11, 18, 16, 45),
		"yesterday":             at(11, 17, 0, 0),
		"letzten Freitag":       at(11, 13, 0, 0),
	} {
		if got, ok := Moment(text, wednesday); !ok || got != want {
			t.Errorf("%q is %s (%t), want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "whenever", "32.12.", "31.2.", "25:00", "thu 10:99", "may", "3", "in days", "march hare 3"} {
		if got, ok := Moment(text, wednesday); ok {
			t.Errorf("%q is %s, want not understood", text, got)
		}
	}
}

func TestDatesWithoutAYearAreNear(t *testing.T) {
	for text, want := range map[string]crm.Date{"3.1.": "2027-01-03", "1. Nov": "2026-11-01", "29.2.": "2028-02-29", "18.5.": "2027-05-18"} {
		if got, ok := Day(text, wednesday); !ok || got != want {
			t.Errorf("%q is %s (%t), want %s", text, got, ok, want)
		}
	}
	january := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	if got, _ := Day("in 1 month", january); got != "2026-02-28" {
		t.Errorf("a month after 31 January is %s", got)
	}
}

func TestHoursAreThoseOfTheClockOnTheWall(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones here")
	}
	saturday := time.Date(2026, 10, 24, 12, 0, 0, 0, berlin) // the clocks go back in the night
	got, ok := Moment("tomorrow 10:00", saturday)
	if want := time.Date(2026, 10, 25, 9, 0, 0, 0, time.UTC); !ok || !got.Time().Equal(want) {
		t.Errorf("tomorrow 10:00 is %s, want %s", got, want)
	}
}

func TestFind(t *testing.T) {
	type found struct {
		rest string
		at   crm.Instant
	}
	for text, want := range map[string]found{
		"call Thu 10:00":            {"call", at(11, 19, 10, 0)},
		"call her on Thursday":      {"call her", at(11, 19, 0, 0)},
		"Angebot senden bis 12.12.": {"Angebot senden", at(12, 12, 0, 0)},
		"tomorrow 9:00 send it":     {"send it", at(11, 19, 9, 0)},
		"nachfassen Do. um 10":      {"nachfassen", at(11, 19, 10, 0)},
		"offer for 3.5 tons":        {"offer for 3.5 tons", 0},
		"sat down for 3 days":       {"sat down for 3 days", 0},
		"wants 10.30 m of it":       {"wants 10.30 m of it", 0},
		"call back in 3 days":       {"call back", at(11, 21, 0, 0)},
		"do it, so she may":         {"do it, so she may", 0},
	} {
		at, rest, _ := Find(text, wednesday)
		if at != want.at || rest != want.rest {
			t.Errorf("%q is %q %s, want %q %s", text, rest, at, want.rest, want.at)
		}
	}
}

func TestRead(t *testing.T) {
	for text, want := range map[string]Line{
		"called Anna Kanco wants an offer; next: call Thu 10:00": {Kind: "call", Text: "Anna Kanco wants an offer", Next: "call", NextAt: at(11, 19, 10, 0)},
		"Anna Kanco angerufen, will ein Angebot; dann: Angebot senden morgen 9 Uhr": {
			Kind: "call", Text: "Anna Kanco will ein Angebot", Next: "Angebot senden", NextAt: at(11, 19, 9, 0),
		},
		"Anna called, wants an offer":               {Kind: "call", Direction: "in", Text: "Anna wants an offer"},
		"met with Olu; send the contract in 3 days": {Kind: "meeting", Text: "Olu", Next: "send the contract", NextAt: at(11, 21, 0, 0)},
		"meeting Kanco Fri 10:00":                   {Kind: "meeting", Text: "Kanco", At: at(11, 20, 10, 0)},
		"m: lunch with Olu tomorrow 12:30":          {Kind: "meeting", Text: "lunch with Olu", At: at(11, 19, 12, 30)},
		"Besuch bei Weiß Optik gestern":             {Kind: "visit", Text: "Weiß Optik", At: at(11, 17, 0, 0)},
		"wants an offer -> next week":               {Text: "wants an offer", Next: "next week", NextAt: at(11, 23, 0, 0)},
		"call":                                      {Kind: "call"},
		"wants a call about it":                     {Text: "wants a call about it"},
		"":                                          {},
	} {
		if got := Read(text, wednesday); got != want {
			t.Errorf("%q is\n  %+v, want\n  %+v", text, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("called Anna Kanco wants an offer; next: call Thu 10:00")
	f.Add("-> +9999 years")
	f.Fuzz(func(_ *testing.T, text string) {
		Read(text, wednesday)
		Moment(text, wednesday)
		Day(text, wednesday)
	})
}
