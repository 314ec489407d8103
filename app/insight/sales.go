package insight

import (
	"context"

	"satchel/app/crm"
)

// All definitions are those of the reference's section on charts and numbers; the traps it names are in the tests.

func pipeline() Metric {
	return Metric{
		Name: "pipeline", Title: "Open pipeline by stage", Board: "Sales", Unit: Money, Good: Up, Entity: "deal", Now: true,
		Gist:       "sum of amounts now, won and lost excluded",
		Definition: "Sum of the amounts of open deals per stage now; won and lost deals are left out, amounts without an exchange rate stay in their currency.",
		series: []series{{
			where: []filter{isOpen("deal")}, at: "close_date", by: axis{field: "stage", open: true}, measure: crm.Measure{Fn: crm.Sum, Field: "amount"},
		}},
	}
}

func forecast() Metric {
	return Metric{
		Name: "forecast", Title: "Forecast by month", Board: "Sales", Unit: Money, Good: Up, Entity: "deal", Now: true,
		Gist: "amount × probability of open deals; won beside it",
		Definition: "Weighted: amount × probability of open deals by the month in which they are expected to close, from this month on. Won: amounts of " +
			"deals won in that month. Lost deals count nothing; amounts without an exchange rate stay in their currency.",
		series: []series{
			{
				name: "Weighted", where: []filter{isOpen("deal")}, at: "close_date", by: axis{ahead: true},
				measure: crm.Measure{Fn: crm.Sum, Field: "amount", Weight: "probability"},
			},
			{name: "Won", where: []filter{is(`stage = "Won"`)}, at: "closed_at", by: axis{ahead: true}, measure: crm.Measure{Fn: crm.Sum, Field: "amount"}},
		},
	}
}

func categories() Metric {
	return Metric{
		Name: "categories", Title: "Forecast by category", Board: "Sales", Unit: Money, Good: Up, Entity: "deal", Now: true, Lies: true,
		Gist:       "open deals, as people judge them",
		Definition: "Sum of the amounts of open deals by the forecast category that a person gave them, whatever their stage; amounts without an exchange rate stay in their currency.",
		series: []series{{
			where: []filter{isOpen("deal")}, by: axis{field: "forecast", none: "No category"}, measure: crm.Measure{Fn: crm.Sum, Field: "amount"},
		}},
	}
}

func won() Metric {
	return Metric{
		Name: "won", Title: "Won by month", Board: "Sales", Unit: Money, Good: Up, Entity: "deal",
		Gist:       "by real close date",
		Definition: "Sum of the amounts of won deals by the month in which they were closed; months without a win are 0, amounts without an exchange rate stay in their currency.",
		series:     []series{{where: []filter{is(`stage = "Won"`)}, at: "closed_at", measure: crm.Measure{Fn: crm.Sum, Field: "amount"}}},
	}
}

func winRate() Metric {
	return Metric{
		Name: "win_rate", Title: "Win rate", Board: "Sales", Unit: Share, Good: Up, Entity: "deal",
		Gist:       "won / (won + lost), by close date",
		Definition: "Per month: won deals / all deals that were won or lost in it. Open deals count nowhere, however old they are.",
		series:     []series{{where: []filter{is(`stage in ("Won", "Lost")`)}, part: is(`stage = "Won"`), at: "closed_at"}},
	}
}

func cycle() Metric {
	length := func(fn crm.Fn) crm.Measure { return crm.Measure{Fn: fn, Field: "closed_at", Since: crm.FieldCreatedAt} }
	one := func(name, stage string, fn crm.Fn) series {
		return series{
			name: name, where: []filter{is(`closed_at >= created_at`)}, at: "closed_at", measure: length(fn),
			by: axis{classes: []class{{stage, is(`stage = "` + stage + `"`)}}},
		}
	}
	return Metric{
		Name: "cycle", Title: "Sales cycle", Board: "Sales", Unit: Days, Good: Down, Entity: "deal",
		Gist: "days from creation to close",
		Definition: "Days from the creation of a deal to its close in the period: the median, half took less, and the mean; lost deals apart. " +
			"Deals that were closed before they were created say nothing and are left out.",
		series: []series{
			one("Median", crm.DealWon, crm.Median), one("Median", crm.DealLost, crm.Median),
			one("Mean", crm.DealWon, crm.Avg), one("Mean", crm.DealLost, crm.Avg),
		},
	}
}

