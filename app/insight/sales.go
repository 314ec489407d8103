package insight

import (
	"context"
	"fmt"
	"slices"
	"time"

	"satchel/app/crm"
	"satchel/app/fold"
)

// pipeline: features, section 5 "Pipeline by stage".
func pipeline() Metric {
	return Metric{
		Name: "pipeline", Title: "Open pipeline by stage", Unit: "money", Entity: "deal",
		Definition: "Sum of the amounts of open deals per stage now; won and lost deals are left out, currencies stay apart.",
		points: func(ctx context.Context, s Source, span Span) ([]Point, error) {
			stages := s.open("deal", "stage")
			rows, err := s.Store.Rows(ctx, crm.Query{
				Entity: "deal", Where: crm.AllOf(crm.Where("stage", crm.In, stages...), within("close_date", span)),
				Group:   []crm.Group{{Field: "currency"}, {Field: "stage"}},
				Measure: []crm.Measure{{Fn: crm.Sum, Field: "amount"}},
			})
			if err != nil {
				return nil, err
			}
			var points []Point
			for _, currency := range currencies(rows, 0) {
				for _, stage := range stages {
					p := Point{
						Label: stage, Currency: currency, Known: true,
						Where: crm.AllOf(crm.Where("stage", crm.Eq, stage), isCurrency(currency), within("close_date", span)),
					}
					for _, r := range rows {
						if text(r.Keys[0]) == currency && text(r.Keys[1]) == stage {
							p.Value, p.N = number(r.Values[0]), r.N
						}
					}
					points = append(points, p)
				}
			}
			return points, nil
		},
	}
}

// won: features, section 5 "Won by month"; months without a win are 0, not missing.
func won() Metric {
	return Metric{
		Name: "won", Title: "Won by month", Unit: "money", Entity: "deal",
		Definition: "Sum of the amounts of won deals by the month in which they were closed; months without a win are 0, currencies stay apart.",
		points: func(ctx context.Context, s Source, span Span) ([]Point, error) {
			months, err := monthsOf(span, s.now())
			if err != nil || len(months) == 0 {
				return nil, err
			}
			first, last := crm.Date(months[0]+"-01"), lastDay(months[len(months)-1])
			if span.From > first {
				first = span.From
			}
			if span.To != "" && span.To < last {
				last = span.To
			}
			where := crm.AllOf(crm.Where("stage", crm.Eq, crm.DealWon), within("closed_at", Span{first, last}))
			rows, err := s.Store.Rows(ctx, crm.Query{
				Entity: "deal", Where: where,
				Group:   []crm.Group{{Field: "currency"}, {Field: "closed_at", Bucket: crm.ByMonth}},
				Measure: []crm.Measure{{Fn: crm.Sum, Field: "amount"}},
			})
			if err != nil {
				return nil, err
			}
			var points []Point
			for _, currency := range currencies(rows, 0) {
				for _, month := range months {
					p := Point{
						Label: month, Currency: currency, Known: true,
						Where: crm.AllOf(where, isCurrency(currency), crm.Within("closed_at", month)),
					}
					for _, r := range rows {
						if text(r.Keys[0]) == currency && text(r.Keys[1]) == month {
							p.Value, p.N = number(r.Values[0]), r.N
						}
					}
					points = append(points, p)
				}
			}
			return points, nil
		},
	}
}

// sources: features, section 5 "Lead conversion" and "Lead source": a cohort of the creation date; spellings of one source count as
// one, and a blank source is told apart from none.
func sources() Metric {
	return Metric{
		Name: "sources", Title: "Lead source conversion", Unit: "%", Entity: "lead",
		Definition: "Per source: converted leads / all leads created in the period. Case and accents make no other source.",
		points: func(ctx context.Context, s Source, span Span) ([]Point, error) {
			cohort := within(crm.FieldCreatedAt, span)
			rows, err := s.Store.Rows(ctx, crm.Query{
				Entity: "lead", Where: cohort, Group: []crm.Group{{Field: "source"}, {Field: "status"}}, Measure: []crm.Measure{{Fn: crm.Count}},
			})
			if err != nil {
				return nil, err
			}
			type tally struct {
				label    string
				all, won int64
			}
			tallies := map[string]*tally{}
			var keys []string
			for _, r := range rows {
				label := text(r.Keys[0])
				key := fold.Text(label) // as filters compare
				if tallies[key] == nil {
					tallies[key] = &tally{label: label}
					keys = append(keys, key)
				}
				tallies[key].all += r.N
				if text(r.Keys[1]) == crm.LeadWon {
					tallies[key].won += r.N
				}
			}
			slices.SortStableFunc(keys, func(a, b string) int { return int(tallies[b].all - tallies[a].all) })
			var points []Point
			for _, key := range keys {
				t := tallies[key]
				p := Point{
					Label: t.label, N: t.all, Known: true, Value: 100 * float64(t.won) / float64(t.all), Note: fmt.Sprintf("%d of %d", t.won, t.all),
					Where: crm.AllOf(crm.Where("source", crm.Eq, t.label), cohort),
				}
				if key == "" {
					p.Label, p.Where = "No source", crm.AllOf(crm.Cond{Path: "source", Op: crm.Empty}, cohort)
				}
				points = append(points, p)
			}
			return points, nil
		},
	}
}

// mostMonths is as many as a chart by month can show.
const mostMonths = 600

// monthsOf lists the months of a span, by default the last twelve.
func monthsOf(span Span, now time.Time) ([]string, error) {
	last := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	if span.To != "" {
		last = span.To.In(time.UTC)
		last = last.AddDate(0, 0, 1-last.Day())
	}
	first := last.AddDate(0, -11, 0)
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

func lastDay(month string) crm.Date {
	return crm.DateOf(crm.Date(month+"-01").In(time.UTC).AddDate(0, 1, -1))
}

func isCurrency(currency string) crm.Expr {
	if currency == "" {
		return crm.Cond{Path: "currency", Op: crm.Empty}
	}
	return crm.Where("currency", crm.Eq, currency)
}

// currencies lists the group values of a column, the one with most records first.
func currencies(rows []crm.Row, key int) []string {
	n := map[string]int64{}
	var out []string
	for _, r := range rows {
		c := text(r.Keys[key])
		if _, ok := n[c]; !ok {
			out = append(out, c)
		}
		n[c] += r.N
	}
	slices.SortStableFunc(out, func(a, b string) int { return int(n[b] - n[a]) })
	return out
}

func text(v any) string { s, _ := v.(string); return s }

func number(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}
