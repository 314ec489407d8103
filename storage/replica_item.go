package storage

import (
	"encoding/json"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
)

const itemColumns = `entity, id, ifnull(remote_id, ''), ifnull(version, ''), ifnull(remote_at, 0), new, deleted, epoch, ifnull(hold, ''),
	ifnull(hold_message, ''), ifnull(hold_since, 0), ifnull(hold_next, 0), ifnull(hold_tries, 0), partial, erased, edited`

func scanItem(scan func(...any) error) (item replica.Item, edited bool, err error) {
	var h replica.Hold
	err = scan(&item.Entity, &item.ID, &item.RemoteID, &item.Version, &item.RemoteAt, &item.New, &item.Deleted, &item.Epoch,
		&h.Reason, &h.Message, &h.Since, &h.NextTry, &h.Tries, &item.Partial, &item.Erased, &edited)
	if h.Reason != "" {
		item.Hold = &h
	}
	return item, edited, err
}

// Local returns the local id behind a remote id, also of a merged one; "" if unknown.
func (t *tx) Local(entity, remoteID string) (string, error) {
	key := remoteKey{entity, remoteID}
	if id, known := t.locals[key]; known {
		return id, nil
	}
	var id string
	_, err := t.row(`SELECT id FROM alias WHERE entity = ? AND remote_id = ?`, []any{entity, remoteID}, &id)
	if err == nil {
		t.knowLocal(key, id)
	}
	return id, explain(err)
}

// Expect asks for the local ids of many remote ones at once, for [tx.Local].
func (t *tx) Expect(entity string, remoteIDs []string) error {
	raw, err := json.Marshal(remoteIDs)
	if err != nil {
		return explain(err)
	}
	for _, id := range remoteIDs {
		t.knowLocal(remoteKey{entity, id}, "")
	}
	return explain(t.on.each(t.ctx, func(scan func(...any) error) error {
		var remote, id string
		err := scan(&remote, &id)
		t.knowLocal(remoteKey{entity, remote}, id)
		return err
	}, `SELECT a.remote_id, a.id FROM json_each(?) j CROSS JOIN alias a ON a.entity = ? AND a.remote_id = j.value`, string(raw), entity))
}

// remoteKey is a remote id.
type remoteKey struct{ entity, id string }

func (t *tx) knowLocal(key remoteKey, id string) {
	if t.locals == nil {
		t.locals = map[remoteKey]string{}
	}
	t.locals[key] = id
}

