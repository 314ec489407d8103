package storage

import (
	"context"

	"satchel/app/crm"
)

// RemoveSample deletes all sample data, also edited ones, and leaves everything else; it returns how many records went.
func (db *DB) RemoveSample(ctx context.Context) (int64, error) {
	batch, err := db.transact(ctx, crm.Action{Label: "Removed the sample data", Source: crm.FromSample}, func(t *tx) error {
		var refs []crm.Ref
		err := t.on.each(t.ctx, func(scan func(...any) error) error {
			var ref crm.Ref
			err := scan(&ref.ID, &ref.Entity)
			refs = append(refs, ref)
			return err
		}, `SELECT id, entity FROM sample ORDER BY id DESC`)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			if err := t.Delete(ref); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
				return err
			}
		}
		return nil
	})
	return batch.Changes, err
}

// Sampled tells which records are sample data, by id.
func (db *DB) Sampled(ctx context.Context) (map[string]bool, error) {
	out := map[string]bool{}
	err := db.stmts.each(ctx, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out[id] = true
		return err
	}, "SELECT id FROM sample")
	return out, explain(err)
}

// HasSample tells whether there is sample data.
func (db *DB) HasSample(ctx context.Context) (bool, error) {
	for _, t := range db.schema.Load().order {
		found := false
		err := db.stmts.row(ctx, "SELECT EXISTS (SELECT 1 FROM sample s JOIN "+t.name+" t ON t.id = s.id WHERE s.entity = ?)", []any{t.entity.Name}, &found)
		if err != nil || found {
			return found, explain(err)
		}
	}
	return false, nil
}
