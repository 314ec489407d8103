package insight

import (
	"time"

	"satchel/app/crm"
)

// Span limits a chart to whole days; empty ends leave it to the chart.
type Span struct{ From, To crm.Date }

// Before is the equal period before: as many calendar months where the span is whole months, else as many days. False for a span without
// both ends.
func (s Span) Before() (Span, bool) {
	if s.From == "" || s.To == "" || s.To < s.From {
		return Span{}, false
	}
	from, to := s.From.In(time.UTC), s.To.In(time.UTC)
	after := to.AddDate(0, 0, 1)
	if from.Day() == 1 && after.Day() == 1 {
		months := (after.Year()-from.Year())*12 + int(after.Month()) - int(from.Month())
		return Span{crm.DateOf(from.AddDate(0, -months, 0)), crm.DateOf(from.AddDate(0, 0, -1))}, true
	}
	days := int(after.Sub(from).Hours() / 24)
	return Span{crm.DateOf(from.AddDate(0, 0, -days)), crm.DateOf(from.AddDate(0, 0, -1))}, true
}

// within limits a time field to the span; nil if the span is open.
func within(field string, span Span) crm.Expr {
	var from, to crm.Expr
	if span.From != "" {
		from = crm.Where(field, crm.Ge, string(span.From))
	}
	if span.To != "" {
		to = crm.Where(field, crm.Le, string(span.To))
	}
	return crm.AllOf(from, to)
}

// mostMonths is as many as a chart by month can show.
const mostMonths = 600

// monthsOf lists the months of a span, by default the last twelve, or this one and the next five.
func monthsOf(span Span, now time.Time, ahead bool) ([]string, error) {
	last := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	if ahead {
		last = last.AddDate(0, 5, 0)
	}
	if span.To != "" {
		last = span.To.In(time.UTC)
		last = last.AddDate(0, 0, 1-last.Day())
	}
	first := last.AddDate(0, -11, 0)
	if ahead {
		first = last.AddDate(0, -5, 0)
	}
	if span.From != "" {
		first = span.From.In(time.UTC)
		first = first.AddDate(0, 0, 1-first.Day())
	}
	var out []string
	for m := first; !m.After(last); m = m.AddDate(0, 1, 0) {
		if len(out) == mostMonths {
			return nil, crm.Errorf(crm.CodeInvalid, "A chart by month shows at most %d months; from %s to %s is longer. Choose a later beginning.",
				mostMonths, first.Format("2006-01"), last.Format("2006-01"))
		}
		out = append(out, m.Format("2006-01"))
	}
	return out, nil
}

// clip narrows a span to the months shown.
func (s Span) clip(months []string) Span {
	first, last := crm.Date(months[0]+"-01"), lastDay(months[len(months)-1])
	if s.From > first {
		first = s.From
	}
	if s.To != "" && s.To < last {
		last = s.To
	}
	return Span{first, last}
}

func lastDay(month string) crm.Date {
	return crm.DateOf(crm.Date(month+"-01").In(time.UTC).AddDate(0, 1, -1))
}

// before is the moment so many times 24 hours ago, as a filter writes it.
func (s Source) before(days int) string {
	return crm.InstantOf(s.Now.Add(-time.Duration(days) * 24 * time.Hour)).String()
}
