// Package apptest tests the use cases and charts of app on a real database.
package apptest

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/cmd/internal/boot"
)

// now is a Sunday; the test's zone is two hours ahead of UTC, so that days and months end before those of UTC.
var (
	now  = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	east = time.FixedZone("east", 2*3600)
)

func open(t *testing.T) *app.App {
	t.Helper()
	return openAt(t, func() time.Time { return now })
}

func openAt(t *testing.T, clock func() time.Time) *app.App {
	t.Helper()
	a, end, err := boot.Open(t.Context(), boot.Options{
		File: filepath.Join(t.TempDir(), "satchel.db"), Now: clock, Zone: east,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if found, err := a.Check(context.WithoutCancel(t.Context())); err != nil || found != nil {
			t.Errorf("check: %v %v", found, err)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func add(t *testing.T, a *app.App, entity string, values crm.Values) string {
	t.Helper()
	r := crm.NewRecord(entity, "")
	if e, err := a.Catalog().Entity(entity); err != nil {
		t.Fatal(err)
	} else {
		r = e.New("")
	}
	for name, v := range values {
		r.Set(name, v)
	}
	r, _, err := a.Save(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

func at(text string) crm.Instant {
	v, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return crm.InstantOf(v)
}

// points computes a chart, tests that every point's filter lists exactly its records, and writes the points as "label currency value n".
func points(t *testing.T, a *app.App, name string, span insight.Span) []string {
	t.Helper()
	m, err := insight.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.Compute(t.Context(), a.Ask(), span)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var all int64
	counted := map[string]bool{} // several numbers can stand on the same records
	for _, p := range c.Points {
		if !counted[p.Where.String()] || p.Series == "" {
			all += p.N
		}
		counted[p.Where.String()] = true
		again, err := crm.ParseFilter(p.Where.String()) // as a saved view keeps it
		if err != nil {
			t.Fatal(err)
		}
		if n, err := a.Count(t.Context(), crm.Query{Entity: c.Entity, Where: again}); err != nil || n != p.N {
			t.Errorf("%s, %s: %s lists %d records, the point stands on %d (%v)", name, p.Label, p.Where, n, p.N, err)
		}
		if p.N > 0 || p.Value != 0 {
			label := p.Label
			if p.Series != "" {
				label += "/" + p.Series
			}
			value := fmt.Sprintf("%.2f", p.Value)
			if !p.Known {
				value = "–"
			}
			out = append(out, fmt.Sprintf("%s %s %s n%d", label, p.Currency, value, p.N))
		}
	}
	if c.N != all {
		t.Errorf("%s: n is %d, the points have %d", name, c.N, all)
	}
	return out
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func TestPipelineKeepsCurrenciesApart(t *testing.T) {
	a := open(t)
	for _, d := range []crm.Values{
		{"name": "1", "stage": "Proposal", "amount": int64(100050), "currency": "EUR", "close_date": crm.Date("2026-12-01")},
		{"name": "2", "stage": "Proposal", "amount": int64(99950), "currency": "EUR", "close_date": crm.Date("2027-01-01")},
		{"name": "3", "stage": "Proposal", "amount": int64(5000), "currency": "JPY"},
		{"name": "4", "stage": "Qualified"},
		{"name": "5", "stage": "Won", "amount": int64(1), "currency": "EUR"},
		{"name": "6", "stage": "Lost", "amount": int64(1), "currency": "EUR"},
		{"name": "7", "stage": "Negotiation", "amount": int64(-300), "currency": "EUR"},
	} {
		add(t, a, "deal", d)
	}
	same(t, "pipeline", points(t, a, "pipeline", insight.Span{}),
		"Qualified EUR 0.00 n1", "Proposal EUR 200000.00 n2", "Negotiation EUR -300.00 n1", "Proposal JPY 5000.00 n1")
	same(t, "one month", points(t, a, "pipeline", insight.Span{From: "2026-12-01", To: "2026-12-31"}), "Proposal EUR 100050.00 n1")
	same(t, "nothing", points(t, a, "pipeline", insight.Span{From: "2030-01-01"}))
}

func TestWonByMonthOfTheZone(t *testing.T) {
	a := open(t)
	for name, closed := range map[string]string{
		"last of august": "2026-08-31T21:59:59Z", "first of september": "2026-08-31T22:00:00Z", "today": "2026-11-22T10:00:00Z", "long ago": "2025-11-30T10:00:00Z",
	} {
		add(t, a, "deal", crm.Values{"name": name, "stage": "Won", "amount": int64(1000), "currency": "EUR", "closed_at": at(closed)})
	}
	add(t, a, "deal", crm.Values{"name": "yen", "stage": "Won", "amount": int64(7), "currency": "JPY", "closed_at": at("2026-11-01T10:00:00Z")})
	same(t, "a year", points(t, a, "won", insight.Span{}),
		"2026-08 EUR 1000.00 n1", "2026-09 EUR 1000.00 n1", "2026-11 EUR 1000.00 n1", "2026-11 JPY 7.00 n1")
	same(t, "two days", points(t, a, "won", insight.Span{From: "2026-08-31", To: "2026-08-31"}), "2026-08 EUR 1000.00 n1")
	same(t, "long", points(t, a, "won", insight.Span{From: "2000-01-01"}),
		"2025-11 EUR 1000.00 n1", "2026-08 EUR 1000.00 n1", "2026-09 EUR 1000.00 n1", "2026-11 EUR 1000.00 n1", "2026-11 JPY 7.00 n1")
	same(t, "backwards", points(t, a, "won", insight.Span{From: "2026-05-01", To: "2026-01-01"}))
	m, err := insight.Find("won")
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.Compute(t.Context(), a.Ask(), insight.Span{})
	if err != nil || len(c.Points) != 12+1 || c.Points[0].Label != "2025-12" || c.Points[0].Value != 0 || !c.Points[0].Known {
		t.Errorf("months without a win are missing: %v %v", c.Points, err)
	}
	if _, err := m.Compute(t.Context(), a.Ask(), insight.Span{From: "0001-01-01"}); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("two thousand years: %v", err)
	}
}

func TestSpellingsOfOneSourceAreOne(t *testing.T) {
	a := open(t)
	for i, source := range []string{"google", "Google", "GOOGLE", "Messe Köln", "messe koln", "", ""} {
		status := crm.LeadNew
		if i%2 == 0 {
			status = crm.LeadWon
		}
		add(t, a, "lead", crm.Values{"name": fmt.Sprint(i), "source": source, "status": status})
	}
	got := points(t, a, "sources", insight.Span{})
	if len(got) != 3 {
		t.Errorf("%q", got)
	}
	m, err := insight.Find("sources")
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.Compute(t.Context(), a.Ask(), insight.Span{From: "2026-11-22", To: "2026-11-22"})
	if err != nil || c.N != 7 || len(c.Points) != 3 || c.Points[0].N != 3 || c.Points[0].Part() != 2 {
		t.Errorf("%+v %v", c.Points, err)
	}
	same(t, "the day before", points(t, a, "sources", insight.Span{To: "2026-11-21"}))
}

func TestAgesOfTickets(t *testing.T) {
	a := open(t)
	day := 24 * time.Hour
	for i, age := range []time.Duration{0, day - time.Second, day, 3*day - time.Second, 3 * day, 7 * day, 30 * day, 300 * day} {
		_, err := a.Do(t.Context(), crm.Action{Label: "t", Source: crm.FromImport}, func(tx crm.Tx) error {
			e, err := a.Catalog().Entity("ticket")
			if err != nil {
				return err
			}
			r := e.New(tx.NewID())
			r.Set("subject", fmt.Sprint(i))
			r.Set(crm.FieldCreatedAt, crm.InstantOf(now.Add(-age)))
			return tx.Put(r)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add(t, a, "ticket", crm.Values{"subject": "done", "status": "Closed"})
	same(t, "ages", points(t, a, "tickets", insight.Span{}),
		"under 1 day  2.00 n2", "1 to 3 days  2.00 n2", "3 to 7 days  1.00 n1", "7 to 30 days  1.00 n1", "over 30 days  2.00 n2")
}
