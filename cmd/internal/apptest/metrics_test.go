package apptest

import (
	"fmt"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
)

// put makes a record as an import does: with the moments given.
func put(t *testing.T, a *app.App, entity string, values crm.Values) string {
	t.Helper()
	id := ""
	_, err := a.Do(t.Context(), crm.Action{Label: "t", Source: crm.FromImport}, func(tx crm.Tx) error {
		e, err := a.Catalog().Entity(entity)
		if err != nil {
			return err
		}
		id = tx.NewID()
		r := e.New(id)
		for name, v := range values {
			r.Set(name, v)
		}
		return tx.Put(r)
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// deal is one of the table tests: stage, whole EUR, days since it was made, days since it was closed (0 = open).
func deal(t *testing.T, a *app.App, stage string, amount int64, made, closed float64, more ...any) string {
	t.Helper()
	ago := func(days float64) crm.Instant {
		return crm.InstantOf(now.Add(-time.Duration(days * 24 * float64(time.Hour))))
	}
	v := crm.Values{"name": fmt.Sprint(stage, amount, made), "stage": stage, "amount": amount * 100, "currency": "EUR", crm.FieldCreatedAt: ago(made)}
	if closed != 0 {
		v["closed_at"] = ago(closed)
	}
	for i := 0; i < len(more); i += 2 {
		v[more[i].(string)] = more[i+1]
	}
	return put(t, a, "deal", v)
}

// Lost deals count nothing in a forecast, elsewhere they count whole; won ones stand beside it. D2: 40,000 for a month, to the cent.
func TestForecast(t *testing.T) {
	a := open(t)
	day := crm.Date("2026-12-15")
	deal(t, a, "Proposal", 50_000, 10, 0, "close_date", day, "probability", 50.0)
	deal(t, a, "Negotiation", 18_750, 10, 0, "close_date", day, "probability", 80.0)
	deal(t, a, crm.DealLost, 99_000, 10, 1, "close_date", day, "probability", 100.0)
	deal(t, a, crm.DealWon, 7_000, 10, 1, "close_date", day)
	deal(t, a, "Proposal", 1_000, 10, 0, "close_date", crm.Date("2027-02-01"), "probability", 33.33)
	deal(t, a, "Proposal", 1_000, 10, 0, "close_date", day, "probability", 50.0, "currency", "USD")
	deal(t, a, "Proposal", 1_000, 400, 0, "close_date", crm.Date("2026-01-15")) // long past, still open
	same(t, "forecast", points(t, a, "forecast", insight.Span{}),
		"2026-12/Weighted EUR 4000000.00 n2", "2027-02/Weighted EUR 33330.00 n1", "2026-12/Weighted USD 50000.00 n1", "2026-11/Won EUR 700000.00 n1")
}

// A person's judgement stays, whatever the stage does.
func TestForecastCategories(t *testing.T) {
	a := open(t)
	deal(t, a, "Proposal", 1_000, 10, 0, "forecast", "Commit")
	id := deal(t, a, "Proposal", 2_000, 10, 0, "forecast", "Commit")
	deal(t, a, "Proposal", 4_000, 10, 0)
	deal(t, a, crm.DealWon, 8_000, 10, 1, "forecast", "Commit")
	if _, err := a.Change(t.Context(), "Move", crm.Ref{Entity: "deal", ID: id}, crm.Values{"stage": "Negotiation"}); err != nil {
		t.Fatal(err)
	}
	same(t, "categories", points(t, a, "categories", insight.Span{}), "Commit EUR 300000.00 n2", "No category EUR 400000.00 n1")
}

// Overdue and old open deals are no losses.
func TestWinRate(t *testing.T) {
	a := open(t)
	for range 3 {
		deal(t, a, crm.DealWon, 10, 50, 10)
	}
	deal(t, a, crm.DealLost, 10, 50, 10)
	deal(t, a, crm.DealLost, 10, 50, 40)
	deal(t, a, "Proposal", 10, 900, 0, "close_date", crm.Date("2025-01-01"))
	again := crm.NewRecord("deal", deal(t, a, "Proposal", 10, 900, 0)) // opened again in the CRM, which kept its close: neither won nor lost
	again.Set("closed_at", crm.InstantOf(now.AddDate(0, 0, -10)))
	if _, err := a.Do(t.Context(), crm.Action{Source: crm.FromSync}, func(tx crm.Tx) error { return tx.Put(again) }); err != nil {
		t.Fatal(err)
	}
	if get(t, a, "deal", again.ID).Instant("closed_at") == 0 {
		t.Fatal("the close is not kept, so that nothing is tested")
	}
	same(t, "win rate", points(t, a, "win_rate", insight.Span{}), "2026-10  0.00 n1", "2026-11  75.00 n4")
	c := compute(t, a, "win_rate", insight.Span{From: "2026-11-01", To: "2026-11-30"})
	if !c.Total.Known || c.Total.Value != 75 || !c.Before.Known || c.Before.Value != 0 || c.Before.N != 1 || c.Earlier != (insight.Span{From: "2026-10-01", To: "2026-10-31"}) {
		t.Errorf("total %+v, before %+v in %+v", c.Total, c.Before, c.Earlier)
	}
	if c := compute(t, a, "win_rate", insight.Span{From: "2020-01-01", To: "2020-01-31"}); c.Total.Known || c.Points[0].Known {
		t.Errorf("a share of nothing is known: %+v", c.Total)
	}
}

// A close before the creation is no cycle; lost deals are apart.
func TestSalesCycle(t *testing.T) {
	a := open(t)
	for _, days := range []float64{10, 20, 90} {
		deal(t, a, crm.DealWon, 10, days+5, 5)
	}
	deal(t, a, crm.DealWon, 10, 3, 30) // negative
	deal(t, a, crm.DealLost, 10, 19, 5)
	deal(t, a, "Proposal", 10, 300, 0)
	same(t, "cycle", points(t, a, "cycle", insight.Span{}),
		"Won/Median  20.00 n3", "Lost/Median  14.00 n1", "Won/Mean  40.00 n3", "Lost/Mean  14.00 n1")
}

func TestReasonsForLosses(t *testing.T) {
	a := open(t)
	for _, reason := range []any{"Price", "price", "Competitor", nil} {
		deal(t, a, crm.DealLost, 10, 50, 5, "lost_reason", reason)
	}
	deal(t, a, crm.DealLost, 10, 500, 400, "lost_reason", "Price")
	same(t, "lost", points(t, a, "lost", insight.Span{From: "2026-11-01", To: "2026-11-30"}), "Price  2.00 n2", "No reason  1.00 n1", "Competitor  1.00 n1")
}

// 4 open × mean 1,500 × 2/3 / median 20 days = 200 a day; dollars go by dollars.
func TestVelocity(t *testing.T) {
	a := open(t)
	for range 4 {
		deal(t, a, "Proposal", 77, 10, 0)
	}
	deal(t, a, crm.DealWon, 1_000, 25, 5)
	deal(t, a, crm.DealWon, 2_000, 25, 5)
	deal(t, a, crm.DealLost, 9_000, 25, 5)
	deal(t, a, "Proposal", 5, 10, 0, "currency", "USD")
	same(t, "velocity", points(t, a, "velocity", insight.Span{}), "a day EUR 20000.00 n4", "a day USD – n1")
}

// A cohort counts by when the lead came, not by when it was converted.
func TestLeadConversion(t *testing.T) {
	a := open(t)
	lead := func(made, status string) {
		put(t, a, "lead", crm.Values{"name": made + status, "status": status, crm.FieldCreatedAt: at(made), "converted_at": at("2026-11-20T10:00:00Z")})
	}
	lead("2026-09-01T10:00:00Z", crm.LeadWon)
	lead("2026-09-02T10:00:00Z", crm.LeadWon)
	lead("2026-09-03T10:00:00Z", crm.LeadLost)
	lead("2026-09-30T21:59:59Z", crm.LeadNew) // still September two hours east of UTC
	lead("2026-09-30T22:00:00Z", crm.LeadWon)
	same(t, "conversion", points(t, a, "conversion", insight.Span{}), "2026-09  50.00 n4", "2026-10  100.00 n1")
}

func TestWonBySource(t *testing.T) {
	a := open(t)
	deal(t, a, crm.DealWon, 100, 50, 5, "source", "Google")
	deal(t, a, crm.DealWon, 200, 50, 5, "source", "google")
	deal(t, a, crm.DealWon, 400, 50, 5)
	deal(t, a, crm.DealLost, 800, 50, 5, "source", "Google")
	deal(t, a, crm.DealWon, 1, 50, 5, "source", "Google", "currency", "CHF")
	same(t, "won by source", points(t, a, "source_won", insight.Span{}),
		"No source EUR 40000.00 n1", "Google EUR 30000.00 n2", "Google CHF 100.00 n1")
}

// What a program sent touches nobody.
func TestUntouchedLeads(t *testing.T) {
	a := open(t)
	for i, days := range []int{3, 7, 9, 16, 100} {
		lead := put(t, a, "lead", crm.Values{"name": fmt.Sprint(days), crm.FieldCreatedAt: at("2026-01-01T10:00:00Z")})
		put(t, a, "activity", crm.Values{"kind": "call", "subject": "c", "done": true, "about": lead, "at": crm.InstantOf(now.AddDate(0, 0, -days))})
		put(t, a, "activity", crm.Values{"kind": "email", "subject": "news", "done": true, "automatic": true, "about": lead, "at": crm.InstantOf(now)})
		if i == 0 {
			put(t, a, "lead", crm.Values{"name": "lost", "status": crm.LeadLost, crm.FieldCreatedAt: at("2026-01-01T10:00:00Z")})
			put(t, a, "lead", crm.Values{"name": "new"})
		}
	}
	same(t, "untouched", points(t, a, "untouched", insight.Span{}),
		"up to 7 days  3.00 n3", "8 to 14 days  1.00 n1", "15 to 30 days  1.00 n1", "over 30 days  1.00 n1")
}

// 0 is a detractor, too.
func TestRecommendation(t *testing.T) {
	a := open(t)
	for i, n := range []any{int64(10), int64(9), int64(8), int64(7), int64(6), int64(0), nil} {
		v := crm.Values{"last_name": fmt.Sprint(i), "recommends": n}
		if i == 0 {
			v["recommends_at"] = at("2026-10-10T10:00:00Z")
		}
		put(t, a, "contact", v)
	}
	same(t, "nps", points(t, a, "nps", insight.Span{}), "2026-10  100.00 n1", "2026-11  -20.00 n5")
	_, _, err := a.Save(t.Context(), crm.Record{Entity: "contact", Values: crm.Values{"last_name": "X", "recommends": int64(11)}})
	if fieldOf(err) != "recommends" {
		t.Errorf("11 of 10: %v", err)
	}
}

// supported sets working hours and a target of 1 h to answer and 8 h to solve, and returns a maker of tickets: what happened when,
// in hours since Monday, 9:00.
func supported(t *testing.T, a *app.App) func(moves ...any) string {
	hours := put(t, a, "schedule", crm.Values{"name": "Office", "hours": "Mon-Fri 9:00-17:00"})
	put(t, a, "target", crm.Values{"name": "All", "schedule": hours, "answer_within": int64(3600), "solve_within": int64(8 * 3600)})
	monday := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	return func(moves ...any) string {
		t.Helper()
		when := func(i int) crm.Instant {
			h, ok := moves[i].(float64)
			if !ok {
				h = float64(moves[i].(int))
			}
			return crm.InstantOf(monday.Add(time.Duration(h * float64(time.Hour))))
		}
		v := crm.Values{"subject": "T", crm.FieldCreatedAt: when(0), "status": crm.TicketOpen}
		states := when(0).String() + " Open"
		type said struct {
			direction string
			at        crm.Instant
			automatic bool
		}
		var all []said
		for i := 1; i < len(moves); i += 2 {
			switch what := moves[i].(string); what {
			case "out", "in", "internal":
				all = append(all, said{what, when(i + 1), false})
			case "robot":
				all = append(all, said{"out", when(i + 1), true})
			case "rated":
				v["rating"], v["rated_at"] = fmt.Sprint(moves[i+1]), crm.InstantOf(now)
			case "owner":
				v[crm.FieldOwner] = moves[i+1]
			default:
				v["status"] = what
				states += "\n" + when(i+1).String() + " " + what
				if crm.IsDone(what) {
					v["solved_at"] = when(i + 1)
				}
			}
		}
		v["states"] = states
		if !crm.IsDone(v["status"].(string)) {
			v["solved_at"] = nil
		}
		id := put(t, a, "ticket", v)
		for _, m := range all {
			put(t, a, "message", crm.Values{"ticket": id, "direction": m.direction, "at": m.at, "automatic": m.automatic, "body": "m"})
		}
		return id
	}
}

// Answers of programs and notes of the team are none, tickets that we opened need none, unanswered ones are apart.
func TestTimeToFirstAnswer(t *testing.T) {
	a := open(t)
	ticket := supported(t, a)
	ticket(0, "out", 0.5)
	ticket(0, "robot", 0.1, "internal", 0.2, "out", 1.5)
	ticket(0, "out", 7, "out", 8)
	ticket(7, "out", 25)                   // 16:00 to the next day, 10:00: two working hours
	ticket(0, "out", 0, "out", 1)          // opened by us
	ticket(0, "robot", 1, "in", 2)         // unanswered, for 6 days
	ticket(0, "Solved", 2)                 // solved without a word
	ticket(0, "in", -1, "out", 1, "in", 2) // an answer, whatever came before it
	same(t, "answer time", points(t, a, "answer_time", insight.Span{}), "2026-11/Median  5400.00 n5", "2026-11/90 %  25200.00 n5")
	same(t, "unanswered", points(t, a, "unanswered", insight.Span{}), "3 to 7 days  2.00 n2")
}

// The last wait counts like the others, and the full time holds it.
func TestTimeToSolution(t *testing.T) {
	a := open(t)
	ticket := supported(t, a)
	ticket(0, "Solved", 2)
	ticket(0, "Waiting", 1, "Open", 2, "Waiting", 3, "Solved", 7) // 7 h in full, 2 h ours
	ticket(0, "Solved", 1, "Open", 24, "Solved", 28)              // 12 h in full, 5 h ours
	ticket(0)                                                     // open
	put(t, a, "ticket", crm.Values{"subject": "backwards", "status": crm.TicketSolved, "solved_at": at("2026-11-01T10:00:00Z")})
	same(t, "solve time", points(t, a, "solve_time", insight.Span{}), "2026-11/In full  25200.00 n3", "2026-11/Ours  7200.00 n3")
}

// Numerator and denominator are of those that fell due in the period, by the same condition.
func TestTargetsMet(t *testing.T) {
	a := open(t)
	ticket := supported(t, a)
	ann := put(t, a, "user", crm.Values{"name": "Ann"})
	ticket(0, "out", 0.5, "Solved", 2, "owner", ann) // both met
	ticket(0, "out", 2, "Solved", 30, "owner", ann)  // both missed
	ticket(0, "out", 1)                              // answered in the last minute; not solved: missed
	ticket(0, "Waiting", 0.5)                        // nothing fell due: the clock stands
	ticket(168)                                      // made now: due later
	ticket(-2000, "out", -1999.5, "Solved", -1999)   // long ago
	same(t, "targets", points(t, a, "targets", insight.Span{From: "2026-11-01", To: "2026-11-30"}), "First answer  66.67 n3", "Solution  33.33 n3")
	same(t, "per person", points(t, a, "solutions", insight.Span{From: "2026-11-01", To: "2026-11-30"}), "Ann  50.00 n2", "Nobody  0.00 n1")
}

// What was solved twice left once.
func TestTicketsInAndOut(t *testing.T) {
	a := open(t)
	ticket := supported(t, a)
	ticket(0, "Solved", 1, "Open", 2, "Solved", 3)
	ticket(0, "Solved", 1, "Open", 2)
	ticket(-400, "Solved", 1)
	same(t, "flow", points(t, a, "flow", insight.Span{}), "2026-10/Created  1.00 n1", "2026-11/Created  2.00 n2", "2026-11/Solved  2.00 n2")
}

func TestOpenedAgain(t *testing.T) {
	a := open(t)
	ticket := supported(t, a)
	ticket(-400, "Solved", -300, "Open", -299, "Solved", 0) // within a week
	ticket(-400, "Solved", -300, "Open", 0)                 // later
	ticket(-400, "Solved", -300)
	ticket(0, "Open", 1)
	same(t, "reopened", points(t, a, "reopened", insight.Span{}), "2026-11  33.33 n3")
}

// A 3 is not satisfied, and no mean is taken: 5, 5, 3, 1 are 50 %.
func TestSatisfaction(t *testing.T) {
	a := open(t)
	ticket := supported(t, a)
	for _, mark := range []int{5, 5, 3, 1} {
		ticket(0, "Solved", 1, "rated", mark)
	}
	ticket(0, "Solved", 1)
	same(t, "csat", points(t, a, "csat", insight.Span{}), "2026-11  50.00 n4")
}

func TestTheTeam(t *testing.T) {
	a := open(t)
	ann := put(t, a, "user", crm.Values{"name": "Ann"})
	act := func(kind string, done bool, owner any) {
		put(t, a, "activity", crm.Values{"kind": kind, "subject": "a", "done": done, "at": at("2026-11-10T10:00:00Z"), crm.FieldOwner: owner})
	}
	act("call", true, ann)
	act("call", true, ann)
	act("email", true, nil)
	act("call", false, ann)
	november := insight.Span{From: "2026-11-01", To: "2026-11-30"}
	same(t, "by kind", points(t, a, "activities", november), "Call  2.00 n2", "E-mail  1.00 n1")
	same(t, "per person", points(t, a, "people", november), "Ann  2.00 n2", "Nobody  1.00 n1")
	put(t, a, "lead", crm.Values{"name": "1", crm.FieldOwner: ann, "next_step": "Call"})
	put(t, a, "lead", crm.Values{"name": "2", crm.FieldOwner: ann})
	put(t, a, "lead", crm.Values{"name": "3", crm.FieldOwner: ann, "status": crm.LeadLost})
	same(t, "next steps", points(t, a, "steps", insight.Span{}), "Ann  50.00 n2")
}

func compute(t *testing.T, a *app.App, name string, span insight.Span) insight.Chart {
	t.Helper()
	m, err := insight.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.Compute(t.Context(), a.Ask(), span)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The period before is as long: N days, not N + 1; whole months are as many months.
func TestThePeriodBeforeIsEqual(t *testing.T) {
	for _, c := range []struct{ span, want insight.Span }{
		{insight.Span{From: "2026-11-08", To: "2026-11-14"}, insight.Span{From: "2026-11-01", To: "2026-11-07"}},
		{insight.Span{From: "2026-03-01", To: "2026-03-31"}, insight.Span{From: "2026-02-01", To: "2026-02-28"}},
		{insight.Span{From: "2026-10-01", To: "2026-12-31"}, insight.Span{From: "2026-07-01", To: "2026-09-30"}},
		{insight.Span{From: "2024-01-01", To: "2024-12-31"}, insight.Span{From: "2023-01-01", To: "2023-12-31"}},
		{insight.Span{From: "2026-03-01", To: "2026-03-01"}, insight.Span{From: "2026-02-28", To: "2026-02-28"}},
	} {
		if got, ok := c.span.Before(); !ok || got != c.want {
			t.Errorf("before %+v lies %+v", c.span, got)
		}
	}
	for _, open := range []insight.Span{{}, {From: "2026-03-01"}, {From: "2026-03-02", To: "2026-03-01"}} {
		if _, ok := open.Before(); ok {
			t.Errorf("%+v has a period before", open)
		}
	}
}

// What was late is late on the day on which it was due, whatever became of it.
func TestTheDaysTickets(t *testing.T) {
	a := open(t)
	put(t, a, "target", crm.Values{"name": "All", "answer_within": int64(3600)})
	made := func(created string, v crm.Values, answered string) {
		v["subject"], v[crm.FieldCreatedAt] = "T", at(created)
		id := put(t, a, "ticket", v)
		if answered != "" {
			put(t, a, "message", crm.Values{"ticket": id, "direction": "out", "at": at(answered), "body": "m"})
		}
	}
	made("2026-11-22T08:00:00Z", crm.Values{}, "")                                                                                        // late
	made("2026-11-22T08:00:00Z", crm.Values{"status": crm.TicketSolved, "solved_at": at("2026-11-22T11:00:00Z")}, "2026-11-22T10:00:00Z") // late and solved
	made("2026-11-22T08:00:00Z", crm.Values{}, "2026-11-22T08:30:00Z")
	made("2026-11-22T11:30:00Z", crm.Values{}, "") // not yet
	made("2026-11-18T08:00:00Z", crm.Values{}, "") // late on another day
	made("2026-11-18T08:00:00Z", crm.Values{"status": crm.TicketSolved, "solved_at": at("2026-11-21T08:00:00Z")}, "2026-11-18T08:10:00Z")
	same(t, "day", points(t, a, "day", insight.Span{}), "Solved today  1.00 n1", "Breached today  2.00 n2", "Open > 3 days  1.00 n1")
}
