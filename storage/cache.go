package storage

import (
	"context"
	"fmt"
	"strings"
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
}

type answer struct {
	at    seen
	tally *tally // nil where the answer cannot follow
	rows  []crm.Row
}

// seen is what an answer has seen: the version of its own table, and of what else it reads.
type seen struct{ own, others int64 }

func (v *versions) now(g *grouping) (at seen, settled bool) {
	at.own, settled = v.settled(g.reads[:1])
	at.others = v.of(g.reads[1:])
	return at, settled
}

// mostAnswers bounds the cache; at the bound it starts afresh.
const mostAnswers = 500

// answer gives the kept rows of a question, brought up to date if need be, or computes and keeps them. Answers are shared: they must not
// be changed.
func (db *DB) answer(ctx context.Context, g *grouping) ([]crm.Row, error) {
	key := g.key()
	at, settled := db.versions.now(g)
	rows, err := db.cache.once(fmt.Sprint(at, "\x00", key), func() ([]crm.Row, error) {
		known, ok := db.cache.get(key)
		if ok && known.at == at {
			return known.rows, nil
		}
		if ok {
			if now, ok := db.follow(ctx, g, known, at); ok {
				db.cache.put(key, now)
				return now.rows, nil
			}
		}
		t, err := g.run(ctx, db.stmts)
		if err != nil {
			return nil, err
		}
		a := answer{at: at, rows: t.rows()}
		after, still := db.versions.now(g)
		if settled && still && after == at && g.follows(t) { // else nobody knows which commits it has seen
			a.tally = t
		}
		db.cache.put(key, a)
		return a.rows, nil
	})
	return rows, explain(err)
}

// key tells questions apart; the statement alone does not.
func (g *grouping) key() string {
	var axes strings.Builder
	for _, a := range g.axes {
		axes.WriteString(string(a.bucket) + " " + a.via + ", ")
	}
	return fmt.Sprintf("%s\x00%s\x00%v\x00%d\x00%#v", g.text, axes.String(), g.measures, g.limit, g.args)
}

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

// follow brings a kept answer to a moment by the rows that changed since; false where they are not known, or where something else changed.
func (db *DB) follow(ctx context.Context, g *grouping, a answer, to seen) (answer, bool) {
	if a.tally == nil || a.at.others != to.others {
		return a, false
	}
	changed, ok := db.versions.since(g.reads[0], a.at.own, to.own)
	if !ok {
		return a, false
	}
	if len(changed.before)+len(changed.after) == 0 {
		a.at = to
		return a, true
	}
	gone, come, err := db.aside.count(ctx, g, changed)
	if err != nil || db.versions.of(g.reads[1:]) != to.others {
		return a, false
	}
	t, ok := a.tally.with(g, gone, come)
	if !ok {
		return a, false
	}
	if t == a.tally {
		a.at = to
		return a, true
	}
	return answer{at: to, tally: t, rows: t.rows()}, true
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
			out[a.tally.entity] = true
		}
	}
	return out
}
