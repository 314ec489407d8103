package espocrm

import (
	"context"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

// world is a server with one API user and a clock moved by the test.
type world struct {
	t      *testing.T
	server *espotest.Server
	at     time.Time    // moved by pass only
	clock  atomic.Int64 // the same for the server's goroutines
	me     string
	web    *httptest.Server
	meter  *remote.Meter
	*Provider
}

func newWorld(t *testing.T, role *espotest.Role) *world {
	t.Helper()
	w := &world{t: t, at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), meter: &remote.Meter{}}
	w.pass(0)
	w.server = espotest.New(func() time.Time { return time.Unix(w.clock.Load(), 0).UTC() })
	if role == nil {
		role = espotest.FullRole()
	}
	var err error
	if w.me, err = w.server.AddUser(espotest.User{UserName: "sync", Type: "api", APIKey: "0123456789abcdef", Role: role}); err != nil {
		t.Fatal(err)
	}
	w.web = httptest.NewServer(w.server)
	t.Cleanup(w.web.Close)
	w.Provider = w.open("", "0123456789abcdef")
	return w
}

func (w *world) open(user, secret string) *Provider {
	w.t.Helper()
	p, err := OpenWith(remote.Options{Catalog: crm.Base(), URL: w.web.URL, User: user, Secret: secret, Meter: w.meter}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) tick() { w.pass(time.Second) }

func (w *world) pass(d time.Duration) {
	w.at = w.at.Add(d)
	w.clock.Store(w.at.Unix())
}

func (w *world) check() remote.Account {
	w.t.Helper()
	a, err := w.Check(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *world) create(feed string, values crm.Values) remote.Record {
	w.t.Helper()
	w.tick()
	r, err := w.Create(context.Background(), feed, "", values)
	if err != nil {
		w.t.Fatalf("create %s: %v (%v)", feed, err, remote.AsError(err).Err)
	}
	return r
}

func (w *world) update(r remote.Record, values crm.Values) remote.Record {
	w.t.Helper()
	w.tick()
	out, err := w.Update(context.Background(), r.Feed, r.ID, r.Version, values)
	if err != nil {
		w.t.Fatalf("update %s: %v (%v)", r.Feed, err, remote.AsError(err).Err)
	}
	return out
}

func (w *world) get(feed, id string) remote.Record {
	w.t.Helper()
	r, err := w.Get(context.Background(), feed, id)
	if err != nil {
		w.t.Fatalf("get %s %s: %v", feed, id, err)
	}
	return r
}

// list reads all pages of a scan.
func (w *world) list(scan remote.Scan) []remote.Record {
	w.t.Helper()
	var out []remote.Record
	for {
		p, err := w.List(context.Background(), scan)
		if err != nil {
			w.t.Fatalf("list %s: %v", scan.Feed, err)
		}
		out = append(out, p.Records...)
		if !p.More {
			return out
		}
		scan.After = p.Records[len(p.Records)-1].ID
	}
}

// agree fails if a record does not hold the values in canonical form.
func (w *world) agree(r remote.Record, want crm.Values) {
	w.t.Helper()
	for field, v := range want {
		got, known := r.Values[field]
		if !known {
			w.t.Errorf("%s: %s is not in the answer", r.Feed, field)
			continue
		}
		if a, b := w.Canon(r.Feed, field, v), w.Canon(r.Feed, field, got); !crm.Equal(a, b) {
			w.t.Errorf("%s: %s is %#v, want %#v", r.Feed, field, b, a)
		}
	}
}

// class fails unless err is of a class.
func class(t *testing.T, err error, want remote.Class) *remote.Error {
	t.Helper()
	e := remote.AsError(err)
	if e == nil {
		t.Fatalf("no error, want %s", want)
	}
	if e.Class != want {
		t.Fatalf("class %s (%s, %v), want %s", e.Class, e.Message, e.Err, want)
	}
	if strings.Contains(e.Error(), "0123456789abcdef") {
		t.Errorf("the key is in the sentence %q", e.Message)
	}
	return e
}

func fails(t *testing.T, err error, want remote.Class) {
	t.Helper()
	_ = class(t, err, want)
}

func instant(s string) crm.Instant {
	t, err := time.Parse(stampLayout, s)
	if err != nil {
		panic(err)
	}
	return crm.InstantOf(t)
}

// samples are records of every feed that can be created, with most fields.
func (w *world) samples() map[string]crm.Values {
	account := w.create(typeAccount, crm.Values{"name": "Harbour Ltd"})
	contact := w.create(typeContact, crm.Values{"last_name": "Base", "organisation": remote.Ref{Entity: "organisation", ID: account.ID}})
	org, person := remote.Ref{Entity: "organisation", ID: account.ID}, remote.Ref{Entity: "contact", ID: contact.ID}
	owner := remote.Ref{Entity: "user", ID: w.me}
	address := crm.Address{Street: "1 Quay Street\nUnit 4", City: "Galway", PostalCode: "H91", Country: "Ireland"}
	mails := []crm.Reach{{Value: "b@x.example"}, {Value: "A@x.example"}}
	numbers := []crm.Reach{{Value: "+353 91 555 0101", Label: "work"}, {Value: "00353915550102", Label: "mobile"}}
	at := instant("2026-04-01 10:00:00")
	return map[string]crm.Values{
		typeAccount: {
			"name": " Quay & Sons ", "kind": "Partner", "industry": "banking", "website": "https://quay.example", "emails": mails,
			"phones": numbers, "address": address, "description": "line one\r\nline two ", "owner": owner,
		},
		typeContact: {
			"first_name": "Ada", "last_name": "King", "organisation": org, "title": "Head of Sails", "emails": mails, "phones": numbers,
			"address": address, "do_not_call": true, "description": "x", "owner": owner,
		},
		typeLead: {
			"name": "Grace Brewster Hopper", "company": "Navy", "title": "Admiral", "status": crm.LeadWorking, "source": "Web Site",
			"amount": int64(123450), "currency": "EUR", "emails": mails, "phones": numbers, "website": "navy.example", "industry": "Defense",
			"address": address, "description": "y", "owner": owner,
		},
		typeOpportunity: {
			"name": "Twelve boats", "stage": "Qualified", "probability": 25.0, "amount": int64(100050), "currency": "USD",
			"close_date": crm.Date("2026-12-31"), "source": "Partner", "organisation": org, "contact": person, "description": "z", "owner": owner,
		},
		typeCase: {
			"subject": "Mast broke", "kind": "Fault", "status": crm.TicketOpen, "priority": "High", "organisation": org, "contact": person,
			"description": "at noon", "owner": owner,
		},
		typeCall: {
			"kind": "call", "direction": "in", "subject": "Rings back", "body": "asks", "at": at, "duration": int64(900), "done": true,
			"contact": person, "organisation": org, "owner": owner,
		},
		typeMeeting: {
			"kind": "visit", "subject": "At the quay", "at": at, "duration": int64(7200), "done": false, "contact": person,
			"organisation": org, "owner": owner,
		},
		typeTask: {"kind": "task", "subject": "Send sails", "at": at, "done": false, "contact": person, "owner": owner},
	}
}

func TestCreateReadBack(t *testing.T) {
	w := newWorld(t, nil)
	for feed, values := range w.samples() {
		t.Run(feed, func(t *testing.T) {
			w.t = t
			r := w.create(feed, values)
			w.agree(r, values)
			got := w.get(feed, r.ID)
			w.agree(got, values)
			if got.Version != r.Version || got.ModifiedAt != r.ModifiedAt || got.ModifiedAt == 0 || got.ModifiedBy != w.me {
				t.Errorf("read back %+v", got)
			}
			found := false
			for _, l := range w.list(remote.Scan{Feed: feed}) {
				found = found || l.ID == r.ID && l.Version == r.Version && l.ModifiedAt == r.ModifiedAt
			}
			if !found {
				t.Error("not in the list")
			}
			if name, ok := w.FeedOf(crm.Record{Entity: w.schemas[feed].entity, Values: values}); !ok || name != feed {
				t.Errorf("FeedOf gives %q", name)
			}
		})
	}
}

// What the engine last saw must never look changed by reading it again, nor must canonical form be further canonised.
func TestCanonIsStable(t *testing.T) {
	w := newWorld(t, nil)
	for feed, values := range w.samples() {
		for field, v := range values {
			once := w.Canon(feed, field, v)
			if twice := w.Canon(feed, field, once); !crm.Equal(once, twice) {
				t.Errorf("%s.%s: %#v then %#v", feed, field, once, twice)
			}
		}
	}
	for _, o := range objects {
		e, err := crm.Base().Entity(o.entity)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range o.fields {
			f, ok := e.Field(m.field)
			if !ok {
				t.Errorf("%s: the catalog has no field %s", o.name, m.field)
			}
			for _, opt := range f.Options {
				once := w.Canon(o.name, m.field, opt.Value)
				if twice := w.Canon(o.name, m.field, once); !crm.Equal(once, twice) {
					t.Errorf("%s.%s: %q becomes %v, then %v", o.name, m.field, opt.Value, once, twice)
				}
			}
		}
	}
}

func TestUpdateEveryField(t *testing.T) {
	w := newWorld(t, nil)
	other := w.create(typeAccount, crm.Values{"name": "Other Ltd"})
	changed := map[string]crm.Values{
		"text": {
			"name": "New Name", "subject": "New Subject", "first_name": "Eve", "last_name": "New", "title": "Chief", "company": "New Co",
			"website": "new.example", "description": "new text", "body": "new body", "direction": "out",
		},
		"choice": {
			"kind": "Customer", "industry": "Finance", "status": "", "stage": "Won", "priority": "Low", "source": "Call",
		},
		"rest": {
			"emails": []crm.Reach{{Value: "new@x.example"}}, "phones": []crm.Reach{{Value: "+353915550199", Label: "home"}},
			"address": crm.Address{City: "Cork"}, "do_not_call": false, "probability": 90.0, "close_date": crm.Date("2027-01-31"),
			"done": true, "at": instant("2026-05-02 08:30:15"), "organisation": remote.Ref{Entity: "organisation", ID: other.ID},
		},
	}
	status := map[string]string{typeLead: crm.LeadLost, typeCase: crm.TicketWaiting}
	for feed, values := range w.samples() {
		t.Run(feed, func(t *testing.T) {
			w.t = t
			r := w.create(feed, values)
			for _, set := range changed {
				for field, v := range set {
					codec := w.schemas[feed].codec(field)
					switch {
					case codec == nil, field == "kind" && feed != typeAccount, feed == typeTask && field == "organisation":
						continue
					case field == "status":
						v = status[feed]
					}
					before := r
					r = w.update(r, crm.Values{field: v})
					w.agree(r, crm.Values{field: v})
					for other, old := range before.Values {
						derived := other == "name" || other == "closed_at" || other == "solved_at" || field == "stage" || field == "status" || other == "title" && field == "organisation"
						if now, ok := r.Values[other]; other != field && !derived && ok && !crm.Equal(w.Canon(feed, other, now), w.Canon(feed, other, old)) {
							t.Errorf("%s changed %s from %#v to %#v", field, other, old, now)
						}
					}
					delete(values, field)
				}
			}
		})
	}
}

func TestClear(t *testing.T) {
	w := newWorld(t, nil)
	required := map[string]bool{
		"name": true, "subject": true, "last_name": true, "status": true, "stage": true, "kind": true, "amount": true, "currency": true,
		"close_date": true, "priority": true, "direction": true, "done": true, "do_not_call": true,
	}
	for feed, values := range w.samples() {
		t.Run(feed, func(t *testing.T) {
			w.t = t
			r := w.create(feed, values)
			for field := range values {
				activity := w.schemas[feed].entity == "activity"
				if required[field] || activity && (field == "at" || field == "duration" || field == "owner") && feed != typeTask ||
					field == "owner" || field == "organisation" && feed == typeContact {
					continue
				}
				r = w.update(r, crm.Values{field: nil})
				if v, known := r.Values[field]; known && !crm.IsEmpty(v) {
					t.Errorf("%s is still %#v", field, v)
				}
			}
		})
	}
}
