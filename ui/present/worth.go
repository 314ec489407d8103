package present

import (
	"context"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/words"
)

// worth says what a customer is worth, each number with how it comes about, "–" where it is not known. Nothing for whom there is neither a
// deal nor a ticket.
func worth(ctx context.Context, a *app.App, ref crm.Ref, now time.Time) ([]Group, error) {
	w, err := a.Worth(ctx, ref)
	if err != nil || w.Deals+w.OpenDeals+w.Tickets == 0 {
		return nil, err
	}
	sum := func(list []insight.Amount) string {
		parts := make([]string, len(list))
		for i, x := range list {
			parts[i] = Amount(x.Minor, x.Currency)
		}
		if len(parts) == 0 {
			return "–"
		}
		return strings.Join(parts, " · ")
	}
	g := Group{Title: words.T("Value"), Folded: true}
	add := func(what, value, why string) { g.Lines = append(g.Lines, Line{Text: what, Note: value, Why: why}) }
	of := func(n int64, why string) string { // nothing comes about from nothing
		if n == 0 {
			return ""
		}
		return why
	}
	rates := Rates(insight.Chart{Rates: w.Rates}, now)
	converted := func(why string) string { return strings.TrimSpace(why + " " + rates) }
	add(words.T("Revenue to date"), sum(w.Won), of(w.Deals, converted(words.N(w.Deals, "Amount of %s won deal.", "Sum of the amounts of %s won deals."))))
	add(words.T("Open value"), sum(w.Open), of(w.OpenDeals, converted(words.N(w.OpenDeals, "Amount of %s open deal.", "Sum of the amounts of %s open deals."))))
	add(words.T("Tickets"), words.T("%s, %s open", Number(w.Tickets), Number(w.OpenTickets)), "")
	spent := "–"
	if w.Timed > 0 {
		spent = Length(w.Spent)
	}
	add(words.T("Our time"), spent, of(w.Timed, words.N(w.Timed, "Length of %s activity done.", "Lengths of %s activities done.")))
	first, last, gap, silence := "–", "–", "–", ""
	if w.Last != "" {
		first, last = Day(w.First, now), Ago(crm.InstantOf(w.Last.In(now.Location())), now)
	}
	why := words.T("Known from %d purchases on.", insight.EnoughPurchases)
	if w.Gap > 0 {
		days := words.Decimal(w.Gap, 0)
		gap, why = words.T("%s days", days), words.N(w.Deals, "Median of the days between %s purchase.", "Median of the days between %s purchases.")
		if w.Silent {
			silence = words.T("Quiet for more than twice the usual gap.")
		}
	}
	add(words.T("First purchase"), first, "")
	add(words.T("Last purchase"), last, silence)
	add(words.T("Usual gap between purchases"), gap, why)
	return []Group{g}, nil
}
