package hub

import (
	"net/http"
	"testing"

	"satchel/sync/hub/wire"
)

// TestOnesOwnPassword changes it and signs out elsewhere: only who knows the present one can, guesses are throttled, and no sign-in but
// the new one is good afterwards.
func TestOnesOwnPassword(t *testing.T) {
	s := serve(t)
	_, here := s.add("ann", wire.Viewer, "")
	sign := func(p string) (token string) {
		t.Helper()
		var got wire.Token
		s.ask("", http.MethodPost, wire.SignIn, map[string]string{"identity": "ann@example.org", "password": p}, &got)
		return got.Token
	}
	in := func(token string) bool {
		t.Helper()
		return s.ask(token, http.MethodGet, wire.Hello, nil, nil) == http.StatusOK
	}
	elsewhere := sign(password)
	for what, w := range map[string]wire.NewPassword{"a wrong present one": {Old: "guess", New: "another-password"}, "a short new one": {Old: password, New: "short"}, "none": {}} {
		if code := s.ask(here, http.MethodPost, wire.Rekey, w, nil); code != http.StatusUnprocessableEntity {
			t.Errorf("%s is answered with %d", what, code)
		}
	}
	if code := s.ask("", http.MethodPost, wire.Rekey, wire.NewPassword{Old: password, New: "another-password"}, nil); code != http.StatusUnauthorized {
		t.Errorf("nobody is answered with %d", code)
	}
	var fresh wire.Token
	if code := s.ask(here, http.MethodPost, wire.Rekey, wire.NewPassword{Old: password, New: "another-password"}, &fresh); code != http.StatusOK || !in(fresh.Token) {
		t.Fatalf("the change is answered with %d", code)
	}
	if in(here) || in(elsewhere) || sign(password) != "" {
		t.Error("what was good before the change is still good")
	}
	elsewhere = sign("another-password")
	var last wire.Token
	if code := s.ask(fresh.Token, http.MethodPost, wire.SignOutOthers, nil, &last); code != http.StatusOK || !in(last.Token) || in(elsewhere) || in(fresh.Token) {
		t.Errorf("signing out elsewhere is answered with %d", code)
	}
	code := 0
	for range signIns {
		code = s.ask(last.Token, http.MethodPost, wire.Rekey, wire.NewPassword{Old: "guess", New: "another-password"}, nil)
	}
	if code != http.StatusTooManyRequests {
		t.Errorf("after many guesses another is answered with %d", code)
	}
}
