package storage

import (
	"context"
	"database/sql"
	"errors"

	"satchel/app/crm"
)

// Setting returns a stored setting, "" if unset.
func (db *DB) Setting(ctx context.Context, key string) (string, error) {
	value, err := setting(ctx, db.stmts, key)
	return value, explain(err)
}

func setting(ctx context.Context, on *statements, key string) (value string, err error) {
	err = on.row(ctx, `SELECT value FROM setting WHERE key = ?`, []any{key}, &value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, err
}

// SetSetting stores one; "" removes it. A setting that is already so is not written again.
func (db *DB) SetSetting(ctx context.Context, key, value string) error {
	if old, err := db.Setting(ctx, key); err != nil || old == value {
		return err
	}
	return db.change(ctx, func(s *session) error { return setSetting(ctx, s.stmts, key, value) })
}

// SwapSetting stores a setting if it still has the old value; it tells whether it did.
func (db *DB) SwapSetting(ctx context.Context, key, old, value string) (swapped bool, err error) {
	err = db.change(ctx, func(s *session) error {
		now, err := setting(ctx, s.stmts, key)
		if err != nil || now != old {
			return err
		}
		swapped = true
		return setSetting(ctx, s.stmts, key, value)
	})
	return swapped && err == nil, err
}

func setSetting(ctx context.Context, on *statements, key, value string) error {
	if value == "" {
		_, err := on.exec(ctx, `DELETE FROM setting WHERE key = ?`, key)
		return err
	}
	_, err := on.exec(ctx, `INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`, key, value)
	return err
}

// change writes something that is no record, in one transaction.
func (db *DB) change(ctx context.Context, f func(*session) error) error {
	s, err := db.take(ctx)
	if err != nil {
		return err
	}
	all := map[string]bool{}
	for _, name := range db.schema.Load().all() {
		all[name] = true
	}
	if err := s.rows.begin(ctx, s.stmts, db.cache.followed()); err != nil {
		db.give(s)
		return explain(err)
	}
	err = db.versions.commit(s, all, func() error {
		return inTransaction(ctx, s, func(ctx context.Context, s *session) error {
			if err := db.foreign(ctx, s); err != nil {
				return err
			}
			return f(s)
		})
	})
	db.give(s)
	if err != nil {
		return explain(err)
	}
	db.listeners.call(crm.Batch{At: crm.InstantOf(db.opt.Now())})
	return nil
}
