package apptest

import (
	"fmt"
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/present"
)

// rate is what one unit of a currency is worth in EUR from a day on.
func rate(t *testing.T, a *app.App, currency, from string, value float64) {
	t.Helper()
	add(t, a, "rate", crm.Values{"currency": currency, "valid_from": crm.Date(from), "value": value})
}

// traded is a won deal in a currency, in its minor units.
func traded(t *testing.T, a *app.App, minor int64, currency, closed string) {
	t.Helper()
	put(t, a, "deal", crm.Values{"name": currency + closed, "stage": "Won", "amount": minor, "currency": currency, "closed_at": at(closed)})
}

// Each amount is converted with the rate of its own day: 100 USD at 0.90 and 100 USD at 0.80, 10,000 JPY at 0.006, beside 50 EUR. What was
// closed before the first rate stays apart, and so does what has none at all.
func TestAmountsAreConvertedAtTheRateOfTheirDay(t *testing.T) {
	a := open(t)
	year := insight.Span{From: "2026-09-01", To: "2026-11-30"}
	traded(t, a, 5000, "EUR", "2026-11-02T12:00:00Z")
	traded(t, a, 100_00, "USD", "2026-10-05T12:00:00Z")
	traded(t, a, 100_00, "USD", "2026-11-05T12:00:00Z")
	traded(t, a, 10_000, "JPY", "2026-11-06T12:00:00Z")
	traded(t, a, 77_00, "USD", "2026-09-30T21:00:00Z") // before the first rate, also in the zone of the test
	traded(t, a, 11_00, "USD", "2026-09-30T23:00:00Z") // the first of October there
	traded(t, a, 60_00, "GBP", "2026-11-07T12:00:00Z")
	same(t, "without rates", points(t, a, "won", year), "2026-09 USD 7700.00 n1", "2026-10 USD 11100.00 n2", "2026-11 USD 10000.00 n1",
		"2026-11 EUR 5000.00 n1", "2026-11 GBP 6000.00 n1", "2026-11 JPY 10000.00 n1")

	rate(t, a, "usd", "2026-10-01", 0.9)
	rate(t, a, "USD", "2026-11-01", 0.8)
	rate(t, a, "USD", "2027-01-01", 7) // not yet
	rate(t, a, "JPY", "2026-01-01", 0.006)
	add(t, a, "rate", crm.Values{"currency": "EUR", "valid_from": crm.Date("2026-01-01"), "value": 1.1, "base": "GBP"}) // of another base
	same(t, "won by month", points(t, a, "won", year),
		"2026-10 EUR 9990.00 n2", "2026-11 EUR 19000.00 n3", "2026-11 GBP 6000.00 n1", "2026-09 USD 7700.00 n1")
	c := compute(t, a, "won", year)
	same(t, "rates used", ratesOf(c), "JPY 2026-01-01 0.006", "USD 2026-11-01 0.8", "USD 2026-10-01 0.9")
	if c.Total.Known {
		t.Errorf("a total of %v over several currencies", c.Total)
	}
	c = compute(t, a, "won", insight.Span{From: "2026-10-01", To: "2026-10-31"})
	if !c.Total.Known || c.Total.Currency != "EUR" || c.Total.Value != 9990 {
		t.Errorf("October: %+v", c.Total)
	}
}

// Open deals have no day yet: today's rate counts. What has neither an amount nor a currency is no currency of its own.
func TestOpenAmountsAreConvertedAtTodaysRate(t *testing.T) {
	a := open(t)
	for i, v := range []crm.Values{
		{"amount": int64(100_00), "currency": "EUR"}, {"amount": int64(100_00), "currency": "EUR"}, {"amount": int64(10_00), "currency": "USD", "close_date": crm.Date("2026-01-05")}, {},
	} {
		v["name"], v["stage"] = fmt.Sprint(i), "Proposal"
		put(t, a, "deal", v)
	}
	rate(t, a, "USD", "2026-01-01", 0.5)
	rate(t, a, "USD", "2026-11-22", 0.9) // today
	rate(t, a, "USD", "2026-11-23", 0.1)
	same(t, "pipeline", points(t, a, "pipeline", insight.Span{}), "Proposal EUR 20900.00 n4")
	rate(t, a, "CHF", "2026-11-23", 2)
	put(t, a, "deal", crm.Values{"name": "later", "stage": "Proposal", "amount": int64(1_00), "currency": "CHF"})
	same(t, "a rate of tomorrow converts nothing today", points(t, a, "pipeline", insight.Span{}), "Proposal EUR 20900.00 n4", "Proposal CHF 100.00 n1")
}

