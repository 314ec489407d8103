package hub

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

const password = "a-password-of-tests"

// served is a hub in this process, without a port.
type served struct {
	*Hub
	t   testing.TB
	mux http.Handler
}

func serve(t testing.TB) *served {
	t.Helper()
	h, err := Open(filepath.Join(t.TempDir(), "hub"))
	if err != nil {
		t.Fatal(err)
	}
	s := &served{Hub: h, t: t}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.mount()
	return s
}

// value is one of a record's values as it travels, nil = none.
func value(r wire.Record, name string) json.RawMessage {
	var values map[string]json.RawMessage
	if json.Unmarshal(r.Values, &values) != nil {
		return nil
	}
	return values[name]
}

// mount begins to answer.
func (s *served) mount() {
	s.t.Helper()
	router, err := apis.NewRouter(s.app)
	s.ok(err)
	s.routes(router)
	s.mux, err = router.BuildMux()
	s.ok(err)
	s.ok(newEpoch(s.app))
}

func (s *served) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// add makes a user and returns it with a token.
func (s *served) add(name, role, team string) (id, token string) {
	s.t.Helper()
	_, err := s.AddUser(User{Email: name + "@example.org", Name: name, Role: role, Team: team}, password)
	s.ok(err)
	r, err := s.user(name + "@example.org")
	s.ok(err)
	token, err = r.NewAuthToken()
	s.ok(err)
	return r.Id, token
}

// ask sends a request; the answer, if it is a success, goes into what is given.
func (s *served) ask(token, method, path string, body, into any) int {
	s.t.Helper()
	raw, err := json.Marshal(body)
	s.ok(err)
	q := httptest.NewRequest(method, path, bytes.NewReader(raw))
	q.Header.Set("Content-Type", "application/json")
	if token != "" {
		q.Header.Set("Authorization", token)
	}
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, q)
	if w.Code == http.StatusOK && into != nil {
		s.ok(json.Unmarshal(w.Body.Bytes(), into))
	}
	return w.Code
}

// write sends one write and returns its answer; false if the whole request was refused.
func (s *served) write(token string, w wire.Write) (wire.Answer, bool) {
	s.t.Helper()
	var out []wire.Answer
	if s.ask(token, http.MethodPost, wire.Batch, []wire.Write{w}, &out) != http.StatusOK {
		return wire.Answer{}, false
	}
	return out[0], true
}

// make writes a record as the server's administrator would, owned by a user.
func (s *served) make(feed, owner string) string {
	s.t.Helper()
	c, err := s.app.FindCollectionByNameOrId(feed)
	s.ok(err)
	r := core.NewRecord(c)
	r.Id = uuid.NewString()
	r.Set(crm.FieldOwner, owner)
	s.ok(s.app.Save(r))
	return r.Id
}

// text is a value of some field of a feed that takes one.
func (s *served) text(feed string) map[string]json.RawMessage {
	for _, f := range s.entity(feed).Fields {
		if wire.Carries(f) && (f.Kind == crm.Text || f.Kind == crm.LongText) {
			return map[string]json.RawMessage{f.Name: json.RawMessage(`"abc"`)}
		}
	}
	return map[string]json.RawMessage{}
}

// who are the visitors of the matrix.
type who struct {
	name, role, id, token string
	in                    bool // let in at all
}

func (s *served) visitors() []who {
	out := []who{{name: "nobody"}, {name: "forged", token: "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IngiLCJ0eXBlIjoiYXV0aCJ9.x"}}
	for _, role := range Roles() {
		id, token := s.add(role, role, "north")
		out = append(out, who{role, role, id, token, true})
		id, token = s.add("gone-"+role, role, "north")
		s.ok(s.Disable("gone-" + role + "@example.org"))
		out = append(out, who{"disabled " + role, role, id, token, false})
		id, _ = s.add("off-"+role, role, "north") // switched off in the dashboard, where the token stays good
		r, err := s.app.FindRecordById(users, id)
		s.ok(err)
		token, err = r.NewAuthToken()
		s.ok(err)
		r.Set("disabled", true)
		s.ok(s.app.Save(r))
		out = append(out, who{"switched off " + role, role, id, token, false})
	}
	return out
}

