package storage

import (
	"encoding/json"

	"satchel/app/crm"
	"satchel/app/replica"
)

const inboxColumns = `id, entity, record, kind, grp, ifnull(mine, ''), ifnull(theirs, ''), ifnull(base, ''), ifnull(title, ''), ifnull(who, ''),
	ifnull(theirs_at, 0), ifnull(mine_at, 0), ifnull(opened, 0), ifnull(candidates, ''), ifnull(message, '')`

func (t *tx) conflicts(where string, args ...any) ([]replica.Conflict, error) {
	var out []replica.Conflict
	err := t.on.each(t.ctx, func(scan func(...any) error) error {
		var c replica.Conflict
		var mine, theirs, base, candidates string
		if err := scan(&c.ID, &c.Entity, &c.Ref.ID, &c.Kind, &c.Group, &mine, &theirs, &base, &c.Title, &c.Who,
			&c.TheirsAt, &c.MineAt, &c.Opened, &candidates, &c.Message); err != nil {
			return err
		}
		tb, err := t.schema.table(c.Entity)
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
	}, "SELECT "+inboxColumns+" FROM inbox WHERE closed IS NULL AND "+where, args...)
	return out, explain(err)
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
