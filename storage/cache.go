package storage

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/singleflight"

	"satchel/app/crm"
)

// cache keeps the tallies of measured queries. One that has been outdated by a few changes of its own table is brought up to date from
// the rows that changed, not read anew.
type cache struct {
	mu      sync.Mutex
	answers map[string]answer
	asked   singleflight.Group // the charts of a dashboard ask the same at once
	scratch scratch
}

type answer struct {
	version int64
	entity  string // whose rows alone it depends on, so that it can follow them; "" where it cannot
	tally   *tally
	rows    []crm.Row
}

// mostAnswers bounds the cache; at the bound it starts afresh.
const mostAnswers = 500

// answer gives the kept rows of a question, brought up to date if need be, or computes and keeps them. Answers are shared: they must not
// be changed.
func (db *DB) answer(ctx context.Context, g *grouping) ([]crm.Row, error) {
	key := g.key()
	version, settled := db.versions.settled(g.reads)
	rows, err := db.cache.once(fmt.Sprint(version, "\x00", key), func() ([]crm.Row, error) {
		known, ok := db.cache.get(key)
		if ok && known.version == version {
			return known.rows, nil
		}
		if ok {
			if now, ok := db.follow(ctx, g, known, version); ok {
				db.cache.put(key, now)
				return now.rows, nil
			}
		}
		t, err := g.run(ctx, db.stmts)
		if err != nil {
			return nil, err
		}
		a := answer{version: version, rows: g.rows(t)}
		after, still := db.versions.settled(g.reads)
		if settled && still && after == version && g.follows(t) { // else nobody knows which commits it has seen
			a.entity, a.tally = g.table.entity.Name, t
		}
		db.cache.put(key, a)
		return a.rows, nil
	})
	return rows, explain(err)
}

// key tells questions apart; several measures are made from the same columns.
func (g *grouping) key() string { return fmt.Sprintf("%s\x00%v\x00%#v", g.text, g.measures, g.args) }

// once computes; who asks for the same meanwhile waits for it.
func (c *cache) once(what string, compute func() ([]crm.Row, error)) ([]crm.Row, error) {
	mine := false
	got, err, _ := c.asked.Do(what, func() (any, error) {
		mine = true
		return compute()
	})
	if err != nil && !mine { // whoever asked first may have been cancelled
		return compute()
	}
	rows, _ := got.([]crm.Row)
	return rows, err
}

// follow brings a kept answer to a version by the rows that changed since; false where that is not known or not possible.
func (db *DB) follow(ctx context.Context, g *grouping, a answer, version int64) (answer, bool) {
	if a.tally == nil {
		return a, false
	}
	changed, ok := db.versions.since(a.entity, a.version, version)
	if !ok {
		return a, false
	}
	if len(changed.before)+len(changed.after) == 0 {
		a.version = version
		return a, true
	}
	gone, come, err := db.cache.scratch.count(ctx, g, changed)
	if err != nil {
		return a, false
	}
	t, ok := a.tally.with(g, gone, come)
	if !ok {
		return a, false
	}
	return answer{version: version, entity: a.entity, tally: t, rows: g.rows(t)}, true
}

func (c *cache) get(key string) (answer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok := c.answers[key]
	return a, ok
}

func (c *cache) put(key string, a answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.answers == nil || len(c.answers) >= mostAnswers {
		c.answers = map[string]answer{}
	}
	c.answers[key] = a
}

// followed are the entities whose changed rows the kept answers want to know.
func (c *cache) followed() map[string]bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[string]bool{}
	for _, a := range c.answers {
		if a.tally != nil {
			out[a.entity] = true
		}
	}
	return out
}
