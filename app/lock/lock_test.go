package lock

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// cheap makes a look at a passphrase cost little.
func init() { usual = cost{memory: 64, time: 1, threads: 1} }

// settings is the part of a store that a lock needs.
type settings struct {
	app.Store
	kept map[string]string
}

func (s settings) Setting(_ context.Context, key string) (string, error) { return s.kept[key], nil }
func (s settings) SetSetting(_ context.Context, key, value string) error {
	s.kept[key] = value
	return nil
}

// chain is a keychain that may fail.
type chain struct {
	kept map[string]string
	fail error
}

func (c *chain) Get(_ context.Context, account string) (string, error) {
	if v, ok := c.kept[account]; ok || c.fail != nil {
		return v, c.fail
	}
	return "", crm.Errorf(crm.CodeNotFound, "none")
}

func (c *chain) Set(_ context.Context, account, secret string) error {
	if c.fail == nil {
		c.kept[account] = secret
	}
	return c.fail
}

func (c *chain) Delete(_ context.Context, account string) error {
	delete(c.kept, account)
	return c.fail
}

type stage struct {
	*testing.T
	*Lock
	now   time.Time
	keys  *chain
	store settings
}

func open(t *testing.T) *stage {
	s := &stage{T: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), keys: &chain{kept: map[string]string{}}, store: settings{kept: map[string]string{}}}
	s.start()
	return s
}

// start is a start of the program.
func (s *stage) start() {
	s.Helper()
	s.Lock = New(&app.App{Store: s.store, Keys: s.keys, Now: func() time.Time { return s.now }, File: "/home/anna/satchel.db"})
	if err := s.Load(s.Context()); err != nil {
		s.Fatal(err)
	}
}

func (s *stage) choose(minutes, old, next string) {
	s.Helper()
	if err := s.Choose(s.Context(), minutes, old, next); err != nil {
		s.Fatal(err)
	}
}

func (s *stage) try(passphrase string, want crm.Code) {
	s.Helper()
	_, err := s.Open(s.Context(), passphrase)
	if got := crm.CodeOf(err); got != want || s.Locked() != (want != "") {
		s.Fatalf("%q: %q (%v), locked: %v; want %q", passphrase, got, err, s.Locked(), want)
	}
}

func TestItShutsAfterTheTimeWithoutUse(t *testing.T) {
	s := open(t)
	s.now = s.now.Add(100 * time.Hour)
	if s.Due() {
		t.Fatal("due although there is none")
	}
	s.choose("5", "", "opensesame")
	for range 3 {
		s.now = s.now.Add(4 * time.Minute)
		if s.Due() {
			t.Fatal("due while it is used")
		}
		if s.Use() {
			t.Fatal("late after 4 min")
		}
	}
	s.now = s.now.Add(-time.Hour) // set back
	if s.Due() {
		t.Fatal("due by a clock that was set back")
	}
	s.now = s.now.Add(5 * time.Minute)
	if !s.Due() || !s.Use() || !s.Due() { // a mouse that is moved when the computer wakes up
		t.Fatal("not due after 5 min")
	}
	if err := s.Shut(t.Context()); err != nil || !s.Locked() || s.Due() {
		t.Fatal(err, s.Locked(), s.Due())
	}
	s.try("opensesame", "")
	if s.Due() {
		t.Error("due again at once")
	}
	s.choose(ByHand, "", "")
	s.now = s.now.Add(100 * time.Hour)
	if s.Due() {
		t.Error("one by hand is due")
	}
}

func TestWrongPassphrasesMakeWait(t *testing.T) {
	s := open(t)
	s.choose("5", "", "opensesame")
	s.start()
	if !s.Locked() {
		t.Fatal("open at the next start")
	}
	s.try("open", crm.CodeDenied)
	s.try("", crm.CodeDenied)
	for _, seconds := range []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300} {
		wait := time.Duration(seconds) * time.Second
		if got := s.Wait(); got != wait {
			t.Fatalf("waits for %v, want %v", got, wait)
		}
		s.try("opensesame", crm.CodeBusy)
		s.now = s.now.Add(wait)
		s.try("wrong", crm.CodeDenied)
	}
	s.now = s.now.Add(-24 * time.Hour) // a clock that was set back locks nobody out
	s.try("opensesame", "")
	if s.Wait() != 0 {
		t.Error("waits after the right one")
	}
}

