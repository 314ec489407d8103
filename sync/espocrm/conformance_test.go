package espocrm

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
	"satchel/sync/remote/remotetest"
)

// oneParent is the provider without the links of an activity that depend on each other there, and without its question
// about doubles; TestParentOfAnActivity, TestGuestsOfAMeetingStay, TestParentOfAPost and TestDuplicate test those. A post is about a
// contact.
type oneParent struct {
	*Provider
	contact string
}

func (p oneParent) Create(ctx context.Context, feed, marker string, values crm.Values) (remote.Record, error) {
	return p.Provider.Create(remote.AllowTwice(ctx), feed, marker, p.withParent(feed, values))
}

func (p oneParent) FeedOf(r crm.Record) (string, bool) {
	r = r.Clone()
	r.Set("contact", "of all posts")
	return p.Provider.FeedOf(r)
}

func (p oneParent) withParent(feed string, values crm.Values) crm.Values {
	if feed == typeNote && values["contact"] == nil {
		values = maps.Clone(values)
		values["contact"] = remote.Ref{Entity: "contact", ID: p.contact}
	}
	return values
}

func (p oneParent) Get(ctx context.Context, feed, id string) (remote.Record, error) {
	rec, err := p.Provider.Get(ctx, feed, id)
	delete(rec.Values, "participants")
	return rec, err
}

func (p oneParent) Capabilities() remote.Capabilities {
	c := p.Provider.Capabilities()
	for i, f := range c.Feeds {
		c.Feeds[i].Fields = slices.DeleteFunc(f.Fields, func(field string) bool {
			return f.Name == typeNote && field == "about" ||
				f.Entity == "activity" && (field == "organisation" || field == "participants" || field == "contact" && f.Name == typeTask)
		})
	}
	return c
}

// TestConformance runs the suite of all providers against the model of the server.
func TestConformance(t *testing.T) {
	remotetest.Run(t, func(t *testing.T) remotetest.Fixture {
		w := newWorld(t, nil)
		w.check()
		contact, err := w.server.Create("admin", typeContact, map[string]any{"lastName": "Of All Posts"})
		if err != nil {
			t.Fatal(err)
		}
		return remotetest.Fixture{
			Provider: oneParent{w.Provider, contact}, Catalog: crm.Base(), BadKey: w.open("", "no such key"),
			Create: func(feed string, values crm.Values) string {
				w.t.Helper()
				s := w.schemas[feed]
				body := w.attributes(s, oneParent{w.Provider, contact}.withParent(feed, values))
				id, err := w.server.Create("admin", s.typeName(), body)
				if err != nil {
					t.Fatal(err)
				}
				return s.remoteID(id)
			},
			Change: func(feed, id string, values crm.Values) {
				s := w.schemas[feed]
				if err := w.server.Update("admin", s.typeName(), s.serverID(id), w.attributes(s, values)); err != nil {
					t.Fatal(err)
				}
			},
			Delete: func(feed, id string) {
				if err := w.server.Delete("admin", w.schemas[feed].typeName(), w.schemas[feed].serverID(id)); err != nil {
					t.Fatal(err)
				}
			},
			Attach: func(feed, id, name string, content []byte) string {
				s := w.schemas[feed]
				own, err := w.server.Attach("admin", s.typeName(), s.serverID(id), name, "text/plain", content)
				if err != nil {
					t.Fatal(err)
				}
				return remote.Within(feed, id, own)
			},
			Deny: func(feed, _ string) {
				role := espotest.FullRole()
				role.Access[feed] = espotest.Access{Create: "yes", Read: "own", Edit: "own", Delete: "own"}
				w.server.SetRole("sync", role)
			},
			Pass: func(d time.Duration) { w.pass(d) },
			Lose: func() {
				done := false
				w.server.Fail(func(r *espotest.Request) *espotest.Fault {
					if r.Method != http.MethodPost || done {
						return nil
					}
					done = true
					return &espotest.Fault{Drop: true}
				})
			},
			Refuse: func() (string, crm.Values) { return typeContact, crm.Values{"last_name": "<b>"} },
			Extra: func(feed, id string) (func(), func() bool) {
				id = w.schemas[feed].serverID(id)
				return func() {
						if err := w.server.Update("admin", feed, id, map[string]any{"sicCode": "0112"}); err != nil {
							t.Fatal(err)
						}
					}, func() bool {
						return w.server.Get(feed, id)["sicCode"] == "0112"
					}
			},
		}
	})
}

// attributes translates values into the server's own, for somebody else's hands.
func (w *world) attributes(s *schema, values crm.Values) map[string]any {
	w.t.Helper()
	out := w.writer(s, values)
	out.fresh = true
	if err := out.write(); err != nil {
		w.t.Fatal(err)
	}
	if s.fill != nil {
		s.fill(out)
	}
	return out.out
}
