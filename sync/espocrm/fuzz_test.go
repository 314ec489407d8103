package espocrm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"satchel/app/crm"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

// scripted answers every request by a function of the test, without a network.
type scripted func(method, path string) (status int, header map[string]string, body []byte)

func (s scripted) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	_, path, _ := strings.Cut(r.URL.Path, apiPath)
	status, header, body := s(r.Method, path)
	h := http.Header{"Date": {"Sun, 01 Mar 2026 09:00:00 GMT"}, "Content-Type": {"application/json"}}
	for name, v := range header {
		h.Set(name, v)
	}
	return &http.Response{
		StatusCode: status, Header: h, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// facing opens a provider that may do everything, with a marker field and versions, in front of scripted answers.
func facing(t testing.TB, user string, answer scripted) *Provider {
	p, err := OpenWith(remote.Options{
		Catalog: crm.Base(), URL: "https://crm.example.org", User: user, Secret: "0123456789abcdef", Meter: &remote.Meter{},
	}, answer)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range p.schemas {
		s.rights, s.versions, s.marker = allRights, true, true
	}
	p.checked, p.me = true, identity{id: "me", name: "Me"}
	return p
}

var classes = []remote.Class{
	remote.Transient, remote.Auth, remote.Denied, remote.Rejected, remote.Gone, remote.Conflict, remote.Duplicate, remote.Protocol, remote.Canceled,
}

// proper checks that a failure is one of the provider's, and fit to be shown.
func proper(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var e *remote.Error
	if !errors.As(err, &e) {
		t.Fatalf("%T is no failure of a provider: %v", err, err)
	}
	if !slices.Contains(classes, e.Class) || crm.CodeOf(err) == crm.CodeInternal {
		t.Errorf("class %q, code %q: %v", e.Class, crm.CodeOf(err), err)
	}
	if n := utf8.RuneCountInString(e.Message); n == 0 || n > 1000 {
		t.Errorf("a message of %d characters: %.100s", n, e.Message)
	}
	if e.RetryAfter < 0 || e.RetryAfter > 24*time.Hour {
		t.Errorf("retry after %v", e.RetryAfter)
	}
	for _, r := range e.Candidates {
		sane(t, r)
	}
	if e.Current != nil {
		sane(t, *e.Current)
	}
}

// sane checks that a record can be stored.
func sane(t *testing.T, r remote.Record) {
	t.Helper()
	if _, ok := objectOf(r.Feed); !ok || r.ID == "" || len(r.ID) > maxID+len(r.Feed)+1 {
		t.Errorf("feed %q, id %q", r.Feed, r.ID)
	}
	if _, err := json.Marshal(r.Values); err != nil {
		t.Errorf("the values cannot be stored: %v", err)
	}
}

// modelled gives the answers of the model of the server, by path, as seeds.
func modelled(f *testing.F) map[string][]byte {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	server := espotest.New(func() time.Time { return at })
	if _, err := server.AddUser(espotest.User{UserName: "sync", Type: "api", APIKey: "k", Role: espotest.FullRole()}); err != nil {
		f.Fatal(err)
	}
	id, err := server.Create("admin", typeContact, map[string]any{
		"firstName": "Ada", "lastName": "King", "emailAddress": "ada@king.example", "phoneNumber": "+493055500141", "description": "met in May",
	})
	if err != nil {
		f.Fatal(err)
	}
	out := map[string][]byte{}
	for _, path := range []string{"App/user", "Settings", "Metadata?key=entityDefs.Contact", "Contact", "User", "Contact/" + id} {
		r, err := http.NewRequest(http.MethodGet, "https://crm.example.org/"+strings.TrimPrefix(apiPath, "/")+path, nil)
		if err != nil {
			f.Fatal(err)
		}
		r.Header.Set("X-Api-Key", "k")
		res, err := server.RoundTrip(r)
		if err != nil {
			f.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			f.Fatal(path, res.StatusCode, err)
		}
		name, _, _ := strings.Cut(path, "?")
		if strings.HasPrefix(name, "Contact/") {
			name = "record"
		}
		out[name] = body
	}
	return out
}

// FuzzList reads any page of any feed, whole and in brief.
func FuzzList(f *testing.F) {
	seeds := modelled(f)
	f.Add(uint8(2), false, seeds["Contact"])
	f.Add(uint8(0), true, seeds["User"])
	f.Add(uint8(1), false, []byte(`{"total":-1,"list":[{"id":"a"},{"id":"A"}]}`))
	f.Add(uint8(8), false, []byte(`{"total":9999999999999999999,"list":[]}`))
	f.Add(uint8(3), true, []byte(`{"total":1,"list":[null]}`))
	f.Fuzz(func(t *testing.T, feed uint8, brief bool, body []byte) {
		p := facing(t, "", func(string, string) (int, map[string]string, []byte) { return 200, nil, body })
		o := objects[int(feed)%len(objects)]
		for _, scan := range []remote.Scan{{Feed: o.name, Brief: brief}, {Feed: o.name, Brief: brief, Since: 1000, Until: 2000, After: "a"}} {
			page, err := p.List(t.Context(), scan)
			proper(t, err)
			if err == nil && (page.Total < -1 || page.At <= 0 || len(page.Records) > p.page+1) {
				t.Errorf("total %d, at %d, %d records", page.Total, page.At, len(page.Records))
			}
			for _, r := range page.Records {
				if err == nil {
					sane(t, r)
				}
			}
		}
	})
}

// FuzzCheck reads any login, settings and metadata. What they say must not break what follows.
func FuzzCheck(f *testing.F) {
	seeds := modelled(f)
	f.Add(seeds["App/user"], seeds["Settings"], seeds["Metadata"])
	f.Add([]byte(`{"user":{"id":"1"},"acl":{"table":{"Contact":true,"Lead":false,"Case":{"read":"own"}},"fieldTable":{"Contact":{"address":{"read":"no"}}}}}`),
		[]byte(`{"recordListMaxSizeLimit":-3,"cacheTimestamp":17}`), []byte(`{"fields":{"status":{"type":"enum","options":[]},"phoneNumber":{"typeList":["X"]}}}`))
	f.Add([]byte(`{"user":null}`), []byte(`[]`), []byte(``))
	f.Fuzz(func(t *testing.T, login, settings, metadata []byte) {
		p := facing(t, "", func(method, path string) (int, map[string]string, []byte) {
			switch {
			case path == "App/user":
				return 200, nil, login
			case path == "Settings":
				return 200, nil, settings
			case path == "Metadata":
				return 200, nil, metadata
			case method == http.MethodGet && !strings.Contains(path, "/"):
				return 200, nil, []byte(`{"total":0,"list":[]}`)
			}
			return 200, nil, []byte(`{"id":"1"}`)
		})
		account, err := p.Check(t.Context())
		proper(t, err)
		if err == nil && (account.UserID == "" || len(account.Rights) < len(objects)-3) {
			t.Errorf("%+v", account)
		}
		c := p.Capabilities()
		if c.PageSize < 1 || c.PageSize > maxPage {
			t.Errorf("pages of %d", c.PageSize)
		}
		_, err = p.List(t.Context(), remote.Scan{Feed: typeContact})
		proper(t, err)
		values := crm.Values{"last_name": "x", "phones": []crm.Reach{{Value: "+49 30 1", Label: "work"}}, "emails": []crm.Reach{{Value: "a@b.example"}}}
		_, err = p.Create(t.Context(), typeContact, "m", values)
		proper(t, err)
		_, err = p.Create(t.Context(), typeLead, "m", crm.Values{"name": "x", "status": crm.LeadQualified, "source": "Web", "amount": int64(5)})
		proper(t, err)
	})
}

// FuzzLogin reads any answer to a password.
func FuzzLogin(f *testing.F) {
	f.Add(200, []byte(`{"token":"abc"}`))
	f.Add(200, []byte(`{"token":null}`))
	f.Add(401, []byte(``))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		status = 200 + (status%400+400)%400
		p := facing(t, "ada", func(string, string) (int, map[string]string, []byte) { return status, nil, body })
		_, err := p.Get(t.Context(), typeContact, "1")
		proper(t, err)
	})
}