// A mean is one over all amounts, not a mean of the means of currencies: (100 + 100 + 40) / 3.
func TestAMeanOverCurrenciesIsOfItsAmounts(t *testing.T) {
	a := open(t)
	traded(t, a, 100_00, "EUR", "2026-11-02T12:00:00Z")
	traded(t, a, 100_00, "EUR", "2026-11-03T12:00:00Z")
	traded(t, a, 50_00, "USD", "2026-11-04T12:00:00Z")
	rate(t, a, "USD", "2026-11-01", 0.8)
	same(t, "mean", report(t, a, "deal", "", "avg amount by stage"), "Won/ EUR 8000 n3")
	same(t, "ranks stay apart", report(t, a, "deal", "", "max amount"), "All/ EUR 10000 n2", "All/ USD 5000 n1")
}

// Spellings of one source are one, whatever currency they sold in.
func TestConvertedAmountsOfOneSourceAreOne(t *testing.T) {
	a := open(t)
	for i, v := range []crm.Values{{"source": "Fair", "currency": "EUR"}, {"source": "FAIR", "currency": "USD"}, {"source": "fair", "currency": "USD"}} {
		v["name"], v["stage"], v["amount"], v["closed_at"] = fmt.Sprint(i), "Won", int64(100), at("2026-11-02T12:00:00Z")
		put(t, a, "deal", v)
	}
	rate(t, a, "USD", "2026-11-01", 0.25)
	same(t, "won by source", points(t, a, "source_won", insight.Span{}), "Fair EUR 150.00 n3")
}

// A rate by which nothing can be converted is refused.
func TestARateThatConvertsNothingIsRefused(t *testing.T) {
	a := open(t)
	for _, v := range []crm.Values{
		{"currency": "EUR", "value": 1.0}, {"currency": "USD", "value": 0.0}, {"currency": "USD", "value": -1.0}, {"currency": "US", "value": 1.0}, {"currency": "USD"},
	} {
		r := crm.NewRecord("rate", "")
		for name, x := range v {
			r.Set(name, x)
		}
		r.Set("valid_from", crm.Date("2026-01-01"))
		if _, _, err := a.Save(t.Context(), r); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%v: %v", v, err)
		}
	}
}

func ratesOf(c insight.Chart) (out []string) {
	for _, r := range c.Rates {
		out = append(out, fmt.Sprintf("%s %s %g", r.Currency, r.From, r.Value))
	}
	return out
}

// A person sees which rates were used; rates themselves add up to nothing.
func TestRatesAreSaid(t *testing.T) {
	a := open(t)
	traded(t, a, 100_00, "USD", "2026-10-05T12:00:00Z")
	for day := 1; day <= 8; day++ {
		rate(t, a, "USD", fmt.Sprintf("2026-11-%02d", day), 0.5)
		traded(t, a, 100_00, "USD", fmt.Sprintf("2026-11-%02dT12:00:00Z", day))
	}
	c := compute(t, a, "won", insight.Span{})
	want := "Converted with the rate of each day: 0.5 USD from 8 Nov; 0.5 USD from 7 Nov; 0.5 USD from 6 Nov; 0.5 USD from 5 Nov; 0.5 USD from 4 Nov; 0.5 USD from 3 Nov; 2 more."
	if got := present.Rates(c, now); got != want {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
	if got := present.Rates(compute(t, a, "win_rate", insight.Span{}), now); got != "" {
		t.Errorf("a share is converted: %q", got)
	}
	if got, err := present.Foot(t.Context(), a, crm.Query{Entity: "rate"}, []string{"value"}); err != nil || got != "8 exchange rates" {
		t.Errorf("%q %v", got, err)
	}
}
