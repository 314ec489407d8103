package storage

import (
	"context"
	"slices"

	"satchel/app/crm"
)

// Timeline returns what happened with a record, newest first: the records of all entities with a timeline that link to it. What is
// planned for later is not among them.
func (db *DB) Timeline(ctx context.Context, ref crm.Ref, before crm.Instant, limit int) ([]crm.Record, error) {
	s := db.schema.Load()
	if _, err := s.table(ref.Entity); err != nil {
		return nil, err
	}
	if before == 0 {
		before = crm.InstantOf(db.opt.Now()) + 1
	}
	if limit <= 0 {
		limit = 500
	}
	var found []moment
	for _, t := range s.order {
		if t.entity.Timeline == nil {
			continue
		}
		for _, name := range t.entity.Timeline.Links {
			link, ok := t.column(name)
			if !ok || !slices.Contains(link.To, ref.Entity) {
				continue
			}
			list, err := db.moments(ctx, t, link, ref.ID, before, limit)
			if err != nil {
				return nil, explain(err)
			}
			found = append(found, list...)
		}
	}
	slices.SortStableFunc(found, moment.compare)
	found = slices.CompactFunc(found, func(a, b moment) bool { return a.place == b.place })
	out, err := db.records(ctx, s, found[:min(limit, len(found))])
	return out, explain(err)
}

type moment struct {
	place
	at int64
}

func (a moment) compare(b moment) int {
	for _, d := range []int64{b.at - a.at, a.entity - b.entity, b.n - a.n} {
		if d != 0 {
			return int(max(-1, min(1, d)))
		}
	}
	return 0
}

// moments reads the newest rows that one link ties to a record; the index on link and time holds them in this order.
func (db *DB) moments(ctx context.Context, t *table, link column, id string, before crm.Instant, limit int) ([]moment, error) {
	at := quote(t.entity.Timeline.At)
	var out []moment
	err := db.stmts.each(ctx, func(scan func(...any) error) error {
		m := moment{place: place{entity: t.number}}
		err := scan(&m.n, &m.at)
		out = append(out, m)
		return err
	}, "SELECT n, "+at+" FROM "+t.name+" WHERE "+link.quoted()+" = ? AND "+at+" < ? ORDER BY "+at+" DESC, n DESC LIMIT ?", id, int64(before), limit)
	return out, err
}

// records reads whole rows, in the given order.
func (db *DB) records(ctx context.Context, s *schema, list []moment) ([]crm.Record, error) {
	rows := map[int64][]any{}
	for _, m := range list {
		rows[m.entity] = append(rows[m.entity], m.n)
	}
	known := map[place]crm.Record{}
	for number, ns := range rows {
		t := s.byNumber(number)
		c := compiler{schema: s}
		r := newReader(t, nil)
		text := "SELECT " + r.selected("t") + " FROM " + t.name + " t WHERE t.n IN " + c.list(ns)
		if err := db.stmts.each(ctx, func(scan func(...any) error) error {
			row, err := r.read(scan)
			known[place{number, row.n}] = row.Record
			return err
		}, text, c.args...); err != nil {
			return nil, err
		}
	}
	out := make([]crm.Record, 0, len(list))
	for _, m := range list {
		if r, ok := known[m.place]; ok {
			out = append(out, r)
		}
	}
	return out, nil
}
