package hub

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"satchel/sync/hub/wire"
)

// guess signs in with a wrong password, as somebody whom a proxy, or the sender itself, names.
func (s *served) guess(sender string) int {
	s.t.Helper()
	return s.signIn(sender, "ann@example.org", "wrong")
}

func (s *served) signIn(sender, user, with string) int {
	s.t.Helper()
	q := httptest.NewRequest(http.MethodPost, wire.SignIn, strings.NewReader(`{"identity":"`+user+`","password":"`+with+`"}`))
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("X-Forwarded-For", sender)
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, q)
	return w.Code
}

// TestSignInBehindAProxy guesses passwords in the names of many. Only a proxy that is trusted can tell them apart, and its word counts,
// not what the sender wrote before it.
func TestSignInBehindAProxy(t *testing.T) {
	for _, proxied := range []bool{false, true} {
		s := serve(t)
		s.add("ann", wire.Member, "")
		s.ok(s.trustProxy(proxied))
		now := s.now()
		s.now = func() time.Time { now = now.Add(guessAgain); return now } // so that only addresses count
		throttled := 0
		for n := range 2 * signIns {
			if s.guess("203.0.113."+string(rune('0'+n%10))) == http.StatusTooManyRequests {
				throttled++
			}
		}
		if want := map[bool]int{false: signIns, true: 0}[proxied]; throttled != want {
			t.Errorf("proxied %v: %d of %d attempts of ten senders are throttled, want %d", proxied, throttled, 2*signIns, want)
		}
		for n := range 2 * signIns {
			if s.guess("198.51.100."+string(rune('0'+n%10))+", 203.0.113.99") == http.StatusTooManyRequests {
				throttled++
			}
		}
		if throttled < signIns {
			t.Errorf("proxied %v: a sender that forges others is throttled %d times", proxied, throttled)
		}
	}
}

// TestGuessesFromManyAddresses guesses one user's password, each time from another address. After some it has to wait, whether or not
// there is such a user; nobody else does, nor the user where it is signed in; and who waits comes in.
func TestGuessesFromManyAddresses(t *testing.T) {
	s := serve(t)
	s.ok(s.trustProxy(true))
	_, token := s.add("ann", wire.Member, "")
	s.add("ben", wire.Member, "")
	now := s.now()
	s.now = func() time.Time { return now }
	q := httptest.NewRequest(http.MethodGet, wire.Hello, nil) // her laptop at home, signed in
	q.Header.Set("Authorization", token)
	q.Header.Set("X-Forwarded-For", "198.51.100.7")
	s.mux.ServeHTTP(httptest.NewRecorder(), q)
	for _, user := range []string{"ann@example.org", "Ann@Example.org", "nobody@example.org"} {
		throttled := 0
		for n := range 3 * guessesAtOnce {
			if s.signIn(fmt.Sprintf("203.0.113.%d", n), user, "wrong") == http.StatusTooManyRequests {
				throttled++
			}
		}
		want := 2 * guessesAtOnce
		if user == "Ann@Example.org" { // the same account
			want = 3 * guessesAtOnce
		}
		if throttled != want {
			t.Errorf("%s: %d attempts are throttled, want %d", user, throttled, want)
		}
	}
	if code := s.signIn("192.0.2.1", "ann@example.org", password); code != http.StatusTooManyRequests {
		t.Errorf("the right password, at an address that is not known, is answered with %d", code)
	}
	for sender, user := range map[string]string{"192.0.2.2": "ben@example.org", "198.51.100.7": "ann@example.org"} {
		if code := s.signIn(sender, user, password); code != http.StatusOK {
			t.Errorf("%s at %s is answered with %d", user, sender, code)
		}
	}
	now = now.Add(guessAgain)
	if code := s.signIn("192.0.2.1", "ann@example.org", password); code != http.StatusOK {
		t.Errorf("who waited is answered with %d", code)
	}
	if now = now.Add(-24 * time.Hour); s.signIn("192.0.2.3", "ann@example.org", password) != http.StatusOK {
		t.Error("a clock that goes back keeps somebody out")
	}
}

