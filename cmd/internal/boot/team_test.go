package boot

import (
	"context"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/hub/hubtest"
)

func TestMain(m *testing.M) { hubtest.Main(m) }

// desk is one database of a team that shares a real hub.
type desk struct {
	*app.App
	t *testing.T
}

// keys is a keychain of one test.
type keys map[string]string

func (k keys) Get(_ context.Context, account string) (string, error) {
	if secret, ok := k[account]; ok {
		return secret, nil
	}
	return "", crm.Errorf(crm.CodeNotFound, "There is no key.")
}

func (k keys) Set(_ context.Context, account, secret string) error { k[account] = secret; return nil }

func (k keys) Delete(_ context.Context, account string) error { delete(k, account); return nil }

func join(t *testing.T, url, user string) desk {
	t.Helper()
	d := alone(t, user)
	d.connect(url, user)
	return d
}

// alone opens a database that is connected to nothing.
func alone(t *testing.T, user string) desk {
	t.Helper()
	a, end, err := Open(context.Background(), Options{File: filepath.Join(t.TempDir(), user+".db"), Now: time.Now, Zone: time.UTC, User: user})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = end() })
	a.Keys = keys{}
	return desk{a, t}
}

func (d desk) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d desk) connect(url, user string) {
	d.t.Helper()
	_, err := d.Connect(context.Background(), replica.Connection{Provider: "hub", URL: url, User: user + "@example.org"}, hubtest.Password)
	d.ok(err)
}

func (d desk) sync() replica.Round {
	d.t.Helper()
	r, err := d.Sync.Round(context.Background(), nil)
	d.ok(err)
	return r
}

func (d desk) put(entity, id string, values crm.Values) string {
	d.t.Helper()
	e, err := d.Catalog().Entity(entity)
	d.ok(err)
	r := e.New(id)
	for name, v := range values {
		r.Set(name, v)
	}
	_, err = d.Do(context.Background(), crm.Action{Label: "Edit", Who: "me", Source: crm.FromUser}, func(tx crm.Tx) error {
		if r.ID == "" {
			r.ID = tx.NewID()
		} else if now, err := tx.Get(r.Ref()); err == nil {
			now = now.Clone()
			for name, v := range values {
				now.Set(name, v)
			}
			r = now
		}
		return tx.Put(r)
	})
	d.ok(err)
	return r.ID
}

// one finds the record of a title.
func (d desk) one(entity, title string) crm.Record {
	d.t.Helper()
	list, err := d.List(context.Background(), crm.Query{Entity: entity})
	d.ok(err)
	e, err := d.Catalog().Entity(entity)
	d.ok(err)
	i := slices.IndexFunc(list, func(r crm.Record) bool { return e.TitleOf(r) == title })
	if i < 0 {
		return crm.Record{}
	}
	return list[i]
}

func (d desk) has(entity, field string) bool {
	d.t.Helper()
	e, err := d.Catalog().Entity(entity)
	d.ok(err)
	f, ok := e.Field(field)
	return ok && f.Name == field && f.Shared
}

func (d desk) own(entity string, fields ...crm.Field) {
	d.t.Helper()
	d.ok(d.SetOwnFields(context.Background(), entity, fields))
}