// Remotes returns the remote ids that stand for a record.
func (t *tx) Remotes(ref crm.Ref) (ids []string, _ error) {
	err := t.on.each(t.ctx, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT remote_id FROM alias WHERE entity = ? AND id = ? ORDER BY remote_id", ref.Entity, ref.ID)
	return ids, explain(err)
}

// Alias ties a remote id to a local id. The first one is the record's remote id, and the record then no longer waits to be created.
func (t *tx) Alias(entity, remoteID, id string) error {
	t.alias(entity, remoteID, id)
	return explain(t.exec(`INSERT INTO item (entity, id, remote_id) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET remote_id = excluded.remote_id, new = 0 WHERE remote_id IS NULL`, entity, id, remoteID))
}

func (t *tx) alias(entity, remoteID, id string) {
	t.knowLocal(remoteKey{entity, remoteID}, id)
	t.later(intoAlias, entity, remoteID, id)
}

// What is noted of the records that come from the provider.
var (
	intoAlias = later{table: "alias", head: "INSERT INTO alias VALUES ", row: "(?, ?, ?)", tail: " ON CONFLICT DO UPDATE SET id = excluded.id WHERE id <> excluded.id"}
	intoItem  = later{table: "item", head: `INSERT OR REPLACE INTO item (entity, id, remote_id, version, remote_at, new, deleted, edited, epoch,
		hold, hold_message, hold_since, hold_next, hold_tries, partial, erased) VALUES `, row: `(?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?)`}
	outOfEdit = later{table: "edit", head: `DELETE FROM edit WHERE (entity, id) IN (VALUES `, row: "(?, ?)", tail: ")"}
	intoEdit  = insertInto("edit", "OR ROLLBACK INTO edit", 5)
)

// Item returns what is known about a record; never fails for an unknown one.
func (t *tx) Item(ref crm.Ref) (replica.Item, error) {
	list, err := t.items(`entity = ? AND id = ?`, ref.Entity, ref.ID)
	if err != nil || len(list) == 0 {
		return replica.Item{Ref: ref}, err
	}
	return list[0], nil
}

// items reads items with their edits.
func (t *tx) items(where string, args ...any) ([]replica.Item, error) {
	return readItems(t.ctx, t.on, t.schema, where, args...)
}

// SaveItem replaces what is known, edits included.
func (t *tx) SaveItem(item replica.Item) error { return explain(t.saveItem(item)) }

func (t *tx) saveItem(item replica.Item) error {
	tb, err := t.schema.table(item.Entity)
	if err != nil {
		return err
	}
	h := replica.Hold{}
	if item.Hold != nil {
		h = *item.Hold
	}
	t.later(intoItem, item.Entity, item.ID, item.RemoteID, item.Version, int64(item.RemoteAt), item.New, item.Deleted, len(item.Edits) > 0, item.Epoch,
		string(h.Reason), h.Message, int64(h.Since), int64(h.NextTry), h.Tries, item.Partial, item.Erased)
	if item.RemoteID != "" {
		t.alias(item.Entity, item.RemoteID, item.ID)
	}
	t.later(outOfEdit, item.Entity, item.ID)
	for _, e := range item.Edits {
		base, err := packValues(tb.entity, e.Base)
		if err != nil {
			return err
		}
		t.later(intoEdit, item.Entity, item.ID, e.Group, e.Gen, base)
	}
	return nil
}

// Forget removes what is known about a record and its aliases.
func (t *tx) Forget(ref crm.Ref) error {
	t.locals = nil
	for _, table := range []string{"item", "edit", "alias", "sent"} {
		if err := t.exec("DELETE FROM "+table+" WHERE entity = ? AND id = ?", ref.Entity, ref.ID); err != nil {
			return explain(err)
		}
	}
	return nil
}

// waiting is the condition of the index on items with something to send. Conditions on the entity beside it bear a plus, which keeps
// SQLite from going through all items of the entity instead of the few in the index.
const waiting = `new + deleted + edited > 0`

// Waiting returns items with something to send, oldest first.
func (t *tx) Waiting(entities []string, after crm.Ref, limit int) ([]replica.Item, error) {
	marks, args := marksOf(entities)
	args = append(args, after.ID, after.Entity, atMost(limit))
	return t.items(waiting+` AND +entity IN (`+marks+`) AND (id, entity) > (?, ?) ORDER BY id, entity LIMIT ?`, args...)
}

// CountWaiting counts them.
func (t *tx) CountWaiting(entities []string) (n int64, err error) {
	marks, args := marksOf(entities)
	err = t.on.row(t.ctx, `SELECT count(*) FROM item WHERE `+waiting+` AND +entity IN (`+marks+`)`, args, &n)
	return n, explain(err)
}

// Unseen returns items with a remote id whose epoch is below the given one, in order of id.
func (t *tx) Unseen(entity string, epoch int64, after string, limit int) ([]replica.Item, error) {
	return t.items(`entity = ? AND id > ? AND remote_id IS NOT NULL AND epoch < ? ORDER BY id LIMIT ?`, entity, after, epoch, atMost(limit))
}

// CountUnseen counts them, and all items of the entity with a remote id.
func (t *tx) CountUnseen(entity string, epoch int64) (unseen, all int64, err error) {
	err = t.on.row(t.ctx, `SELECT count(*) FILTER (WHERE epoch < ?), count(*) FROM item WHERE entity = ? AND remote_id IS NOT NULL`,
		[]any{epoch, entity}, &unseen, &all)
	return unseen, all, explain(err)
}

// mostPartial is how far items that are known in part are counted: each of them has to be looked at.
const mostPartial = 1000

// Partial returns items that are known in part only, those changed there latest first, and how many there are, counted up to 1,000.
func (t *tx) Partial(limit int) (items []replica.Item, all int64, err error) {
	if err := t.on.row(t.ctx, `SELECT count(*) FROM (SELECT 1 FROM item WHERE partial > 0 LIMIT ?)`, []any{mostPartial}, &all); err != nil || all == 0 {
		return nil, 0, explain(err)
	}
	items, err = t.items(`partial > 0 ORDER BY remote_at DESC, id LIMIT ?`, atMost(limit))
	return items, all, err
}

// sentKept is how many sent values of a group are remembered.
const sentKept = 32

// WasSent tells whether this value of a group was among the last ones sent.
func (t *tx) WasSent(ref crm.Ref, group, hash string) (bool, error) {
	found, err := t.row(`SELECT 1 FROM sent WHERE id = ? AND entity = ? AND grp = ? AND hash = ?`, []any{ref.ID, ref.Entity, group, hash}, new(int))
	return found, explain(err)
}

// Remember notes that a value is being sent.
func (t *tx) Remember(ref crm.Ref, group, hash string) error {
	if err := t.exec(`INSERT INTO sent (entity, id, grp, hash) VALUES (?, ?, ?, ?)`, ref.Entity, ref.ID, group, hash); err != nil {
		return explain(err)
	}
	return explain(t.exec(`DELETE FROM sent WHERE n IN (SELECT n FROM sent WHERE id = ? AND entity = ? AND grp = ? ORDER BY n DESC LIMIT -1 OFFSET ?)`,
		ref.ID, ref.Entity, group, sentKept))
}

func marksOf(names []string) (string, []any) {
	args := make([]any, len(names))
	for i, name := range names {
		args[i] = name
	}
	return strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", "), args
}
