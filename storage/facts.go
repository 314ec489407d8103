package storage

import (
	"context"

	"satchel/app"
)

// Facts tells about the file what holds no value of a record.
func (db *DB) Facts(ctx context.Context) (app.Facts, error) {
	out := app.Facts{Rows: map[string]int64{}}
	if err := db.stmts.row(ctx, `SELECT sqlite_version(), (SELECT user_version FROM pragma_user_version),
		(SELECT page_count * page_size FROM pragma_page_count, pragma_page_size),
		(SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size)`, nil, &out.SQLite, &out.Schema, &out.Bytes, &out.Free); err != nil {
		return out, explain(err)
	}
	for _, table := range []string{"batch", "change", "item", "edit", "alias", "sent", "cursor", "attempt", "inbox", "round", "sample", "content"} {
		var n int64
		if err := db.stmts.row(ctx, "SELECT count(*) FROM "+table, nil, &n); err != nil {
			return out, explain(err)
		}
		out.Rows[table] = n
	}
	return out, nil
}
