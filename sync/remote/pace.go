package remote

import (
	"context"
	"time"

	"satchel/app/crm"
)

// Pace returns the provider held to a rate: at most burst requests at once and one more per every. wait sleeps, or returns the
// context's error; now is the clock. Both are handed in so that tests need no real time.
func Pace(p Provider, every time.Duration, burst int, now func() time.Time, wait func(context.Context, time.Duration) error) Provider {
	return &paced{Provider: p, every: every, burst: max(burst, 1), now: now, wait: wait}
}

type paced struct {
	Provider
	every time.Duration
	burst int
	now   func() time.Time
	wait  func(context.Context, time.Duration) error
	free  time.Time // when the bucket is full again
}

// turn takes one token, waiting for it if there is none.
func (p *paced) turn(ctx context.Context) error {
	now := p.now()
	if p.free.Before(now) {
		p.free = now
	}
	p.free = p.free.Add(p.every)
	late := p.free.Sub(now) - time.Duration(p.burst)*p.every
	if late <= 0 {
		return nil
	}
	if err := p.wait(ctx, late); err != nil {
		p.free = p.free.Add(-p.every)
		return &Error{Class: Canceled, Message: "The exchange was stopped.", Err: err}
	}
	return nil
}

func (p *paced) Check(ctx context.Context) (Account, error) {
	if err := p.turn(ctx); err != nil {
		return Account{}, err
	}
	return p.Provider.Check(ctx)
}

func (p *paced) List(ctx context.Context, s Scan) (Page, error) {
	if err := p.turn(ctx); err != nil {
		return Page{}, err
	}
	return p.Provider.List(ctx, s)
}

func (p *paced) Get(ctx context.Context, feed, id string) (Record, error) {
	if err := p.turn(ctx); err != nil {
		return Record{}, err
	}
	return p.Provider.Get(ctx, feed, id)
}

func (p *paced) Create(ctx context.Context, feed, marker string, values crm.Values) (Record, error) {
	if err := p.turn(ctx); err != nil {
		return Record{}, err
	}
	return p.Provider.Create(ctx, feed, marker, values)
}

func (p *paced) Update(ctx context.Context, feed, id, version string, values crm.Values) (Record, error) {
	if err := p.turn(ctx); err != nil {
		return Record{}, err
	}
	return p.Provider.Update(ctx, feed, id, version, values)
}

func (p *paced) Delete(ctx context.Context, feed, id string) error {
	if err := p.turn(ctx); err != nil {
		return err
	}
	return p.Provider.Delete(ctx, feed, id)
}

func (p *paced) Find(ctx context.Context, feed, marker string, values crm.Values, since crm.Instant) ([]Record, error) {
	if err := p.turn(ctx); err != nil {
		return nil, err
	}
	return p.Provider.Find(ctx, feed, marker, values, since)
}

func (p *paced) Changes(ctx context.Context, since string) (Changes, error) {
	if err := p.turn(ctx); err != nil {
		return Changes{}, err
	}
	return p.Provider.Changes(ctx, since)
}

func (p *paced) Batch(ctx context.Context, writes []Write) ([]Answer, error) {
	if err := p.turn(ctx); err != nil {
		return nil, err
	}
	return p.Provider.Batch(ctx, writes)
}

func (p *paced) Upload(ctx context.Context, u Upload) (string, error) {
	if err := p.turn(ctx); err != nil {
		return "", err
	}
	return p.Provider.Upload(ctx, u)
}

func (p *paced) Download(ctx context.Context, id string, most int64, progress func(done, total int64)) ([]byte, error) {
	if err := p.turn(ctx); err != nil {
		return nil, err
	}
	return p.Provider.Download(ctx, id, most, progress)
}
