package storage

import (
	"context"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Lease takes a named lease for a while, or prolongs one's own: of all instances on a file only one syncs at a time. It gives CodeBusy
// while another holder has it. Like other bookkeeping of the sync it is no change of a person's.
func (db *DB) Lease(ctx context.Context, name, holder string, ttl time.Duration) error {
	return db.Replicate(ctx, func(x replica.Tx) error {
		t := x.(*tx)
		t.wrote = true
		now := db.opt.Now()
		res, err := t.on.exec(t.ctx, `INSERT INTO lease VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE holder = excluded.holder OR until <= ?`, name, holder, now.Add(ttl).UnixMilli(), now.UnixMilli())
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return crm.Errorf(crm.CodeBusy, "Another instance of Satchel that has this database open is doing this already.")
		}
		return nil
	})
}

// Release ends one's own lease.
func (db *DB) Release(ctx context.Context, name, holder string) error {
	return db.Replicate(ctx, func(x replica.Tx) error {
		return x.(*tx).exec(`DELETE FROM lease WHERE name = ? AND holder = ?`, name, holder)
	})
}
