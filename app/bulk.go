package app

import (
	"context"
	"slices"
	"strings"

	"satchel/app/crm"
)

// Pick names records of one entity for an action on all of them.
type Pick struct {
	Query crm.Query // what they were picked from; without limit
	IDs   []string  // those picked; nil = all that the query finds
}

// Ask is the query for the records picked.
func (p Pick) Ask() crm.Query {
	if p.IDs == nil {
		return p.Query
	}
	return crm.Query{Entity: p.Query.Entity, Where: crm.Where(crm.FieldID, crm.In, p.IDs...), Sort: p.Query.Sort}
}

// bulkAtOnce is how many records are read at a time; between two times an action can be cancelled.
const bulkAtOnce = 500

// ChangeAll stores what change returns for each record picked, in one transaction and as one action that can be undone. It is called
// with whole records; nil leaves a record as it is. A cancelled context changes nothing.
func (a *App) ChangeAll(ctx context.Context, p Pick, change func(crm.Record) crm.Values, progress func(Progress)) (crm.Batch, error) {
	return a.bulk(ctx, p, crm.Term("Changed %s"), progress, func(tx crm.Tx, r crm.Record) error {
		values := change(r)
		if len(values) == 0 {
			return nil
		}
		return tx.Put(crm.Record{Entity: r.Entity, ID: r.ID, Values: values})
	})
}

// DeleteAll moves all records picked to the trash, in one transaction and as one action that can be undone.
func (a *App) DeleteAll(ctx context.Context, p Pick, progress func(Progress)) (crm.Batch, error) {
	return a.bulk(ctx, p, crm.Term("Deleted %s"), progress, func(tx crm.Tx, r crm.Record) error { return tx.Delete(r.Ref()) })
}

// bulk runs an action on all records picked.
func (a *App) bulk(ctx context.Context, p Pick, label crm.Term, progress func(Progress), f func(crm.Tx, crm.Record) error) (crm.Batch, error) {
	e, err := a.Catalog().Entity(p.Query.Entity)
	if err != nil {
		return crm.Batch{}, err
	}
	return a.act(ctx, crm.Sayf(string(label), crm.Term(strings.ToLower(e.Plural))), func(tx crm.Tx) error {
		return eachPicked(ctx, tx, p, progress, func(r crm.Record) error { return f(tx, r) })
	})
}

// eachPicked calls f for the records picked that are still there.
func eachPicked(ctx context.Context, tx crm.Tx, p Pick, progress func(Progress), f func(crm.Record) error) error {
	ids := p.IDs
	if ids == nil {
		q := p.Query
		q.Fields, q.Limit, q.Offset = []string{crm.FieldCreatedAt}, 0, 0
		list, err := tx.List(q)
		if err != nil {
			return err
		}
		ids = make([]string, len(list))
		for i, r := range list {
			ids[i] = r.ID
		}
	}
	done := 0
	for part := range slices.Chunk(ids, bulkAtOnce) {
		if ctx.Err() != nil {
			return crm.Errorf(crm.CodeCanceled, "Cancelled. Nothing was changed.")
		}
		records, err := tx.List(crm.Query{Entity: p.Query.Entity, Where: crm.Where(crm.FieldID, crm.In, part...)})
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := f(r); err != nil {
				return err
			}
		}
		if done += len(part); progress != nil {
			progress(Progress{Done: int64(done), Total: int64(len(ids))})
		}
	}
	return nil
}

// Retag returns what adding and removing tags changes in a record, nil for nothing.
func Retag(field string, add, remove []string) func(crm.Record) crm.Values {
	return func(r crm.Record) crm.Values {
		before := r.Strings(field)
		var after []string
		for _, t := range before {
			if !slices.Contains(remove, t) {
				after = append(after, t)
			}
		}
		for _, t := range add {
			if !slices.Contains(after, t) {
				after = append(after, t)
			}
		}
		if slices.Equal(before, after) {
			return nil
		}
		return crm.Values{field: after}
	}
}
