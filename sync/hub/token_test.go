package hub

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/hub/hubtest"
	"satchel/sync/hub/wire"
	"satchel/sync/remote"
)

// later is the way to a hub whose clock is ahead.
type later time.Duration

func (l later) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || r.URL.Path != wire.Hello {
		return res, err
	}
	defer res.Body.Close()
	var w wire.Welcome
	if err := json.NewDecoder(res.Body).Decode(&w); err != nil {
		return nil, err
	}
	w.At += crm.Instant(time.Duration(l).Milliseconds())
	raw, err := json.Marshal(w)
	res.Body = io.NopCloser(bytes.NewReader(raw))
	return res, err
}

// TestATokenTakesThePasswordsPlace signs in once, goes on with the token, renews it after a day, and is out when the user is.
func TestATokenTakesThePasswordsPlace(t *testing.T) {
	h, ctx := hubtest.Start(t), context.Background()
	account, err := as(t, h, "member", nil).Check(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := expiry(account.Secret); !ok {
		t.Fatalf("the secret to be kept is no token: %d bytes", len(account.Secret))
	}
	var kept []string
	open := func(secret string, transport http.RoundTripper) (*Provider, *remote.Meter) {
		m := &remote.Meter{}
		p, err := OpenWith(remote.Options{
			Catalog: crm.Base(), URL: h.URL, User: "member@example.org", Secret: secret, Meter: m,
			Renew: func(_ context.Context, secret string) error { kept = append(kept, secret); return nil },
		}, transport)
		if err != nil {
			t.Fatal(err)
		}
		return p, m
	}

	p, m := open(account.Secret, nil)
	if _, err := p.Check(ctx); err != nil {
		t.Fatal(err)
	}
	if n, _ := m.Read(); n != 1 || len(kept) != 0 {
		t.Errorf("a fresh token took %d requests and was renewed %d times", n, len(kept))
	}

	p, _ = open(account.Secret, later(25*time.Hour))
	if _, err := p.Check(ctx); err != nil {
		t.Fatal(err)
	}
	if len(kept) != 1 {
		t.Fatalf("a token of yesterday was renewed %d times", len(kept))
	}
	for _, secret := range []string{account.Secret, kept[0]} { // another program may still have the old one
		if p, _ := open(secret, nil); remote.AsError(second(p.Check(ctx))) != nil {
			t.Error("a token is not good any more")
		}
	}

	out := func(what string) {
		t.Helper()
		p, _ := open(kept[0], nil)
		if e := remote.AsError(second(p.Check(ctx))); e == nil || e.Class != remote.Auth {
			t.Errorf("%s the token is answered with %v", what, e)
		}
	}
	running, _ := open(kept[0], nil)
	if _, err := running.Changes(ctx, ""); err != nil {
		t.Fatal(err)
	}
	h.Run("user", "disable", "member@example.org")
	if _, err := running.Changes(ctx, ""); remote.AsError(err) == nil || remote.AsError(err).Class != remote.Auth {
		t.Errorf("after the user was switched off its program gets %v", err)
	}
	out("after the user was switched off")
	h.Run("user", "reset", "member@example.org", "--password", hubtest.Password)
	out("after another password")
	if _, err := as(t, h, "member", nil).Check(ctx); err != nil {
		t.Errorf("after the reset: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }
