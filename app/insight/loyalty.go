package insight

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"satchel/app/crm"
)

// Memo keeps the customers that several charts are made from. The zero value is ready.
type Memo struct {
	mu     sync.Mutex // held while they are read: the charts of a dashboard ask at once
	of     string     // the state of which they are
	rows   []crm.Row  // from which they are made
	buyers []*Purchases
	used   map[Rate]bool
}

// buyers are the organisations that bought something. They are shared and must not be changed.
func (s Source) buyers(ctx context.Context) ([]*Purchases, error) {
	m := s.Memo
	if m == nil {
		m = &Memo{}
	}
	var base string
	if s.Base != nil {
		var err error
		if base, err = s.Base(ctx); err != nil {
			return nil, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	of := fmt.Sprint(s.today(), base, s.Store.VersionOf("deal", "organisation"+crm.Members, "rate"))
	if m.of != of {
		fresh := s
		fresh.used = map[Rate]bool{}
		rows, err := fresh.payments(ctx, "organisation", nil)
		if err != nil {
			return nil, err
		}
		m.of, m.used = of, fresh.used
		m.buyers = rebought(m.buyers, m.rows, rows)
		m.rows = rows
	}
	if s.used != nil {
		maps.Copy(s.used, m.used)
	}
	return m.buyers, nil
}

// mostRebought is how many customers are made anew one by one; more are made faster all at once.
const mostRebought = 1000

// rebought brings the buyers that were made from some rows to what other rows say. Both are in the order of their keys; those that have
// not changed hold their values in the same place.
func rebought(list []*Purchases, from, to []crm.Row) []*Purchases {
	changed := changedCustomers(from, to)
	bought := func(rows []crm.Row) []*Purchases {
		return slices.DeleteFunc(purchased(rows), func(p *Purchases) bool { return len(p.Days) == 0 })
	}
	if from == nil || len(changed) > mostRebought {
		return bought(to)
	}
	var theirs []crm.Row
	for _, r := range to {
		if changed[text(r.Keys[1])] {
			theirs = append(theirs, r)
		}
	}
	out := slices.DeleteFunc(slices.Clone(list), func(p *Purchases) bool { return changed[p.Customer] })
	out = append(out, bought(theirs)...)
	slices.SortFunc(out, byCustomer)
	return out
}

// changedCustomers are those of whom a row came, went or changed; more than [mostRebought] stand for many.
func changedCustomers(from, to []crm.Row) map[string]bool {
	changed := map[string]bool{}
	note := func(r crm.Row) { changed[text(r.Keys[1])] = true }
	for len(from)+len(to) > 0 && len(changed) <= mostRebought {
		switch {
		case len(from) == 0:
			note(to[0])
			to = to[1:]
		case len(to) == 0:
			note(from[0])
			from = from[1:]
		case &from[0].Values[0] == &to[0].Values[0]:
			from, to = from[1:], to[1:]
		default:
			note(from[0])
			note(to[0])
			order := slices.CompareFunc(from[0].Keys, to[0].Keys, func(a, b any) int { return cmp.Compare(text(a), text(b)) })
			if order <= 0 {
				from = from[1:]
			}
			if order >= 0 {
				to = to[1:]
			}
		}
	}
	return changed
}

// The segments by recency, frequency and money, at most eight, because nobody reads 125.
const (
	champions   = "Champions"
	loyal       = "Loyal"
	promising   = "Promising"
	newcomers   = "New"
	oneTime     = "One-time"
	atRisk      = "At risk"
	hibernating = "Hibernating"
)

var segmentNames = []string{champions, loyal, promising, newcomers, oneTime, atRisk, hibernating}

func segments() Metric {
	return Metric{
		Name: "segments", Title: "Customer segments (RFM)", Board: "Customers", Entity: "organisation", Now: true, Lies: true,
		Gist: "by last purchase, number of purchases and money",
		Definition: "Organisations with a won deal, over all purchases to date. Recency, frequency and money are scored from 1 to 5 by fifths of the " +
			"customers, 5 is best, equal ones share their score; F is the mean of frequency and money. Champions: recency and F from 4 on. Loyal: both " +
			"from 3 on. Promising: recency from 3 on. At risk: F from 3 on. Hibernating: the others. Who bought once is New with a recency from 4 on, " +
			"else One-time. Purchases of one day are one; what was given back takes from the money and is no purchase. Where amounts have no common " +
			"currency, frequency counts alone. Deals without an organisation count nowhere.",
		labels: segmentNames, figure: segmented,
	}
}

func segmented(ctx context.Context, s Source, _ Span) ([]Point, error) {
	list, err := s.buyers(ctx)
	if err != nil {
		return nil, err
	}
	of := map[string][]*Purchases{}
	for i, name := range segmentsOf(list, s.today()) {
		of[name] = append(of[name], list[i])
	}
	return groups(segmentNames, of), nil
}

// groups has a point for each name, also for those with nobody.
func groups(names []string, of map[string][]*Purchases) []Point {
	out := make([]Point, len(names))
	for i, name := range names {
		n := int64(len(of[name]))
		out[i] = Point{Label: name, Value: float64(n), Known: true, N: n, Where: these(of[name])}
	}
	return out
}

// segmentsOf names the segment of each customer.
func segmentsOf(list []*Purchases, today int) []string {
	currency := commonCurrency(list)
	var recency, frequency, money []float64
	for _, p := range list {
		recency = append(recency, float64(p.Days[len(p.Days)-1]-today))
		frequency = append(frequency, float64(len(p.Days)))
		paid := math.NaN()
		if c, ok := p.currency(); ok && (c == currency || len(p.paid) == 0) {
			paid = p.between(p.Days[0], today)
		}
		money = append(money, paid)
	}
	r, f, m := fifths(recency), fifths(frequency), fifths(money)
	out := make([]string, len(list))
	for i, p := range list {
		value := float64(f[i])
		if m[i] > 0 {
			value = float64(f[i]+m[i]) / 2
		}
		switch {
		case len(p.Days) == 1 && r[i] >= 4:
			out[i] = newcomers
		case len(p.Days) == 1:
			out[i] = oneTime
		case r[i] >= 4 && value >= 4:
			out[i] = champions
		case r[i] >= 3 && value >= 3:
			out[i] = loyal
		case r[i] >= 3:
			out[i] = promising
		case value >= 3:
			out[i] = atRisk
		default:
			out[i] = hibernating
		}
	}
	return out
}

// commonCurrency is the one in which most customers paid.
func commonCurrency(list []*Purchases) string {
	n := map[string]int{}
	for _, p := range list {
		for _, currency := range p.currencies {
			n[currency]++
		}
	}
	most := ""
	for _, currency := range sortedKeys(n) {
		if n[currency] > n[most] {
			most = currency
		}
	}
	return most
}

// fifths scores values from 1 to 5 by their mean rank, the highest 5; equal values have equal scores. NaN is not scored, 0.
func fifths(values []float64) []int {
	known := make([]int, 0, len(values)) // places, in the order of the values
	for i, v := range values {
		if !math.IsNaN(v) {
			known = append(known, i)
		}
	}
	slices.SortFunc(known, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	out := make([]int, len(values))
	for less := 0; less < len(known); {
		more := less + 1
		for more < len(known) && values[known[more]] == values[known[less]] {
			more++
		}
		for _, i := range known[less:more] {
			out[i] = int(math.Ceil(5 * float64(less+more) / 2 / float64(len(known))))
		}
		less = more
	}
	return out
}

// How customers keep to their usual gap.
const (
	usualPace = "As usual"
	latePace  = "Later than usual"
	noPace    = "Not known yet"
)

var paces = []string{usualPace, latePace, atRisk, noPace}

func risk() Metric {
	return Metric{
		Name: "risk", Title: "Customers at risk", Board: "Customers", Entity: "organisation", Now: true, Lies: true,
		Gist: "by silence, measured by their own usual gap",
		Definition: "Organisations with a won deal by the days since their last purchase: as usual up to the median of the days between their own purchases, " +
			"at risk from more than twice as many. Whoever bought less than three times has no usual gap. Purchases of one day are one; deals without an " +
			"organisation count nowhere.",
		labels: paces, figure: risks,
	}
}

func risks(ctx context.Context, s Source, _ Span) ([]Point, error) {
	list, err := s.buyers(ctx)
	if err != nil {
		return nil, err
	}
	of, today := map[string][]*Purchases{}, s.today()
	for _, p := range list {
		name := noPace
		if gaps, known := p.quiet(today); known {
			switch {
			case gaps > Silence:
				name = atRisk
			case gaps > 1:
				name = latePace
			default:
				name = usualPace
			}
		}
		of[name] = append(of[name], p)
	}
	return groups(paces, of), nil
}

// needsPace says of whom it can be told that they are lost.
const needsPace = "Only customers who had bought on three days when the period or its month began, and were not lost by then, are counted here: only " +
	"from the third purchase on is it known how long they usually wait."

func churn() Metric {
	return Metric{
		Name: "churn", Title: "Lost customers", Board: "Customers", Unit: Share, Good: Down, Entity: "organisation",
		Gist: "lost in the month / customers at its start",
		Definition: "Of the organisations that were customers at the start of a month those that were lost at its end, or are today: quiet for more than twice the " +
			"median of the days between their own purchases. New ones do not count, nor does who bought less than three times by then. Deals without an " +
			"organisation count nowhere.",
		Needs: needsPace, figure: churned,
	}
}

// churned has a point for every month that began.
func churned(ctx context.Context, s Source, span Span) ([]Point, error) {
	months, err := monthsOf(span, s.now(), false)
	if err != nil {
		return nil, err
	}
	list, err := s.buyers(ctx)
	if err != nil {
		return nil, err
	}
	var out []Point
	for _, month := range months {
		from := dayNumber(crm.Date(month + "-01"))
		if from > s.today() {
			break
		}
		to := min(dayNumber(lastDay(month)), s.today())
		had, lost := stayed(list, from, to)
		p := Point{Label: month, N: int64(len(had)), Where: these(had)}
		if len(had) > 0 {
			p.Value, p.Known = 100*float64(lost)/float64(len(had)), true
		}
		out = append(out, p)
	}
	return out, nil
}

// stayed are the customers at the start of a period, and how many of them were lost at its end.
func stayed(list []*Purchases, from, to int) (had []*Purchases, lost int) {
	for _, p := range list {
		if p.stays(from - 1) {
			had = append(had, p)
			if !p.stays(to) {
				lost++
			}
		}
	}
	return had, lost
}

func lifetime() Metric {
	return Metric{
		Name: "clv", Title: "Customer value (CLV)", Board: "Customers", Unit: Money, Good: Up, Entity: "organisation",
		Gist: "what a customer brings until they are lost",
		Definition: "What the organisations that were customers at the start of the period paid in it, by head, divided by the share of them that was lost in it: " +
			"what a customer brings until they are lost if all goes on as in the period. It is revenue, because costs are not known here; not known " +
			"while nobody was lost. Lost is who is quiet for more than twice the median of the days between their own purchases; who bought less than " +
			"three times by then does not count. Customers without a common currency stay apart; those with several count nowhere.",
		Needs: needsPace, figure: lifetimes, labels: []string{perCustomer},
	}
}

const perCustomer = "a customer"

// lifetimes has a point for each currency.
func lifetimes(ctx context.Context, s Source, span Span) ([]Point, error) {
	months, err := monthsOf(span, s.now(), false)
	if err != nil || len(months) == 0 {
		return nil, err
	}
	span = span.clip(months)
	from, to := dayNumber(span.From), min(dayNumber(span.To), s.today())
	list, err := s.buyers(ctx)
	if err != nil || to < from {
		return nil, err
	}
	of := map[string][]*Purchases{}
	for _, p := range list {
		if currency, ok := p.currency(); ok {
			of[currency] = append(of[currency], p)
		}
	}
	var out []Point
	for _, currency := range sortedKeys(of) {
		had, lost := stayed(of[currency], from, to)
		if len(had) == 0 {
			continue
		}
		p := Point{Label: perCustomer, Currency: currency, N: int64(len(had)), Where: these(had)}
		if lost > 0 { // (paid / customers) / (lost / customers)
			paid := 0.0
			for _, c := range had {
				paid += c.between(from, to)
			}
			p.Value, p.Known = round(paid/float64(lost)), true
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b Point) int { return int(b.N - a.N) })
	return out, nil
}
