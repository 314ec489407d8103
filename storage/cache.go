package storage

import (
	"fmt"
	"sync"
)

// cache keeps answers for as long as nothing they read has changed.
type cache struct {
	mu      sync.Mutex
	answers map[string]answer
}

type answer struct {
	version int64
	value   any
}

// mostAnswers bounds the cache; at the bound it starts afresh.
const mostAnswers = 500

// cached returns the kept answer of a question, or computes and keeps it. Answers are shared: they must not be changed.
func cached[T any](db *DB, what string, a question, compute func() (T, error)) (T, error) {
	key := fmt.Sprintf("%s\x00%s\x00%s\x00%#v", what, a.table.name, a.where, a.args)
	version := db.versions.of(a.reads)
	db.cache.mu.Lock()
	known, ok := db.cache.answers[key]
	db.cache.mu.Unlock()
	if ok && known.version == version {
		return known.value.(T), nil
	}
	value, err := compute()
	if err != nil {
		return value, err
	}
	db.cache.mu.Lock()
	defer db.cache.mu.Unlock()
	if db.cache.answers == nil || len(db.cache.answers) >= mostAnswers {
		db.cache.answers = map[string]answer{}
	}
	db.cache.answers[key] = answer{version, value}
	return value, nil
}
