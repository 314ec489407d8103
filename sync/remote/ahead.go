package remote

import (
	"context"

	"satchel/app/crm"
)

// Ahead returns the provider with the next page of a scan on its way while the one before is being stored, so that neither the server
// nor the disk waits for the other. The provider still sees one request at a time; its Canon, FeedOf and Capabilities must be callable
// meanwhile.
func Ahead(p Provider) Provider { return &ahead{Provider: p} }

type ahead struct {
	Provider
	next *fetched // nil = nothing is on its way
}

// fetched is a page on its way, or arrived once done is closed.
type fetched struct {
	scan   Scan
	from   context.Context // of the round that it belongs to: a page of an earlier one is old
	cancel context.CancelFunc
	done   chan struct{}
	page   Page
	err    error
}

// settle ends what is on its way, so that the provider is free.
func (a *ahead) settle() *fetched {
	f := a.next
	a.next = nil
	if f != nil {
		<-f.done
		f.cancel()
	}
	return f
}

// drop ends what is on its way without waiting for its answer.
func (a *ahead) drop() {
	if a.next != nil {
		a.next.cancel()
		a.settle()
	}
}

func (a *ahead) List(ctx context.Context, s Scan) (Page, error) {
	if a.next == nil || a.next.scan != s || a.next.from != ctx {
		a.drop()
		page, err := a.Provider.List(ctx, s)
		a.follow(ctx, s, page, err)
		return page, err
	}
	f := a.settle()
	a.follow(ctx, s, f.page, f.err)
	return f.page, f.err
}

// follow sends for the page after this one.
func (a *ahead) follow(ctx context.Context, s Scan, page Page, err error) {
	if err != nil || !page.More || len(page.Records) == 0 || s.Limit > 0 {
		return
	}
	s.After = page.Records[len(page.Records)-1].ID
	if s.Until == 0 && !s.Brief { // the engine fixes the window when it hears the server's time
		s.Until = max(page.At, 1)
	}
	request, cancel := context.WithCancel(ctx)
	f := &fetched{scan: s, from: ctx, cancel: cancel, done: make(chan struct{})}
	a.next = f
	go func() {
		defer close(f.done)
		f.page, f.err = a.Provider.List(request, s)
	}()
}

func (a *ahead) Check(ctx context.Context) (Account, error) {
	a.drop()
	return a.Provider.Check(ctx)
}

func (a *ahead) Get(ctx context.Context, feed, id string) (Record, error) {
	a.wait()
	return a.Provider.Get(ctx, feed, id)
}

// wait lets what is on its way arrive, and keeps it.
func (a *ahead) wait() {
	if a.next != nil {
		<-a.next.done
	}
}

func (a *ahead) Create(ctx context.Context, feed, marker string, values crm.Values) (Record, error) {
	a.drop()
	return a.Provider.Create(ctx, feed, marker, values)
}

func (a *ahead) Update(ctx context.Context, feed, id, version string, values crm.Values) (Record, error) {
	a.drop()
	return a.Provider.Update(ctx, feed, id, version, values)
}

func (a *ahead) Delete(ctx context.Context, feed, id string) error {
	a.drop()
	return a.Provider.Delete(ctx, feed, id)
}

func (a *ahead) Find(ctx context.Context, feed, marker string, values crm.Values, since crm.Instant) ([]Record, error) {
	a.drop()
	return a.Provider.Find(ctx, feed, marker, values, since)
}

func (a *ahead) Changes(ctx context.Context, since string) (Changes, error) {
	a.drop()
	return a.Provider.Changes(ctx, since)
}

func (a *ahead) Batch(ctx context.Context, writes []Write) ([]Answer, error) {
	a.drop()
	return a.Provider.Batch(ctx, writes)
}

func (a *ahead) Upload(ctx context.Context, u Upload) (string, error) {
	a.wait() // it changes nothing that a list shows
	return a.Provider.Upload(ctx, u)
}

func (a *ahead) Download(ctx context.Context, id string, most int64, progress func(done, total int64)) ([]byte, error) {
	a.wait()
	return a.Provider.Download(ctx, id, most, progress)
}
