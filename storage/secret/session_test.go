//go:build linux

package secret

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"satchel/app/crm"
	"satchel/storage/secret/secrettest"
)

// Each test runs once more inside a session of its own: see secrettest.

const (
	account = "ann https://crm.example.org"
	value   = "pässword with \"quotes\"\nand lines"
)

func TestRealKeychain(t *testing.T) {
	home := t.TempDir()
	for _, part := range []struct {
		name string
		run  func(*testing.T)
	}{{"open", keepsSecret}, {"locked", refusesWhileLocked}, {"again", hasSecretAgain}} {
		if secrettest.InSession(t, home, part.name, "gnome-keyring-daemon") {
			part.run(t)
			return
		}
	}
}

func keepsSecret(t *testing.T) {
	secrettest.Start(t, "master")
	s, ctx := New(), t.Context()
	_, err := s.Get(ctx, account)
	wantCode(t, err, crm.CodeNotFound)
	for _, v := range []string{"older", value} {
		if err := s.Set(ctx, account, v); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Get(ctx, account); err != nil || got != value {
		t.Fatalf("got %q, %v", got, err)
	}
	_, err = s.Get(ctx, "bob https://crm.example.org")
	wantCode(t, err, crm.CodeNotFound)
}

func refusesWhileLocked(t *testing.T) {
	noFileHolds(t, os.Getenv("HOME"), "pässword")
	secrettest.Start(t, "")
	for range 2 * slots {
		start := time.Now()
		_, err := New().Get(t.Context(), account)
		if code := crm.CodeOf(err); code != crm.CodeDenied && code != crm.CodeTimeout {
			t.Fatalf("a locked keychain gives %v", err)
		}
		if took := time.Since(start); took > patience+time.Second {
			t.Fatalf("took %v", took)
		}
	}
}

func hasSecretAgain(t *testing.T) {
	secrettest.Start(t, "master")
	s, ctx := New(), t.Context()
	if got, err := s.Get(ctx, account); err != nil || got != value {
		t.Fatalf("the next session got %q, %v", got, err)
	}
	if err := s.Delete(ctx, account); err != nil {
		t.Fatal(err)
	}
	_, err := s.Get(ctx, account)
	wantCode(t, err, crm.CodeNotFound)
}

func noFileHolds(t *testing.T, folder, text string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		files++
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(text)) {
			t.Errorf("%s holds the secret in the clear", path)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("looked into %d files: %v", files, err)
	}
}

// silent is a keychain that takes requests and never answers them. It ends with its process: if it let go earlier, the bus would
// start a true keychain to answer in its place.
type silent struct{ asked *atomic.Int32 }

func (s silent) OpenSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	s.hang()
	panic("unreachable")
}

func (s silent) Unlock([]dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	s.hang()
	panic("unreachable")
}

func (s silent) hang() { s.asked.Add(1); select {} }

func TestSilentKeychain(t *testing.T) {
	if !secrettest.InSession(t, t.TempDir(), "silent") {
		return
	}
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	keychain := silent{asked: new(atomic.Int32)}
	if err := bus.Export(keychain, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service"); err != nil {
		t.Fatal(err)
	}
	if reply, err := bus.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the name is taken: %v, %v", reply, err)
	}

	s, start := New(), time.Now()
	s.patience = 200 * time.Millisecond
	wantCode(t, s.Set(t.Context(), "ann", "secret"), crm.CodeTimeout)
	_, err = s.Get(t.Context(), "ann")
	wantCode(t, err, crm.CodeTimeout)
	wantCode(t, s.Delete(t.Context(), "ann"), crm.CodeTimeout)
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("three calls took %v", took)
	}
	if got := keychain.asked.Load(); got != slots {
		t.Errorf("the keychain was asked %d times, want %d", got, slots)
	}
}
