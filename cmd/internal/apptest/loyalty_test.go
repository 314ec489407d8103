package apptest

import (
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
)

// customer is an organisation that bought for so many whole EUR each, so many days ago.
func customer(t *testing.T, a *app.App, name string, amount int64, ago ...float64) string {
	t.Helper()
	id := put(t, a, "organisation", crm.Values{"name": name})
	for _, days := range ago {
		deal(t, a, crm.DealWon, amount, days+1, days, "organisation", id)
	}
	return id
}

// Ten customers, of whom two have each score of a number that differs. Recency: a 1 day … j 10 days, so a, b score 5, c, d 4, … i, j 1.
// Frequency: f and g bought four times, a and h three times, b and i twice, the others once: mean ranks 1.5+… of ten give 1 purchase (four
// of them) 2, 2 (two) 3, 3 (two) 4, 4 (two) 5. Money is amount × purchases.
func TestSegments(t *testing.T) {
	a := open(t)
	customer(t, a, "a", 100, 1, 30, 60)     // R5 F4, 300
	customer(t, a, "b", 1, 2, 30)           // R5 F3, 2
	customer(t, a, "c", 50, 3)              // R4 F2, 50: bought once, lately
	customer(t, a, "d", 10, 4)              // R4 F2, 10: the same
	customer(t, a, "e", 40, 5)              // R3 F2, 40: once
	customer(t, a, "f", 100, 6, 40, 80, 90) // R3 F5, 400
	customer(t, a, "g", 10, 7, 50, 60, 70)  // R2 F5, 40
	customer(t, a, "h", 1, 8, 50, 60)       // R2 F4, 3
	customer(t, a, "i", 1, 9, 50)           // R1 F3, 2
	customer(t, a, "j", 500, 10)            // R1 F2, 500: once
	customer(t, a, "nobody", 1)             // never bought
	// Money in order: b, i 2; h 3; d 10; e, g 40; c 50; a 300; f 400; j 500: scores b, i 1 (mean rank 1 of 10), h 2 (2.5), d 2 (3.5), e, g 3 (5), c 4
	// (6.5), a 4 (7.5), f 5, j 5.
	same(t, "segments", points(t, a, "segments", insight.Span{}),
		"Champions  1.00 n1",   // a: 5, (4+4)/2
		"Loyal  1.00 n1",       // f: 3, 5
		"Promising  1.00 n1",   // b: 5, (3+1)/2
		"New  2.00 n2",         // c, d
		"One-time  2.00 n2",    // e, j
		"At risk  2.00 n2",     // g: 2, (5+3)/2; h: 2, (4+2)/2
		"Hibernating  1.00 n1", // i: 1, 2
	)
}

// The traps: what was given back is no purchase and takes from the money, several deals of a day are one purchase, what lies ahead has not
// been bought, lost deals and deals opened again count nowhere, equal customers share a score.
func TestSegmentsDoNotCountReturns(t *testing.T) {
	a := open(t)
	same(t, "nobody", points(t, a, "segments", insight.Span{}))
	id := customer(t, a, "one", 100, 10)
	same(t, "one purchase of one customer is the mean of all", points(t, a, "segments", insight.Span{}), "One-time  1.00 n1")
	deal(t, a, crm.DealWon, -40, 2, 1, "organisation", id)
	deal(t, a, crm.DealWon, 30, 11, 10, "organisation", id)
	deal(t, a, crm.DealWon, 30, 1, -3, "organisation", id)
	deal(t, a, crm.DealLost, 30, 6, 5, "organisation", id)
	deal(t, a, "Proposal", 30, 6, 5, "organisation", id)
	deal(t, a, crm.DealWon, 30, 6, 5)
	same(t, "still one purchase", points(t, a, "segments", insight.Span{}), "One-time  1.00 n1")
	customer(t, a, "two", 100, 10)
	customer(t, a, "three", 100, 10)
	same(t, "equal ones", points(t, a, "segments", insight.Span{}), "One-time  3.00 n3")
	only := put(t, a, "organisation", crm.Values{"name": "only gave back"})
	deal(t, a, crm.DealWon, -40, 2, 1, "organisation", only)
	same(t, "a return is no customer", points(t, a, "segments", insight.Span{}), "One-time  3.00 n3")
}