func TestNoKeychainNoLock(t *testing.T) {
	s := open(t)
	s.keys.fail = crm.Errorf(crm.CodeUnavailable, "There is none.")
	if err := s.Choose(t.Context(), "5", "", "opensesame"); crm.CodeOf(err) != crm.CodeUnavailable || s.Minutes() != "" {
		t.Fatalf("%v, minutes %q", err, s.Minutes())
	}
	s.keys.fail = nil
	s.choose("5", "", "opensesame")
	s.keys.fail = crm.Errorf(crm.CodeDenied, "It is locked.")
	err := s.Shut(t.Context())
	if crm.CodeOf(err) != crm.CodeDenied || s.Locked() || !strings.Contains(err.Error(), "It is locked.") || !errors.Is(err, s.keys.fail) {
		t.Fatalf("%v, locked: %v", err, s.Locked())
	}
	s.keys.fail = nil
	if err := s.Shut(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.keys.fail = crm.Errorf(crm.CodeTimeout, "It does not answer.") // while it is shut
	s.try("wrong", crm.CodeDenied)
	s.try("opensesame", "")
}

func TestTheForgottenPassphrase(t *testing.T) {
	s := open(t)
	s.choose("15", "", "opensesame")
	s.start()
	clear(s.keys.kept) // by the keychain's own program
	forgotten, err := s.Open(t.Context(), "")
	if err != nil || !forgotten || s.Locked() || s.Minutes() != "" || s.store.kept[Setting] != "" {
		t.Fatal(forgotten, err, s.Locked(), s.Minutes())
	}
	s.store.kept[Setting] = "15" // a database that was carried to another computer
	s.Lock = New(s.app)
	if err := s.Load(t.Context()); crm.CodeOf(err) != crm.CodeNotFound || s.Locked() {
		t.Errorf("%v, locked: %v", err, s.Locked())
	}
}

func TestWhoPassesByChangesNothing(t *testing.T) {
	s := open(t)
	for _, next := range []string{"", "abc"} {
		if err := s.Choose(t.Context(), "5", "", next); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%q: %v", next, err)
		}
	}
	s.choose("5", "", "opensesame")
	for _, c := range [][2]string{{"", ""}, {"5", "mine"}} {
		if err := s.Choose(t.Context(), c[0], "", c[1]); crm.CodeOf(err) != crm.CodeDenied {
			t.Errorf("%q: %v", c, err)
		}
		s.now = s.now.Add(time.Minute)
	}
	s.choose("5", "opensesame", "second")
	s.start()
	s.try("opensesame", crm.CodeDenied)
	s.try("second", "")
	s.choose("", "second", "")
	if len(s.keys.kept) != 0 || s.store.kept[Setting] != "" {
		t.Errorf("left: %v, %v", s.keys.kept, s.store.kept)
	}
}

func TestTheVerifierTellsNoPassphrase(t *testing.T) {
	one, err := newVerifier("opensesame")
	if err != nil {
		t.Fatal(err)
	}
	two, _ := newVerifier("opensesame")
	if one == two || strings.Contains(one, "opensesame") {
		t.Errorf("%s %s", one, two)
	}
	for _, broken := range []string{"", "opensesame", "$argon2id$v=19$m=64,t=0,p=1$AAAA$AAAA", "$argon2id$v=19$m=99999999,t=1,p=1$AAAA$" + strings.Repeat("A", 43), one[:len(one)-30]} {
		if ok, err := verify(broken, "opensesame"); ok || crm.CodeOf(err) != crm.CodeCorrupt {
			t.Errorf("%q: %v, %v", broken, ok, err)
		}
	}
}
