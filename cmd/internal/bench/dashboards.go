package main

import (
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/app/service"
)

// dashboards computes all charts of each dashboard of the last twelve months on a newly opened file, looks once more, and once after a change; then how fast
// the times of all tickets follow from a new target.
func (b *bench) dashboards() error {
	today := time.Now()
	first := time.Date(today.Year(), today.Month()-11, 1, 0, 0, 0, 0, time.UTC)
	span := insight.Span{From: crm.DateOf(first), To: crm.DateOf(first.AddDate(0, 12, -1))}
	for _, board := range insight.Boards {
		a, end, err := b.open(b.file)
		if err != nil {
			return err
		}
		got, err := measure(2, func(int) error { return b.board(a, board, span) })
		if err != nil {
			return err
		}
		if err := b.touch(a, board); err != nil {
			return err
		}
		changed, err := measure(1, func(int) error { return b.board(a, board, span) })
		if err != nil {
			return err
		}
		b.table.add("dashboard "+board, "<= 1 s; again, and after a change <= 50 ms", fmt.Sprintf("%s; %s, %s", ms(got[0]), ms(got[1]), ms(changed[0])),
			got[0] <= time.Second && max(got[1], changed[0]) <= 50*time.Millisecond)
		if err := end(); err != nil {
			return err
		}
	}
	if err := b.reports(); err != nil {
		return err
	}
	b.dues()
	return b.follow()
}

// touch saves one record of each entity that a dashboard is about; numbers of customers are about their deals.
func (b *bench) touch(a *app.App, board string) error {
	done := map[string]bool{}
	for _, m := range insight.Metrics() {
		if m.Board != board {
			continue
		}
		for _, entity := range []string{m.Entity, map[string]string{"organisation": "deal"}[m.Entity]} {
			if entity == "" || done[entity] {
				continue
			}
			done[entity] = true
			if err := b.touchOne(a, entity); err != nil {
				return err
			}
		}
	}
	return nil
}

// touchOne saves a record of an entity: notes, and the amount of a won deal.
func (b *bench) touchOne(a *app.App, entity string) error {
	q := crm.Query{Entity: entity, Limit: 1}
	if entity == "deal" {
		q.Where = crm.Where("stage", crm.Eq, crm.DealWon)
	}
	list, err := a.List(b.ctx, q)
	if err != nil || len(list) == 0 {
		return err
	}
	notes := "description"
	if entity == "activity" {
		notes = "body"
	}
	list[0].Set(notes, fmt.Sprintf("Seen at %s", time.Now()))
	if entity == "deal" {
		list[0].Set("amount", list[0].Int("amount")+100)
	}
	_, _, err = a.Save(b.ctx, list[0])
	return err
}

// board computes the charts of a dashboard as its page does, several at once.
func (b *bench) board(a *app.App, board string, span insight.Span) error {
	work, ctx := errgroup.WithContext(b.ctx)
	work.SetLimit(max(4, runtime.NumCPU())) // as the window's pool
	for _, m := range insight.Metrics() {
		if m.Board != board {
			continue
		}
		asked := span
		if m.Now {
			asked = insight.Span{}
		}
		work.Go(func() error {
			_, err := a.Chart(ctx, m, asked)
			return err
		})
	}
	return work.Wait()
}

// reports counts own reports over the 300,000 leads and tickets: two levels, days by month and by week, a link, sums and medians.
func (b *bench) reports() error {
	for _, r := range []struct{ entity, counting string }{
		{"lead", "count by source, created_at month"},
		{"lead", "sum amount by status, source"},
		{"ticket", "median solve_time by priority, created_at week"},
		{"ticket", "count by organisation.industry"},
	} {
		counting, err := crm.ParseCounting(r.counting)
		if err != nil {
			return err
		}
		m := insight.Report(crm.View{Name: "Own", Entity: r.entity, Counting: counting})
		got, err := measure(1, func(int) error {
			_, err := b.app.Chart(b.ctx, m, insight.Span{})
			return err
		})
		if err != nil {
			return err
		}
		b.table.add("own report: "+r.entity+", "+r.counting, "<= 1 s", ms(got[0]), got[0] <= time.Second)
	}
	return nil
}

// dues works out the times of tickets that came over five years, were answered, waited and were solved, by office hours with holidays.
func (b *bench) dues() {
	schedule := crm.Record{Entity: "schedule", ID: "s", Values: crm.Values{"name": "Office", "zone": "Europe/Berlin", "hours": "Mon-Fri 9:00-17:00", "days_off": "DE-BE"}}
	target := crm.Record{Entity: "target", ID: "t", Values: crm.Values{"name": "All", "schedule": "s", "answer_within": int64(4 * 3600), "solve_within": int64(16 * 3600)}}
	plan := service.NewPlan([]crm.Record{target}, []crm.Record{schedule})
	const n = 200_000
	tickets := make([]service.Facts, n)
	for i := range tickets {
		at := func(hours int) crm.Instant {
			return crm.InstantOf(moment.AddDate(-5, 0, 0).Add(time.Duration(i)*13*time.Minute + time.Duration(hours)*time.Hour))
		}
		tickets[i] = service.Facts{
			Ticket: crm.Record{Entity: "ticket", ID: "1", Values: crm.Values{
				"kind": "Fault", "priority": "High", "status": crm.TicketSolved, "solved_at": at(60), crm.FieldCreatedAt: at(0), crm.FieldModifiedAt: at(60),
				"states": fmt.Sprintf("%s New\n%s Open\n%s Waiting\n%s Solved", at(0), at(2), at(20), at(60)),
			}},
			Touches: []service.Touch{{At: at(0), In: true}, {At: at(20)}},
		}
	}
	begun := time.Now()
	for _, f := range tickets {
		plan.Times(f)
	}
	rate := n / time.Since(begun).Seconds()
	b.table.add("times of tickets worked out", ">= 200,000/s", fmt.Sprintf("%.0f/s", rate), rate >= 200_000)
}

// follow makes a target for all tickets and takes it back.
func (b *bench) follow() error {
	n, err := b.app.Count(b.ctx, crm.Query{Entity: "ticket"})
	if err != nil {
		return err
	}
	target := crm.Record{Entity: "target", Values: crm.Values{"name": "All", "answer_within": int64(3600), "solve_within": int64(8 * 3600)}}
	begun := time.Now()
	_, batch, err := b.app.Save(b.ctx, target)
	if err != nil {
		return err
	}
	took := time.Since(begun)
	b.table.add("times of all tickets after a new target, found and written", "said", fmt.Sprintf("%d tickets in %s", n, ms(took)), true)
	_, err = b.app.TakeBack(b.ctx, batch.ID)
	return err
}
