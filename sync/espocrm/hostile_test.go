package espocrm

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

// connect opens a provider to a server that answers everything in one way.
func connect(t *testing.T, timeout time.Duration, h http.HandlerFunc) *Provider {
	t.Helper()
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	p, err := open(remote.Options{Catalog: crm.Base(), URL: web.URL, Secret: "0123456789abcdef", Meter: &remote.Meter{}}, nil, timeout)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range p.schemas {
		s.rights = allRights
	}
	p.checked = true
	return p
}

// every calls every method that asks the server.
func every(p *Provider) map[string]error {
	ctx := context.Background()
	name := crm.Values{"last_name": "x"}
	out := map[string]error{}
	_, out["check"] = p.Check(ctx)
	_, out["list"] = p.List(ctx, remote.Scan{Feed: typeContact})
	_, out["get"] = p.Get(ctx, typeContact, "1")
	_, out["create"] = p.Create(ctx, typeContact, "m", name)
	_, out["update"] = p.Update(ctx, typeContact, "1", "", name)
	out["delete"] = p.Delete(ctx, typeContact, "1")
	_, out["find"] = p.Find(ctx, typeContact, "m", name, 0)
	return out
}

func writes(verb string) bool { return verb == "create" || verb == "update" || verb == "delete" }

func TestHostileAnswers(t *testing.T) {
	page := "<!doctype html><html><body>Please sign in</body></html>"
	endless := func(w io.Writer) {
		_, _ = io.WriteString(w, `{"total":-2,"list":[`)
		blank := []byte(strings.Repeat(" ", 1<<20))
		for range 1024 { // 1 GB, if anybody reads so far
			if _, err := w.Write(blank); err != nil {
				return
			}
		}
	}
	for name, c := range map[string]struct {
		class   remote.Class
		unknown bool
		answer  http.HandlerFunc
	}{
		"a page":      {remote.Protocol, true, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page) }},
		"broken JSON": {remote.Protocol, true, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"id":"1","na`) }},
		"a page, 502": {remote.Transient, true, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502); fmt.Fprint(w, page) }},
		"a page, 403": {remote.Protocol, false, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403); fmt.Fprint(w, page) }},
		"a page, 404": {remote.Protocol, false, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404); fmt.Fprint(w, page) }},
		"401":         {remote.Auth, false, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }},
		"lockout": {remote.Auth, false, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(403)
		}},
		"429": {remote.Transient, false, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "17"); w.WriteHeader(429) }},
		"cut off": {remote.Transient, true, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, `{"id":"1"`)
		}},
		"hung up": {remote.Transient, true, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		"endless": {remote.Protocol, true, func(w http.ResponseWriter, _ *http.Request) { endless(w) }},
		"a bomb": {remote.Protocol, true, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			defer z.Close()
			endless(z)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := connect(t, requestTimeout, c.answer)
			failures := map[string]error{}
			if name == "endless" || name == "a bomb" { // 32 MB for each
				_, failures["list"] = p.List(context.Background(), remote.Scan{Feed: typeContact})
				_, failures["create"] = p.Create(context.Background(), typeContact, "", crm.Values{"last_name": "x"})
			} else {
				failures = every(p)
			}
			for verb, err := range failures {
				if verb == "find" && err == nil && c.class == remote.Protocol {
					t.Errorf("%s finds nothing in an answer of something else", verb)
					continue
				}
				e := class(t, err, c.class)
				if e.Unknown != (c.unknown && writes(verb)) {
					t.Errorf("%s: unknown is %v", verb, e.Unknown)
				}
				if name == "429" && e.RetryAfter != 17*time.Second {
					t.Errorf("%s: retry after %v", verb, e.RetryAfter)
				}
				if len(e.Message) < 20 || !strings.HasSuffix(e.Message, ".") {
					t.Errorf("%s: %q is no sentence", verb, e.Message)
				}
			}
		})
	}
}

// One attribute of a wrong type must be named, with its record, and never be taken for something else.
func TestWrongTypes(t *testing.T) {
	good := `{"id":"65f0","name":"Ada King","lastName":"King","modifiedAt":"2026-01-01 00:00:00"`
	for attr, value := range map[string]string{
		"lastName": `7`, "modifiedAt": `"yesterday"`, "doNotCall": `"yes"`, "emailAddressData": `{"a":1}`, "phoneNumberData": `["x"]`,
		"accountId": `["x"]`, "addressCity": `true`, "createdAt": `12`, "description": `{}`, "emailAddress": `[]`,
	} {
		t.Run(attr, func(t *testing.T) {
			row := strings.Replace(good, `"lastName":"King"`, `"lastName":"King"`, 1)
			if attr == "lastName" || attr == "modifiedAt" {
				row = strings.Split(good, `"`+attr)[0] + `"x":1`
			}
			row += fmt.Sprintf(`,%q:%s}`, attr, value)
			p := connect(t, requestTimeout, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/65f0") {
					fmt.Fprint(w, row)
					return
				}
				fmt.Fprintf(w, `{"total":-2,"list":[%s]}`, row)
			})
			_, err := p.Get(context.Background(), typeContact, "65f0")
			if e := class(t, err, remote.Protocol); !strings.Contains(e.Message, attr) || !strings.Contains(e.Message, "65f0") {
				t.Errorf("%q", e.Message)
			}
			if _, err := p.List(context.Background(), remote.Scan{Feed: typeContact}); !strings.HasSuffix(attr, "Data") {
				fails(t, err, remote.Protocol)
			}
		})
	}
	for _, body := range []string{`[]`, `null`, `7`, `{}`, `{"id":""}`, `{"id":7}`, `{"id":"1"} x`, `{"total":"x","list":[]}`, `{"total":1}`, `{"total":1,"list":{}}`, `{"total":1,"list":[null]}`} {
		p := connect(t, requestTimeout, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		_, err := p.Get(context.Background(), typeContact, "1")
		fails(t, err, remote.Protocol)
		_, err = p.List(context.Background(), remote.Scan{Feed: typeContact})
		fails(t, err, remote.Protocol)
	}
}