// Amounts without a common currency are no money: two customers of equal frequency and recency are equal until a rate is known.
func TestSegmentsOfSeveralCurrencies(t *testing.T) {
	a := open(t)
	customer(t, a, "eur", 10, 1, 20)
	customer(t, a, "eur too", 10, 1, 20)
	dollar := put(t, a, "organisation", crm.Values{"name": "usd"})
	for _, ago := range []float64{1, 20} {
		deal(t, a, crm.DealWon, 9_000, ago+1, ago, "organisation", dollar, "currency", "USD")
	}
	same(t, "without a rate", points(t, a, "segments", insight.Span{}), "Loyal  3.00 n3")
	rate(t, a, "USD", "2026-01-01", 0.001)
	// 20, 20 and 18 EUR: the score of the last one is 1, of the others 4: (3+4)/2 and (3+1)/2 = 2.
	same(t, "with one", points(t, a, "segments", insight.Span{}), "Loyal  2.00 n2", "Promising  1.00 n1")
}

// Gaps of 30 days: quiet for 30 days is as usual, for 31 late, for 60 late, for 61 at risk. Two purchases tell nothing, nor do three on two
// days.
func TestCustomersAtRisk(t *testing.T) {
	a := open(t)
	same(t, "nobody", points(t, a, "risk", insight.Span{}))
	customer(t, a, "30", 1, 30, 60, 90)
	customer(t, a, "31", 1, 31, 61, 91)
	customer(t, a, "60", 1, 60, 90, 120)
	customer(t, a, "61", 1, 61, 91, 121)
	customer(t, a, "median 30", 1, 40, 50, 80, 500) // gaps 10, 30, 420
	customer(t, a, "one", 1, 300)
	customer(t, a, "two", 1, 300, 310)
	customer(t, a, "three on two days", 1, 300, 310, 310)
	customer(t, a, "three with one ahead", 1, 300, 310, -5)
	same(t, "risk", points(t, a, "risk", insight.Span{}), "As usual  1.00 n1", "Later than usual  3.00 n3", "At risk  1.00 n1", "Not known yet  4.00 n4")
}

// By hand, with gaps of 10 days, so that 20 days of silence are a customer and 21 are lost: on 30 September "stays" and "leaves" are
// customers, "left" is lost already. At the end of October "leaves" is lost. "new" is no customer before the third purchase. Who comes back
// is lost in the months between and a customer again after.
func TestLostCustomers(t *testing.T) {
	a := open(t)
	october := insight.Span{From: "2026-10-01", To: "2026-10-31"}
	same(t, "nobody", points(t, a, "churn", october))
	shop := func(name string, days ...string) {
		id := put(t, a, "organisation", crm.Values{"name": name})
		for _, day := range days {
			put(t, a, "deal", crm.Values{"name": name, "stage": "Won", "amount": int64(100_00), "currency": "EUR", "organisation": id, "closed_at": at(day + "T10:00:00Z")})
		}
	}
	shop("stays", "2026-09-05", "2026-09-15", "2026-09-25", "2026-10-15")
	shop("leaves", "2026-09-01", "2026-09-11", "2026-09-21")
	shop("left", "2026-08-20", "2026-08-30", "2026-09-09")
	shop("new", "2026-10-01", "2026-10-05", "2026-10-06")
	same(t, "one of two", points(t, a, "churn", october), "2026-10  50.00 n2")
	// 100 was paid in October by the two: 50 a head, half of them lost, 100 each until they are lost.
	same(t, "value", points(t, a, "clv", october), "a customer EUR 10000.00 n2")
	// August and September begin without a customer. On 31 October "stays" alone is one: its gaps of 10, 10 and 20 allow 20 days, and those of
	// "new", 4 and 1, allow 5. On 22 November it is lost too, and December has not begun.
	same(t, "months", points(t, a, "churn", insight.Span{From: "2026-08-01", To: "2026-12-31"}), "2026-10  50.00 n2", "2026-11  100.00 n1")
}

// Nobody lost: the value is not known, and not endless. Whoever bought once is no customer whose loss could be told.
func TestTheValueOfACustomerNeedsALoss(t *testing.T) {
	a := open(t)
	same(t, "nobody", points(t, a, "clv", insight.Span{}))
	customer(t, a, "once", 100, 400)
	same(t, "one purchase", points(t, a, "clv", insight.Span{}))
	customer(t, a, "often", 100, 10, 200, 400, 600, 800)
	same(t, "no loss", points(t, a, "clv", insight.Span{}), "a customer EUR – n1")
	dollar := put(t, a, "organisation", crm.Values{"name": "usd"})
	both := put(t, a, "organisation", crm.Values{"name": "both"})
	for _, ago := range []float64{100, 360, 370, 380} {
		deal(t, a, crm.DealWon, 70, ago+1, ago, "organisation", dollar, "currency", "USD")
		deal(t, a, crm.DealWon, 70, ago+1, ago, "organisation", both, "currency", "USD")
	}
	deal(t, a, crm.DealWon, 70, 2, 1, "organisation", both)
	same(t, "currencies stay apart", points(t, a, "clv", insight.Span{}), "a customer EUR – n1", "a customer USD 7000.00 n1")
}
