package present

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
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
func SpanOf(metric string, chosen insight.Span) insight.Span {
	switch metric {
	case "pipeline", "tickets":
		return insight.Span{}
	}
	return chosen
}

// Gist is what a chart counts, in a few words beside its title; the whole definition is one press away.
func Gist(metric string, span insight.Span) string {
	switch metric {
	case "pipeline":
		return words.T("sum of amounts now, won and lost excluded")
	case "won":
		if span == (insight.Span{}) {
			return words.T("by real close date, last 12 months")
		}
		return words.T("by real close date")
	case "sources":
		return words.T("converted / created in the period")
	case "tickets":
		return words.T("open now, since creation")
	}
	return ""
}

// Bar writes one point of a chart for reading: its label, its value, and how many records stand behind it.
func Bar(c insight.Chart, p insight.Point) (label, value, n string) {
	return Month(p.Label), barValue(c, p), barCount(c, p)
}

func barValue(c insight.Chart, p insight.Point) string {
	switch {
	case !p.Known:
		return "–"
	case c.Unit == "money":
		return Amount(int64(p.Value), p.Currency)
	case c.Unit == "%":
		return words.Decimal(p.Value, 1) + " % (" + words.T("%s of %s", Number(p.Part()), Number(p.N)) + ")"
	}
	return Number(int64(p.Value))
}

func barCount(c insight.Chart, p insight.Point) string {
	n := "n " + Number(p.N)
	if c.Unit == "%" && p.N < 10 {
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
	if c.Unit == "money" && p.Currency != "" {
		title += ", " + p.Currency
	}
	return title
}

// NoBars tells whether a chart has nothing to show.
func NoBars(c insight.Chart) bool { return c.N == 0 }

// WriteCSV writes the numbers of a chart as a table, as the command line does: money in major units beside its currency, an unknown
// value empty.
func WriteCSV(w io.Writer, c insight.Chart) error {
	rows := [][]string{{"label", "currency", "value", "n"}}
	for _, p := range c.Points {
		value := ""
		switch {
		case !p.Known:
		case c.Unit == "money":
			value = crm.FormatMoney(int64(p.Value), p.Currency)
		default:
			value = strconv.FormatFloat(p.Value, 'f', -1, 64)
		}
		rows = append(rows, []string{p.Label, p.Currency, value, strconv.FormatInt(p.N, 10)})
	}
	out := csv.NewWriter(w)
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write the numbers: %w", err)
	}
	return nil
}
