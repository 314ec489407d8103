package desktop

import (
	"context"
	"testing"

	"satchel/app/replica"
	"satchel/ui/page"
)

// TestOnesOwnPasswordInTheSettings changes the password of a hub and signs out the other computers.
func TestOnesOwnPasswordInTheSettings(t *testing.T) {
	s := newStage(t, false)
	c := replica.Connection{Provider: "hub", URL: "https://hub.example", User: "anna@example.org"}
	s.must(s.Store.Connect(context.Background(), c))
	s.must(s.env.App.Keys.Set(context.Background(), c.Key(), "token"))
	s.show(page.NewSettings(s.env, page.Route{}))
	s.press("Change the password")
	fill := func(old, fresh, again string) {
		s.entry("Present password").SetText(old)
		s.entry("New password").SetText(fresh)
		s.entry("Once more").SetText(again)
		s.press("Change the password")
	}
	fill("open sesame", "one-password", "another-password")
	s.expect("This is another one than above.")
	fill("guess", "one-password", "one-password")
	s.expect("The present password is another one.")
	fill("open sesame", "short", "short")
	s.expect("A password has at least 8 characters.")
	fill("open sesame", "one-password", "one-password")
	if got := s.keys.secrets[c.Key()]; got != "token after one-password" {
		t.Errorf("the keychain holds %q", got)
	}
	s.press("Sign out other computers")
	if got := s.keys.secrets[c.Key()]; got != "token alone" {
		t.Errorf("the keychain holds %q", got)
	}
}
