package app

import (
	"context"
	"sync"
	"time"

	"satchel/app/insight"
)

// chartLife is how long the moment of which charts are stands: a change is seen at once, but ages do not grow with every look.
const chartLife = time.Minute

// Charts remembers computed charts until the next commit, and the moment they are of. The zero value is ready; a nil one remembers nothing.
type Charts struct {
	mu      sync.Mutex
	version int64
	at      time.Time
	known   map[chartKey]insight.Chart
	memo    insight.Memo
}

type chartKey struct {
	name string
	span insight.Span
}

// Chart computes a chart, or answers with what was computed since the last commit; its AsOf says what moment the filters took for now.
func (a *App) Chart(ctx context.Context, m insight.Metric, span insight.Span) (insight.Chart, error) {
	version, key, source := a.Version(), chartKey{m.Key(), span}, a.Ask()
	if a.Charts != nil {
		source.Now, source.Memo = a.Charts.moment(source.Now), &a.Charts.memo
	}
	if c, ok := a.Charts.get(version, key); ok {
		return c, nil
	}
	c, err := m.Compute(ctx, source, span)
	if err == nil {
		a.Charts.put(version, source.Now, key, c)
	}
	return c, err
}

// moment is the moment of which charts asked for now are.
func (c *Charts) moment(now time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Before(c.at) || now.Sub(c.at) >= chartLife || now.Format(time.DateOnly) != c.at.Format(time.DateOnly) {
		c.at, c.known = now, nil
	}
	return c.at
}

func (c *Charts) get(version int64, key chartKey) (insight.Chart, bool) {
	if c == nil {
		return insight.Chart{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	chart, ok := c.known[key]
	return chart, ok && version == c.version
}

func (c *Charts) put(version int64, at time.Time, key chartKey, chart insight.Chart) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if version < c.version || !at.Equal(c.at) {
		return
	}
	if version > c.version || c.known == nil {
		c.version, c.known = version, map[chartKey]insight.Chart{}
	}
	c.known[key] = chart
}
