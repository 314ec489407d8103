package boot

import (
	"context"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/espocrm/espotest"
)

const apiKey = "0123456789abcdef"

// office is a model of EspoCRM and databases that are connected to it.
type office struct {
	t      *testing.T
	clock  atomic.Int64
	server *espotest.Server
	url    string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t}
	o.clock.Store(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).Unix())
	o.server = espotest.New(o.now)
	if _, err := o.server.AddUser(espotest.User{UserName: "sync", Type: "api", APIKey: apiKey, Role: espotest.FullRole()}); err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(o.server)
	t.Cleanup(web.Close)
	o.url = web.URL
	o.pass(time.Minute)
	return o
}

func (o *office) now() time.Time       { return time.Unix(o.clock.Load(), 0).UTC() }
func (o *office) pass(d time.Duration) { o.clock.Add(int64(d.Seconds())) }
func (o *office) must(err error)       { o.t.Helper(); o.ok(err == nil, "%v", err) }
func (o *office) ok(b bool, s string, a ...any) {
	o.t.Helper()
	if !b {
		o.t.Fatalf(s, a...)
	}
}

// open opens a database and connects it, the first time.
func (o *office) open(file string, connect bool) *app.App {
	o.t.Helper()
	a, end, err := Open(context.Background(), Options{File: file, Now: o.now, Zone: time.UTC, User: "Ann"})
	o.must(err)
	o.t.Cleanup(func() { _ = end() })
	a.Secret = apiKey
	if connect {
		_, err = a.Connect(context.Background(), replica.Connection{Provider: "espocrm", URL: o.url}, apiKey)
		o.must(err)
	}
	return a
}

func (o *office) round(a *app.App) replica.Round {
	o.t.Helper()
	o.pass(time.Minute)
	r, err := a.Sync.Round(context.Background(), nil)
	o.must(err)
	o.pass(5 * time.Minute)
	return r
}

func (o *office) save(a *app.App, r crm.Record) {
	o.t.Helper()
	_, err := a.Do(context.Background(), crm.Action{Label: "Edit", Who: "Ann", Source: crm.FromUser}, func(tx crm.Tx) error { return tx.Put(r) })
	o.must(err)
}

// TestTheLifeOfAnOwnField follows a field of the administrator's: offered, taken with values on both sides, exchanged, taken away.
func TestTheLifeOfAnOwnField(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	var there [3]string
	for i, name := range []string{"Ada", "Bob", "Cid"} {
		id, err := o.server.Create("admin", "Contact", map[string]any{"lastName": name, "emailAddress": strings.ToLower(name) + "@x.example"})
		o.must(err)
		there[i] = id
	}
	a := o.open(filepath.Join(t.TempDir(), "a.db"), true)
	o.must(a.SetOwnFields(ctx, "contact", []crm.Field{{Name: "x_shoe_size", Label: "Shoe size", Kind: crm.Integer}}))
	o.round(a)
	people := map[string]crm.Record{}
	read := func() {
		t.Helper()
		list, err := a.List(ctx, crm.Query{Entity: "contact"})
		o.must(err)
		for _, r := range list {
			people[r.Text("last_name")] = r
		}
	}
	read()
	for name, n := range map[string]int64{"Ada": 38, "Bob": 44} {
		r := people[name].Clone()
		r.Set("x_shoe_size", n)
		o.save(a, r)
	}
	o.round(a)

	attr, err := o.server.AddField("Contact", "shoeSize", "int", 0)
	o.must(err)
	o.must(o.server.Update("admin", "Contact", there[1], map[string]any{attr: 45}))
	o.must(o.server.Update("admin", "Contact", there[2], map[string]any{attr: 40}))
	o.pass(31 * time.Minute)
	o.round(a)
	read()
	o.ok(people["Ada"].Get("x_shoe_size") == int64(38), "before it is taken Ada's is %v", people["Ada"].Get("x_shoe_size"))
	offers, err := a.Offers(ctx)
	o.must(err)
	var mine []app.Addition
	for _, f := range offers {
		if f.Key() == "contact.x_shoe_size" {
			mine = append(mine, f)
		}
	}
	o.ok(len(mine) == 1 && mine[0].Sentence(a.Catalog()).String() == "Contacts: the field Shoe size", "offered %+v", offers)
	o.must(a.Extend(ctx, mine))
	r := o.round(a)
	read()
	o.ok(people["Ada"].Get("x_shoe_size") == int64(38) && people["Cid"].Get("x_shoe_size") == int64(40), "taken: %v, %v", people["Ada"].Values, people["Cid"].Values)
	o.ok(people["Bob"].Get("x_shoe_size") == int64(45) && r.Conflicts == 1, "both had a value: %v, round %+v", people["Bob"].Values, r)
	if row := o.server.Get("Contact", there[0]); fmt.Sprint(row[attr]) != "38" {
		t.Errorf("there Ada's is %v", row[attr])
	}
	if left, err := a.Offers(ctx); err != nil || len(left) != len(offers)-1 {
		t.Errorf("still on offer: %+v (%v)", left, err)
	}

	o.server.RemoveField("Contact", attr)
	o.pass(31 * time.Minute)
	o.round(a)
	e, _ := a.Catalog().Entity("contact")
	f, ok := e.Field("x_shoe_size")
	o.ok(ok && !f.Shared, "after it is gone there: %+v", f)
	_, err = o.server.AddField("Contact", "shoeSize", "int", 0) // empty, as a stranger may make it
	o.must(err)
	o.must(o.server.Update("admin", "Contact", there[0], map[string]any{"firstName": "Augusta", attr: nil}))
	o.pass(31 * time.Minute)
	o.round(a)
	read()
	o.ok(people["Ada"].Get("x_shoe_size") == int64(38) && people["Ada"].Text("first_name") == "Augusta", "cleared: %v", people["Ada"].Values)
}