// FuzzRefusal reads any answer that is no success, with its headers, to every kind of request.
func FuzzRefusal(f *testing.F) {
	f.Add(400, "validationFailure", "", `{"messageTranslation":{"label":"validationFailure","data":{"field":"phoneNumber","type":"valid"}}}`)
	f.Add(403, "Can't relate with non-existing record. entity type: Contact, link: account", "", `{"messageTranslation":{"label":"cannotRelateNonExisting"}}`)
	f.Add(403, "", "", ``)
	f.Add(404, "Record 1 does not exist.", "", ``)
	f.Add(409, "modified", "", `{"id":"1","versionNumber":7}`)
	f.Add(409, "duplicate", "", `[{"id":"1","lastName":"King"},{"id":"2","emailAddressData":[{"emailAddress":"a@b.example"}]}]`)
	f.Add(429, "", "17", ``)
	f.Add(503, "", "Sun, 01 Mar 2026 10:00:00 GMT", `<html>`)
	f.Add(500, "bad", "-9223372036854775808", `{`)
	for _, status := range []int{400, 401, 403, 404, 409, 500} {
		f.Add(status, "Controller access "+strings.Repeat("long ", 1000), "", ``)
		f.Add(status, "field: "+strings.Repeat("x", 5000)+", type: valid", "", ``)
	}
	f.Fuzz(func(t *testing.T, status int, reason, retry, body string) {
		status = 200 + (status%400+400)%400
		header := map[string]string{"X-Status-Reason": reason, "Retry-After": retry, "Content-Type": ""}
		p := facing(t, "", func(string, string) (int, map[string]string, []byte) { return status, header, []byte(body) })
		for _, err := range every(p) {
			proper(t, err)
		}
	})
}

