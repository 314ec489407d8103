package remote

import (
	"context"
	"log/slog"
	"time"

	"satchel/app/crm"
)

// Log returns the provider with a line for every request: what was asked, how long it took and the class of a failure. Lines hold
// no secret, no field value and no message, since a provider's words may quote values. now is the clock.
func Log(p Provider, log *slog.Logger, now func() time.Time) Provider {
	return &logged{Provider: p, log: log, now: now}
}

type logged struct {
	Provider
	log *slog.Logger
	now func() time.Time
}

func (l *logged) line(ctx context.Context, verb, feed string, start time.Time, err error, more ...any) {
	attrs := append([]any{"verb", verb, "feed", feed, "ms", l.now().Sub(start).Milliseconds()}, more...)
	if err == nil {
		l.log.DebugContext(ctx, "request", attrs...)
		return
	}
	e := AsError(err)
	attrs = append(attrs, "class", string(e.Class), "unknown", e.Unknown, "field", e.Field)
	l.log.WarnContext(ctx, "request failed", attrs...)
}

func (l *logged) Check(ctx context.Context) (Account, error) {
	start := l.now()
	a, err := l.Provider.Check(ctx)
	l.line(ctx, "check", "", start, err, "server", a.Server)
	return a, err
}

func (l *logged) List(ctx context.Context, s Scan) (Page, error) {
	start := l.now()
	p, err := l.Provider.List(ctx, s)
	l.line(ctx, "list", s.Feed, start, err, "brief", s.Brief, "records", len(p.Records), "more", p.More)
	return p, err
}

func (l *logged) Get(ctx context.Context, feed, id string) (Record, error) {
	start := l.now()
	r, err := l.Provider.Get(ctx, feed, id)
	l.line(ctx, "get", feed, start, err, "id", id)
	return r, err
}

func (l *logged) Create(ctx context.Context, feed, marker string, values crm.Values) (Record, error) {
	start := l.now()
	r, err := l.Provider.Create(ctx, feed, marker, values)
	l.line(ctx, "create", feed, start, err, "id", r.ID, "fields", len(values))
	return r, err
}

func (l *logged) Update(ctx context.Context, feed, id, version string, values crm.Values) (Record, error) {
	start := l.now()
	r, err := l.Provider.Update(ctx, feed, id, version, values)
	l.line(ctx, "update", feed, start, err, "id", id, "fields", len(values))
	return r, err
}

func (l *logged) Delete(ctx context.Context, feed, id string) error {
	start := l.now()
	err := l.Provider.Delete(ctx, feed, id)
	l.line(ctx, "delete", feed, start, err, "id", id)
	return err
}

func (l *logged) Find(ctx context.Context, feed, marker string, values crm.Values, since crm.Instant) ([]Record, error) {
	start := l.now()
	found, err := l.Provider.Find(ctx, feed, marker, values, since)
	l.line(ctx, "find", feed, start, err, "found", len(found))
	return found, err
}

func (l *logged) Changes(ctx context.Context, since string) (Changes, error) {
	start := l.now()
	c, err := l.Provider.Changes(ctx, since)
	l.line(ctx, "changes", "", start, err, "records", len(c.Records), "gone", len(c.Gone), "more", c.More, "reset", c.Reset)
	return c, err
}

func (l *logged) Batch(ctx context.Context, writes []Write) ([]Answer, error) {
	start := l.now()
	answers, err := l.Provider.Batch(ctx, writes)
	failed := 0
	for _, a := range answers {
		if a.Err != nil {
			failed++
		}
	}
	l.line(ctx, "batch", "", start, err, "writes", len(writes), "answers", len(answers), "failed", failed)
	return answers, err
}

func (l *logged) Upload(ctx context.Context, u Upload) (string, error) {
	start := l.now()
	marker, err := l.Provider.Upload(ctx, u)
	l.line(ctx, "upload", u.For, start, err, "id", marker, "bytes", len(u.Content))
	return marker, err
}

func (l *logged) Download(ctx context.Context, id string, most int64, progress func(done, total int64)) ([]byte, error) {
	start := l.now()
	content, err := l.Provider.Download(ctx, id, most, progress)
	l.line(ctx, "download", "", start, err, "id", id, "bytes", len(content))
	return content, err
}