// TestStays counts what EspoCRM has no place for.
func TestStays(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	a := o.open(filepath.Join(t.TempDir(), "a.db"), true)
	o.must(a.SetOwnFields(ctx, "lead", []crm.Field{{Name: "x_mood", Label: "Mood", Kind: crm.Text}}))
	put := func(entity string, values crm.Values) {
		e, _ := a.Catalog().Entity(entity)
		r := e.New("")
		for name, v := range values {
			r.Set(name, v)
		}
		_, err := a.Do(ctx, crm.Action{Label: "New", Who: "Ann", Source: crm.FromUser}, func(tx crm.Tx) error { r.ID = tx.NewID(); return tx.Put(r) })
		o.must(err)
	}
	put("lead", crm.Values{"name": "A", "status": crm.LeadQualified, "x_mood": "good", "tags": []string{"red"}})
	put("lead", crm.Values{"name": "B", "status": crm.LeadWorking, "tags": []string{"red"}})
	put("activity", crm.Values{"kind": "letter", "subject": "Offer"})
	put("activity", crm.Values{"kind": "call", "subject": "Ring"})
	put("organisation", crm.Values{"name": "C", "kind": "Buying group"})
	stays, err := a.Stays(ctx)
	o.must(err)
	var said []string
	for _, s := range stays {
		if s.N > 0 {
			said = append(said, s.Sentence(a.Catalog()).String())
		}
	}
	want := []string{
		"Kind “Buying group” of organisations (1)", "Status “Qualified” of leads, there “Working” (1)", "Tags of leads (2)", "Mood of leads (1)",
		"Activities with the answer “Letter” in Kind (1)",
	}
	if strings.Join(said, "; ") != strings.Join(want, "; ") {
		t.Errorf("stays: %s", strings.Join(said, "; "))
	}
	before, err := a.Stays(ctx)
	o.must(err)
	o.round(a)
	after, err := a.Stays(ctx)
	o.must(err)
	o.ok(fmt.Sprint(before) == fmt.Sprint(after), "before the first exchange %v, after it %v", before, after)
}

// TestAQuietStart counts the requests of a process that finds nothing to do.
func TestAQuietStart(t *testing.T) {
	o := newOffice(t)
	file := filepath.Join(t.TempDir(), "a.db")
	_, err := o.server.Create("admin", "Contact", map[string]any{"lastName": "Ada"})
	o.must(err)
	o.round(o.open(file, true))
	o.server.ResetCounts()
	again := o.open(file, false)
	first := o.round(again)
	n := 0
	for _, times := range o.server.Counts() {
		n += times
	}
	if first.Requests != n {
		t.Errorf("%d requests are told, %d were made", first.Requests, n)
	}
	if o.server.Count("GET", "Metadata") != 0 || o.server.Count("GET", "Settings") != 0 || o.server.Count("GET", "I18n") != 0 {
		t.Error("what did not move was asked again")
	}
	second := o.round(again)
	t.Logf("%v; a start takes %d requests, a round after it %d", o.server.Counts(), first.Requests, second.Requests)
	// One question for each feed and one for its number, since a person asks; a start adds the login and what the overlap reads again.
	if feeds := 13; second.Requests > 2*feeds+1 || first.Requests > second.Requests+2 {
		t.Errorf("%+v, then %+v", first, second)
	}
}
