package app

import (
	"context"
	"slices"

	"satchel/app/crm"
	"satchel/app/insight"
)

// Worth is what a customer is worth, as far as it is known here.
type Worth struct {
	Won, Open   []insight.Amount // sums of won and open deals, in the base currency as far as rates are known
	Rates       []insight.Rate   // that converted them
	Deals       int64            // won
	OpenDeals   int64
	Tickets     int64
	OpenTickets int64
	Spent       int64    // seconds of activities done with the customer
	Timed       int64    // of so many activities that have a length
	First, Last crm.Date // purchase; "" where none has a day
	Gap         float64  // days usually between two purchases; see [insight.Purchases.Gap]
	Silent      bool     // at risk; see [insight.Source.Silent]
}

// Worth computes what a contact or an organisation is worth.
func (a *App) Worth(ctx context.Context, ref crm.Ref) (Worth, error) {
	var w Worth
	mine := crm.Where(ref.Entity, crm.Eq, ref.ID)
	var err error
	ask := a.Ask()
	sums := func(where crm.Expr) (out []insight.Amount, n int64) {
		if err != nil {
			return nil, 0
		}
		var rates []insight.Rate
		out, rates, err = ask.Sum(ctx, "deal", "amount", crm.AllOf(mine, where))
		for _, x := range out {
			n += x.N
		}
		for _, r := range rates {
			if !slices.Contains(w.Rates, r) {
				w.Rates = append(w.Rates, r)
			}
		}
		return slices.DeleteFunc(out, func(x insight.Amount) bool { return x.Currency == "" && x.Minor == 0 }), n
	}
	count := func(entity string, where crm.Expr) int64 {
		if err != nil {
			return 0
		}
		var n int64
		n, err = a.Count(ctx, crm.Query{Entity: entity, Where: crm.AllOf(mine, where)})
		return n
	}
	isOpen := func(entity string) crm.Expr {
		e, failed := a.Catalog().Entity(entity)
		if failed != nil {
			err = failed
			return nil
		}
		return e.Open()
	}
	won := crm.Where("stage", crm.Eq, crm.DealWon)
	w.Won, w.Deals = sums(won)
	w.Open, w.OpenDeals = sums(isOpen("deal"))
	w.Tickets = count("ticket", nil)
	w.OpenTickets = count("ticket", isOpen("ticket"))
	if err != nil {
		return w, err
	}
	rows, err := a.Rows(ctx, crm.Query{
		Entity: "activity", Where: crm.AllOf(mine, crm.Where("done", crm.Eq, "yes"), crm.Cond{Path: "duration", Op: crm.NotEmpty}),
		Measure: []crm.Measure{{Fn: crm.Sum, Field: "duration"}},
	})
	if err != nil {
		return w, err
	}
	if len(rows) == 1 {
		w.Spent, _ = rows[0].Values[0].(int64)
		w.Timed = rows[0].N
	}
	bought, err := ask.Purchases(ctx, ref.Entity, mine)
	if err == nil && len(bought) == 1 && len(bought[0].Days) > 0 {
		p := bought[0]
		w.First, w.Last, w.Gap, w.Silent = p.First(), p.Last(), p.Gap(), ask.Silent(p)
	}
	return w, err
}