func lost() Metric {
	return Metric{
		Name: "lost", Title: "Reasons for losses", Board: "Sales", Good: Down, Entity: "deal", Lies: true,
		Gist:       "lost deals of the period",
		Definition: "Deals lost in the period by their reason. Case and accents make no other reason.",
		series:     []series{{where: []filter{is(`stage = "Lost"`)}, at: "closed_at", by: axis{field: "lost_reason", none: "No reason"}}},
	}
}

func velocity() Metric {
	return Metric{
		Name: "velocity", Title: "Sales velocity", Board: "Sales", Unit: Money, Good: Up, Entity: "deal",
		Gist: "what the pipeline brings a day",
		Definition: "Open deals × mean amount of won deals × win rate / median sales cycle in days: what the pipeline brings a day if all goes on as in " +
			"the period. Each currency by itself; not known without a win.",
		figure: velocities, labels: []string{perDay},
	}
}

const perDay = "a day"

// velocities has a point for each currency of open deals, which are the records behind it.
func velocities(ctx context.Context, s Source, span Span) ([]Point, error) {
	ask := func(m crm.Measure, where ...crm.Expr) (map[string]crm.Row, []string, error) {
		rows, err := s.Store.Rows(ctx, crm.Query{
			Entity: "deal", Where: crm.AllOf(where...), Group: []crm.Group{{Field: "currency"}}, Measure: []crm.Measure{m},
		})
		out, order := map[string]crm.Row{}, []string{}
		for _, r := range rows {
			out[text(r.Keys[0])] = r
			order = append(order, text(r.Keys[0]))
		}
		return out, order, err
	}
	closed := within("closed_at", span)
	open, order, err := ask(crm.Measure{Fn: crm.Count}, isOpen("deal")(s), crm.Cond{Path: "amount", Op: crm.NotEmpty})
	if err != nil {
		return nil, err
	}
	isWon := crm.Where("stage", crm.Eq, crm.DealWon)
	amounts, _, err := ask(crm.Measure{Fn: crm.Avg, Field: "amount"}, isWon, closed)
	if err != nil {
		return nil, err
	}
	all, _, err := ask(crm.Measure{Fn: crm.Count}, crm.Where("stage", crm.In, crm.DealWon, crm.DealLost), closed)
	if err != nil {
		return nil, err
	}
	cycles, _, err := ask(crm.Measure{Fn: crm.Median, Field: "closed_at", Since: crm.FieldCreatedAt}, isWon, closed, is(`closed_at >= created_at`)(s))
	if err != nil {
		return nil, err
	}
	var out []Point
	for _, currency := range order {
		p := Point{Label: perDay, Currency: currency, N: open[currency].N, Where: crm.AllOf(
			isOpen("deal")(s), crm.Cond{Path: "amount", Op: crm.NotEmpty}, purse{field: crm.Field{Name: "amount", Currency: "currency"}}.where(currency),
		)}
		amount, rate := amounts[currency], float64(amounts[currency].N)/float64(max(all[currency].N, 1))
		days := 0.0
		if r, ok := cycles[currency]; ok {
			days, _ = r.Values[0].(float64)
		}
		if days > 0 && amount.N > 0 {
			mean, _ := amount.Values[0].(float64)
			p.Value, p.Known = round(float64(p.N)*mean*rate/days), true
		}
		out = append(out, p)
	}
	return out, nil
}