// An answer to a write that has no record in it leaves the outcome open.
func TestWriteAnsweredByNothing(t *testing.T) {
	for _, body := range []string{``, `{}`, `[]`, `true`, `{"id":7}`} {
		p := connect(t, requestTimeout, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		_, err := p.Create(context.Background(), typeContact, "", crm.Values{"last_name": "x"})
		if e := class(t, err, remote.Protocol); !e.Unknown {
			t.Errorf("%q: the outcome counts as known", body)
		}
	}
}

func TestRedirectDoesNotCarryTheKey(t *testing.T) {
	reached := 0
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer thief.Close()
	for _, status := range []int{301, 302, 307, 308} {
		p := connect(t, requestTimeout, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, thief.URL+"/api/v1/", status)
		})
		for verb, err := range every(p) {
			e := class(t, err, remote.Protocol)
			if e.Unknown || !strings.Contains(e.Message, thief.URL) {
				t.Errorf("%s: %+v", verb, e)
			}
		}
	}
	if reached != 0 {
		t.Errorf("the other host got %d requests", reached)
	}
}

func TestRedirectWithinTheHost(t *testing.T) {
	p := connect(t, requestTimeout, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/there") {
			http.Redirect(w, r, "/there", http.StatusMovedPermanently)
			return
		}
		fmt.Fprint(w, `{"id":"1","lastName":"King"}`)
	})
	if r, err := p.Get(context.Background(), typeContact, "1"); err != nil || r.Values["last_name"] != "King" {
		t.Errorf("%+v, %v", r, err)
	}
	_, err := p.Create(context.Background(), typeContact, "", crm.Values{"last_name": "x"})
	fails(t, err, remote.Protocol) // it would have become a read
}

func TestSlowServer(t *testing.T) {
	release := make(chan struct{})
	p := connect(t, 30*time.Millisecond, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	defer close(release)
	for verb, err := range every(p) {
		if e := class(t, err, remote.Transient); e.Unknown != writes(verb) {
			t.Errorf("%s: %+v", verb, e)
		}
	}
}

func TestCanceled(t *testing.T) {
	p := connect(t, requestTimeout, func(http.ResponseWriter, *http.Request) {})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := p.List(ctx, remote.Scan{Feed: typeContact})
	fails(t, err, remote.Canceled)
}

func TestUnreachable(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	address := web.URL
	web.Close()
	p, err := OpenWith(remote.Options{Catalog: crm.Base(), URL: address, Secret: "k", Meter: &remote.Meter{}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.checked = true
	_, err = p.Create(context.Background(), typeContact, "", crm.Values{"last_name": "x"})
	if e := class(t, err, remote.Transient); e.Unknown {
		t.Error("what never left is not of unknown outcome")
	}
}

func TestCertificateIsVerified(t *testing.T) {
	web := httptest.NewTLSServer(http.NotFoundHandler())
	defer web.Close()
	p, err := OpenWith(remote.Options{Catalog: crm.Base(), URL: web.URL, Secret: "k", Meter: &remote.Meter{}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.checked = true
	_, err = p.Create(context.Background(), typeContact, "", crm.Values{"last_name": "x"})
	if e := class(t, err, remote.Transient); e.Unknown || !strings.Contains(e.Message, "certificate") {
		t.Errorf("%+v", e)
	}
}

func TestGzipAndMeter(t *testing.T) {
	w := newWorld(t, nil)
	packed := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		w.server.ServeHTTP(rec, r)
		for k, v := range rec.Header() {
			out.Header()[k] = v
		}
		out.Header().Del("Content-Length")
		out.Header().Set("Content-Encoding", "gzip")
		out.WriteHeader(rec.Code)
		z := gzip.NewWriter(out)
		_, _ = z.Write(rec.Body.Bytes())
		z.Close()
	}))
	defer packed.Close()
	meter := &remote.Meter{}
	p, err := OpenWith(remote.Options{Catalog: crm.Base(), URL: packed.URL, Secret: "0123456789abcdef", Meter: meter}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n, bytes := meter.Read(); n != 12 || bytes < 10_000 {
		t.Errorf("%d requests, %d bytes", n, bytes)
	}
}

// The provider works over any transport, such as the model itself without a network.
func TestInjectedTransport(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	server := espotest.New(func() time.Time { return at })
	if _, err := server.AddUser(espotest.User{UserName: "sync", Type: "api", APIKey: "k", Role: espotest.FullRole()}); err != nil {
		t.Fatal(err)
	}
	p, err := OpenWith(remote.Options{Catalog: crm.Base(), URL: "https://crm.example.org", Secret: "k", Meter: &remote.Meter{}}, server)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := p.Check(context.Background()); err != nil || !strings.HasPrefix(a.ID, "https://crm.example.org#") {
		t.Errorf("%+v, %v", a, err)
	}
}
