package storage

import (
	"context"
	"database/sql"
	"sync"

	"satchel/app/crm"
)

// versions counts commits, of this process and of others, as a whole and by entity.
type versions struct {
	mu      sync.Mutex
	conn    *sql.Conn // sees the commits of all other connections
	stmt    *sql.Stmt
	seen    int64 // data_version of conn, which counts the commits of all others
	version int64 // data_version of the writing connection, which counts those of other processes alone
	all     int64
	foreign int64            // commits of other processes
	entity  map[string]int64 // of this process
	own     bool             // a commit of this process is being made: what conn sees now may be that
	under   bool             // it changes answers: nobody knows whether a reader has seen it
	chains  map[string]chain // by entity
}

func (v *versions) watch(ctx context.Context, pool *sql.DB) error {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	v.conn, v.entity, v.all = conn, map[string]int64{}, 1
	if v.stmt, err = conn.PrepareContext(ctx, "PRAGMA data_version"); err != nil {
		return err
	}
	return v.stmt.QueryRowContext(ctx).Scan(&v.seen)
}

func (v *versions) close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.conn != nil {
		_ = v.stmt.Close()
		_ = v.conn.Close()
		v.conn = nil
	}
}

// look counts commits that another process made since the last look. While one of this process is being made, that tells at its end.
func (v *versions) look() (foreign bool) {
	if v.own {
		return false
	}
	return v.see()
}

func (v *versions) see() (foreign bool) {
	if v.conn == nil {
		return false
	}
	var now int64
	if err := v.stmt.QueryRowContext(context.Background()).Scan(&now); err != nil || now == v.seen {
		return false
	}
	v.seen = now
	v.all++
	v.foreign++
	v.chains = nil
	return true
}

// current is the version of everything.
func (v *versions) current() int64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.look()
	return v.all
}

// others is how many commits of other processes were seen.
func (v *versions) others() int64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.look()
	return v.foreign
}

// of is the version of some entities; equal versions mean equal answers about them.
func (v *versions) of(entities []string) int64 {
	version, _ := v.settled(entities)
	return version
}

// settled is the version of some entities, and whether no commit is being made: who reads meanwhile may see more than the version tells.
func (v *versions) settled(entities []string) (int64, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.look()
	return v.sum(entities...), !v.under
}

func (v *versions) sum(entities ...string) int64 {
	sum := v.foreign
	for _, name := range entities {
		sum += v.entity[name]
	}
	return sum
}

// commit makes a commit of this process, counts it, and remembers the rows that it changed.
func (v *versions) commit(s *session, touched map[string]bool, do func() error) error {
	return v.during(s, true, do, func() {
		v.all++
		for name := range touched {
			before := v.sum(name)
			v.entity[name]++
			if s.rows.members[name] {
				v.entity[name+crm.Members]++
			}
			v.link(name, before, s.rows)
		}
	})
}

// pass makes a commit of this process that changes no answer.
func (v *versions) pass(s *session, do func() error) error { return v.during(s, false, do, func() {}) }

func (v *versions) during(s *session, under bool, do func() error, count func()) error {
	v.mu.Lock()
	v.own, v.under = true, under
	v.mu.Unlock()
	err := do()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.own, v.under = false, false
	if err == nil {
		count()
		v.skip(s)
	}
	return err
}

// skip keeps the commit that the writing connection has just made from counting as one of another process, unless one came right behind it.
func (v *versions) skip(s *session) {
	if v.conn == nil {
		return
	}
	var seen, others int64
	err := v.stmt.QueryRowContext(context.Background()).Scan(&seen)
	if err == nil {
		err = s.stmts.row(context.Background(), "PRAGMA data_version", nil, &others)
	}
	if err == nil && others == v.version {
		v.seen = seen
	}
}

// Version grows with every commit; equal versions mean equal answers.
func (db *DB) Version() int64 { return db.versions.current() }

// foreign takes over what another process changed in the schema, such as own fields. It runs inside a write transaction, in which no other
// process can commit.
func (db *DB) foreign(ctx context.Context, s *session) error {
	v := &db.versions
	v.mu.Lock()
	changed := v.see()
	err := s.stmts.row(ctx, "PRAGMA data_version", nil, &v.version)
	v.mu.Unlock()
	if err != nil || !changed {
		return err
	}
	return db.loadSchema(ctx, s.stmts)
}

// VersionOf grows with every commit that may change answers about some entities; equal versions mean equal answers. With [crm.Members]
// behind its name only records of an entity that come or go count.
func (db *DB) VersionOf(entities ...string) int64 { return db.versions.of(entities) }

// listeners are called after commits.
type listeners struct {
	mu   sync.Mutex
	next int
	list map[int]func(crm.Batch)
}

// OnCommit calls f after every commit, on the goroutine that committed.
func (db *DB) OnCommit(f func(crm.Batch)) (cancel func()) {
	l := &db.listeners
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.list == nil {
		l.list = map[int]func(crm.Batch){}
	}
	n := l.next
	l.next++
	l.list[n] = f
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.list, n)
	}
}

func (l *listeners) call(b crm.Batch) {
	l.mu.Lock()
	var list []func(crm.Batch)
	for i := range l.next {
		if f, ok := l.list[i]; ok {
			list = append(list, f)
		}
	}
	l.mu.Unlock()
	for _, f := range list {
		f(b)
	}
}
