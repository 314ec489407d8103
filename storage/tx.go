package storage

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strings"

	"modernc.org/sqlite"

	"satchel/app/crm"
)

// tx is a running write transaction. It implements crm.Tx and replica.Tx.
type tx struct {
	ctx    context.Context
	db     *DB
	schema *schema
	on     *statements
	action crm.Action
	now    crm.Instant

	wrote      bool
	touched    map[string]bool // entities whose answers may differ
	batch      pendingBatch
	titles     titleKeys
	search     searchWrites
	fresh      map[string]bool      // ids made in this transaction that have no record yet; true = another record points to it already
	track      bool                 // a provider is or was connected: edits are marked
	sample     bool                 // there are sample records
	locals     map[remoteKey]string // local ids behind remote ones, as far as they were asked for
	noAttempts bool                 // there is no intent whose outcome is not known
	ends       map[*table]int64     // the last place in a table, once something was added to it
	tickets    concerned            // whose times may differ
}

// transact runs f in one transaction on the only writing connection. It commits only if something was written.
func (db *DB) transact(ctx context.Context, a crm.Action, f func(*tx) error) (crm.Batch, error) {
	s, err := db.take(ctx)
	if err != nil {
		return crm.Batch{}, err
	}
	t := &tx{
		ctx: context.WithoutCancel(ctx), db: db, on: s.stmts, action: a,
		now: crm.InstantOf(db.opt.Now()), touched: map[string]bool{},
	}
	done := false
	defer func() {
		if !done { // f failed or panicked
			_ = rollback(s)
			db.give(s)
		}
	}()
	if _, err := s.stmts.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return crm.Batch{}, explain(err)
	}
	if err := db.foreign(t.ctx, s); err != nil {
		return crm.Batch{}, explain(err)
	}
	t.schema = db.schema.Load()
	if err := s.rows.begin(t.ctx, s.stmts, db.cache.followed()); err != nil {
		return crm.Batch{}, explain(err)
	}
	if err := t.begin(); err != nil {
		return crm.Batch{}, explain(err)
	}
	if err := f(t); err != nil {
		return crm.Batch{}, explain(err)
	}
	if err := ctx.Err(); err != nil {
		return crm.Batch{}, explain(err)
	}
	batch, err := t.finish()
	if err != nil || !t.wrote {
		return batch, explain(err)
	}
	err = db.versions.commit(s, t.touched, func() error {
		_, err := s.stmts.exec(t.ctx, "COMMIT")
		return err
	})
	if err != nil {
		return crm.Batch{}, explain(err)
	}
	done = true
	db.wrote(batch)
	db.give(s)
	db.listeners.call(batch)
	return batch, nil
}

// take waits for the writing connection.
func (db *DB) take(ctx context.Context) (*session, error) {
	if db.ctx.Err() != nil {
		return nil, crm.Errorf(crm.CodeCanceled, "The database has been closed.")
	}
	db.awaited.Add(1)
	defer db.awaited.Add(-1)
	select {
	case s := <-db.writer:
		if err := db.inPlace(); err != nil {
			db.give(s)
			return nil, err
		}
		return s, nil
	case <-ctx.Done():
		return nil, explain(ctx.Err())
	case <-db.ctx.Done():
		return nil, crm.Errorf(crm.CodeCanceled, "The database has been closed.")
	}
}

// inPlace tests that the open file is still the one that the name leads to. What is written into another one would be lost, and its
// log would damage the file that has taken its place.
func (db *DB) inPlace() error {
	now, err := os.Stat(db.opt.File)
	if err == nil && os.SameFile(now, db.place) {
		return nil
	}
	return crm.Errorf(crm.CodeUnavailable, "The database %s was deleted, moved or replaced while Satchel had it open. Nothing was changed; "+
		"put the file back if it is missing and start Satchel again.", db.opt.File)
}

func (db *DB) give(s *session) { db.writer <- s }

// begin reads what every write needs to know.
func (t *tx) begin() error {
	return t.on.row(t.ctx, `SELECT EXISTS (SELECT 1 FROM setting WHERE key = 'replica.account'), EXISTS (SELECT 1 FROM sample)`, nil, &t.track, &t.sample)
}

// finish writes what was collected and describes the batch.
func (t *tx) finish() (crm.Batch, error) {
	if err := t.follow(); err != nil {
		return crm.Batch{}, err
	}
	if err := t.flushTitles(); err != nil {
		return crm.Batch{}, err
	}
	if err := t.flushSearch(); err != nil {
		return crm.Batch{}, err
	}
	return t.flushBatch()
}

func (t *tx) exec(query string, args ...any) error {
	t.wrote = true
	_, err := t.on.exec(t.ctx, query, args...)
	return err
}

// later is exec for what nobody waits for, see [statements.later].
func (t *tx) later(what later, row ...any) {
	t.wrote = true
	t.on.later(t.ctx, what, row)
}

func (t *tx) row(query string, args []any, into ...any) (found bool, err error) {
	err = t.on.row(t.ctx, query, args, into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// Get returns a record; CodeNotFound if there is none.
func (t *tx) Get(ref crm.Ref) (crm.Record, error) {
	tb, err := t.schema.table(ref.Entity)
	if err != nil {
		return crm.Record{}, err
	}
	if err := t.followOne(ref); err != nil {
		return crm.Record{}, explain(err)
	}
	s, found, err := tb.find(t.ctx, t.on, ref.ID)
	if err == nil && !found {
		err = notFound(tb, ref.ID)
	}
	return s.Record, explain(err)
}

// List answers a query including what this transaction wrote.
func (t *tx) List(q crm.Query) ([]crm.Record, error) {
	if len(q.Sort) > 0 {
		if err := t.flushTitles(); err != nil {
			return nil, explain(err)
		}
	}
	if q.Text != "" {
		if err := t.flushSearch(); err != nil {
			return nil, explain(err)
		}
	}
	a, err := t.db.ask(t.ctx, t.on, t.schema, q)
	if strings.Contains(a.where, "FROM lookup") {
		t.flushKeys()
	}
	if err != nil {
		return nil, explain(err)
	}
	return a.list(t.ctx, t.on, q)
}

// NextNumber returns the next number of a counter, like "1042".
func (t *tx) NextNumber(counter string) (string, error) {
	var n int64
	t.wrote = true
	err := t.on.row(t.ctx, `INSERT INTO counter VALUES (?, 1001) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last`, []any{counter}, &n)
	return itoa(n), explain(err)
}

// NewID returns a fresh UUIDv7.
func (t *tx) NewID() string {
	id := t.db.opt.NewID()
	if t.fresh == nil {
		t.fresh = map[string]bool{}
	}
	t.fresh[id] = false
	return id
}

// find reads a record before it is written; one with a fresh id cannot exist.
func (t *tx) find(tb *table, id string) (s stored, found bool, err error) {
	if linked, ok := t.fresh[id]; ok {
		delete(t.fresh, id)
		s.alone = !linked
		return s, false, nil
	}
	return tb.find(t.ctx, t.on, id)
}

// Now is the moment of the transaction.
func (t *tx) Now() crm.Instant { return t.now }

// isNoTransaction tells whether a rollback failed because SQLite had already rolled back.
func isNoTransaction(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == 1
}