// TestOwnFieldsOfATeam: a field that one desktop adds is on the other one with its values, as are answers; both may have made the same
// one; taken away by an owner it is gone for both, and its values come back with it. A member takes nothing away, and a viewer adds nothing.
func TestOwnFieldsOfATeam(t *testing.T) {
	h := hubtest.Start(t)
	ann, ben, vic := join(t, h.URL, "member"), join(t, h.URL, "owner"), join(t, h.URL, "viewer")
	size := crm.Field{Name: "x_size", Label: "Size", Kind: crm.Integer}
	berg := ann.put("contact", "", crm.Values{"last_name": "Berg"})
	ann.sync()
	ben.sync()
	ann.own("contact", size)
	ann.ok(ann.AddAnswer(t.Context(), "contact", "channel", "Pigeon"))
	ann.put("contact", berg, crm.Values{"x_size": int64(43), "channel": "Pigeon"})
	ben.own("contact", size)
	ann.put("contact", "", crm.Values{"last_name": "Tal"})
	ann.sync()
	ben.put("contact", "", crm.Values{"last_name": "See", "x_size": int64(39)})
	ben.sync()
	r := ben.one("contact", "Berg")
	e, _ := ben.Catalog().Entity("contact")
	channel, _ := e.Field("channel")
	if _, known := channel.Option("Pigeon"); !ben.has("contact", "x_size") || r.Get("x_size") != int64(43) || !known {
		t.Fatalf("ben has %v", r.Values)
	}
	ann.sync()
	if r := ann.one("contact", "See"); r.Get("x_size") != int64(39) {
		t.Errorf("ann has %v", r.Values)
	}
	vic.own("contact", crm.Field{Name: "x_private", Label: "Private", Kind: crm.Text})
	vic.sync()
	if r := vic.one("contact", "Berg"); r.Get("x_size") != int64(43) || vic.has("contact", "x_private") {
		t.Errorf("the viewer has %v", r.Values)
	}
	for _, d := range []desk{ann, ben, vic} {
		d.sync()
		if r := d.sync(); !r.Quiet() || r.Requests > 2 {
			t.Errorf("nothing is new, and a round is %+v", r)
		}
	}

	e, _ = ann.Catalog().Entity("contact")
	if err := ann.Reshape(t.Context(), "contact", app.Without(e.Added(), []string{"x_size"})); crm.CodeOf(err) != crm.CodeDenied {
		t.Errorf("a member takes a field away: %v", err)
	}
	ann.ok(ann.Reshape(t.Context(), "contact", append(e.Added(), crm.Field{Name: "x_shoe", Label: "Shoe", Kind: crm.Text})))
	ann.own("contact", app.Without(e.Added(), []string{"x_size", "channel=Pigeon"})...)
	ann.sync()
	ben.sync()
	for _, d := range []desk{ann, ben} { // whatever a member's database says
		if r := d.one("contact", "Berg"); !d.has("contact", "x_size") || r.Get("x_size") != int64(43) {
			t.Errorf("after a member took the field away somebody has %v", r.Values)
		}
	}

	e, _ = ben.Catalog().Entity("contact")
	ben.own("contact", app.Without(e.Added(), []string{"x_size", "channel=Pigeon"})...)
	ben.sync()
	ann.sync()
	e, _ = ann.Catalog().Entity("contact")
	if len(e.Added()) != 0 {
		t.Fatalf("taken away by ben, ann has %+v", e.Added())
	}
	ann.put("contact", berg, crm.Values{"first_name": "Ann"})
	ann.sync()
	ben.sync()
	ann.own("contact", size)
	ann.sync()
	ben.sync()
	if a, b := ann.one("contact", "Ann Berg"), ben.one("contact", "Ann Berg"); a.Get("x_size") != int64(43) || b.Get("x_size") != int64(43) {
		t.Errorf("back again, ann has %v and ben %v", a.Values, b.Values)
	}
}

// TestWhatATeamShares: articles, canned answers and working hours written by one are everybody's; a view is everybody's once it is
// shared, and otherwise only on the other computers of the same person.
func TestWhatATeamShares(t *testing.T) {
	h, ctx := hubtest.Start(t), t.Context()
	ann, home, ben := join(t, h.URL, "member"), join(t, h.URL, "member"), join(t, h.URL, "other")
	ann.put("article", "", crm.Values{"name": "Return of goods", "body": "# How", "status": "Published"})
	ann.put("template", "", crm.Values{"name": "Thanks", "body": "Thank you."})
	ann.put("schedule", "", crm.Values{"name": "Office", "hours": "Mon-Fri 9:00-17:00"})
	_, _, err := ann.SaveView(ctx, crm.View{Entity: "deal", Name: "Mine", Filter: `stage = "Won"`})
	ann.ok(err)
	counting, err := crm.ParseCounting("sum amount by closed_at month")
	ann.ok(err)
	report, _, err := ann.SaveView(ctx, crm.View{Entity: "deal", Name: "Won by month", Counting: counting, Board: "sales", Shared: true})
	ann.ok(err)
	names := func(d desk) (out []string) {
		t.Helper()
		all, err := d.Views(ctx)
		d.ok(err)
		for _, v := range all {
			if v.Origin == "" {
				out = append(out, v.Name)
			}
		}
		slices.Sort(out)
		return out
	}
	all := func() {
		for range 2 {
			for _, d := range []desk{ann, home, ben} {
				d.sync()
			}
		}
	}
	all()
	for _, d := range []desk{home, ben} {
		for entity, title := range map[string]string{"article": "Return of goods", "template": "Thanks", "schedule": "Office"} {
			if r := d.one(entity, title); r.ID == "" {
				t.Errorf("no %s %s", entity, title)
			}
		}
	}
	if got := [3][]string{names(ann), names(home), names(ben)}; !slices.Equal(got[0], []string{"Mine", "Won by month"}) || !slices.Equal(got[1], got[0]) || !slices.Equal(got[2], []string{"Won by month"}) {
		t.Fatalf("ann, ann at home and ben have the views %v", got)
	}
	if n, err := ben.Count(ctx, crm.Query{Entity: "view"}); err != nil || n != 1 {
		t.Errorf("ben's file holds %d views, %v", n, err)
	}
	views, err := ben.Views(ctx)
	ben.ok(err)
	if i := slices.IndexFunc(views, func(v crm.View) bool { return v.Name == report.Name }); i < 0 || views[i].Counting.String() != counting.String() || views[i].Board != "sales" {
		t.Errorf("ben's report is %+v", views)
	}
	ben.put("article", ben.one("article", "Return of goods").ID, crm.Values{"summary": "by ben"})
	report.Shared = false
	_, _, err = ann.SaveView(ctx, report)
	ann.ok(err)
	all()
	if r := ann.one("article", "Return of goods"); r.Text("summary") != "by ben" {
		t.Errorf("ann's article is %v", r.Values)
	}
	if got := names(ben); len(got) != 0 {
		t.Errorf("no longer shared, ben has the views %v", got)
	}
	if status, err := ben.SyncStatus(ctx); err != nil || status.Refused+status.Conflicts+status.Waiting+status.Local != 0 {
		t.Errorf("ben's sync says %+v, %v", status, err)
	}
}

