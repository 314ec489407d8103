package remote

import (
	"context"
	"time"

	"satchel/app/crm"
)

// retryPauses are the longest pauses before a read is repeated; the real ones are drawn from zero up to them.
var retryPauses = []time.Duration{500 * time.Millisecond, 2 * time.Second}

// Retry returns the provider with its reads repeated, at most twice and after a moment, where they fail for a passing reason and the
// provider does not ask to wait. Writes are never repeated: whether one arrived is the engine's to find out. wait sleeps, or returns
// the context's error; rand is in [0, 1).
func Retry(p Provider, wait func(context.Context, time.Duration) error, rand func() float64) Provider {
	return &retried{Provider: p, wait: wait, rand: rand}
}

type retried struct {
	Provider
	wait func(context.Context, time.Duration) error
	rand func() float64
}

// again runs a read until it succeeds or is not worth repeating.
func again[T any](ctx context.Context, r *retried, read func() (T, error)) (T, error) {
	out, err := read()
	for _, longest := range retryPauses {
		if e := AsError(err); err == nil || e.Class != Transient || e.RetryAfter > 0 || ctx.Err() != nil {
			break
		}
		if r.wait(ctx, time.Duration(float64(longest)*r.rand())) != nil {
			break
		}
		out, err = read()
	}
	return out, err
}

func (r *retried) Check(ctx context.Context) (Account, error) {
	return again(ctx, r, func() (Account, error) { return r.Provider.Check(ctx) })
}

func (r *retried) List(ctx context.Context, s Scan) (Page, error) {
	return again(ctx, r, func() (Page, error) { return r.Provider.List(ctx, s) })
}

func (r *retried) Get(ctx context.Context, feed, id string) (Record, error) {
	return again(ctx, r, func() (Record, error) { return r.Provider.Get(ctx, feed, id) })
}

func (r *retried) Find(ctx context.Context, feed, marker string, values crm.Values, since crm.Instant) ([]Record, error) {
	return again(ctx, r, func() ([]Record, error) { return r.Provider.Find(ctx, feed, marker, values, since) })
}

func (r *retried) Changes(ctx context.Context, since string) (Changes, error) {
	return again(ctx, r, func() (Changes, error) { return r.Provider.Changes(ctx, since) })
}
