package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"satchel/app/crm"
)

// Undo takes a batch (its id) or one change (its number) back. Records edited since stay as they are and are listed, with
// what the batch had made that they, or records made since, lead to. Of an import the updates are taken back field by field: what was
// edited since stays and is listed.
func (db *DB) Undo(ctx context.Context, batchOrChange, who string) (crm.Undone, error) {
	var out crm.Undone
	u := undo{stays: map[string]bool{}, inside: map[string]bool{}, keptAt: map[crm.Ref]int{}}
	batch, err := db.transact(ctx, crm.Action{Source: crm.FromUndo, Who: who}, func(t *tx) error {
		u.tx = t
		if err := u.find(batchOrChange); err != nil {
			return err
		}
		if err := u.staying(); err != nil {
			return err
		}
		if err := u.run(); err != nil {
			return err
		}
		return u.settle()
	})
	if err != nil {
		return out, err
	}
	return crm.Undone{Batch: batch, Kept: u.kept}, nil
}

// undo is one run over the changes first to last, backwards.
type undo struct {
	*tx
	batch       int64
	id, label   string
	undoes      sql.NullString // the batch that this one had taken back
	first, last int64
	whole       bool
	seen        map[crm.Ref]stored // records of the page as they are now, without n where there is none; until they are used
	byField     bool               // an import, whose updates go back field by field
	stays       map[string]bool    // ids of records that the batch created and that stay
	inside      map[string]bool    // those that live inside another one, which is listed
	kept        []crm.Change       // one a record
	keptAt      map[crm.Ref]int    // where it is
	keptIDs     []int64
}

func (u *undo) find(name string) error {
	query := `SELECT n, id, ifnull(label, ''), source, first, last, undone, undoes FROM batch WHERE id = ?`
	change, err := strconv.ParseInt(name, 10, 64)
	single := err == nil
	if single {
		query = `SELECT b.n, b.id, ifnull(b.label, ''), b.source, c.n, c.n, c.undone, NULL FROM change c JOIN batch b ON b.n = c.batch WHERE c.n = ?`
	}
	var arg any = name
	if single {
		arg = change
	}
	var undone bool
	var source crm.Source
	err = u.on.row(u.ctx, query, []any{arg}, &u.batch, &u.id, &u.label, &source, &u.first, &u.last, &undone, &u.undoes)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return crm.Errorf(crm.CodeNotFound, "There is no action or change %q that could be undone.", name)
	case err == nil && undone:
		return crm.Errorf(crm.CodeConflict, "%q has been undone already.", u.label)
	}
	u.whole = !single
	u.byField = u.whole && source == crm.FromImport
	u.action.Label = "Undo: " + u.label
	u.tx.batch.undoes = u.id
	return err
}

// run goes through the changes backwards, page by page.
func (u *undo) run() error {
	for next := u.last; next >= u.first; {
		lines, err := readLines(u.ctx, u.on, u.schema, "c.n BETWEEN ? AND ? AND c.undone = 0 ORDER BY c.n DESC LIMIT 500", u.first, next)
		if err != nil || len(lines) == 0 {
			return err
		}
		if err := u.look(lines); err != nil {
			return err
		}
		for _, l := range lines {
			next = l.ID - 1
			if err := u.back(l); err != nil {
				return err
			}
		}
	}
	return nil
}

// look reads the records of a page of changes as they are now, all at once.
func (u *undo) look(lines []line) error {
	u.seen = map[crm.Ref]stored{}
	ids := map[string][]any{}
	for _, l := range lines {
		ids[l.Entity] = append(ids[l.Entity], l.Ref.ID)
		u.seen[l.Ref] = stored{}
	}
	for entity, list := range ids {
		tb, err := u.schema.table(entity)
		if err != nil {
			return err
		}
		c, r := compiler{}, newReader(tb, nil)
		if err := u.on.each(u.ctx, func(scan func(...any) error) error {
			row, err := r.read(scan)
			u.seen[row.Ref()] = row
			return err
		}, "SELECT "+r.selected("t")+" FROM "+tb.name+" t WHERE t.id IN "+c.list(list), c.args...); err != nil {
			return err
		}
	}
	return nil
}

// current reads a record, from the page if nothing of this undo has touched it.
func (u *undo) current(tb *table, ref crm.Ref) (now stored, found bool, err error) {
	if now, known := u.seen[ref]; known {
		delete(u.seen, ref)
		return now, now.n > 0, nil
	}
	return tb.find(u.ctx, u.on, ref.ID)
}

