package storage

import (
	"fmt"
	"sync"

	"golang.org/x/sync/singleflight"
)

// cache keeps answers for as long as nothing they read has changed.
type cache struct {
	mu      sync.Mutex
	answers map[string]answer
	asked   singleflight.Group // the charts of a dashboard ask the same at once
}

type answer struct {
	version int64
	value   any
}

// mostAnswers bounds the cache; at the bound it starts afresh.
const mostAnswers = 500

// cached returns the kept answer of a question, or computes and keeps it; who asks the same meanwhile waits for it. Answers are shared: they
// must not be changed.
func cached[T any](db *DB, what string, a question, compute func() (T, error)) (T, error) {
	key := fmt.Sprintf("%s\x00%s\x00%s\x00%#v", what, a.table.name, a.where, a.args)
	version := db.versions.of(a.reads)
	mine := false
	ask := func() (any, error) {
		mine = true
		if known, ok := db.cache.get(key, version); ok {
			return known, nil
		}
		value, err := compute()
		if err == nil {
			db.cache.put(key, answer{version, value})
		}
		return value, err
	}
	got, err, _ := db.cache.asked.Do(fmt.Sprint(version, "\x00", key), ask)
	if err != nil && !mine { // whoever asked first may have been cancelled
		got, err = ask()
	}
	value, _ := got.(T)
	return value, err
}

func (c *cache) get(key string, version int64) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.answers[key]
	return known.value, ok && known.version == version
}

func (c *cache) put(key string, a answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.answers == nil || len(c.answers) >= mostAnswers {
		c.answers = map[string]answer{}
	}
	c.answers[key] = a
}
