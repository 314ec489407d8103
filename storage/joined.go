package storage

import (
	"context"

	"satchel/app/crm"
)

// Join deletes a record and remembers that it went into another one. What is remembered holds while the record is not there: undoing a
// merge needs no more than to bring it back.
func (t *tx) Join(ref, into crm.Ref) error {
	if ref.Entity != into.Entity || ref.ID == into.ID {
		return crm.Errorf(crm.CodeInvalid, "Only two records of one kind can be merged.")
	}
	loser, err := t.Get(ref)
	if err != nil {
		return err
	}
	if err := t.Delete(ref); err != nil {
		return err
	}
	var outside any
	if s := loser.Text("outside_id"); s != "" {
		outside = s
	}
	return explain(t.exec(`INSERT OR REPLACE INTO joined (id, entity, target, outside_id) VALUES (?, ?, ?, ?)`, ref.ID, ref.Entity, into.ID, outside))
}

// Joined follows a record that was merged to the one that it is now.
func (t *tx) Joined(ref crm.Ref) (crm.Ref, error) {
	tb, err := t.schema.table(ref.Entity)
	if err != nil {
		return ref, err
	}
	now, err := tb.joined(t.ctx, t.on, ref.ID)
	return crm.Ref{Entity: ref.Entity, ID: now}, explain(err)
}

// joined is the id of the record that another one is now; its own if it is there, or was not merged.
func (t *table) joined(ctx context.Context, on *statements, id string) (now string, err error) {
	err = on.each(ctx, func(scan func(...any) error) error { return scan(&now) }, whereTo(t)+` SELECT id FROM f ORDER BY step DESC LIMIT 1`, id)
	return now, err
}

// whereTo are the steps from a record to what it is now: a record that is there goes no further, and a circle ends.
func whereTo(t *table) string {
	return `WITH RECURSIVE f (id, step) AS (SELECT ?, 0 UNION ALL SELECT j.target, f.step + 1 FROM f JOIN joined j ON j.id = f.id
		WHERE f.step < 100 AND NOT EXISTS (SELECT 1 FROM ` + t.name + ` r WHERE r.id = f.id))`
}

// Merged lists the records of an entity that went into others, with what they are now.
func (db *DB) Merged(ctx context.Context, entity string) ([]crm.Merged, error) {
	tb, err := db.schema.Load().table(entity)
	if err != nil {
		return nil, err
	}
	var out []crm.Merged
	err = db.stmts.each(ctx, func(scan func(...any) error) error {
		m := crm.Merged{Ref: crm.Ref{Entity: tb.entity.Name}}
		err := scan(&m.ID, &m.OutsideID)
		out = append(out, m)
		return err
	}, `SELECT id, ifnull(outside_id, '') FROM joined j WHERE entity = ? AND NOT EXISTS (SELECT 1 FROM `+tb.name+` r WHERE r.id = j.id)`, tb.entity.Name)
	for i := range out {
		if err == nil {
			out[i].Into, err = tb.joined(ctx, db.stmts, out[i].ID)
		}
	}
	return out, explain(err)
}

// Apart lists the pairs that somebody said to be two, the lesser id first.
func (db *DB) Apart(ctx context.Context, id string) ([][2]string, error) {
	query, args := `SELECT one, other FROM apart`, []any{}
	if id != "" {
		query, args = query+` WHERE one = ? UNION SELECT one, other FROM apart WHERE other = ?`, []any{id, id}
	}
	var out [][2]string
	err := db.stmts.each(ctx, func(scan func(...any) error) error {
		var p [2]string
		err := scan(&p[0], &p[1])
		out = append(out, p)
		return err
	}, query, args...)
	return out, explain(err)
}

// KeepApart remembers that two records are two, or forgets it.
func (db *DB) KeepApart(ctx context.Context, one, other crm.Ref, apart bool) error {
	if one.Entity != other.Entity || one.ID == other.ID {
		return crm.Errorf(crm.CodeInvalid, "Only two records of one kind can be kept apart.")
	}
	for _, ref := range []crm.Ref{one, other} {
		if _, err := db.Get(ctx, ref); err != nil && apart {
			return err
		}
	}
	first, second := min(one.ID, other.ID), max(one.ID, other.ID)
	return db.change(ctx, func(s *session) error {
		query, args := `DELETE FROM apart WHERE one = ? AND other = ?`, []any{first, second}
		if apart {
			query, args = `INSERT OR IGNORE INTO apart (one, other, at) VALUES (?, ?, ?)`, append(args, int64(crm.InstantOf(db.opt.Now())))
		}
		_, err := s.stmts.exec(ctx, query, args...)
		return err
	})
}
