package main

import (
	"fmt"
	"time"

	"satchel/app/crm"
	"satchel/app/insight"
)

// dashboards computes all charts of each dashboard of the last twelve months on a newly opened file, and looks once more; then how fast
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
		slowest, worst := "", time.Duration(0)
		got, err := measure(2, func(round int) error {
			for _, m := range insight.Metrics() {
				if m.Board != board {
					continue
				}
				asked := span
				if m.Now {
					asked = insight.Span{}
				}
				begun := time.Now()
				if _, err := a.Chart(b.ctx, m, asked); err != nil {
					return err
				}
				if took := time.Since(begun); round == 0 && took > worst {
					slowest, worst = m.Name, took
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		b.table.add("dashboard "+board, "<= 1 s; again <= 50 ms", fmt.Sprintf("%s (%s %s); again %s", ms(got[0]), slowest, ms(worst), ms(got[1])),
			got[0] <= time.Second && got[1] <= 50*time.Millisecond)
		if err := end(); err != nil {
			return err
		}
	}
	return b.follow()
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
	b.table.add("times of all tickets after a new target", "said", fmt.Sprintf("%d tickets in %s", n, ms(took)), true)
	_, err = b.app.TakeBack(b.ctx, batch.ID)
	return err
}
