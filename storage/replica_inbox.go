package storage

import (
	"context"
	"encoding/json"

	"satchel/app/crm"
	"satchel/app/replica"
)

const inboxColumns = `id, entity, record, kind, grp, ifnull(mine, ''), ifnull(theirs, ''), ifnull(base, ''), ifnull(title, ''), ifnull(who, ''),
	ifnull(theirs_at, 0), ifnull(mine_at, 0), ifnull(opened, 0), ifnull(candidates, ''), ifnull(message, ''),
	ifnull(closed, 0), ifnull(resolution, '')`

// readConflicts reads items of the inbox on any connection.
func readConflicts(ctx context.Context, on *statements, s *schema, where string, args ...any) ([]replica.Settled, error) {
	var out []replica.Settled
	err := on.each(ctx, func(scan func(...any) error) error {
		var c replica.Settled
		var mine, theirs, base, candidates string
		if err := scan(&c.ID, &c.Entity, &c.Ref.ID, &c.Kind, &c.Group, &mine, &theirs, &base, &c.Title, &c.Who,
			&c.TheirsAt, &c.MineAt, &c.Opened, &candidates, &c.Message, &c.At, &c.Choice); err != nil {
			return err
		}
		tb, err := s.table(c.Entity)
		if err != nil {
			return err
		}
		c.Mine, c.Theirs, c.Base = unpackValues(tb.entity, mine), unpackValues(tb.entity, theirs), unpackValues(tb.entity, base)
		if candidates != "" {
			if err := json.Unmarshal([]byte(candidates), &c.Candidates); err != nil {
				return err
			}
		}
		out = append(out, c)
		return nil
	}, "SELECT "+inboxColumns+" FROM inbox WHERE "+where, args...)
	return out, explain(err)
}

func openOnes(list []replica.Settled, err error) ([]replica.Conflict, error) {
	var out []replica.Conflict
	for _, c := range list {
		out = append(out, c.Conflict)
	}
	return out, err
}

func (t *tx) conflicts(where string, args ...any) ([]replica.Conflict, error) {
	return openOnes(readConflicts(t.ctx, t.on, t.schema, "closed IS NULL AND "+where, args...))
}

// Conflicts returns the open items of the inbox, oldest first.
func (t *tx) Conflicts() ([]replica.Conflict, error) { return t.conflicts("1 ORDER BY n") }

// Conflict returns one open item; CodeNotFound if there is none.
func (t *tx) Conflict(id string) (replica.Conflict, error) {
	list, err := t.conflicts("id = ?", id)
	if err != nil || len(list) > 0 {
		return append(list, replica.Conflict{})[0], err
	}
	return replica.Conflict{}, crm.Errorf(crm.CodeNotFound, "There is no open conflict %q. It may have been settled already.", id)
}

// OpenConflict adds an item, or replaces the open one of the same record, kind and group, keeping its id, mine and base.
func (t *tx) OpenConflict(c replica.Conflict) error { return explain(t.openConflict(c)) }

func (t *tx) openConflict(c replica.Conflict) error {
	tb, err := t.schema.table(c.Entity)
	if err != nil {
		return err
	}
	if c.ID == "" {
		c.ID = t.NewID()
	}
	if c.Opened == 0 {
		c.Opened = t.now
	}
	packed := make([]any, 3)
	for i, v := range []crm.Values{c.Mine, c.Theirs, c.Base} {
		if v != nil {
			if packed[i], err = packValues(tb.entity, v); err != nil {
				return err
			}
		}
	}
	var candidates any
	if len(c.Candidates) > 0 {
		raw, err := json.Marshal(c.Candidates)
		if err != nil {
			return err
		}
		candidates = string(raw)
	}
	var known int64
	found, err := t.row(`SELECT n FROM inbox WHERE closed IS NULL AND record = ? AND entity = ? AND kind = ? AND grp = ?`,
		[]any{c.Ref.ID, c.Entity, string(c.Kind), c.Group}, &known)
	if err != nil {
		return err
	}
	if found {
		return t.exec(`UPDATE inbox SET theirs = ?, title = ?, who = ?, theirs_at = ?, candidates = ?, message = ? WHERE n = ?`,
			packed[1], c.Title, c.Who, int64(c.TheirsAt), candidates, c.Message, known)
	}
	return t.exec(`INSERT INTO inbox (id, entity, record, kind, grp, mine, theirs, base, title, who, theirs_at, mine_at, opened, candidates, message)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.ID, c.Entity, c.Ref.ID, string(c.Kind), c.Group, packed[0], packed[1], packed[2],
		c.Title, c.Who, int64(c.TheirsAt), int64(c.MineAt), int64(c.Opened), candidates, c.Message)
}

// CloseConflict removes an item from the inbox; what it held stays in the file with the person's answer.
func (t *tx) CloseConflict(id, resolution string) error {
	if _, err := t.Conflict(id); err != nil {
		return err
	}
	return explain(t.exec(`UPDATE inbox SET closed = ?, resolution = ? WHERE id = ?`, int64(t.now), resolution, id))
}

// byPerson are the resolutions that a person gave; the sync closes items with other words.
const byPerson = `resolution IN ('mine', 'theirs', 'edited')`

// ReopenConflict puts an item that a person has decided back into the inbox.
func (t *tx) ReopenConflict(id string) (replica.Settled, error) {
	list, err := readConflicts(t.ctx, t.on, t.schema, "closed IS NOT NULL AND id = ? AND "+byPerson, id)
	if err != nil {
		return replica.Settled{}, err
	}
	if len(list) == 0 {
		return replica.Settled{}, crm.Errorf(crm.CodeNotFound, "There is no decision %q that could be taken back.", id)
	}
	c := list[0]
	if open, err := t.row(`SELECT 1 FROM inbox WHERE closed IS NULL AND record = ? AND entity = ? AND kind = ? AND grp = ?`,
		[]any{c.Ref.ID, c.Entity, string(c.Kind), c.Group}, new(int)); err != nil || open {
		if err == nil {
			err = crm.Errorf(crm.CodeConflict, "There is a newer question about %q in the inbox. Answer that one.", c.Title)
		}
		return c, explain(err)
	}
	return c, explain(t.exec(`UPDATE inbox SET closed = NULL, resolution = NULL WHERE id = ?`, id))
}

// Settled lists what a person decided in the inbox since a moment, newest first.
func (db *DB) Settled(ctx context.Context, since crm.Instant, limit int) ([]replica.Settled, error) {
	return readConflicts(ctx, db.stmts, db.schema.Load(), "closed >= ? AND "+byPerson+" ORDER BY closed DESC, n DESC LIMIT ?", int64(since), atMost(limit))
}

// Asked lists the open items of the inbox about one record, oldest first.
func (db *DB) Asked(ctx context.Context, ref crm.Ref) ([]replica.Conflict, error) {
	return openOnes(readConflicts(ctx, db.stmts, db.schema.Load(), "closed IS NULL AND record = ? AND entity = ? ORDER BY n", ref.ID, ref.Entity))
}