// TestMatrix tries every verb on every feed with every role, for a record of one's own and one of a stranger's, with every setting of
// what members see.
func TestMatrix(t *testing.T) {
	s := serve(t)
	stranger, _ := s.add("stranger", wire.Member, "south")
	visitors, tried := s.visitors(), 0
	for _, sees := range []string{SeesAll, SeesTeam, SeesOwn} {
		s.ok(s.SetSees(sees))
		for _, feed := range s.feeds() {
			for _, v := range visitors {
				if !v.in && sees != SeesAll {
					continue
				}
				for _, mine := range []bool{true, false} {
					owner := stranger
					if mine {
						owner = v.id
					}
					see := v.in && (mine || sees == SeesAll || v.role == wire.Owner || feed == "user")
					change := see && feed != "user" && v.role != wire.Viewer
					tried += s.try(v, feed, owner, see, change, strings.Join([]string{v.name, feed, sees, map[bool]string{true: "own", false: "other's"}[mine]}, ", "))
				}
			}
		}
	}
	t.Logf("%d attempts", tried)
}

// try makes a record and does everything to it.
func (s *served) try(v who, feed, owner string, see, change bool, what string) (n int) {
	s.t.Helper()
	_, seq, err := s.here()
	s.ok(err)
	epoch, _, err := s.here()
	s.ok(err)
	id := stringsOr(feed == "user", owner, "")
	if feed != "user" {
		id = s.make(feed, owner)
	}
	check := func(verb string, got, want bool) {
		s.t.Helper()
		n++
		if got != want {
			s.t.Errorf("%s: %s is allowed: %v, want %v", what, verb, got, want)
		}
	}
	if id != "" {
		check("get", s.ask(v.token, http.MethodGet, wire.Get+feed+"/"+id, nil, nil) == http.StatusOK, see)
	}
	check("hello", s.ask(v.token, http.MethodGet, wire.Hello, nil, nil) == http.StatusOK, v.in)
	check("wait", s.ask(v.token, http.MethodGet, wire.Wait, nil, nil) == http.StatusOK, v.in)
	var page wire.Page
	check("list", s.ask(v.token, http.MethodGet, wire.List+feed, nil, &page) == http.StatusOK, v.in)
	var changes wire.Sequence
	check("changes", s.ask(v.token, http.MethodGet, wire.Changes+"?since="+place(epoch, seq), nil, &changes) == http.StatusOK, v.in)
	if feed != "user" {
		check("being listed", has(page.Records, id), see)
		check("being told", has(changes.Records, id), see)
	} else {
		id = uuid.NewString()
	}
	do := func(w wire.Write) (done bool) {
		w.Ref, w.Feed = "x", feed
		a, ok := s.write(v.token, w)
		if done = ok && a.Error == nil; done && w.Verb != wire.Delete && a.Record.By != v.id {
			s.t.Errorf("%s: the author of the %s is %q", what, w.Verb, a.Record.By)
		}
		return done
	}
	fresh := uuid.NewString()
	create := v.in && feed != "user" && v.role != wire.Viewer
	check("create", do(wire.Write{Verb: wire.Create, ID: fresh, Values: s.text(feed)}), create)
	check("update", do(wire.Write{Verb: wire.Update, ID: id, Values: s.text(feed)}), change)
	if create {
		check("merge", do(wire.Write{Verb: wire.Delete, ID: fresh, Into: id}), change)
	}
	check("delete", do(wire.Write{Verb: wire.Delete, ID: id}), change)
	if feed != "user" {
		_, err := s.app.FindRecordById(feed, id)
		check("being gone", err != nil, change)
	}
	return n
}

