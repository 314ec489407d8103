package remote_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// flaky fails with the errors in turn, then answers.
type flaky struct {
	remote.Provider
	errs  []error
	calls int
}

func (f *flaky) next() error {
	f.calls++
	if f.calls <= len(f.errs) {
		return f.errs[f.calls-1]
	}
	return nil
}

func (f *flaky) Check(context.Context) (remote.Account, error) {
	return remote.Account{ID: "1"}, f.next()
}

func (f *flaky) List(context.Context, remote.Scan) (remote.Page, error) {
	return remote.Page{Total: 7}, f.next()
}

func (f *flaky) Get(context.Context, string, string) (remote.Record, error) {
	return remote.Record{ID: "1"}, f.next()
}

func (f *flaky) Find(context.Context, string, string, crm.Values, crm.Instant) ([]remote.Record, error) {
	return []remote.Record{{ID: "1"}}, f.next()
}

func (f *flaky) Create(context.Context, string, string, crm.Values) (remote.Record, error) {
	return remote.Record{}, f.next()
}

func (f *flaky) Update(context.Context, string, string, string, crm.Values) (remote.Record, error) {
	return remote.Record{}, f.next()
}
func (f *flaky) Delete(context.Context, string, string) error { return f.next() }

func fails(class remote.Class, after time.Duration) error {
	return &remote.Error{Class: class, Message: string(class), RetryAfter: after}
}

func TestRetry(t *testing.T) {
	reads := map[string]func(remote.Provider) error{
		"check": func(p remote.Provider) error { _, err := p.Check(t.Context()); return err },
		"list":  func(p remote.Provider) error { _, err := p.List(t.Context(), remote.Scan{}); return err },
		"get":   func(p remote.Provider) error { _, err := p.Get(t.Context(), "a", "1"); return err },
		"find":  func(p remote.Provider) error { _, err := p.Find(t.Context(), "a", "m", nil, 0); return err },
	}
	writes := map[string]func(remote.Provider) error{
		"create": func(p remote.Provider) error { _, err := p.Create(t.Context(), "a", "m", nil); return err },
		"update": func(p remote.Provider) error { _, err := p.Update(t.Context(), "a", "1", "", nil); return err },
		"delete": func(p remote.Provider) error { return p.Delete(t.Context(), "a", "1") },
	}
	down := fails(remote.Transient, 0)
	for name, c := range map[string]struct {
		errs         []error
		calls, waits int
		fails        bool
	}{
		"answers":                 {nil, 1, 0, false},
		"fails once":              {[]error{down}, 2, 1, false},
		"fails twice":             {[]error{down, down}, 3, 2, false},
		"fails for good":          {[]error{down, down, down, down}, 3, 2, true},
		"asks to wait":            {[]error{fails(remote.Transient, time.Minute)}, 1, 0, true},
		"asks to wait later":      {[]error{down, fails(remote.Transient, time.Minute)}, 2, 1, true},
		"refuses the key":         {[]error{fails(remote.Auth, 0)}, 1, 0, true},
		"is something else":       {[]error{fails(remote.Protocol, 0)}, 1, 0, true},
		"was stopped by a person": {[]error{fails(remote.Canceled, 0)}, 1, 0, true},
	} {
		for verb, call := range reads {
			f, waits := &flaky{errs: c.errs}, 0
			err := call(remote.Retry(f, func(_ context.Context, d time.Duration) error {
				waits++
				if d < 0 || d > 2*time.Second {
					t.Errorf("a pause of %v", d)
				}
				return nil
			}, func() float64 { return 0.9 }))
			if f.calls != c.calls || waits != c.waits || (err != nil) != c.fails {
				t.Errorf("%s %s: %d calls, %d waits, %v", name, verb, f.calls, waits, err)
			}
		}
	}
	for verb, call := range writes {
		f := &flaky{errs: []error{down}}
		err := call(remote.Retry(f, func(context.Context, time.Duration) error { t.Error("waited"); return nil }, func() float64 { return 0.5 }))
		if !errors.Is(err, down) || f.calls != 1 {
			t.Errorf("%s: %d calls, %v", verb, f.calls, err)
		}
	}
}

func TestRetryEndsWithItsContext(t *testing.T) {
	f := &flaky{errs: []error{fails(remote.Transient, 0), fails(remote.Transient, 0)}}
	stop := func(context.Context, time.Duration) error { return context.Canceled }
	if _, err := remote.Retry(f, stop, func() float64 { return 0.5 }).Get(t.Context(), "a", "1"); err == nil || f.calls != 1 {
		t.Fatalf("%d calls, %v", f.calls, err)
	}
}
