//go:build linux

// Package secrettest runs a test with a real keychain: inside a private message bus, with an empty home, so that it neither sees nor
// changes the keychain of the person who runs it.
package secrettest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"
)

const sessionVariable = "SATCHEL_TEST_SESSION"

// InSession tells whether this is the process inside the session of that part, whose home is home. If it is not, it runs the test once
// more as such a process and reports its failure. Without the programs it skips the test.
func InSession(t *testing.T, home, part string, programs ...string) bool {
	t.Helper()
	if os.Getenv(sessionVariable) != "" {
		return os.Getenv(sessionVariable) == part
	}
	for _, program := range append(programs, "dbus-run-session") {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	run := filepath.Join(home, "run")
	if err := os.MkdirAll(run, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--", os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.timeout", "1m") //nolint:gosec // the test itself
	cmd.Env = append(os.Environ(), sessionVariable+"="+part, "HOME="+home, "XDG_RUNTIME_DIR="+run,
		"XDG_DATA_HOME=", "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=", "GNOME_KEYRING_CONTROL=", "DISPLAY=", "WAYLAND_DISPLAY=")
	if out, err := Output(t, cmd); err != nil {
		t.Fatalf("%s: %v\n%s", part, err, out)
	}
	return false
}

// Output runs cmd and returns what it wrote. It goes through a file, not a pipe: helpers of the session would hold a pipe open.
func Output(t *testing.T, cmd *exec.Cmd) ([]byte, error) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "output"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	cmd.Stdout, cmd.Stderr = file, file
	if err := cmd.Run(); err != nil {
		out, _ := os.ReadFile(file.Name())
		return out, err
	}
	return os.ReadFile(file.Name())
}

// Start starts the session's keychain; it ends with the test, so that nothing writes into the home while that is removed. An empty
// password leaves it locked.
func Start(t *testing.T, password string) {
	t.Helper()
	mode := "--unlock"
	if password == "" {
		mode = "--start"
	}
	cmd := exec.CommandContext(t.Context(), "gnome-keyring-daemon", mode, "--components=secrets")
	cmd.Stdin = strings.NewReader(password)
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop("org.freedesktop.secrets"); err != nil {
			t.Error(err)
		}
	})
}

// stop ends the process that owns a name on the session's bus, and waits until it is gone.
func stop(name string) error {
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		return err
	}
	defer func() { _ = bus.Close() }()
	var pid uint32
	if err := bus.BusObject().Call("org.freedesktop.DBus.GetConnectionUnixProcessID", 0, name).Store(&pid); err != nil {
		return err
	}
	process, err := unix.PidfdOpen(int(pid), 0)
	if err != nil {
		return err
	}
	defer func() { _ = unix.Close(process) }()
	if err := unix.PidfdSendSignal(process, unix.SIGTERM, nil, 0); err != nil {
		return err
	}
	for {
		ended, err := unix.Poll([]unix.PollFd{{Fd: int32(process), Events: unix.POLLIN}}, 10_000) //nolint:gosec // a small number
		switch {
		case err == unix.EINTR:
			continue
		case err == nil && ended == 0:
			return fmt.Errorf("%s goes on, 10 seconds after it was told to end", name)
		}
		return err
	}
}