// TestForeignTokens asks with tokens that are not this hub's, or no longer.
func TestForeignTokens(t *testing.T) {
	s, other := serve(t), serve(t)
	ann, token := s.add("ann", wire.Member, "")
	_, foreign := other.add("ann", wire.Member, "")
	r, err := s.user("ann@example.org")
	s.ok(err)
	sign := func(kind string, life time.Duration) string {
		out, err := security.NewJWT(map[string]any{"type": kind, "id": ann, "collectionId": r.Collection().Id, "refreshable": true}, r.TokenKey()+r.Collection().AuthToken.Secret, life)
		s.ok(err)
		return out
	}
	admins, err := s.app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	s.ok(err)
	admin := core.NewRecord(admins)
	admin.SetEmail("admin@example.org")
	admin.SetPassword(password)
	s.ok(s.app.Save(admin))
	adminToken, err := admin.NewAuthToken()
	s.ok(err)
	if code := s.ask(sign("auth", time.Hour), http.MethodGet, wire.Hello, nil, nil); code != http.StatusOK {
		t.Fatalf("a good token is answered with %d", code)
	}
	for what, bad := range map[string]string{
		"another hub's": foreign, "one that ended": sign("auth", -time.Hour), "one for files": sign("file", time.Hour), "an administrator's": adminToken,
		"one with another signature": token[:len(token)-6] + "AAAAAA", "none": "", "a header without a signature": strings.Join(strings.Split(token, ".")[:2], ".") + ".",
	} {
		for _, path := range []string{wire.Hello, wire.List + "contact", wire.Changes, wire.Get + "contact/x", wire.Wait, wire.Content + "x"} {
			if code := s.ask(bad, http.MethodGet, path, nil, nil); code != http.StatusUnauthorized {
				t.Errorf("%s: %s is answered with %d", what, path, code)
			}
		}
	}
	_, err = s.Reset("ann@example.org", "another-password")
	s.ok(err)
	if code := s.ask(token, http.MethodGet, wire.Hello, nil, nil); code != http.StatusUnauthorized {
		t.Errorf("after another password the old token is answered with %d", code)
	}
}

// TestTheClockGoesBack sets the hub's clock back a year and forth again: every change is still told, in order.
func TestTheClockGoesBack(t *testing.T) {
	s := serve(t)
	_, token := s.add("ann", wire.Member, "")
	var at wire.Sequence
	s.ask(token, http.MethodGet, wire.Changes, nil, &at)
	clock := s.now
	for _, years := range []int{0, -1, 10, 0} {
		s.now = func() time.Time { return clock().AddDate(years, 0, 0) }
		id := uuid.NewString()
		if a, ok := s.write(token, wire.Write{Verb: wire.Create, Feed: "contact", ID: id, Values: s.text("contact")}); !ok || a.Error != nil {
			t.Fatal(a.Error)
		}
		var next wire.Sequence
		s.ask(token, http.MethodGet, wire.Changes+"?since="+at.Next, nil, &next)
		if next.Reset || len(next.Records) != 1 || next.Records[0].ID != id {
			t.Errorf("with the clock %d years off the changes are %+v", years, next)
		}
		at = next
	}
}

// TestCertificates starts a hub with a domain name and looks for which names it would get certificates. Nothing is asked of anybody.
func TestCertificates(t *testing.T) {
	h, err := Open(filepath.Join(t.TempDir(), "hub"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	policy := make(chan func(context.Context, string) error, 1)
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		policy <- e.CertManager.HostPolicy
		return e.Next()
	})
	ctx, stop := context.WithCancel(context.Background())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- h.Serve(ctx, Entrance{Address: "127.0.0.1:0", Domains: []string{"hub.example.org"}}, func(at string) { address <- at }, func(error) {})
	}()
	var at string
	select {
	case at = <-address:
	case err := <-ended:
		t.Fatal(err)
	}
	may := <-policy
	for name, want := range map[string]bool{"hub.example.org": true, "evil.example.org": false, "example.org": false, "127.0.0.1": false} {
		if err := may(ctx, name); (err == nil) != want {
			t.Errorf("a certificate for %s: %v", name, err)
		}
	}
	for _, name := range []string{"evil.example.org", ""} {
		c, err := (&tls.Dialer{Config: &tls.Config{ServerName: name, InsecureSkipVerify: true}}).DialContext(ctx, "tcp", at) //nolint:gosec // it must not come about
		if err == nil {
			t.Errorf("%q gets a certificate", name)
			err = c.Close()
		}
		var record tls.RecordHeaderError
		if errors.As(err, &record) {
			t.Errorf("the hub speaks no TLS: %v", err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
