package hub

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"satchel/app/crm"
	"satchel/hub/hubtest"
	"satchel/sync/hub/wire"
	"satchel/sync/remote"
	"satchel/sync/remote/remotetest"
)

func TestMain(m *testing.M) { hubtest.Main(m) }

// loser loses the answer of the next batch, once it is told to.
type loser struct{ armed atomic.Bool }

func (l *loser) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && r.URL.Path == wire.Batch && l.armed.CompareAndSwap(true, false) {
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		return nil, errors.New("the answer was lost")
	}
	return res, err
}

// as signs in as one of the users of hubtest.
func as(t *testing.T, h *hubtest.Hub, user string, transport http.RoundTripper) *Provider {
	t.Helper()
	p, err := OpenWith(remote.Options{
		Catalog: crm.Base(), URL: h.URL, User: user + "@example.org", Secret: hubtest.Password, Meter: &remote.Meter{},
	}, transport)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestConformance runs the suite of all providers against a real hub.
func TestConformance(t *testing.T) {
	remotetest.Run(t, func(t *testing.T) remotetest.Fixture {
		h, lose, ctx := hubtest.Start(t), &loser{}, context.Background()
		me, other := as(t, h, "member", lose), as(t, h, "owner", nil)
		bad, err := OpenWith(remote.Options{Catalog: crm.Base(), URL: h.URL, User: "member@example.org", Secret: "wrong", Meter: &remote.Meter{}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		change := func(feed, id string, values crm.Values) {
			t.Helper()
			now, err := other.Get(ctx, feed, id)
			ok(err)
			_, err = other.Update(ctx, feed, id, now.Version, values)
			ok(err)
		}
		return remotetest.Fixture{
			Provider: me, Catalog: crm.Base(), BadKey: bad,
			Create: func(feed string, values crm.Values) string {
				r, err := other.Create(ctx, feed, remotetest.NewID(), values)
				ok(err)
				return r.ID
			},
			Change: change,
			Delete: func(feed, id string) { ok(other.Delete(ctx, feed, id)) },
			Merge:  func(feed, loser, survivor string) { ok(other.Delete(remote.MergeInto(ctx, survivor), feed, loser)) },
			Deny: func(feed, id string) {
				h.Run("sees", "own")
				account, err := other.Check(ctx)
				ok(err)
				change(feed, id, crm.Values{crm.FieldOwner: remote.Ref{Entity: "user", ID: account.UserID}})
			},
			Attach: func(feed, id, name string, content []byte) string {
				marker, err := other.Upload(ctx, remote.Upload{For: feed, Name: name, Type: "text/plain", Content: content})
				ok(err)
				r, err := other.Create(ctx, wire.File, marker, crm.Values{"name": name, "about": remote.Ref{Entity: feed, ID: id}})
				ok(err)
				return r.ID
			},
			Lose: func() { lose.armed.Store(true) },
			Refuse: func() (string, crm.Values) {
				return "contact", crm.Values{"last_name": strings.Repeat("x", crm.MaxText+1)}
			},
		}
	})
}
