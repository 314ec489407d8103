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
	return knowing(t, crm.Base(), h, user, transport)
}

// knowing is as with own fields of the team.
func knowing(t *testing.T, catalog *crm.Catalog, h *hubtest.Hub, user string, transport http.RoundTripper) *Provider {
	t.Helper()
	p, err := OpenWith(remote.Options{
		Catalog: catalog, URL: h.URL, User: user + "@example.org", Secret: hubtest.Password, Meter: &remote.Meter{},
	}, transport)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// withOwn is a catalog in which contacts have an own field of every kind.
func withOwn(t *testing.T) *crm.Catalog {
	t.Helper()
	var fields []crm.Field
	for _, kind := range crm.OwnKinds {
		f := crm.Field{Name: crm.OwnPrefix + string(kind), Label: "Own " + string(kind), Kind: kind, Own: true, Shared: true}
		if f.HasAnswers() {
			f.Options = []crm.Option{{Value: "Left", Label: "Left"}, {Value: "Right", Label: "Right"}, {Value: "Both", Label: "Both"}}
		}
		fields = append(fields, f)
	}
	c, err := crm.Base().With("contact", fields)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// define adds what a catalog has to the hub.
func define(t *testing.T, p *Provider, c *crm.Catalog, feed string) {
	t.Helper()
	e, err := c.Entity(feed)
	if err == nil {
		err = p.Define(context.Background(), feed, e.Added(), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestConformance runs the suite of all providers against a real hub, with own fields of every kind.
func TestConformance(t *testing.T) {
	remotetest.Run(t, func(t *testing.T) remotetest.Fixture {
		h, lose, ctx, catalog := hubtest.Start(t), &loser{}, context.Background(), withOwn(t)
		me, other := knowing(t, catalog, h, "member", lose), knowing(t, catalog, h, "owner", nil)
		define(t, other, catalog, "contact")
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
			Provider: me, Catalog: catalog, BadKey: bad,
			Create: func(feed string, values crm.Values) string {
				if feed == "view" { // one that is not shared nobody else sees
					values["shared"] = true
				}
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
			Extra: func(feed, id string) (set func(), same func() bool) {
				more, err := crm.Base().With(feed, []crm.Field{{Name: "x_extra", Label: "Extra", Kind: crm.Integer, Own: true, Shared: true}})
				ok(err)
				define(t, other, more, feed)
				knower := knowing(t, more, h, "owner", nil)
				return func() {
						now, err := knower.Get(ctx, feed, id)
						ok(err)
						_, err = knower.Update(ctx, feed, id, now.Version, crm.Values{"x_extra": int64(43)})
						ok(err)
					}, func() bool {
						now, err := knower.Get(ctx, feed, id)
						ok(err)
						return now.Values["x_extra"] == int64(43)
					}
			},
			Lose: func() { lose.armed.Store(true) },
			Refuse: func() (string, crm.Values) {
				return "contact", crm.Values{"last_name": strings.Repeat("x", crm.MaxText+1)}
			},
		}
	})
}
