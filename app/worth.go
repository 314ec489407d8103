package app

import (
	"context"
	"slices"

	"satchel/app/crm"
)

// Worth is what a customer is worth, as far as it is known here.
type Worth struct {
	Won, Open   []Amount // sums of won and open deals by currency, the one with most deals first
	Deals       int64    // won
	OpenDeals   int64
	Tickets     int64
	OpenTickets int64
	Spent       int64 // seconds of activities done with the customer
	Timed       int64 // of so many activities that have a length
	Last        crm.Instant
	Gap         float64 // days usually between two purchases: the median; 0 with fewer than [EnoughDeals]
}

// Amount is a sum in one currency.
type Amount struct {
	Minor    int64
	Currency string
}

// EnoughDeals is how many purchases tell something about the next one.
const EnoughDeals = 3

// Worth computes what a contact or an organisation is worth.
func (a *App) Worth(ctx context.Context, ref crm.Ref) (Worth, error) {
	var w Worth
	mine := crm.Where(ref.Entity, crm.Eq, ref.ID)
	var err error
	sums := func(where crm.Expr) (out []Amount, n int64) {
		var rows []crm.Row
		if err == nil {
			rows, err = a.Rows(ctx, crm.Query{
				Entity: "deal", Where: crm.AllOf(mine, where), Group: []crm.Group{{Field: "currency"}}, Measure: []crm.Measure{{Fn: crm.Sum, Field: "amount"}},
			})
		}
		slices.SortStableFunc(rows, func(x, y crm.Row) int { return int(y.N - x.N) })
		for _, r := range rows {
			n += r.N
			if currency, ok := r.Keys[0].(string); ok {
				sum, _ := r.Values[0].(int64)
				out = append(out, Amount{sum, currency})
			}
		}
		return out, n
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
	list, err := a.List(ctx, crm.Query{
		Entity: "deal", Where: crm.AllOf(mine, won, crm.Cond{Path: "closed_at", Op: crm.NotEmpty}), Sort: []crm.Sort{{Field: "closed_at"}}, Fields: []string{"closed_at"},
	})
	var bought []crm.Instant
	for _, r := range list {
		bought = append(bought, r.Instant("closed_at"))
	}
	if len(bought) > 0 {
		w.Last = bought[len(bought)-1]
	}
	w.Gap = UsualGap(bought)
	return w, err
}

// UsualGap is the median of the days between purchases, given in the order of time; 0 with fewer than [EnoughDeals] purchases.
func UsualGap(bought []crm.Instant) float64 {
	if len(bought) < EnoughDeals {
		return 0
	}
	gaps := make([]float64, len(bought)-1)
	for i := range gaps {
		gaps[i] = float64(bought[i+1]-bought[i]) / 86_400_000
	}
	slices.Sort(gaps)
	middle := len(gaps) / 2
	if len(gaps)%2 == 1 {
		return gaps[middle]
	}
	return (gaps[middle-1] + gaps[middle]) / 2
}
