package crm

import (
	"testing"
	"time"
)

var testEnv = Env{Now: time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC), Zone: time.UTC, Me: "me-id"}

func TestFilterPrintsWhatItParsed(t *testing.T) {
	for _, text := range []string{
		`stage = "Won" and amount >= 1000 and close_date in 2017-Q2`,
		`status in ("New", "Open") and not (owner = me or due_at is empty)`,
		`next_step_at in next 7 days and organisation.industry contains "steel"`,
		`not not name is set`,
		`a = 1 or b = 2 and c = 3`,
		`(a = 1 or b = 2) and c not in (1, 2)`,
		`name = "say \"yes\" and (no)"`,
	} {
		e, err := ParseFilter(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := e.String(); got != text {
			t.Errorf("printed\n%s\nwant\n%s", got, text)
		}
	}
}

func TestFilterErrorsNameThePlace(t *testing.T) {
	for text, want := range map[string]string{
		`stage =`:             `The filter needs a value at character 8, where it has the end.`,
		`= 5`:                 `The filter needs the name of a field at character 1, where it has "=".`,
		`stage is nothing`:    `The filter needs "empty" at character 10, where it has "nothing".`,
		`name = "open`:        `The quotation mark at character 8 is not closed.`,
		`(a = 1`:              `The filter needs ")" at character 7, where it has the end.`,
		`a = 1 b = 2`:         `The filter needs and, or, or the end at character 7, where it has "b".`,
		`größe = "x" und y=1`: `The filter needs and, or, or the end at character 13, where it has "und".`,
	} {
		_, err := ParseFilter(text)
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestBindTurnsWordsIntoValues(t *testing.T) {
	for text, want := range map[string]string{
		`stage = won`:                   `stage = "Won"`,
		`amount >= 1000.5`:              `amount >= "1000.50"`,
		`close_date in 2017-Q2`:         `close_date >= "2017-04-01" and close_date < "2017-07-01"`,
		`close_date > this month`:       `close_date >= "2026-12-01"`,
		`close_date in last 7 days`:     `close_date >= "2026-11-15" and close_date < "2026-11-22"`,
		`next_step_at < today`:          `next_step_at < "2026-11-22T00:00:00.000Z"`,
		`next_step_at < now`:            `next_step_at < "2026-11-22T15:00:00.000Z" and next_step_at != "2026-11-22T00:00:00.000Z"`,
		`next_step_at >= now`:           `next_step_at >= "2026-11-22T15:00:00.000Z" or next_step_at = "2026-11-22T00:00:00.000Z"`,
		`closed_at < now`:               `closed_at < "2026-11-22T15:00:00.000Z"`,
		`owner = me`:                    `owner = "me-id"`,
		`owner = "me"`:                  `owner = "me"`,
		`organisation.address.city = x`: `organisation.address.city = "x"`,
		`close_date not in (today)`:     `not (close_date >= "2026-11-22" and close_date < "2026-11-23")`,
	} {
		e, err := ParseFilter(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		bound, err := Base().Bind("deal", e, testEnv)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if or, ok := bound.(Or); ok && len(or) == 1 {
			bound = or[0]
		}
		if got := bound.String(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{`nothing = 1`, `stage = Perhaps`, `amount >= many`, `amount = 1.999`, `close_date in soon`, `owner < me`, `about.name = x`, `amount contains 5`} {
		e, err := ParseFilter(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if _, err := Base().Bind("deal", e, testEnv); CodeOf(err) != CodeInvalid {
			t.Errorf("%s: bound, want an error", text)
		}
	}
}

func TestPeriodsAreWholeDaysInTheZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zone data on this machine")
	}
	// 23:30 UTC on Saturday is already Sunday, the day of the clock change, in Berlin.
	env := Env{Now: time.Date(2026, 10, 24, 23, 30, 0, 0, time.UTC), Zone: berlin}
	p, ok := ParsePeriod("today", env)
	if !ok || p.To.Sub(p.From) != 25*time.Hour {
		t.Errorf("today lasts %v, want the 25 hours of 25 October 2026", p.To.Sub(p.From))
	}
	for text, want := range map[string][2]Date{
		"this week":      {"2026-10-19", "2026-10-25"},
		"next week":      {"2026-10-26", "2026-11-01"},
		"last 2 months":  {"2026-08-01", "2026-09-30"},
		"this quarter":   {"2026-10-01", "2026-12-31"},
		"next 7 days":    {"2026-10-25", "2026-10-31"},
		"2020-W53":       {"2020-12-28", "2021-01-03"},
		"2024-02":        {"2024-02-01", "2024-02-29"},
		"2017-q2":        {"2017-04-01", "2017-06-30"},
		"last year":      {"2025-01-01", "2025-12-31"},
		"2026-10-24":     {"2026-10-24", "2026-10-24"},
		"next 2 quarter": {"2027-01-01", "2027-06-30"},
	} {
		p, ok := ParsePeriod(text, env)
		if first, last := p.Days(); !ok || first != want[0] || last != want[1] {
			t.Errorf("%s: %s to %s, want %s to %s", text, first, last, want[0], want[1])
		}
	}
}
