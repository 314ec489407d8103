//go:build linux

package load

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/cmd/internal/boot"
)

// watch stands before the hub and measures how long it works: from the arrival of a request to the first byte of its answer.
func (w *team) watch() (address string, busy *atomic.Int64) {
	target, err := url.Parse(w.hub.URL)
	w.ok(err)
	busy = &atomic.Int64{}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = timed{busy}
	web := httptest.NewServer(proxy)
	w.t.Cleanup(web.Close)
	return web.URL, busy
}

type timed struct{ busy *atomic.Int64 }

func (t timed) RoundTrip(r *http.Request) (*http.Response, error) {
	start := time.Now()
	res, err := http.DefaultTransport.RoundTrip(r)
	t.busy.Add(int64(time.Since(start)))
	return res, err
}

// keys is a keychain for the time of a test.
type keys map[string]string

func (k keys) Get(_ context.Context, account string) (string, error) { return k[account], nil }
func (k keys) Set(_ context.Context, account, s string) error        { k[account] = s; return nil }
func (k keys) Delete(_ context.Context, account string) error        { delete(k, account); return nil }

// join is the first load of a new desktop with its own database: what a person waits for. The hub's idle time is told beside it, as the
// programs work side by side: pages are stored while the next one is on its way.
func (w *team) join(n int, strict bool) {
	ctx := context.Background()
	w.desktop() // for the token
	address, busy := w.watch()
	a, end, err := boot.Open(ctx, boot.Options{File: filepath.Join(w.t.TempDir(), "satchel.db"), Zone: time.UTC, Keys: keys{}})
	w.ok(err)
	_, err = a.Connect(ctx, replica.Connection{Provider: "hub", URL: address, User: "member@example.org"}, w.token)
	w.ok(err)
	used := processor()
	busy.Store(0)
	start := time.Now()
	_, err = a.Sync.Round(ctx, nil)
	w.ok(err)
	took := time.Since(start)
	share, rate := 1-float64(busy.Load())/float64(took), float64(n)/took.Seconds()
	got, err := a.Count(ctx, crm.Query{Entity: "contact"})
	w.ok(err)
	w.ok(end())
	w.t.Logf("whole first load of a desktop, into its database: %d records in %v, %.0f/s (want 5000/s); the hub worked for %v and was idle for %.0f %% of the time; the desktop's processor time %v",
		got, took.Round(time.Millisecond), rate, time.Duration(busy.Load()).Round(time.Millisecond), 100*share, (processor() - used).Round(time.Millisecond))
	if int(got) != n || strict && rate < 5000 {
		w.t.Errorf("got %d records of %d at %.0f/s, want at least 5000/s", got, n, rate)
	}
}