// back takes one change back, or keeps it where the record was edited since.
func (u *undo) back(l line) error {
	tb, err := u.schema.table(l.Entity)
	if err != nil {
		return err
	}
	now, found, err := u.current(tb, l.Ref)
	if err != nil {
		return err
	}
	u.tx.batch.change = l.ID
	done := false
	switch l.Kind {
	case crm.Created:
		done, err = u.uncreate(tb, l, now, found)
	case crm.Deleted:
		done, err = u.restore(tb, l, found)
	case crm.Updated:
		done, err = u.revert(tb, &l, now, found)
	}
	if err != nil {
		return err
	}
	if !done {
		u.keep(l.Change, tb, now, found)
	}
	return nil
}

// keep lists a record that stays, once; that all of it stays says more than that a field does.
func (u *undo) keep(c crm.Change, tb *table, now stored, found bool) {
	u.keptIDs = append(u.keptIDs, c.ID)
	if u.inside[c.Ref.ID] {
		return
	}
	if c.Title == "" && found {
		c.Title = tb.entity.TitleOf(now.Record)
	}
	if at, listed := u.keptAt[c.Ref]; listed {
		if c.Kind == crm.Created {
			u.kept[at] = c
		}
		return
	}
	u.keptAt[c.Ref] = len(u.kept)
	u.kept = append(u.kept, c)
}

// uncreate deletes a record unless it stays.
func (u *undo) uncreate(tb *table, l line, now stored, found bool) (bool, error) {
	if !found {
		return true, nil
	}
	if u.stays[l.Ref.ID] {
		return false, nil
	}
	return true, u.remove(tb, now)
}

func (u *undo) restore(tb *table, l line, found bool) (bool, error) {
	if found {
		return false, nil
	}
	r := crm.Record{Entity: l.Entity, ID: l.Ref.ID, Values: l.values}
	return true, u.store(tb, stored{Record: crm.NewRecord(l.Entity, l.Ref.ID), n: l.row}, false, r)
}

// revert sets the fields back if all of them are still as the change left them; of an import those that are, unless they are merged with
// one that is not. The time of the last change comes back too if nothing else was changed since.
func (u *undo) revert(tb *table, l *line, now stored, found bool) (bool, error) {
	if !found || u.stays[l.Ref.ID] {
		return false, nil
	}
	stay := l.touched(tb.entity, now.Record)
	if len(stay) > 0 && !u.byField {
		return false, nil
	}
	after := now.Clone()
	for name, pair := range l.pairs {
		if name != crm.FieldModifiedAt && !stay[name] {
			after.Values[name] = pair[0]
		}
	}
	if pair, ok := l.pairs[crm.FieldModifiedAt]; ok && crm.Equal(now.Values[crm.FieldModifiedAt], pair[1]) {
		after.Values[crm.FieldModifiedAt] = pair[0]
	} else if len(changed(tb, now.Record, after)) > 0 {
		after.Values[crm.FieldModifiedAt] = u.now
	}
	if err := u.store(tb, now, true, after); err != nil || len(stay) == 0 {
		return len(stay) == 0, err
	}
	l.Fields = slices.DeleteFunc(l.Fields, func(c crm.FieldChange) bool { return !stay[c.Field] })
	return false, nil
}

// touched are the fields of an update that are no longer as it left them, with those that they are merged with.
func (l line) touched(e *crm.Entity, now crm.Record) map[string]bool {
	out := map[string]bool{}
	for name, pair := range l.pairs {
		if name == crm.FieldModifiedAt || crm.Equal(now.Values[name], pair[1]) {
			continue
		}
		out[name] = true
		if f, ok := e.Field(name); ok && f.Group != "" {
			for _, other := range e.Group(f.Group) {
				out[other] = true
			}
		}
	}
	return out
}

// settle notes what is undone now: the batch, and no longer the one that it had taken back.
func (u *undo) settle() error {
	kept, err := json.Marshal(append([]int64{}, u.keptIDs...))
	if err != nil {
		return err
	}
	if err := u.exec(`UPDATE OR ROLLBACK change SET undone = 1 WHERE n BETWEEN ? AND ? AND n NOT IN (SELECT value FROM json_each(?))`, u.first, u.last, string(kept)); err != nil {
		return err
	}
	if u.tx.batch.changes == 0 && len(u.kept) > 0 || !u.whole {
		return nil
	}
	if err := u.exec(`UPDATE batch SET undone = 1 WHERE n = ?`, u.batch); err != nil || !u.undoes.Valid {
		return err
	}
	if err := u.exec(`UPDATE OR ROLLBACK change SET undone = 0 WHERE n IN (SELECT undoes FROM change WHERE n BETWEEN ? AND ?)`, u.first, u.last); err != nil {
		return err
	}
	return u.exec(`UPDATE batch SET undone = 0 WHERE id = ?`, u.undoes.String)
}
