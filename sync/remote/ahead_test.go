package remote_test

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// shelf is a provider with numbered records. It fails the test when two requests run at once.
type shelf struct {
	remote.Provider
	t       *testing.T
	records int
	running atomic.Int32
	lists   atomic.Int32
	changed atomic.Int32 // raised by every write, shown as the version
}

func (s *shelf) enter() func() {
	if s.running.Add(1) != 1 {
		s.t.Error("two requests at once")
	}
	return func() { s.running.Add(-1) }
}

func (s *shelf) List(ctx context.Context, scan remote.Scan) (remote.Page, error) {
	defer s.enter()()
	s.lists.Add(1)
	if ctx.Err() != nil {
		return remote.Page{}, &remote.Error{Class: remote.Canceled, Message: "stopped"}
	}
	first := 0
	if scan.After != "" {
		last, _ := strconv.Atoi(scan.After)
		first = last + 1
	}
	page := remote.Page{At: 77}
	for i := first; i < s.records && len(page.Records) < 3; i++ {
		page.Records = append(page.Records, remote.Record{ID: fmt.Sprintf("%04d", i), Version: fmt.Sprint(s.changed.Load())})
	}
	page.More = first+len(page.Records) < s.records
	return page, nil
}

func (s *shelf) Get(context.Context, string, string) (remote.Record, error) {
	defer s.enter()()
	return remote.Record{}, nil
}

func (s *shelf) Upload(context.Context, remote.Upload) (string, error) {
	defer s.enter()()
	return "m", nil
}

func (s *shelf) Download(context.Context, string, int64, func(done, total int64)) ([]byte, error) {
	defer s.enter()()
	return nil, nil
}

func (s *shelf) Update(context.Context, string, string, string, crm.Values) (remote.Record, error) {
	defer s.enter()()
	s.changed.Add(1)
	return remote.Record{}, nil
}

func (s *shelf) Changes(context.Context, string) (remote.Changes, error) {
	defer s.enter()()
	return remote.Changes{}, nil
}

func (s *shelf) Batch(context.Context, []remote.Write) ([]remote.Answer, error) {
	defer s.enter()()
	s.changed.Add(1)
	return nil, nil
}

// read scans everything, with something else asked in between.
func read(t *testing.T, p remote.Provider, between func()) (ids []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	scan := remote.Scan{Feed: "Contact"}
	for {
		page, err := p.List(ctx, scan)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Records {
			ids = append(ids, r.ID)
		}
		if !page.More {
			return ids
		}
		scan.Until, scan.After = 77, ids[len(ids)-1]
		between()
	}
}

func TestReadingAheadShowsEveryPageOnceAndAsksOneByOne(t *testing.T) {
	for _, records := range []int{0, 1, 3, 4, 100} {
		s := &shelf{t: t, records: records}
		p := remote.Ahead(s)
		got := read(t, p, func() {
			_, _ = p.Get(t.Context(), "Contact", "1")
			_, _ = p.Upload(t.Context(), remote.Upload{})
			_, _ = p.Download(t.Context(), "Contact/1/2", 0, nil)
		})
		if want := max((records+2)/3, 1); len(got) != records || int(s.lists.Load()) != want {
			t.Errorf("%d records: read %d in %d requests, want %d", records, len(got), s.lists.Load(), want)
		}
	}
}

func TestABatchMakesAPageOnItsWayOld(t *testing.T) {
	s := &shelf{t: t, records: 6}
	p := remote.Ahead(s)
	if _, err := p.List(t.Context(), remote.Scan{}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Batch(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := p.List(t.Context(), remote.Scan{Until: 77, After: "0002"}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Changes(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if page, err := p.List(t.Context(), remote.Scan{Until: 77, After: "0002"}); err != nil || page.Records[0].Version != "1" {
		t.Error("the page of before the batch was shown", page, err)
	}
}

func TestAWriteMakesAPageOnItsWayOld(t *testing.T) {
	s := &shelf{t: t, records: 6}
	p := remote.Ahead(s)
	first, err := p.List(t.Context(), remote.Scan{})
	if err != nil || !first.More {
		t.Fatal(first, err)
	}
	if _, err := p.Update(t.Context(), "Contact", "0004", "", nil); err != nil {
		t.Fatal(err)
	}
	second, err := p.List(t.Context(), remote.Scan{Until: 77, After: "0002"})
	if err != nil || second.Records[0].Version != "1" {
		t.Error("the page of before the write was shown", second, err)
	}
}

func TestAPageOfAnEarlierRoundIsNotShown(t *testing.T) {
	s := &shelf{t: t, records: 6}
	p := remote.Ahead(s)
	earlier, over := context.WithCancel(t.Context())
	if _, err := p.List(earlier, remote.Scan{}); err != nil {
		t.Fatal(err)
	}
	over()
	s.changed.Add(1)
	page, err := p.List(t.Context(), remote.Scan{Until: 77, After: "0002"})
	if err != nil || page.Records[0].Version != "1" {
		t.Error(page, err)
	}
}

func TestAStoppedRoundStopsThePageOnItsWay(t *testing.T) {
	s := &shelf{t: t, records: 9}
	p := remote.Ahead(s)
	ctx, stop := context.WithCancel(t.Context())
	if _, err := p.List(ctx, remote.Scan{}); err != nil {
		t.Fatal(err)
	}
	stop()
	_, _ = p.List(ctx, remote.Scan{Until: 77, After: "0002"})
	if _, err := p.List(ctx, remote.Scan{Until: 77, After: "0005"}); remote.AsError(err).Class != remote.Canceled {
		t.Error(err)
	}
}
