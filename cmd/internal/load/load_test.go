//go:build linux

// Package load measures a real hub under a team: how fast it is filled and read whole, and how it answers while everybody saves.
package load

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/hub/hubtest"
	"satchel/sync/hub"
	"satchel/sync/hub/wire"
	"satchel/sync/remote"
	"satchel/sync/remote/remotetest"
)

func TestMain(m *testing.M) { hubtest.Main(m) }

func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// team are the desktops of one hub, all of one user so that they need one sign-in.
type team struct {
	t     *testing.T
	hub   *hubtest.Hub
	token string
}

func (w *team) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *team) desktop() *hub.Provider {
	w.t.Helper()
	secret := w.token
	if secret == "" {
		secret = hubtest.Password
	}
	p, err := hub.OpenWith(remote.Options{Catalog: crm.Base(), URL: w.hub.URL, User: "member@example.org", Secret: secret, Meter: &remote.Meter{}}, nil)
	w.ok(err)
	account, err := p.Check(context.Background())
	w.ok(err)
	w.token = account.Secret
	return p
}

func person(i int) crm.Values {
	return crm.Values{
		"first_name": "Test", "last_name": fmt.Sprintf("Person %d", i), "title": "Head of purchasing", "description": "Met at the fair in spring.",
		"emails": []crm.Reach{{Value: fmt.Sprintf("p%d@example.org", i), Label: "work"}}, "phones": []crm.Reach{{Value: fmt.Sprintf("+49 30 55%06d", i)}},
		"address": crm.Address{Street: "Main Street 1", City: "Berlin", PostalCode: "10115", Country: "Germany"}, "tags": []string{"fair", "2026"},
	}
}

// TestLoad fills a hub with SATCHEL_LOAD contacts, reads all of them, and lets SATCHEL_LOAD_DESKTOPS save once a second for
// SATCHEL_LOAD_SECONDS while each also asks for changes once a second. Without these variables it is a small load whose speed is
// only told.
func TestLoad(t *testing.T) {
	records, desktops := number(t, "SATCHEL_LOAD", 600), number(t, "SATCHEL_LOAD_DESKTOPS", 4)
	seconds, strict := number(t, "SATCHEL_LOAD_SECONDS", 2), os.Getenv("SATCHEL_LOAD") != ""
	w := &team{t: t, hub: hubtest.Start(t)}
	ids := w.fill(records)
	w.readAll(records, strict)
	w.join(records, strict)
	w.work(desktops, time.Duration(seconds)*time.Second, ids, strict)
	most := w.hub.Memory()
	t.Logf("the hub took %d MB at most", most>>20)
	if strict && most > 300<<20 {
		t.Errorf("the hub took %d MB, want at most 300", most>>20)
	}
}

func (w *team) fill(n int) (ids []string) {
	p, start := w.desktop(), time.Now()
	for len(ids) < n {
		writes := make([]remote.Write, min(wire.BatchSize, n-len(ids)))
		for i := range writes {
			writes[i] = remote.Write{Verb: remote.Create, Ref: remotetest.NewID(), Feed: "contact", Values: person(len(ids) + i)}
		}
		answers, err := p.Batch(context.Background(), writes)
		w.ok(err)
		for _, a := range answers {
			w.ok(a.Err)
			ids = append(ids, a.Record.ID)
		}
	}
	took := time.Since(start)
	w.t.Logf("first upload: %d records in %v, %.0f/s", n, took.Round(time.Millisecond), float64(n)/took.Seconds())
	return ids
}

// readAll is what the provider alone does at a first load: pages are asked for, decoded and translated, and nothing is stored. The
// client's share is the processor time of this process.
func (w *team) readAll(n int, strict bool) {
	p, scan, got := w.desktop(), remote.Scan{Feed: "contact"}, 0
	start, busy := time.Now(), processor()
	for {
		page, err := p.List(context.Background(), scan)
		w.ok(err)
		got += len(page.Records)
		if !page.More {
			break
		}
		scan.After = page.Records[len(page.Records)-1].ID
	}
	took, used := time.Since(start), processor()-busy
	rate, share := float64(got)/took.Seconds(), used.Seconds()/took.Seconds()
	w.t.Logf("first load by the provider alone, without a database: %d records in %v, %.0f/s; the client's share, decoding and translating, is %.0f %% (want 20 %%)",
		got, took.Round(time.Millisecond), rate, 100*share)
	if strict && share > 0.2 {
		w.t.Errorf("the client's share is %.0f %%, want at most 20 %%", 100*share)
	}
	if got != n || strict && rate < 5000 {
		w.t.Errorf("read %d records of %d at %.0f/s, want at least 5000/s", got, n, rate)
	}
}

func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// figures are durations of one kind.
type figures struct {
	sync.Mutex
	all []time.Duration
}

func (f *figures) add(d time.Duration) { f.Lock(); f.all = append(f.all, d); f.Unlock() }

func (f *figures) at(share float64) time.Duration {
	f.Lock()
	defer f.Unlock()
	if len(f.all) == 0 {
		return 0
	}
	slices.Sort(f.all)
	return f.all[min(len(f.all)-1, int(share*float64(len(f.all))))].Round(time.Millisecond / 10)
}

// work lets every desktop save a record of its own and look for what others saved, once a second. The text of a save is its moment, so
// that whoever reads it knows how late.
func (w *team) work(desktops int, span time.Duration, ids []string, strict bool) {
	var pushes, sights figures
	var all sync.WaitGroup
	end := time.Now().Add(span)
	for d := range desktops {
		p, id := w.desktop(), ids[d%len(ids)]
		seen, err := p.Changes(context.Background(), "")
		w.ok(err)
		rec, err := p.Get(context.Background(), "contact", id)
		w.ok(err)
		version, since := rec.Version, seen.Next
		all.Go(func() {
			tick := time.NewTicker(time.Second)
			defer tick.Stop()
			for time.Now().Before(end) {
				begun := time.Now()
				rec, err := p.Update(context.Background(), "contact", id, version, crm.Values{"description": begun.Format(time.RFC3339Nano)})
				if err != nil {
					w.t.Errorf("desktop %d: %v", d, err)
					return
				}
				pushes.add(time.Since(begun))
				version = rec.Version
				changes, err := p.Changes(context.Background(), since)
				if err != nil {
					w.t.Errorf("desktop %d: %v", d, err)
					return
				}
				since = changes.Next
				for _, r := range changes.Records {
					text, _ := r.Values["description"].(string)
					if at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(text)); err == nil && r.ID != id {
						sights.add(time.Since(at))
					}
				}
				<-tick.C
			}
		})
	}
	all.Wait()
	w.t.Logf("%d desktops for %v: %d saves, p50 %v, p99 %v; a colleague's edit is seen after p50 %v, p95 %v", desktops, span, len(pushes.all),
		pushes.at(0.5), pushes.at(0.99), sights.at(0.5), sights.at(0.95))
	if strict && (pushes.at(0.99) > 500*time.Millisecond || sights.at(0.95) > 2*time.Second) {
		w.t.Error("want a save within 500 ms (p99) and a colleague's edit within 2 s (p95)")
	}
}
