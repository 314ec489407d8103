package chart

import (
	"math"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/words"
)

// quarters marks 0, a quarter, a half, three quarters and the whole of the axis; below 0 its half and its end.
type quarters struct {
	min, max float64
	unit     string
}

// Ticks implements plot.Ticker.
func (q quarters) Ticks(_, _ float64) []plot.Tick {
	var out []plot.Tick
	if q.min < 0 {
		for _, v := range []float64{q.min, q.min / 2} {
			out = append(out, plot.Tick{Value: v, Label: q.label(v)})
		}
	}
	for i := range 5 {
		v := q.max * float64(i) / 4
		out = append(out, plot.Tick{Value: v, Label: q.label(v)})
	}
	return out
}

// label is a number of the axis with the sign of its unit.
func (q quarters) label(v float64) string {
	switch n := words.Short(v); q.unit {
	case insight.Share:
		return n + " %"
	case insight.Days:
		return words.T("%s d", n)
	case insight.Working:
		return n + " h"
	default:
		return n
	}
}

// nice is the smallest round number above v that divides well by four.
func nice(v float64) float64 {
	if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 4
	}
	for _, top := range []float64{4, 8, 12} { // few records: whole numbers at the ticks
		if v*1.06 <= top {
			return top
		}
	}
	step := math.Pow10(int(math.Floor(math.Log10(v))))
	for _, m := range []float64{1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10} {
		if top := m * step; top >= v*1.06 {
			return top
		}
	}
	return math.Max(12*step, 4)
}

// Amount writes minor units of a currency with thousands marks, without decimals: "418,200 EUR".
func Amount(minor float64, currency string) string {
	digits := strconv.FormatInt(int64(math.Round(minor/math.Pow10(crm.MinorDigits(currency)))), 10)
	return strings.TrimSpace(words.Group(digits) + " " + currency)
}

// label makes a month of "2026-11" and leaves everything else. Many months, as long as they are of one year's length, go without
// their year, which would not fit.
func label(s string, of int) string {
	if isMonth(s) {
		day := crm.Date(s + "-01").In(time.UTC)
		if of > 6 && of <= 12 {
			return words.Time(day, "Jan")
		}
		return words.Time(day, "Jan 06")
	}
	return words.T(s)
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 18 {
		return string(r[:17]) + "…"
	}
	return s
}
