package secret

import (
	"context"
	"errors"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"satchel/app"
	"satchel/app/crm"
)

var _ app.Keychain = (*Store)(nil)

// open returns a store over whatever the library is set to, without asking for a message bus.
func open() *Store {
	s := New()
	s.reachable = func() error { return nil }
	return s
}

func wantCode(t *testing.T, err error, want crm.Code) {
	t.Helper()
	if got := crm.CodeOf(err); got != want {
		t.Fatalf("code %q of error %v, want %q", got, err, want)
	}
}

func TestStoreKeepsOneSecretPerAccount(t *testing.T) {
	keyring.MockInit()
	s, ctx := open(), t.Context()
	for account, value := range map[string]string{"ann a": "one", "bob a": "two"} {
		if err := s.Set(ctx, account, "older"); err != nil {
			t.Fatal(err)
		}
		if err := s.Set(ctx, account, value); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Get(ctx, "ann a"); err != nil || got != "one" {
		t.Fatalf("ann has %q, %v", got, err)
	}
	if err := s.Delete(ctx, "ann a"); err != nil {
		t.Fatal(err)
	}
	_, err := s.Get(ctx, "ann a")
	wantCode(t, err, crm.CodeNotFound)
	if err := s.Delete(ctx, "ann a"); err != nil {
		t.Fatalf("deleting what is gone: %v", err)
	}
	if got, err := s.Get(ctx, "bob a"); err != nil || got != "two" {
		t.Fatalf("bob has %q, %v", got, err)
	}
}

func TestStoreRefusesEmptyInput(t *testing.T) {
	keyring.MockInit()
	s, ctx := open(), t.Context()
	wantCode(t, s.Set(ctx, "ann", ""), crm.CodeInvalid)
	wantCode(t, s.Set(ctx, "", "secret"), crm.CodeInvalid)
	wantCode(t, s.Delete(ctx, ""), crm.CodeInvalid)
	_, err := s.Get(ctx, "")
	wantCode(t, err, crm.CodeInvalid)
}

func TestErrorsHaveACodeAndNoSecret(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want crm.Code
	}{
		{keyring.ErrNotFound, crm.CodeNotFound},
		{keyring.ErrSetDataTooBig, crm.CodeInvalid},
		{keyring.ErrUnsupportedPlatform, crm.CodeUnavailable},
		{errors.New("connection refused"), crm.CodeUnavailable},
		{errors.New("failed to unlock correct collection 'login'"), crm.CodeDenied},
		{fs.ErrPermission, crm.CodeDenied},
	} {
		keyring.MockInitWithError(tt.err)
		s := open()
		_, err := s.Get(t.Context(), "ann")
		for _, err := range []error{err, s.Set(t.Context(), "ann", "hunter2")} {
			wantCode(t, err, tt.want)
			var ours *crm.Error
			if !errors.As(err, &ours) || ours.Field != crm.FieldSecret {
				t.Errorf("%v does not tell that it is about the secret", err)
			}
			if !errors.Is(err, tt.err) {
				t.Errorf("%v lost its cause %v", err, tt.err)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the secret stands in %q", err)
			}
		}
		if tt.want != crm.CodeNotFound {
			wantCode(t, s.Delete(t.Context(), "ann"), tt.want)
		}
	}
}

func TestAHangingKeychainEndsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, release := open(), make(chan struct{})
		hang := func() (string, error) { <-release; return "late", nil }
		for range cap(s.slots) {
			start := time.Now()
			_, err := s.call(t.Context(), "ann", hang)
			wantCode(t, err, crm.CodeTimeout)
			if took := time.Since(start); took != patience {
				t.Errorf("took %v, want %v", took, patience)
			}
		}

		asked := false
		_, err := s.call(t.Context(), "ann", func() (string, error) { asked = true; return "", nil })
		wantCode(t, err, crm.CodeTimeout)
		if asked {
			t.Error("one more call went to a keychain that hangs already")
		}

		close(release)
		got, err := s.call(t.Context(), "ann", func() (string, error) { return "here", nil })
		if err != nil || got != "here" {
			t.Errorf("after the keychain woke up: %q, %v", got, err)
		}
	})
}

func TestACanceledCallEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, release := open(), make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(time.Second, cancel)
		_, err := s.call(ctx, "ann", func() (string, error) { <-release; return "", nil })
		wantCode(t, err, crm.CodeCanceled)
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %v after a cancel at 1 s", took)
		}
		close(release)

		_, err = s.call(ctx, "ann", func() (string, error) { t.Error("asked although canceled"); return "", nil })
		wantCode(t, err, crm.CodeCanceled)
	})
}

func TestAPanicOfTheLibraryIsAnError(t *testing.T) {
	_, err := open().call(t.Context(), "ann", func() (string, error) { panic("bus closed") })
	wantCode(t, err, crm.CodeUnavailable)
}

func TestNoMessageBusMeansNoKeychain(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the keychain of this system needs no message bus")
	}
	keyring.MockInit() // proves that the library is not even asked
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	wantCode(t, New().Set(t.Context(), "ann", "secret"), crm.CodeUnavailable)
	_, err := open().Get(t.Context(), "ann")
	wantCode(t, err, crm.CodeNotFound)
}

func TestFromEnv(t *testing.T) {
	t.Setenv(Variable, "")
	if got, ok := FromEnv(); ok || got != "" {
		t.Errorf("an empty variable gives %q, %v", got, ok)
	}
	t.Setenv(Variable, " key ")
	if got, ok := FromEnv(); !ok || got != " key " {
		t.Errorf("got %q, %v", got, ok)
	}
}
