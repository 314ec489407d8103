package apptest

import (
	"reflect"
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
)

// TestWorth: currencies stay apart, lost deals count nowhere, and a usual gap needs three purchases.
func TestWorth(t *testing.T) {
	a := open(t)
	kanco := put(t, a, "organisation", crm.Values{"name": "Kanco"})
	small := put(t, a, "organisation", crm.Values{"name": "Small"})
	deal(t, a, crm.DealWon, 100, 400, 300, "organisation", kanco)
	deal(t, a, crm.DealWon, 200, 300, 200, "organisation", kanco)
	deal(t, a, crm.DealWon, 400, 200, 170, "organisation", kanco)
	deal(t, a, crm.DealWon, 800, 200, 100, "organisation", kanco, "currency", "USD")
	deal(t, a, crm.DealLost, 9_000, 200, 50, "organisation", kanco)
	deal(t, a, "Proposal", 50, 20, 0, "organisation", kanco)
	put(t, a, "ticket", crm.Values{"subject": "1", "organisation": kanco})
	put(t, a, "ticket", crm.Values{"subject": "2", "organisation": kanco, "status": crm.TicketSolved})
	put(t, a, "activity", crm.Values{"kind": "call", "subject": "c", "done": true, "duration": int64(600), "organisation": kanco})
	put(t, a, "activity", crm.Values{"kind": "call", "subject": "planned", "duration": int64(600), "organisation": kanco})
	deal(t, a, crm.DealWon, 1, 20, 10, "organisation", small)
	deal(t, a, crm.DealWon, 1, 20, 5, "organisation", small)
	got, err := a.Worth(t.Context(), crm.Ref{Entity: "organisation", ID: kanco})
	want := app.Worth{
		Won:   []insight.Amount{{Minor: 70_000, Currency: "EUR", N: 3}, {Minor: 80_000, Currency: "USD", N: 1}},
		Open:  []insight.Amount{{Minor: 5_000, Currency: "EUR", N: 1}},
		Deals: 4, OpenDeals: 1, Tickets: 2, OpenTickets: 1, Spent: 600, Timed: 1, First: "2026-01-26", Last: "2026-08-14", Gap: 70,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v, %v", got, want, err)
	}
	if got, err := a.Worth(t.Context(), crm.Ref{Entity: "organisation", ID: small}); err != nil || got.Gap != 0 || got.Deals != 2 {
		t.Errorf("two purchases have a usual gap: %+v %v", got, err)
	}
	rate(t, a, "USD", "2026-01-01", 0.9)
	got, err = a.Worth(t.Context(), crm.Ref{Entity: "organisation", ID: kanco})
	if want := []insight.Amount{{Minor: 142_000, Currency: "EUR", N: 4}}; err != nil || !reflect.DeepEqual(got.Won, want) || len(got.Rates) != 1 {
		t.Errorf("converted: %+v %v", got, err)
	}
	if got, err := a.Worth(t.Context(), crm.Ref{Entity: "contact", ID: "nobody"}); err != nil || !reflect.DeepEqual(got, app.Worth{}) {
		t.Errorf("of nobody: %+v %v", got, err)
	}
}
