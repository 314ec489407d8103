package app

import (
	"context"
	"sync"
	"time"

	"satchel/app/insight"
)

// chartLife is how long an answer stands without a commit: ages grow by themselves.
const chartLife = time.Minute

// Charts remembers computed charts until the next commit. The zero value is ready; a nil one remembers nothing.
type Charts struct {
	mu      sync.Mutex
	version int64
	known   map[chartKey]kept
}

type chartKey struct {
	name string
	span insight.Span
}

type kept struct {
	chart insight.Chart
	at    time.Time
}

// Chart computes a chart, or answers with what was computed since the last commit; its AsOf says when that was.
func (a *App) Chart(ctx context.Context, m insight.Metric, span insight.Span) (insight.Chart, error) {
	version, now, key := a.Version(), a.Now(), chartKey{m.Key(), span}
	if c, ok := a.Charts.get(version, key, now); ok {
		return c, nil
	}
	c, err := m.Compute(ctx, a.Ask(), span)
	if err == nil {
		a.Charts.put(version, key, kept{c, now})
	}
	return c, err
}

func (c *Charts) get(version int64, key chartKey, now time.Time) (insight.Chart, bool) {
	if c == nil {
		return insight.Chart{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.known[key]
	fresh := version == c.version && !now.Before(k.at) && now.Sub(k.at) < chartLife && now.Format(time.DateOnly) == k.at.Format(time.DateOnly)
	return k.chart, ok && fresh
}

func (c *Charts) put(version int64, key chartKey, k kept) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if version < c.version {
		return
	}
	if version > c.version || c.known == nil {
		c.version, c.known = version, map[chartKey]kept{}
	}
	c.known[key] = k
}
