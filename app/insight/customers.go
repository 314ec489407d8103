package insight

import (
	"context"
	"math"

	"satchel/app/crm"
)

func round(v float64) float64 { return math.Round(v) }

func sources() Metric {
	return Metric{
		Name: "sources", Title: "Lead source conversion", Board: "Marketing", Unit: Share, Good: Up, Entity: "lead", Lies: true,
		Gist:       "converted / created in the period",
		Definition: "Per source: converted leads / all leads created in the period. Case and accents make no other source.",
		series:     []series{{part: is(`status = "Won"`), at: crm.FieldCreatedAt, by: axis{field: "source", none: "No source"}}},
	}
}

func sourceWon() Metric {
	return Metric{
		Name: "source_won", Title: "Won by source", Board: "Marketing", Unit: Money, Good: Up, Entity: "deal", Lies: true,
		Gist:       "won amounts, by real close date",
		Definition: "Per source: sum of the amounts of deals won in the period; amounts without an exchange rate stay in their currency. Case and accents make no other source.",
		series: []series{{
			where: []filter{is(`stage = "Won"`)}, at: "closed_at", by: axis{field: "source", none: "No source"}, measure: crm.Measure{Fn: crm.Sum, Field: "amount"},
		}},
	}
}

func conversion() Metric {
	return Metric{
		Name: "conversion", Title: "Lead conversion by month", Board: "Marketing", Unit: Share, Good: Up, Entity: "lead",
		Gist:       "converted so far / created in the month",
		Definition: "Of the leads created in a month those that were converted until now, whenever that was. Young months are still growing.",
		series:     []series{{part: is(`status = "Won"`), at: crm.FieldCreatedAt}},
	}
}

func untouched() Metric {
	between := func(label string, from, to int) class { // days ago
		return class{label, func(s Source) crm.Expr {
			var old, young crm.Expr
			if to > 0 {
				old = crm.Where(crm.Touched, crm.Gt, s.before(to))
			}
			if from > 0 {
				young = crm.Where(crm.Touched, crm.Le, s.before(from))
			}
			return crm.AllOf(young, old)
		}}
	}
	return Metric{
		Name: "untouched", Title: "Untouched leads", Board: "Marketing", Good: Down, Entity: "lead", Now: true,
		Gist:       "open now, since somebody last reached them",
		Definition: "Open leads by the days since a call, mail, letter, meeting or visit last took place, or since they came. Tasks, notes and what a program sent reach nobody.",
		series: []series{{where: []filter{isOpen("lead")}, by: axis{classes: []class{
			between("up to 7 days", 0, 8), between("8 to 14 days", 8, 15), between("15 to 30 days", 15, 31), between("over 30 days", 31, 0),
		}}}},
	}
}

func recommendation() Metric {
	return Metric{
		Name: "nps", Title: "Recommendation (NPS)", Board: "Customers", Unit: Points, Good: Up, Entity: "contact",
		Gist:       "9 and 10 minus 0 to 6",
		Definition: "Of the contacts who said in the period from 0 to 10 how gladly they recommend us: the share of 9 and 10 minus the share of 0 to 6, by month.",
		figure:     recommendations,
	}
}

// recommendations has a point for each month.
func recommendations(ctx context.Context, s Source, span Span) ([]Point, error) {
	answers := series{where: []filter{is("recommends is set")}, at: "recommends_at", part: is("recommends >= 9")}
	bad := answers
	bad.part = is("recommends <= 6")
	good, err := answers.ofMonths(ctx, s, "contact", span)
	if err != nil {
		return nil, err
	}
	detract, err := bad.ofMonths(ctx, s, "contact", span)
	if err != nil {
		return nil, err
	}
	for i := range good {
		good[i].Value -= detract[i].Value
	}
	return good, nil
}
