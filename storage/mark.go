package storage

import (
	"satchel/app/crm"
)

// mark notes for the sync what a person did to a record: a new one, edited groups with the values that the person saw, a deleted
// one. Sample data, what the provider sends and what is only read here are never marked; nor is anything before a provider was connected for the first time,
// because connecting marks every record.
func (t *tx) mark(tb *table, kind crm.ChangeKind, before, after crm.Record, fields []string) error {
	if !t.track || t.action.Source == crm.FromSync || t.action.Source == crm.FromSample || tb.entity.Locked(before) && tb.entity.Locked(after) {
		return nil
	}
	ref := after.Ref()
	if t.sample {
		if sample, err := t.row(`SELECT 1 FROM sample WHERE id = ?`, []any{ref.ID}, new(int)); err != nil || sample {
			return err
		}
	}
	switch kind {
	case crm.Created:
		return t.markNew(ref)
	case crm.Deleted:
		return t.markDeleted(ref)
	}
	return t.markEdited(tb, before, ref, fields)
}

// markNew lets a record be created there; one that was deleted here but not yet there is simply kept. If it was changed there since,
// that is to be read again, for it is not what came back here.
func (t *tx) markNew(ref crm.Ref) error {
	return t.exec(`INSERT INTO item (entity, id, new) VALUES (?, ?, 1)
		ON CONFLICT DO UPDATE SET deleted = 0, erased = 0, new = max(new, remote_id IS NULL), hold = NULL,
		version = CASE WHEN hold = 'unsure' THEN NULL ELSE version END, remote_at = CASE WHEN hold = 'unsure' THEN NULL ELSE remote_at END`,
		ref.Entity, ref.ID)
}

// markDeleted lets a record be deleted there. One that was never sent is forgotten, unless it is on its way.
func (t *tx) markDeleted(ref crm.Ref) error {
	known, err := t.row(`SELECT 1 FROM item WHERE entity = ? AND id = ? AND (remote_id IS NOT NULL OR EXISTS
		(SELECT 1 FROM attempt a WHERE a.entity = item.entity AND a.record = item.id))`, []any{ref.Entity, ref.ID}, new(int))
	if err != nil {
		return err
	}
	if known {
		return t.exec(`UPDATE item SET deleted = 1, hold = NULL WHERE entity = ? AND id = ?`, ref.Entity, ref.ID)
	}
	if err := t.exec(`DELETE FROM item WHERE entity = ? AND id = ?`, ref.Entity, ref.ID); err != nil {
		return err
	}
	return t.exec(`DELETE FROM edit WHERE entity = ? AND id = ?`, ref.Entity, ref.ID)
}

// markEdited raises the generation of every group with a changed field; the base of the first unsent edit stays. A refused record
// gets another chance.
func (t *tx) markEdited(tb *table, before crm.Record, ref crm.Ref, fields []string) error {
	marked := map[string]bool{}
	for _, name := range fields {
		f, _ := tb.entity.Field(name)
		group := f.MergeGroup()
		if name == crm.FieldCreatedAt || name == crm.FieldModifiedAt || marked[group] {
			continue
		}
		marked[group] = true
		base := crm.Values{}
		for _, member := range tb.entity.Group(group) {
			base[member] = before.Values[member]
		}
		text, err := packValues(tb.entity, base)
		if err != nil {
			return err
		}
		if err := t.exec(`INSERT INTO edit VALUES (?, ?, ?, 1, ?) ON CONFLICT DO UPDATE SET gen = gen + 1`, ref.Entity, ref.ID, group, text); err != nil {
			return err
		}
	}
	if len(marked) == 0 {
		return nil
	}
	return t.exec(`INSERT INTO item (entity, id, edited) VALUES (?, ?, 1)
		ON CONFLICT DO UPDATE SET edited = 1, hold = CASE hold WHEN 'unsure' THEN hold END`, ref.Entity, ref.ID)
}
