//go:build linux

// Package secrettest runs a test with a real keychain: inside a private message bus, with an empty home, so that it neither sees nor
// changes the keychain of the person who runs it.
package secrettest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

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
	// What the session leaves behind becomes a child of this process, which can therefore wait until nothing writes into the home any more.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), sessionVariable+"="+part, "HOME="+home, "XDG_RUNTIME_DIR="+run,
		"XDG_DATA_HOME=", "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=", "GNOME_KEYRING_CONTROL=", "DISPLAY=", "WAYLAND_DISPLAY=")
	out, err := Output(t, cmd)
	if err := endChildren(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s", part, err, out)
	}
	return false
}

// endChildren tells every child of this process to end, and returns when they have: the session's keychain and what its bus started.
// Those that go on for that long are killed.
func endChildren(patience time.Duration) error {
	signal := unix.SIGTERM
	for {
		pid, err := child()
		if pid == 0 || err != nil {
			return err
		}
		process, err := unix.PidfdOpen(pid, 0)
		if err != nil {
			return fmt.Errorf("process %d: %w", pid, err)
		}
		err = end(process, signal, patience)
		_ = unix.Close(process)
		switch {
		case errors.Is(err, errGoesOn):
			signal = unix.SIGKILL
		case err != nil:
			return fmt.Errorf("process %d: %w", pid, err)
		}
	}
}

var errGoesOn = errors.New("goes on after it was told to end")

// end sends a signal to a child and waits until it has ended.
func end(process int, signal unix.Signal, patience time.Duration) error {
	if err := unix.PidfdSendSignal(process, signal, nil, 0); err != nil && err != unix.ESRCH {
		return err
	}
	for {
		ready, err := unix.Poll([]unix.PollFd{{Fd: int32(process), Events: unix.POLLIN}}, int(patience.Milliseconds())) //nolint:gosec // a small number
		switch {
		case err == unix.EINTR:
		case err != nil:
			return err
		case ready == 0:
			return errGoesOn
		default:
			return unix.Waitid(unix.P_PIDFD, process, nil, unix.WEXITED, nil)
		}
	}
}

// child returns a child of this process, or zero.
func child() (int, error) {
	threads, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		return 0, err
	}
	for _, thread := range threads {
		list, err := os.ReadFile(thread)
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, unix.ESRCH) {
			return 0, err
		}
		if pids := strings.Fields(string(list)); len(pids) > 0 {
			return strconv.Atoi(pids[0])
		}
	}
	return 0, nil
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

// Start starts the session's keychain. An empty password leaves it locked.
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
}
