package storage

import (
	"encoding/json"

	"satchel/app/crm"
)

// titleKeys keeps the sort keys of linked records: those read in this transaction, and those that changed and must reach the rows
// that point to them before the commit.
type titleKeys struct {
	known   map[crm.Ref]any
	changed map[string]map[string]any // entity -> id -> key
}

// titleKeyOf gives the sort key of a record that a link points to; nil if there is none.
func (t *tx) titleKeyOf(entity, id string) (any, error) {
	ref := crm.Ref{Entity: entity, ID: id}
	if _, ok := t.fresh[id]; ok {
		t.fresh[id] = true
	}
	if key, ok := t.titles.known[ref]; ok {
		return key, nil
	}
	target := t.schema.tables[entity]
	var key any
	if _, err := t.row("SELECT "+target.titleColumn()+" FROM "+target.name+" WHERE id = ?", []any{id}, &key); err != nil {
		return nil, err
	}
	t.know(ref, key)
	return key, nil
}

// titleColumn is the column by which records are sorted where they are linked.
func (t *table) titleColumn() string {
	c, ok := t.column(t.entity.Title[0])
	if !ok {
		return "NULL"
	}
	return quote(c.sortColumn())
}

func (t *tx) know(ref crm.Ref, key any) {
	if t.titles.known == nil || len(t.titles.known) > 100_000 {
		t.titles.known = map[crm.Ref]any{}
	}
	t.titles.known[ref] = key
}

// retitle notes a title that changed.
func (t *tx) retitle(tb *table, before stored, after crm.Record) {
	t.touched[tb.entity.Name] = true
	if !tb.titled {
		return
	}
	key := tb.titleKey(after)
	if tb.titleKey(before.Record) == key {
		return
	}
	t.know(after.Ref(), key)
	if before.alone {
		return
	}
	if t.titles.changed == nil {
		t.titles.changed = map[string]map[string]any{}
	}
	if t.titles.changed[tb.entity.Name] == nil {
		t.titles.changed[tb.entity.Name] = map[string]any{}
	}
	t.titles.changed[tb.entity.Name][after.ID] = key
}

// flushTitles brings changed titles to the rows that point to their records, for all of them at once.
func (t *tx) flushTitles() error {
	for entity, keys := range t.titles.changed {
		pairs := make([][2]any, 0, len(keys))
		for id, key := range keys {
			pairs = append(pairs, [2]any{id, key})
		}
		raw, err := json.Marshal(pairs)
		if err != nil {
			return err
		}
		for _, l := range t.schema.linked[entity] {
			col, key := l.col.quoted(), l.col.keyName()
			res, err := t.on.exec(t.ctx, "UPDATE "+l.table.name+" SET "+key+" = j.value ->> 1 FROM json_each(?) j WHERE "+
				col+" = j.value ->> 0 AND "+key+" IS NOT j.value ->> 1", string(raw))
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err == nil && n > 0 {
				t.touched[l.table.entity.Name] = true
			}
		}
	}
	t.titles.changed = nil
	return nil
}