// TestAHubOfAnotherVersion works with a hub that knows a field less and others more, through all of the program, and then with that hub
// brought up to date: nothing is cleared on either side, and what waited for a place gets it.
func TestAHubOfAnotherVersion(t *testing.T) {
	h := hubtest.Start(t)
	there, err := url.Parse(h.URL)
	if err != nil {
		t.Fatal(err)
	}
	old := &otherHub{}
	old.active.Store(true)
	way := httptest.NewServer(&httputil.ReverseProxy{Transport: old, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(there); r.Out.Header.Del("Accept-Encoding") }})
	t.Cleanup(way.Close)
	ann, ben := join(t, h.URL, "member"), join(t, way.URL, "other")
	berg := ann.put("contact", "", crm.Values{"last_name": "Berg", "title": "Buyer"})
	ann.put("deal", "", crm.Values{"name": "Big", "stage": "Prospecting"})
	ann.own("contact", crm.Field{Name: "x_size", Label: "Size", Kind: crm.Integer})
	ann.sync()
	ann.put("contact", berg, crm.Values{"x_size": int64(43)})
	ann.sync()
	ben.put("deal", "", crm.Values{"name": "Small", "stage": "Prospecting"})
	ben.put("contact", "", crm.Values{"last_name": "Tal", "title": "Seller"})
	ben.sync()
	r := ben.one("contact", "Berg")
	if r.ID == "" || r.Get("title") != nil || ben.has("contact", "x_size") || ben.one("deal", "Big").ID != "" {
		t.Fatalf("through the old hub ben has %v", r.Values)
	}
	ben.put("contact", r.ID, crm.Values{"first_name": "Bea"})
	ben.sync()
	ann.sync()
	if r := ann.one("contact", "Bea Berg"); r.Text("title") != "Buyer" || r.Get("x_size") != int64(43) {
		t.Fatalf("ann has %v", r.Values)
	}
	if r := ann.one("contact", "Tal"); r.ID == "" || r.Get("title") != nil {
		t.Errorf("ann has %v", r.Values)
	}
	if ben.one("contact", "Tal").Text("title") != "Seller" {
		t.Error("what the hub has no place for is gone")
	}

	old.active.Store(false)
	ben.sync()
	ben.connect(way.URL, "other") // or half an hour later
	ben.sync()
	ann.sync()
	if r := ben.one("contact", "Bea Berg"); r.Text("title") != "Buyer" || r.Get("x_size") != int64(43) || ben.one("deal", "Big").ID == "" {
		t.Errorf("with the new hub ben has %v", r.Values)
	}
	if ben.one("contact", "Tal").Text("title") != "Seller" {
		t.Error("the field that the hub has now clears what was typed here")
	}
	if ann.one("deal", "Small").ID == "" {
		t.Error("what waited for a place on the hub was not sent")
	}
	if r := ann.one("contact", "Tal"); r.Text("title") != "Seller" {
		t.Errorf("ann has %v", r.Values)
	}
}