func stringsOr(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func has(records []wire.Record, id string) bool {
	for _, r := range records {
		if r.ID == id {
			return true
		}
	}
	return false
}

// TestPocketBasesOwnRoutesAreClosed tries the routes that PocketBase has for every collection, its own ones too, and those for
// administrators.
func TestPocketBasesOwnRoutesAreClosed(t *testing.T) {
	s := serve(t)
	visitors := s.visitors()
	all, err := s.app.FindAllCollections()
	s.ok(err)
	if len(all) < len(s.feeds()) {
		t.Fatalf("there are %d collections only", len(all))
	}
	tried := 0
	for _, v := range visitors {
		refused := func(method, path string, body any) {
			t.Helper()
			tried++
			if code := s.ask(v.token, method, path, body, nil); code < 400 || code >= 500 {
				t.Errorf("%s: %s %s answers %d", v.name, method, path, code)
			}
		}
		for _, c := range all {
			path, id := "/api/collections/"+c.Name+"/records", v.id
			if c.Name != users {
				id = uuid.NewString()
			}
			if !c.IsAuth() && c.Fields.GetByName(crm.FieldOwner) != nil {
				id = s.make(c.Name, v.id)
			}
			if id == "" {
				id = "x"
			}
			refused(http.MethodGet, path, nil)
			refused(http.MethodGet, path+"?filter=id%20!%3D%20''&expand=owner", nil)
			refused(http.MethodGet, path+"/"+id, nil)
			refused(http.MethodPost, path, map[string]any{
				"id": uuid.NewString(), "email": "new@example.org", "password": password, "passwordConfirm": password, "role": wire.Owner,
			})
			refused(http.MethodPatch, path+"/"+id, map[string]any{"role": wire.Owner, "owner": v.id, columnChangedBy: "somebody"})
			refused(http.MethodDelete, path+"/"+id, nil)
			refused(http.MethodGet, "/api/collections/"+c.Name, nil)
			refused(http.MethodDelete, "/api/collections/"+c.Name, nil)
		}
		for _, path := range []string{"/api/collections", "/api/settings", "/api/logs", "/api/backups", "/api/crons"} {
			refused(http.MethodGet, path, nil)
		}
		refused(http.MethodPost, "/api/collections", map[string]any{"name": "mine", "type": "base"})
		refused(http.MethodPatch, "/api/settings", map[string]any{"batch": map[string]any{"enabled": true}})
		refused(http.MethodPost, "/api/backups", map[string]any{})
		refused(http.MethodPost, "/api/batch", map[string]any{"requests": []any{}})
		refused(http.MethodPost, "/api/collections/users/impersonate/"+stringsOr(v.id != "", v.id, "x"), map[string]any{})
	}
	t.Logf("%d attempts", tried)
}

// TestForged sends what a client must not choose.
func TestForged(t *testing.T) {
	s := serve(t)
	_, ann := s.add("ann", wire.Member, "")
	ben, token := s.add("ben", wire.Member, "")
	id := uuid.NewString()
	if a, ok := s.write(ann, wire.Write{Verb: wire.Create, Feed: "contact", ID: id, Values: s.text("contact")}); !ok || a.Error != nil {
		t.Fatal(a.Error)
	}
	text := func(v string) map[string]json.RawMessage {
		return map[string]json.RawMessage{"last_name": json.RawMessage(`"` + v + `"`)}
	}
	for what, w := range map[string]wire.Write{
		"an id that is no UUID":     {Verb: wire.Create, Feed: "contact", ID: "../../etc/passwd", Values: text("x")},
		"an id with SQL":            {Verb: wire.Update, Feed: "contact", ID: "x' OR 1=1 --", Values: text("x")},
		"somebody else's id":        {Verb: wire.Create, Feed: "contact", ID: id, Values: text("x")},
		"an author":                 {Verb: wire.Update, Feed: "contact", ID: id, Values: map[string]json.RawMessage{columnChangedBy: json.RawMessage(`"x"`)}},
		"a maker":                   {Verb: wire.Update, Feed: "contact", ID: id, Values: map[string]json.RawMessage{columnCreatedBy: json.RawMessage(`"` + ben + `"`)}},
		"a place in the sequence":   {Verb: wire.Update, Feed: "contact", ID: id, Values: map[string]json.RawMessage{columnSeq: json.RawMessage(`1`)}},
		"a stamp":                   {Verb: wire.Update, Feed: "contact", ID: id, Values: map[string]json.RawMessage{crm.FieldModifiedAt: json.RawMessage(`1`)}},
		"an id as a value":          {Verb: wire.Update, Feed: "contact", ID: id, Values: map[string]json.RawMessage{"id": json.RawMessage(`"x"`)}},
		"another feed":              {Verb: wire.Create, Feed: "_superusers", ID: uuid.NewString()},
		"a user":                    {Verb: wire.Create, Feed: "user", ID: uuid.NewString()},
		"the collection of users":   {Verb: wire.Create, Feed: users, ID: uuid.NewString()},
		"a verb":                    {Verb: "drop", Feed: "contact", ID: id},
		"an owner who is nobody":    {Verb: wire.Update, Feed: "contact", ID: id, Values: map[string]json.RawMessage{"owner": json.RawMessage(`"user/nobody"`)}},
		"a link to another kind":    {Verb: wire.Update, Feed: "contact", ID: id, Values: map[string]json.RawMessage{"organisation": json.RawMessage(`"deal/x"`)}},
		"a number as a text":        {Verb: wire.Update, Feed: "contact", ID: id, Values: map[string]json.RawMessage{"last_name": json.RawMessage(`1`)}},
		"a text that is too long":   {Verb: wire.Update, Feed: "contact", ID: id, Values: text(strings.Repeat("x", crm.MaxText+1))},
		"a merge into itself":       {Verb: wire.Delete, Feed: "contact", ID: id, Into: id},
		"a merge into what is not":  {Verb: wire.Delete, Feed: "contact", ID: id, Into: uuid.NewString()},
		"a merge into another feed": {Verb: wire.Delete, Feed: "contact", ID: id, Into: s.make("deal", "")},
	} {
		if a, ok := s.write(token, w); !ok || a.Error == nil || a.Error.Message == "" {
			t.Errorf("%s is accepted: %+v", what, a.Record)
		}
	}
	var r wire.Record
	if s.ask(token, http.MethodGet, wire.Get+"contact/"+id, nil, &r); string(value(r, "last_name")) == `"x"` {
		t.Error("a refused write changed the record")
	}
	for what, body := range map[string]string{
		"deep JSON": strings.Repeat("[", 20_000), "no JSON": "{", "an object": "{}", "two records": "[]x",
	} {
		q := httptest.NewRequest(http.MethodPost, wire.Batch, strings.NewReader(body))
		q.Header.Set("Authorization", token)
		w := httptest.NewRecorder()
		if s.mux.ServeHTTP(w, q); w.Code != http.StatusBadRequest {
			t.Errorf("%s is answered with %d", what, w.Code)
		}
	}
	for _, path := range []string{
		wire.List + "contact?after=%27%20OR%201=1--", wire.List + "contact?since=1%20OR%201=1&until=x&limit=-1&total=1%27", wire.List + "contact%27",
		wire.Changes + "?since=%27%20OR%201=1--", wire.Get + "contact/%27%20OR%201=1--", wire.List + "hub_fact", wire.List + "_superusers",
	} {
		if code := s.ask(token, http.MethodGet, path, nil, nil); code >= http.StatusInternalServerError {
			t.Errorf("%s is answered with %d", path, code)
		}
	}
	if code := s.ask(token, http.MethodPost, wire.Batch, make([]wire.Write, wire.BatchSize+1), nil); code != http.StatusUnprocessableEntity {
		t.Errorf("too many writes are answered with %d", code)
	}
	if code := s.ask(token, http.MethodPost, wire.Batch, strings.Repeat("x", wire.MaxBody), nil); code != http.StatusRequestEntityTooLarge && code != http.StatusBadRequest {
		t.Errorf("a huge body is answered with %d", code)
	}
}

// TestSignInIsThrottled guesses passwords.
func TestSignInIsThrottled(t *testing.T) {
	s := serve(t)
	s.add("ann", wire.Member, "")
	guess := func(p string) int {
		return s.ask("", http.MethodPost, wire.SignIn, map[string]string{"identity": "ann@example.org", "password": p}, nil)
	}
	if code := guess(password); code != http.StatusOK {
		t.Fatalf("the right password is answered with %d", code)
	}
	for range signIns - 1 {
		if code := guess("wrong"); code != http.StatusBadRequest {
			t.Fatalf("a wrong password is answered with %d", code)
		}
	}
	if code := guess(password); code != http.StatusTooManyRequests {
		t.Errorf("after %d attempts another is answered with %d", signIns, code)
	}
}
