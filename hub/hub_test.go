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