// FuzzCollision reads any 409 of a create and of an update, and any record that is read after it.
func FuzzCollision(f *testing.F) {
	seeds := modelled(f)
	f.Add([]byte(`{"id":"1"}`), seeds["record"])
	f.Add([]byte(`[{"id":"1","lastName":"King"}]`), []byte(`{"id":"1","deleted":true}`))
	f.Add([]byte(`[]`), []byte(`{"id":"other","versionNumber":"x"}`))
	f.Fuzz(func(t *testing.T, conflict, record []byte) {
		p := facing(t, "", func(method, _ string) (int, map[string]string, []byte) {
			if method == http.MethodGet {
				return 200, nil, record
			}
			return http.StatusConflict, map[string]string{"X-Status-Reason": "modified"}, conflict
		})
		values := crm.Values{"last_name": "x", "emails": []crm.Reach{{Value: "a@b.example"}}, "phones": []crm.Reach{{Value: "030 1"}}}
		_, err := p.Create(t.Context(), typeContact, "m", values)
		proper(t, err)
		_, err = p.Update(t.Context(), typeContact, "1", "3", values)
		proper(t, err)
	})
}

// FuzzFind reads any log and any list in the search for a lost create, with a marker and without.
func FuzzFind(f *testing.F) {
	seeds := modelled(f)
	f.Add([]byte(`{"total":-2,"list":[{"id":"9","targetId":"1"}]}`), seeds["Contact"], seeds["record"])
	f.Add([]byte(`{"total":-1,"list":[]}`), []byte(`{"total":-1,"list":[{"id":"1","cExternalUid":7}]}`), []byte(`{}`))
	f.Fuzz(func(t *testing.T, log, list, record []byte) {
		requests := 0
		p := facing(t, "", func(_, path string) (int, map[string]string, []byte) {
			requests++
			switch path {
			case typeHistory:
				return 200, nil, log
			case typeContact:
				return 200, nil, list
			}
			return 200, nil, record
		})
		for _, marker := range []bool{true, false} {
			p.schemas[typeContact].marker = marker
			found, err := p.Find(context.Background(), typeContact, "m", crm.Values{"last_name": "King"}, 1000)
			proper(t, err)
			for _, r := range found {
				sane(t, r)
			}
		}
		if requests > 40 {
			t.Errorf("%d requests for one search", requests)
		}
	})
}

// FuzzAnswer: whatever a server sends, reading it gives a record or an error, never a panic, and canonical form is stable.
func FuzzAnswer(f *testing.F) {
	f.Add("Contact", []byte(`{"id":"1","lastName":"King","emailAddressData":[{"emailAddress":"a@x.example","primary":true}],"accountId":null}`))
	f.Add("Opportunity", []byte(`{"id":"1","amount":1e300,"amountCurrency":"EUR","stage":"Closed Won","closeDate":"2026-02-30"}`))
	f.Add("Call", []byte(`{"id":"1","dateStart":"2026-01-01 00:00:00","dateEnd":null,"contactsIds":["a",1],"parentType":"Contact","parentId":7}`))
	f.Add("Lead", []byte(`{"id":"1","opportunityAmount":-0.005,"phoneNumber":"+"}`))
	f.Fuzz(func(t *testing.T, feed string, body []byte) {
		o, ok := objectOf(feed)
		if !ok {
			return
		}
		s := newSchema(o)
		var row map[string]any
		if decode(body, &row) != nil {
			return
		}
		r, err := newReader(s, row)
		if err != nil {
			return
		}
		rec, err := r.record()
		if err != nil {
			return
		}
		for field, v := range rec.Values {
			once := o.codec(field).canon(s, v)
			if twice := o.codec(field).canon(s, once); !crm.Equal(once, twice) {
				t.Errorf("%s: %#v then %#v", field, once, twice)
			}
		}
		if _, err := json.Marshal(rec.Values); err != nil {
			t.Errorf("the values cannot be stored: %v", err)
		}
		w := &writer{schema: s, entity: &crm.Entity{}, values: rec.Values, before: r, out: map[string]any{}}
		_ = w.write()
	})
}
