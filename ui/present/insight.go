package present

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/words"
)

// Periods are the choices of the Insight page, the first is where it begins.
var Periods = []string{words.Key("Last 12 months"), words.Key("This quarter"), words.Key("This month"), words.Key("This year"), words.Key("All")}

// Span turns a choice of [Periods] into days; "All" and anything unknown is open.
func Span(period string, now time.Time) insight.Span {
	if period == "Last 12 months" { // eleven whole months and the running one
		first := time.Date(now.Year(), now.Month()-11, 1, 0, 0, 0, 0, now.Location())
		return insight.Span{From: crm.DateOf(first), To: crm.DateOf(first.AddDate(0, 12, -1))}
	}
	p, ok := crm.ParsePeriod(period, crm.Env{Now: now, Zone: now.Location()})
	if !ok {
		return insight.Span{}
	}
	from, to := p.Days()
	return insight.Span{From: from, To: to}
}

// SpanOf is the span that a chart is asked for. What is open now is counted now, whatever the period: an old open ticket must not
// vanish from "this month".
func SpanOf(m insight.Metric, chosen insight.Span) insight.Span {
	if m.Now {
		return insight.Span{}
	}
	return chosen
}

// Compared writes the number over the whole period and how the equal period before was; "" where there is no such number.
func Compared(c insight.Chart) string {
	if !c.Total.Known {
		return ""
	}
	text := value(c, c.Total)
	if !c.Before.Known {
		return text
	}
	return words.T("%s · %s the period before", text, value(c, c.Before))
}

// Change tells how the number went since the period before: "green" for better, "red" for worse, "" for neither.
func Change(c insight.Chart) Tone {
	if !c.Total.Known || !c.Before.Known || c.Good == insight.Neither || c.Total.Value == c.Before.Value {
		return ""
	}
	if (c.Total.Value > c.Before.Value) == (c.Good == insight.Up) {
		return "green"
	}
	return "red"
}

// Earlier writes the days of the period before.
func Earlier(c insight.Chart, now time.Time) string {
	if c.Earlier.From == "" {
		return ""
	}
	return words.T("compared with %s to %s", Day(c.Earlier.From, now), Day(c.Earlier.To, now))
}

// mostRates is how many rates are named; a list has all of them.
const mostRates = 6

// Rates says by which rates amounts were converted, the last ones first; "" where none was.
func Rates(c insight.Chart, now time.Time) string {
	said := make([]string, 0, mostRates)
	for _, r := range c.Rates[:min(len(c.Rates), mostRates)] {
		said = append(said, words.T("%s %s from %s", words.Decimal(r.Value, -1), r.Currency, Day(r.From, now)))
	}
	switch more := len(c.Rates) - len(said); {
	case len(said) == 0:
		return ""
	case more > 0:
		said = append(said, words.N(int64(more), "%s more", "%s more"))
	}
	return words.T("Converted with the rate of each day: %s.", strings.Join(said, "; "))
}

// Bar writes one point of a chart for reading: its label, its value, and how many records stand behind it.
func Bar(c insight.Chart, p insight.Point) (label, value, n string) {
	label = Month(p.Label)
	if p.Series != "" {
		label += " · " + Month(p.Series)
	}
	return label, barValue(c, p), barCount(c, p)
}

func barValue(c insight.Chart, p insight.Point) string {
	text := value(c, p)
	if p.Known && c.Unit == insight.Share {
		text += " (" + words.T("%s of %s", Number(p.Part()), Number(p.N)) + ")"
	}
	return text
}

// value writes a number with its unit.
func value(c insight.Chart, p insight.Point) string {
	switch {
	case !p.Known:
		return "–"
	case c.Unit == insight.Money:
		return Amount(int64(p.Value), p.Currency)
	case c.Unit == insight.Share:
		return words.Decimal(p.Value, 1) + " %"
	case c.Unit == insight.Working:
		return Length(int64(p.Value))
	case c.Unit == insight.Days:
		return words.T("%s days", words.Decimal(p.Value, 1))
	case c.Unit == insight.Points:
		return words.Decimal(p.Value, 0)
	}
	if p.Value != math.Trunc(p.Value) {
		return words.Decimal(p.Value, 2)
	}
	return Number(int64(p.Value))
}

func barCount(c insight.Chart, p insight.Point) string {
	n := "n " + Number(p.N)
	if (c.Unit == insight.Share || c.Unit == insight.Points) && p.N < 10 {
		n += ", n < 10"
	}
	return n
}

// Month writes "2026-11" as "Nov 2026" and leaves everything else.
func Month(s string) string {
	if t, err := time.Parse("2006-01", s); err == nil && len(s) == 7 {
		return words.Time(t, "Jan 2006")
	}
	return words.T(s)
}

// BarTitle names the list that a bar opens.
func BarTitle(c insight.Chart, p insight.Point) string {
	title := words.T(c.Title) + ": " + Month(p.Label)
	if p.Series != "" {
		title += ", " + Month(p.Series)
	}
	if c.Unit == insight.Money && p.Currency != "" {
		title += ", " + p.Currency
	}
	return title
}

// NoBars tells whether a chart has nothing to show.
func NoBars(c insight.Chart) bool { return c.N == 0 }

// WriteCSV writes the numbers of a chart as a table: money in major units beside its currency, an unknown value empty, working time in
// seconds. Where there are several numbers side by side, each row says which.
func WriteCSV(w io.Writer, c insight.Chart) error {
	rows := [][]string{{"label", "currency", "value", "n"}}
	several := slices.ContainsFunc(c.Points, func(p insight.Point) bool { return p.Series != "" })
	if several {
		rows[0] = append([]string{"series"}, rows[0]...)
	}
	for _, p := range c.Points {
		value := ""
		switch {
		case !p.Known:
		case c.Unit == insight.Money:
			value = crm.FormatMoney(int64(p.Value), p.Currency)
		default:
			value = strconv.FormatFloat(p.Value, 'f', -1, 64)
		}
		row := []string{p.Label, p.Currency, value, strconv.FormatInt(p.N, 10)}
		if several {
			row = append([]string{p.Series}, row...)
		}
		rows = append(rows, row)
	}
	out := csv.NewWriter(w)
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write the numbers: %w", err)
	}
	return nil
}
