package storage

import (
	"context"
	"encoding/json"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Replicate runs one transaction of the engine: all of it commits, or nothing.
func (db *DB) Replicate(ctx context.Context, f func(replica.Tx) error) error {
	_, err := db.transact(ctx, crm.Action{Label: "Sync", Source: crm.FromSync}, func(t *tx) error { return f(t) })
	return err
}

// readItems reads items with their edits on any connection.
func readItems(ctx context.Context, on *statements, s *schema, where string, args ...any) ([]replica.Item, error) {
	var out []replica.Item
	var edited []int
	err := on.each(ctx, func(scan func(...any) error) error {
		item, has, err := scanItem(scan)
		if has {
			edited = append(edited, len(out))
		}
		out = append(out, item)
		return err
	}, "SELECT "+itemColumns+" FROM item WHERE "+where, args...)
	for _, i := range edited {
		if err == nil {
			out[i].Edits, err = readEdits(ctx, on, s, out[i].Ref)
		}
	}
	return out, explain(err)
}

func readEdits(ctx context.Context, on *statements, s *schema, ref crm.Ref) ([]replica.Edit, error) {
	tb, err := s.table(ref.Entity)
	if err != nil {
		return nil, err
	}
	var out []replica.Edit
	err = on.each(ctx, func(scan func(...any) error) error {
		var e replica.Edit
		var base string
		err := scan(&e.Group, &e.Gen, &base)
		e.Base = unpackValues(tb.entity, base)
		out = append(out, e)
		return err
	}, `SELECT grp, gen, ifnull(base, '') FROM edit WHERE entity = ? AND id = ? ORDER BY grp`, ref.Entity, ref.ID)
	return out, err
}

// Wrote tells whether this transaction changed anything so far.
func (t *tx) Wrote() bool { return t.wrote }

// Awaited tells whether somebody waits for the writing connection.
func (t *tx) Awaited() bool { return t.db.awaited.Load() > 0 }

// Cursor returns how far a feed was read; zero with Feed set for an unknown one.
func (t *tx) Cursor(feed string) (replica.Cursor, error) {
	var body string
	c := replica.Cursor{Feed: feed}
	found, err := t.row(`SELECT body FROM cursor WHERE feed = ?`, []any{feed}, &body)
	if err != nil || !found {
		return c, explain(err)
	}
	return c, explain(json.Unmarshal([]byte(body), &c))
}

// SaveCursor stores how far a feed was read.
func (t *tx) SaveCursor(c replica.Cursor) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return explain(err)
	}
	t.later(intoCursor, c.Feed, string(raw))
	return nil
}

var intoCursor = later{table: "cursor", head: "INSERT INTO cursor VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"}

// Attempts returns all intents whose outcome is not known, oldest first.
func (t *tx) Attempts() ([]replica.Attempt, error) {
	if t.noAttempts {
		return nil, nil
	}
	var out []replica.Attempt
	err := t.on.each(t.ctx, func(scan func(...any) error) error {
		var a replica.Attempt
		var gens, values string
		if err := scan(&a.ID, &a.Entity, &a.Ref.ID, &a.Kind, &gens, &values, &a.Started, &a.Probes, &a.Version); err != nil {
			return err
		}
		tb, err := t.schema.table(a.Entity)
		if err != nil {
			return err
		}
		a.Values = unpackValues(tb.entity, values)
		out = append(out, a)
		return json.Unmarshal([]byte(gens), &out[len(out)-1].Gens)
	}, `SELECT id, entity, record, kind, gens, vals, started, probes, version FROM attempt ORDER BY n`)
	t.noAttempts = err == nil && len(out) == 0
	return out, explain(err)
}

// SaveAttempt stores an intent, or what changed about it.
func (t *tx) SaveAttempt(a replica.Attempt) error {
	t.noAttempts = false
	tb, err := t.schema.table(a.Entity)
	if err != nil {
		return err
	}
	gens, err := json.Marshal(a.Gens)
	if err != nil {
		return explain(err)
	}
	values, err := packValues(tb.entity, a.Values)
	if err != nil {
		return explain(err)
	}
	return explain(t.exec(`INSERT INTO attempt (id, entity, record, kind, gens, vals, started, probes, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET entity = excluded.entity, record = excluded.record, kind = excluded.kind, gens = excluded.gens,
		vals = excluded.vals, started = excluded.started, probes = excluded.probes,
		version = excluded.version`,
		a.ID, a.Entity, a.Ref.ID, string(a.Kind), string(gens), values, int64(a.Started), a.Probes, a.Version))
}

// EndAttempt removes an intent whose outcome is known.
func (t *tx) EndAttempt(id string) error {
	return explain(t.exec(`DELETE FROM attempt WHERE id = ?`, id))
}
