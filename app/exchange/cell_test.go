package exchange

import (
	"testing"
	"time"

	"satchel/app/crm"
)

func TestNumbersAreReadAsTheirColumnIsWritten(t *testing.T) {
	for _, c := range []struct {
		delimiter byte
		column    []string
		want      []string // "" = refused
		assumed   bool
	}{
		{',', []string{"1,234.50", "7", "-3.5"}, []string{"1234.5", "7", "-3.5"}, false},
		{',', []string{"1.234,50", "1.000", "7,5"}, []string{"1234.5", "1000", "7.5"}, false},
		{';', []string{"1.234"}, []string{"1234"}, true},
		{',', []string{"1,234"}, []string{"1234"}, true},
		{',', []string{"1'234.5", "2 000", "3\u202f000"}, []string{"1234.5", "2000", "3000"}, false},
		{',', []string{"(5.25)", "5.25-", "−5.25", "25 %"}, []string{"-5.25", "-5.25", "-5.25", "25"}, false},
		{',', []string{"1.5", "1,5", "2.5", "abc", "1.2.3"}, []string{"1.5", "", "2.5", "", ""}, false},
	} {
		var v numberVotes
		for _, cell := range c.column {
			v.look(cell)
		}
		m, assumed := v.decide(c.delimiter)
		if assumed != c.assumed {
			t.Errorf("%q: assumed %v", c.column, assumed)
		}
		f := crm.Field{Name: "n", Label: "N", Kind: crm.Decimal}
		for i, cell := range c.column {
			v, err := format{marks: m}.read(f, cell, "")
			got := ""
			if err == nil {
				got = crm.FormatText(f, v, crm.Locale{})
			}
			if got != c.want[i] {
				t.Errorf("%q in %q: %q, want %q", cell, c.column, got, c.want[i])
			}
		}
	}
}

func TestDatesAreReadAsTheirColumnIsWritten(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		column  []string
		want    []string
		assumed bool
	}{
		{[]string{"2026-03-04", "4.3.2026", "04.03.26"}, []string{"2026-03-04", "2026-03-04", "2026-03-04"}, false},
		{[]string{"3/4/2026", "12/31/2026"}, []string{"2026-03-04", "2026-12-31"}, false},
		{[]string{"3/4/2026", "31/12/2026"}, []string{"2026-04-03", "2026-12-31"}, false},
		{[]string{"3/4/2026"}, []string{"2026-04-03"}, true},
		{[]string{"2026/03/04", "4 Mar 2026", "March 4, 2026"}, []string{"2026-03-04", "2026-03-04", "2026-03-04"}, false},
		{[]string{"30/02/2026", "tomorrow", "13/13/2026", "n/a"}, []string{"", "", "", "none"}, false},
	} {
		var v dateVotes
		for _, cell := range c.column {
			v.look(cell)
		}
		order, assumed := v.decide(DateAuto)
		if assumed != c.assumed {
			t.Errorf("%q: assumed %v", c.column, assumed)
		}
		f := crm.Field{Name: "d", Label: "D", Kind: crm.Day}
		for i, cell := range c.column {
			v, err := format{order: order, now: now}.read(f, cell, "")
			got := crm.FormatText(f, v, crm.Locale{})
			if err == nil && v == nil {
				got = "none"
			}
			if got != c.want[i] {
				t.Errorf("%q in %q: %q %v, want %q", cell, c.column, got, err, c.want[i])
			}
		}
	}
	birthday := crm.Field{Name: "birthday", Label: "Birthday", Kind: crm.Day}
	if v, err := (format{now: now}).read(birthday, "1.2.34", ""); err != nil || v != crm.Date("1934-02-01") {
		t.Errorf("%v %v", v, err)
	}
}

func TestTimesAreReadInTheZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	f := crm.Field{Name: "at", Label: "At", Kind: crm.Moment}
	for cell, want := range map[string]string{
		"2026-07-01 14:30":          "2026-07-01T12:30:00.000Z",
		"1.7.2026 14:30:15":         "2026-07-01T12:30:15.000Z",
		"1/7/2026 2:30 pm":          "2026-07-01T12:30:00.000Z",
		"2026-07-01T14:30:00+09:00": "2026-07-01T05:30:00.000Z",
	} {
		v, err := format{zone: zone}.read(f, cell, "")
		if got := crm.FormatText(f, v, crm.Locale{}); got != want {
			t.Errorf("%q: %s %v, want %s", cell, got, err, want)
		}
	}
}

func TestEmailsYesNoAndAbsence(t *testing.T) {
	for _, c := range []struct {
		kind       crm.Kind
		cell, want string
	}{
		{crm.Emails, "Anna B <anna@b.org>, ben@c.org", "anna@b.org; ben@c.org"},
		{crm.Emails, "a@b.org ::: c@d.org", "a@b.org; c@d.org"},
		{crm.Emails, "a@b.org (work)", "a@b.org (work)"},
		{crm.Bool, "Ja", "yes"},
		{crm.Bool, "falsch", "no"},
		{crm.Bool, "N/A", ""},
		{crm.Text, "N/A", "N/A"},
		{crm.Day, "-", ""},
		{crm.Duration, "1:30", "5400"},
		{crm.Tags, "vip, fair", "vip; fair"},
	} {
		f := crm.Field{Name: "f", Label: "F", Kind: c.kind}
		v, err := format{marks: marks{'.', ','}}.read(f, c.cell, "")
		if got := crm.FormatText(f, v, crm.Locale{}); got != c.want || err != nil {
			t.Errorf("%s %q: %q %v, want %q", c.kind, c.cell, got, err, c.want)
		}
	}
}

func TestNamesAreCut(t *testing.T) {
	for name, want := range map[string]string{
		"Ana María de la Fuente": "Ana María|de la Fuente", "Ludwig van Beethoven": "Ludwig|van Beethoven", "Doe, Jane": "Jane|Doe",
		"Madonna": "|Madonna", "Kenji 田中": "Kenji|田中", "van Gogh": "van|Gogh", "  ": "|",
	} {
		first, last := splitName(name)
		if got := first + "|" + last; got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
