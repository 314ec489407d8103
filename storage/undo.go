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

// Undo takes a batch (its id) or one change (its number) back. Records edited since stay as they are and are listed.
func (db *DB) Undo(ctx context.Context, batchOrChange, who string) (crm.Undone, error) {
	var out crm.Undone
	u := undo{}
	batch, err := db.transact(ctx, crm.Action{Source: crm.FromUndo, Who: who}, func(t *tx) error {
		u.tx = t
		if err := u.find(batchOrChange); err != nil {
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
	edited      map[string]bool    // ids of records of the page that somebody changed since
	kept        []crm.Change
	keptIDs     []int64
}

func (u *undo) find(name string) error {
	query := `SELECT n, id, ifnull(label, ''), first, last, undone, undoes FROM batch WHERE id = ?`
	change, err := strconv.ParseInt(name, 10, 64)
	single := err == nil
	if single {
		query = `SELECT b.n, b.id, ifnull(b.label, ''), c.n, c.n, c.undone, NULL FROM change c JOIN batch b ON b.n = c.batch WHERE c.n = ?`
	}
	var arg any = name
	if single {
		arg = change
	}
	var undone bool
	err = u.on.row(u.ctx, query, []any{arg}, &u.batch, &u.id, &u.label, &u.first, &u.last, &undone, &u.undoes)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return crm.Errorf(crm.CodeNotFound, "There is no action or change %q that could be undone.", name)
	case err == nil && undone:
		return crm.Errorf(crm.CodeConflict, "%q has been undone already.", u.label)
	}
	u.whole = !single
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

// look reads what the changes of a page need to know, all at once. Changes that were themselves undone do not count as edits.
func (u *undo) look(lines []line) error {
	u.seen, u.edited = map[crm.Ref]stored{}, map[string]bool{}
	ids := map[string][]any{}
	all := make([]any, len(lines))
	for i, l := range lines {
		ids[l.Entity] = append(ids[l.Entity], l.Ref.ID)
		all[i] = l.Ref.ID
		u.seen[l.Ref] = stored{}
	}
	c := compiler{}
	if err := u.on.each(u.ctx, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		u.edited[id] = true
		return err
	}, `SELECT DISTINCT record FROM change WHERE record IN `+c.list(all)+` AND n > ? AND undone = 0 AND undoes IS NULL`, append(c.args, u.last)...); err != nil {
		return err
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
		done, err = u.revert(tb, l, now, found)
	}
	if err != nil {
		return err
	}
	if !done {
		if l.Title == "" && found {
			l.Title = tb.entity.TitleOf(now.Record)
		}
		u.kept = append(u.kept, l.Change)
		u.keptIDs = append(u.keptIDs, l.ID)
	}
	return nil
}

// uncreate deletes a record that nobody changed since.
func (u *undo) uncreate(tb *table, l line, now stored, found bool) (bool, error) {
	if !found {
		return true, nil
	}
	if u.edited[l.Ref.ID] || slices.ContainsFunc(u.kept, func(c crm.Change) bool { return c.Ref == l.Ref }) {
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

// revert sets the fields back if all of them are still as the change left them; the time of the last change comes back too if nothing
// else was changed since.
func (u *undo) revert(tb *table, l line, now stored, found bool) (bool, error) {
	if !found {
		return false, nil
	}
	after := now.Clone()
	for name, pair := range l.pairs {
		if name == crm.FieldModifiedAt {
			continue
		}
		if !crm.Equal(now.Values[name], pair[1]) {
			return false, nil
		}
		after.Values[name] = pair[0]
	}
	if pair, ok := l.pairs[crm.FieldModifiedAt]; ok && crm.Equal(now.Values[crm.FieldModifiedAt], pair[1]) {
		after.Values[crm.FieldModifiedAt] = pair[0]
	} else {
		after.Values[crm.FieldModifiedAt] = u.now
	}
	return true, u.store(tb, now, true, after)
}

// settle notes what is undone now: the batch, and no longer the one that it had taken back.
func (u *undo) settle() error {
	kept, err := json.Marshal(append([]int64{}, u.keptIDs...))
	if err != nil {
		return err
	}
	if err := u.exec(`UPDATE change SET undone = 1 WHERE n BETWEEN ? AND ? AND n NOT IN (SELECT value FROM json_each(?))`, u.first, u.last, string(kept)); err != nil {
		return err
	}
	if u.tx.batch.changes == 0 && len(u.kept) > 0 || !u.whole {
		return nil
	}
	if err := u.exec(`UPDATE batch SET undone = 1 WHERE n = ?`, u.batch); err != nil || !u.undoes.Valid {
		return err
	}
	if err := u.exec(`UPDATE change SET undone = 0 WHERE n IN (SELECT undoes FROM change WHERE n BETWEEN ? AND ?)`, u.first, u.last); err != nil {
		return err
	}
	return u.exec(`UPDATE batch SET undone = 0 WHERE id = ?`, u.undoes.String)
}
