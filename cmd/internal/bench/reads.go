package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"satchel/app/crm"
)

// page is what a screen of a list asks for.
const page = 60

// lists asks for the first page of every list by every sortable column, both ways.
func (b *bench) lists() error {
	var all times
	worst, slowest := time.Duration(0), ""
	for _, e := range b.app.Catalog().Entities() {
		if e.Child {
			continue
		}
		fields := []string{}
		for _, c := range e.Columns {
			fields = append(fields, c.Field)
		}
		for _, c := range e.Columns {
			for _, desc := range []bool{false, true} {
				q := crm.Query{Entity: e.Name, Sort: []crm.Sort{{Field: c.Field, Desc: desc}}, Fields: fields, Limit: page}
				got, err := measure(25, func(int) error { _, err := b.app.List(b.ctx, q); return err })
				if err != nil {
					return err
				}
				all = append(all, got...)
				if p := got.at(0.5); p > worst {
					worst, slowest = p, e.Name+" by "+c.Field
				}
			}
		}
	}
	b.table.limit("first page of any list by any sortable column", all, 5*time.Millisecond, fmt.Sprintf(", slowest %s %s", slowest, ms(worst)))
	return nil
}

// jumps goes to random places of the contact list.
func (b *bench) jumps() error {
	q := crm.Query{Entity: "contact", Sort: []crm.Sort{{Field: "name"}}, Fields: []string{"name", "organisation", "next_step", "next_step_at"}, Limit: page}
	n, err := b.app.Count(b.ctx, q)
	if err != nil {
		return err
	}
	luck := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a measurement
	jump := func(int) error {
		q.Offset = luck.IntN(int(n))
		_, err := b.app.List(b.ctx, q)
		return err
	}
	first, err := measure(1, jump)
	if err != nil {
		return err
	}
	// The places are learnt in the background after the first jump.
	for range 100 {
		if _, err := measure(1, jump); err != nil {
			return err
		}
	}
	got, err := measure(b.runs, jump)
	if err != nil {
		return err
	}
	b.table.limit(fmt.Sprintf("jump to any scroll position of %d", n), got, 16*time.Millisecond, ", very first "+ms(first[0]))
	return nil
}

// search types words letter by letter.
func (b *bench) search() error {
	sample, err := b.app.List(b.ctx, crm.Query{Entity: "contact", Sort: []crm.Sort{{Field: crm.FieldCreatedAt, Desc: true}}, Limit: 40, Offset: 1000})
	if err != nil {
		return err
	}
	var typed []string
	right, exact := 0, 0
	for _, r := range sample {
		name := []rune(r.Text("name"))
		for n := 1; n <= min(len(name), 12); n++ {
			typed = append(typed, string(name[:n]))
		}
		for _, field := range []string{"emails", "phones"} {
			for _, reach := range r.Reaches(field) {
				hits, err := b.app.Search(b.ctx, reach.Value, 10)
				if err != nil {
					return err
				}
				exact++
				for _, h := range hits[:min(1, len(hits))] {
					same, err := b.app.Get(b.ctx, h.Ref)
					if err == nil && has(same, field, reach.Value) {
						right++
					}
				}
				typed = append(typed, reach.Value)
			}
		}
	}
	typed = append(typed, "a", "an", "invoice", "call back", "müller", "李")
	got, err := measure(max(b.runs, len(typed)), func(i int) error {
		_, err := b.app.Search(b.ctx, typed[i%len(typed)], 20)
		return err
	})
	if err != nil {
		return err
	}
	b.table.limit("search while typing, all entities", got, 10*time.Millisecond, "")
	b.table.add("exact mail or phone is the first hit", "all", fmt.Sprintf("%d of %d", right, exact), right == exact)
	return nil
}

func has(r crm.Record, field, value string) bool {
	for _, reach := range r.Reaches(field) {
		if reach.Value == value {
			return true
		}
	}
	return false
}

// customerPage reads all that the page of a busy customer shows.
func (b *bench) customerPage() error {
	ref := crm.Ref{Entity: "contact", ID: busyID}
	got, err := measure(b.runs, func(int) error {
		if _, err := b.app.Get(b.ctx, ref); err != nil {
			return err
		}
		entries, err := b.app.Timeline(b.ctx, ref, 0, 500)
		if err == nil && len(entries) != 500 {
			err = fmt.Errorf("%d entries, want 500", len(entries))
		}
		if err != nil {
			return err
		}
		_, err = b.app.Rows(b.ctx, crm.Query{
			Entity: "deal", Where: crm.Where("contact", crm.Eq, busyID), Group: []crm.Group{{Field: "currency"}},
			Measure: []crm.Measure{{Fn: crm.Sum, Field: "amount"}},
		})
		return err
	})
	if err != nil {
		return err
	}
	b.table.limit("customer page with 500 timeline entries", got, 30*time.Millisecond, "")
	return nil
}
