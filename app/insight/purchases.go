package insight

import (
	"cmp"
	"context"
	"slices"
	"time"

	"satchel/app/crm"
)

// EnoughPurchases is how many purchases tell something about the next one.
const EnoughPurchases = 3

// Silence is how many of the usual gaps a customer may be quiet before being at risk, and counted as lost: there is no contract that ends.
const Silence = 2

// Purchases are the won deals of one customer until now. Those of one day are one purchase; a day on which more was given back than
// bought is none.
type Purchases struct {
	Customer string           // id
	Days     []int            // of purchases, in order, counted from 1970-01-01
	paid     map[string][]sum // what was paid, less what was given back, by currency
}

// sum is an amount of a day.
type sum struct {
	day   int
	minor float64
}

// Purchases reads the purchases of the customers that a filter over deals finds, by the link to them, which is "organisation" or "contact".
// Without days they bought nothing that a day is known of.
func (s Source) Purchases(ctx context.Context, link string, where crm.Expr) ([]*Purchases, error) {
	e, err := s.catalog().Entity("deal")
	if err != nil {
		return nil, err
	}
	amount, _ := e.Field("amount")
	q := crm.Query{
		Entity: "deal", Measure: []crm.Measure{{Fn: crm.Sum, Field: amount.Name}},
		Where: crm.AllOf(crm.Where("stage", crm.Eq, crm.DealWon), is("closed_at <= today")(s), crm.Cond{Path: link, Op: crm.NotEmpty}, where),
		Group: []crm.Group{{Field: amount.Currency}, {Field: link + ".id"}, {Field: "closed_at", Bucket: crm.ByDay}},
	}
	rows, _, err := s.amounts(ctx, q, amount)
	if err != nil {
		return nil, err
	}
	by := map[string]*Purchases{}
	var out []*Purchases
	for _, r := range rows {
		currency, id, day := text(r.Keys[0]), text(r.Keys[1]), dayNumber(crm.Date(text(r.Keys[2])))
		if id == "" {
			continue // the customer is gone
		}
		p := by[id]
		if p == nil {
			p = &Purchases{Customer: id, paid: map[string][]sum{}}
			by[id], out = p, append(out, p)
		}
		minor := float(r.Values[0])
		if minor >= 0 && !slices.Contains(p.Days, day) {
			p.Days = append(p.Days, day)
		}
		if r.Values[0] != nil {
			p.paid[currency] = append(p.paid[currency], sum{day, minor})
		}
	}
	for _, p := range out {
		slices.Sort(p.Days)
	}
	slices.SortFunc(out, func(a, b *Purchases) int { return cmp.Compare(a.Customer, b.Customer) })
	return out, nil
}

// dayNumber counts days from 1970-01-01.
func dayNumber(d crm.Date) int { return int(d.In(time.UTC).Unix() / 86_400) }

// today is the day of asking, where the user is.
func (s Source) today() int { return dayNumber(crm.DateOf(s.now())) }

// First is the day of the first purchase.
func (p *Purchases) First() crm.Date { return dateOf(p.Days[0]) }

// Last is the day of the last purchase.
func (p *Purchases) Last() crm.Date { return dateOf(p.Days[len(p.Days)-1]) }

func dateOf(day int) crm.Date { return crm.DateOf(time.Unix(int64(day)*86_400, 0).UTC()) }

// Gap is how many days usually lie between two purchases: the median; 0 with fewer than [EnoughPurchases].
func (p *Purchases) Gap() float64 { return gap(p.Days) }

func gap(days []int) float64 {
	if len(days) < EnoughPurchases {
		return 0
	}
	gaps := make([]int, len(days)-1)
	for i := range gaps {
		gaps[i] = days[i+1] - days[i]
	}
	slices.Sort(gaps)
	return float64(gaps[(len(gaps)-1)/2]+gaps[len(gaps)/2]) / 2
}

// quiet tells how a customer stood at the end of a day: whether there was a usual gap, and how many of it they had bought nothing.
func (p *Purchases) quiet(day int) (gaps float64, known bool) {
	until, _ := slices.BinarySearch(p.Days, day+1)
	if usual := gap(p.Days[:until]); usual > 0 {
		return float64(day-p.Days[until-1]) / usual, true
	}
	return 0, false
}

// Silent tells whether a customer has bought nothing for more than [Silence] of their usual gaps; false where there is none.
func (s Source) Silent(p *Purchases) bool {
	gaps, known := p.quiet(s.today())
	return known && gaps > Silence
}

// stays tells whether a customer with a usual gap was not lost at the end of a day.
func (p *Purchases) stays(day int) bool {
	gaps, known := p.quiet(day)
	return known && gaps <= Silence
}

// currency is the only one that they paid in; false where there are several, whose sum is not known.
func (p *Purchases) currency() (string, bool) {
	if len(p.paid) > 1 {
		return "", false
	}
	for currency := range p.paid {
		return currency, true
	}
	return "", true
}

// between adds up what they paid from a day to another one, whatever the currency.
func (p *Purchases) between(from, to int) (minor float64) {
	for _, list := range p.paid {
		for _, x := range list {
			if x.day >= from && x.day <= to {
				minor += x.minor
			}
		}
	}
	return minor
}

// these is the filter that lists exactly some customers.
func these(list []*Purchases) crm.Expr {
	if len(list) == 0 {
		return crm.Cond{Path: crm.FieldID, Op: crm.Empty}
	}
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.Customer
	}
	return crm.Where(crm.FieldID, crm.In, ids...)
}
