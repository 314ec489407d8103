package espocrm

import (
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"testing"

	"satchel/app/crm"
	"satchel/sync/remote"
	"satchel/sync/remote/remotetest"
)

// TestConformanceOfARealServer runs the suite against the server at SATCHEL_ESPOCRM_URL with the API key in SATCHEL_SECRET. It sees,
// changes and deletes only records that it made itself.
func TestConformanceOfARealServer(t *testing.T) {
	url, key := os.Getenv("SATCHEL_ESPOCRM_URL"), os.Getenv("SATCHEL_SECRET")
	if url == "" || key == "" {
		t.Skip("no server is named by SATCHEL_ESPOCRM_URL and SATCHEL_SECRET")
	}
	remotetest.Run(t, func(t *testing.T) remotetest.Fixture { return shared(t, url, key) })
}

// TestConformanceAmongOtherRecords shows that the suite leaves everything else at a server as it was.
func TestConformanceAmongOtherRecords(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	var before []remote.Record
	for _, name := range []string{"one", "two"} {
		before = append(before, w.create(typeAccount, crm.Values{"name": name}))
	}
	before = append(before, w.create(typeContact, crm.Values{"last_name": "three"}))
	remotetest.Run(t, func(t *testing.T) remotetest.Fixture { return shared(t, w.web.URL, "0123456789abcdef") })
	for _, r := range before {
		if now := w.get(r.Feed, r.ID); now.Version != r.Version || now.ModifiedAt != r.ModifiedAt {
			t.Errorf("%s %s was changed", r.Feed, r.ID)
		}
	}
	left := 0
	for _, f := range w.Capabilities().Feeds {
		if f.Create && !f.Inside {
			left += len(w.list(remote.Scan{Feed: f.Name, Brief: true}))
		}
	}
	if left != len(before) {
		t.Errorf("%d records are there, want %d", left, len(before))
	}
}

// shared is a fixture at a server with other records on it.
func shared(t *testing.T, url, key string) remotetest.Fixture {
	t.Helper()
	wire := &losing{}
	open := func(key string) *Provider {
		p, err := OpenWith(remote.Options{Catalog: crm.Base(), URL: url, Secret: key, Meter: &remote.Meter{}}, wire)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	inner := open(key)
	about, err := inner.Create(remote.AllowTwice(context.Background()), typeContact, "", crm.Values{"last_name": "Of All Posts"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := inner.Delete(context.Background(), typeContact, about.ID); err != nil {
			t.Error(err)
		}
	})
	p := &ours{Provider: oneParent{inner, about.ID}, t: t, wire: wire}
	p.begin()
	t.Cleanup(p.clear)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	return remotetest.Fixture{
		Provider: p, Catalog: crm.Base(), BadKey: open("no such key"),
		Create: func(feed string, values crm.Values) string {
			r, err := p.Create(context.Background(), feed, remotetest.NewID(), values)
			ok(err)
			return r.ID
		},
		Change: func(feed, id string, values crm.Values) {
			now, err := p.Get(context.Background(), feed, id)
			ok(err)
			_, err = p.Update(context.Background(), feed, id, now.Version, values)
			ok(err)
		},
		Delete: func(feed, id string) { ok(p.Delete(context.Background(), feed, id)) },
		Lose:   func() { wire.lose = true },
		Refuse: func() (string, crm.Values) { return typeContact, crm.Values{"last_name": "<b>"} },
	}
}

// losing is the network, which loses the answer of the next create when told to.
type losing struct{ lose, lost bool }

func (l *losing) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || !l.lose || r.Method != http.MethodPost {
		return resp, err
	}
	l.lose, l.lost = false, true
	return nil, errors.Join(errors.New("the answer was lost"), resp.Body.Close())
}

// ours is the provider as if nobody else had records there: lists show only what was made through it.
type ours struct {
	remote.Provider
	t     *testing.T
	wire  *losing
	start crm.Instant // of the server
	made  []remote.Record
}

func (o *ours) begin() {
	o.t.Helper()
	_, err := o.Check(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	page, err := o.Provider.List(context.Background(), remote.Scan{Feed: typeAccount, Brief: true, Limit: 1})
	if err != nil {
		o.t.Fatal(err)
	}
	o.start = page.At - 2_000
}

// clear deletes what was made, the last first.
func (o *ours) clear() {
	for _, r := range slices.Backward(o.made) {
		if err := o.Provider.Delete(context.Background(), r.Feed, r.ID); err != nil {
			o.t.Errorf("%s %s is left there: %v", r.Feed, r.ID, err)
		}
	}
}

func (o *ours) mine(feed, id string) bool {
	return slices.ContainsFunc(o.made, func(r remote.Record) bool { return r.Feed == feed && r.ID == id })
}

func (o *ours) Create(ctx context.Context, feed, marker string, values crm.Values) (remote.Record, error) {
	r, err := o.Provider.Create(ctx, feed, marker, values)
	if err == nil {
		o.made = append(o.made, r)
	}
	return r, err
}

func (o *ours) Find(ctx context.Context, feed, marker string, values crm.Values, since crm.Instant) ([]remote.Record, error) {
	found, err := o.Provider.Find(ctx, feed, marker, values, since)
	for _, r := range found {
		if o.wire.lost && len(found) == 1 && !o.mine(feed, r.ID) { // the one whose answer was lost
			o.made = append(o.made, r)
		}
	}
	return found, err
}

// List reads on until the page is full of our own records.
func (o *ours) List(ctx context.Context, s remote.Scan) (remote.Page, error) {
	limit := s.Limit
	if limit == 0 {
		limit = o.Capabilities().PageSize
	}
	s.Since, s.Limit = max(s.Since, o.start), 0
	for out := (remote.Page{Total: -1}); ; {
		page, err := o.Provider.List(ctx, s)
		if err != nil {
			return remote.Page{}, err
		}
		out.At = page.At
		for _, r := range page.Records {
			s.After = r.ID
			switch {
			case !o.mine(s.Feed, r.ID):
			case len(out.Records) == limit:
				out.More = true
				return out, nil
			default:
				out.Records = append(out.Records, r)
			}
		}
		if !page.More {
			return out, nil
		}
	}
}
