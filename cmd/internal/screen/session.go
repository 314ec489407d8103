package screen

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Session is a person's place at a computer: a home, a screen, a message bus and an open keychain, all of them empty and gone at the end.
type Session struct {
	*Screen
	Home string
	bus  *exec.Cmd
}

// NewSession starts one in dir. keychain = false leaves the person without a keychain.
func NewSession(ctx context.Context, dir string, keychain bool) (*Session, error) {
	s := &Session{Home: filepath.Join(dir, "home")}
	var err error
	for _, d := range []string{s.Home, filepath.Join(s.Home, "run")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("make a home: %w", err)
		}
	}
	if s.Screen, err = Start(ctx, 1440, 900); err != nil {
		return nil, err
	}
	if !keychain {
		return s, nil
	}
	if err := s.startKeychain(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func (s *Session) startKeychain(ctx context.Context) error {
	s.bus = exec.CommandContext(ctx, "dbus-daemon", "--session", "--nofork", "--print-address=1", //nolint:gosec // in the session's own home
		"--address=unix:path="+s.busFile())
	out, err := s.bus.StdoutPipe()
	if err == nil {
		s.bus.Env = s.Environ()
		err = s.bus.Start()
	}
	if err != nil {
		s.bus = nil
		return fmt.Errorf("start the message bus: %w", err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // it answers from now on
		return fmt.Errorf("start the message bus: %w", err)
	}
	keys := exec.CommandContext(ctx, "gnome-keyring-daemon", "--unlock", "--components=secrets") // goes on by itself, and ends with the bus
	keys.Stdin = strings.NewReader("test")
	keys.Env = s.Environ()
	if err := keys.Run(); err != nil {
		return fmt.Errorf("start the keychain: %w", err)
	}
	return nil
}

func (s *Session) busFile() string { return filepath.Join(s.Home, "run", "bus") }

// Environ is what programs of this session are started with: those of the caller without what would lead to the caller's own session.
// Without a keychain the bus is one that does not exist, so that nobody starts another.
func (s *Session) Environ() []string {
	var env []string
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(e, "=")
		switch name {
		case "WAYLAND_DISPLAY", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "GNOME_KEYRING_CONTROL", "SATCHEL_DB", "SATCHEL_SECRET":
		default:
			env = append(env, e)
		}
	}
	return append(env, "HOME="+s.Home, "DISPLAY="+s.Display, "XDG_RUNTIME_DIR="+filepath.Join(s.Home, "run"),
		"DBUS_SESSION_BUS_ADDRESS=unix:path="+s.busFile(), "LANG=en_US.UTF-8", "LC_ALL=en_US.UTF-8")
}

// Stop ends all of it.
func (s *Session) Stop() error {
	var errs []error
	if s.bus != nil {
		errs = append(errs, stop(s.bus))
	}
	return errors.Join(append(errs, s.Screen.Stop())...)
}
