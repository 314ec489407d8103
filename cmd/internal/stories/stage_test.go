// Package stories tells what happens to people whose computers exchange records through EspoCRM: the whole program without its
// window, on real databases, against the model of the server. Each story ends with what the person is shown.
package stories

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/cmd/internal/boot"
	"satchel/sync/espocrm/espotest"
	"satchel/ui/present"
)

const key = "0123456789abcdef0123456789abcdef"

// scene is a team: one server, one clock.
type scene struct {
	t      *testing.T
	crm    *espotest.Server
	web    *httptest.Server
	mu     sync.Mutex
	at     time.Time
	office string // id of the colleague at the server
}

func newScene(t *testing.T) *scene {
	s := &scene{t: t, at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	s.crm = espotest.New(s.now)
	for _, u := range []espotest.User{
		{UserName: "sync", LastName: "Satchel", Type: "api", APIKey: key, Role: espotest.FullRole()},
		{UserName: "ben", FirstName: "Ben", LastName: "Okoro", Role: espotest.FullRole()},
	} {
		id, err := s.crm.AddUser(u)
		s.must(err)
		s.office = id
	}
	s.web = httptest.NewServer(s.crm)
	t.Cleanup(s.web.Close)
	return s
}

func (s *scene) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

// pass lets time go by.
func (s *scene) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// markers lets an administrator make the field by which lost creates are found.
func (s *scene) markers() {
	for _, entity := range []string{"Account", "Contact", "Lead", "Opportunity", "Case", "Call", "Meeting", "Task"} {
		_, err := s.crm.AddField(entity, "externalUid", "varchar", 64)
		s.must(err)
	}
}

// once lets one request go wrong.
func (s *scene) once(method, path string, f espotest.Fault) {
	done := false
	s.crm.Fail(func(r *espotest.Request) *espotest.Fault {
		if done || r.Method != method || r.Path != path && !strings.HasPrefix(r.Path, path+"/") {
			return nil
		}
		done = true
		return &f
	})
}

// meanwhile lets something happen just before a request is answered, once.
func (s *scene) meanwhile(method, path string, act func()) {
	done := false
	s.crm.Before(func(r *espotest.Request) {
		if !done && r.Method == method && (r.Path == path || strings.HasPrefix(r.Path, path+"/")) {
			done = true
			act()
		}
	})
}

// theirs makes a record at the server, as Ben in his browser.
func (s *scene) theirs(entity string, values map[string]any) string {
	s.t.Helper()
	id, err := s.crm.Create("ben", entity, values)
	s.must(err)
	return id
}

func (s *scene) change(entity, id string, values map[string]any) {
	s.t.Helper()
	s.must(s.crm.Update("ben", entity, id, values))
}

// there is the only record of a type at the server.
func (s *scene) there(entity string) map[string]any {
	s.t.Helper()
	all := s.crm.All(entity)
	if len(all) != 1 {
		s.t.Fatalf("%d %s records at the server", len(all), entity)
	}
	return all[0]
}

// keys is a keychain in memory.
type keys map[string]string

func (k keys) Get(_ context.Context, account string) (string, error) {
	if secret, ok := k[account]; ok {
		return secret, nil
	}
	return "", crm.Errorf(crm.CodeNotFound, "There is no key.")
}

func (k keys) Set(_ context.Context, account, secret string) error { k[account] = secret; return nil }

func (k keys) Delete(_ context.Context, account string) error { delete(k, account); return nil }

// desk is one person's computer.
type desk struct {
	*scene
	*app.App
	keys keys
}

// desk sets up a computer, connected.
func (s *scene) desk(name string) *desk {
	s.t.Helper()
	d := &desk{scene: s, keys: keys{}}
	a, end, err := boot.Open(s.t.Context(), boot.Options{
		File: filepath.Join(s.t.TempDir(), name+".db"), Now: s.now, Zone: time.UTC, Keys: d.keys, User: name,
	})
	s.must(err)
	s.t.Cleanup(func() {
		if found, err := a.Check(context.WithoutCancel(s.t.Context())); err != nil || found != nil {
			s.t.Errorf("%s: the database is not sound: %v %v", name, found, err)
		}
		s.must(end())
	})
	d.App = a
	_, err = a.Connect(s.t.Context(), replica.Connection{Provider: "espocrm", URL: s.web.URL}, key)
	s.must(err)
	return d
}

// round exchanges changes; a few minutes go by, as the server shows changes late.
func (d *desk) round() replica.Round {
	d.t.Helper()
	r, err := d.Sync.Round(d.t.Context(), nil)
	d.must(err)
	d.pass(5 * time.Minute)
	return r
}

// rounds lets an hour pass with an exchange every ten minutes.
func (d *desk) rounds() {
	d.t.Helper()
	for range 6 {
		d.pass(5 * time.Minute)
		d.round()
	}
}

// fails exchanges changes and returns what the person is told.
func (d *desk) fails() string {
	d.t.Helper()
	_, err := d.Sync.Round(d.t.Context(), nil)
	d.pass(5 * time.Minute)
	if err == nil {
		d.t.Fatal("the exchange did not fail")
	}
	return err.Error()
}

// add makes a record as its person does.
func (d *desk) add(entity string, values crm.Values) crm.Ref {
	d.t.Helper()
	r, err := d.New(d.t.Context(), entity)
	d.must(err)
	for name, v := range values {
		r.Set(name, v)
	}
	r, _, err = d.Save(d.t.Context(), r)
	d.must(err)
	return r.Ref()
}

func (d *desk) edit(ref crm.Ref, values crm.Values) {
	d.t.Helper()
	_, err := d.Change(d.t.Context(), "Edit", ref, values)
	d.must(err)
}

func (d *desk) remove(ref crm.Ref) {
	d.t.Helper()
	_, err := d.Delete(d.t.Context(), ref)
	d.must(err)
}

func (d *desk) value(ref crm.Ref, field string) any {
	d.t.Helper()
	r, err := d.Get(d.t.Context(), ref)
	d.must(err)
	return r.Get(field)
}

// only is the one record of an entity here.
func (d *desk) only(entity string) crm.Ref {
	d.t.Helper()
	all, err := d.List(d.t.Context(), crm.Query{Entity: entity})
	d.must(err)
	if len(all) != 1 {
		d.t.Fatalf("%d records of %s here", len(all), entity)
	}
	return all[0].Ref()
}

func (d *desk) count(entity string) int64 {
	d.t.Helper()
	n, err := d.Count(d.t.Context(), crm.Query{Entity: entity})
	d.must(err)
	return n
}

// shown is what the inbox shows.
func (d *desk) shown() present.Sync {
	d.t.Helper()
	s, err := present.LoadSync(d.t.Context(), d.App, d.now())
	d.must(err)
	return s
}

// asked is the only question in the inbox.
func (d *desk) asked(title string, parts ...string) present.Question {
	d.t.Helper()
	list := d.shown().Questions
	if len(list) != 1 {
		d.t.Fatalf("%d questions in the inbox: %+v", len(list), list)
	}
	q := list[0]
	if q.Title != title {
		d.t.Fatalf("the inbox asks %q, want %q", q.Title, title)
	}
	text := strings.Join([]string{q.Aside, q.Sentence, q.Theirs.Who, q.Theirs.Value, q.Mine.Who, q.Mine.Value, q.Mineword, q.Theirsay}, "\n")
	for _, part := range parts {
		if !strings.Contains(text, part) {
			d.t.Errorf("the inbox does not say %q but:\n%s", part, text)
		}
	}
	return q
}

func (d *desk) answer(q present.Question, choice replica.Choice) {
	d.t.Helper()
	d.must(d.Sync.Resolve(d.t.Context(), q.ID, replica.Answer{Choice: choice}))
}

// calm expects that nobody is asked anything, that nothing waits and that a further exchange moves nothing.
func (d *desk) calm() {
	d.t.Helper()
	if s := d.shown(); len(s.Questions) > 0 || len(s.Refused) > 0 || s.Status.Waiting > 0 {
		d.t.Errorf("not calm: %s; %+v %+v", s.Headline(), s.Questions, s.Refused)
	}
	if r := d.round(); r.Pulled+r.Pushed+r.Conflicts+r.Refused > 0 {
		d.t.Errorf("a further exchange still moves something: %+v", r)
	}
}

// remembers expects a text among the values that the history of a record keeps.
func (d *desk) remembers(ref crm.Ref, text string) {
	d.t.Helper()
	history, err := d.History(d.t.Context(), ref, 100)
	d.must(err)
	for _, c := range history {
		for _, f := range c.Fields {
			if f.Before == any(text) || f.After == any(text) {
				return
			}
		}
	}
	d.t.Errorf("the history does not hold %q", text)
}
