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
	Customer   string    // id
	Days       []int     // of purchases, in order, counted from 1970-01-01
	gaps       []float64 // what the usual gap was after each purchase, see [Purchases.Gap]
	paid       []payment
	currencies []string // of the payments, each once; where there are several, the sum is not known
}

// payment is what was paid on a day in a currency, less what was given back.
type payment struct {
	currency string
	day      int
	minor    float64
}

// Purchases reads the purchases of the customers that a filter over deals finds, by the link to them, which is "organisation" or "contact".
// Without days they bought nothing that a day is known of.
func (s Source) Purchases(ctx context.Context, link string, where crm.Expr) ([]*Purchases, error) {
	rows, err := s.payments(ctx, link, where)
	return purchased(rows), err
}

// payments reads what was paid by currency, customer and day.
func (s Source) payments(ctx context.Context, link string, where crm.Expr) ([]crm.Row, error) {
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
	return rows, err
}

// purchased puts amounts by currency, customer and day together by customer, in the order of their ids. There may be 100,000, each time
// that a deal changes: what the customers hold lies in a few slices.
func purchased(rows []crm.Row) []*Purchases {
	place, of := map[string]int{}, make([]int, len(rows))
	var n []int // rows of each customer
	last := ""
	for i, r := range rows {
		id := text(r.Keys[1])
		if id == last && i > 0 { // most rows of a customer come together
			of[i] = of[i-1]
			n[of[i]]++
			continue
		}
		at, known := place[id]
		if !known {
			at = len(n)
			place[id], n = at, append(n, 0)
		}
		n[at]++
		of[i], last = at, id
	}
	all := make([]Purchases, len(n))
	days, paid, currencies, gaps := make([]int, len(rows)), make([]payment, len(rows)), make([]string, len(rows)), make([]float64, len(rows))
	from := 0
	for i := range all {
		to := from + n[i]
		all[i].Days, all[i].paid, all[i].currencies = days[from:from:to], paid[from:from:to], currencies[from:from:to]
		all[i].gaps = gaps[from:from:to]
		from = to
	}
	numbers := map[string]int{} // of days
	for i, r := range rows {
		date := text(r.Keys[2])
		day, known := numbers[date]
		if !known {
			day = dayNumber(crm.Date(date))
			numbers[date] = day
		}
		p := &all[of[i]]
		p.Customer = text(r.Keys[1])
		p.add(text(r.Keys[0]), day, r.Values[0])
	}
	var out []*Purchases
	var between []int
	for i := range all {
		if all[i].Customer != "" { // else the customer is gone
			p := &all[i]
			slices.Sort(p.Days)
			p.gaps, between = usual(p.gaps, p.Days, between)
			out = append(out, p)
		}
	}
	slices.SortFunc(out, byCustomer)
	return out
}

func byCustomer(a, b *Purchases) int { return cmp.Compare(a.Customer, b.Customer) }

// add takes what was paid on a day; nil where no amount is known.
func (p *Purchases) add(currency string, day int, amount any) {
	minor := float(amount)
	if minor >= 0 && !slices.Contains(p.Days, day) {
		p.Days = append(p.Days, day)
	}
	if amount == nil {
		return
	}
	if !slices.Contains(p.currencies, currency) {
		p.currencies = append(p.currencies, currency)
	}
	p.paid = append(p.paid, payment{currency, day, minor})
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
func (p *Purchases) Gap() float64 {
	if len(p.gaps) == 0 {
		return 0
	}
	return p.gaps[len(p.gaps)-1]
}

// usual appends the gap after each purchase, by those until then. The gaps themselves go, in order of length, where others may be
// overwritten.
func usual(to []float64, days, gaps []int) ([]float64, []int) {
	gaps = gaps[:0]
	for i := range days {
		median := 0.0
		if i > 0 {
			gap := days[i] - days[i-1]
			at, _ := slices.BinarySearch(gaps, gap)
			gaps = slices.Insert(gaps, at, gap)
		}
		if i+1 >= EnoughPurchases {
			median = float64(gaps[(len(gaps)-1)/2]+gaps[len(gaps)/2]) / 2
		}
		to = append(to, median)
	}
	return to, gaps
}

// quiet tells how a customer stood at the end of a day: whether there was a usual gap, and how many of it they had bought nothing.
func (p *Purchases) quiet(day int) (gaps float64, known bool) {
	until, _ := slices.BinarySearch(p.Days, day+1)
	if until == 0 || p.gaps[until-1] == 0 {
		return 0, false
	}
	return float64(day-p.Days[until-1]) / p.gaps[until-1], true
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

// currency is the only one that they paid in; false where there are several.
func (p *Purchases) currency() (string, bool) {
	if len(p.currencies) == 0 {
		return "", true
	}
	return p.currencies[0], len(p.currencies) == 1
}

// between adds up what they paid from a day to another one, whatever the currency.
func (p *Purchases) between(from, to int) (minor float64) {
	for _, x := range p.paid {
		if x.day >= from && x.day <= to {
			minor += x.minor
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
