// Package hubtest runs the real program satchel-hub for tests, on a free port of this machine.
package hubtest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// BinaryVariable names a built satchel-hub to be used in place of one that the test builds.
const BinaryVariable = "SATCHEL_HUB_BINARY"

// Password is that of every user made here.
const Password = "a-password-of-tests"

var built struct {
	sync.Once
	folder, binary, template string
	err                      error
}

// Main runs the tests of a package and removes what [Start] made for all of them.
func Main(m *testing.M) {
	code := m.Run()
	if built.folder != "" {
		if err := os.RemoveAll(built.folder); err != nil {
			fmt.Fprintln(os.Stderr, "hubtest:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// build makes the program, and a folder with the users ROLE@example.org, one for each role, and other@example.org, a second member.
func build() {
	if built.folder, built.err = os.MkdirTemp("", "satchel-hub"); built.err != nil {
		return
	}
	if built.binary = os.Getenv(BinaryVariable); built.binary == "" {
		built.binary = filepath.Join(built.folder, "satchel-hub")
		cmd := exec.CommandContext(context.Background(), "go", "build", "-o", built.binary, "satchel/cmd/satchel-hub") //nolint:gosec // ours
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w\n%s", err, out)
			return
		}
	}
	built.template = filepath.Join(built.folder, "template")
	for _, name := range []string{"owner", "member", "viewer", "other"} {
		role := name
		if name == "other" {
			role = "member"
		}
		if _, built.err = run(built.template, "user", "add", name+"@example.org", "--name", name, "--role", role, "--password", Password); built.err != nil {
			return
		}
	}
}

func run(dir string, args ...string) (string, error) {
	out, err := exec.CommandContext(context.Background(), built.binary, append(args, "--dir", dir)...).CombinedOutput() //nolint:gosec // the program under test
	if err != nil {
		err = fmt.Errorf("satchel-hub %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return string(out), err
}

// Hub is a running hub.
type Hub struct {
	URL, Dir string

	t   testing.TB
	cmd *exec.Cmd
}

// Start starts a hub with the users of [build] and no records; it is killed at the end of the test.
func Start(t testing.TB) *Hub {
	t.Helper()
	built.Do(build)
	if built.err != nil {
		t.Fatal(built.err)
	}
	h := &Hub{t: t, Dir: filepath.Join(t.TempDir(), "hub")}
	if err := os.CopyFS(h.Dir, os.DirFS(built.template)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Kill)
	h.Serve("127.0.0.1:0")
	return h
}

// Serve starts the program at an address. "" is the one that it had.
func (h *Hub) Serve(address string) {
	h.t.Helper()
	if address == "" {
		address = strings.TrimPrefix(h.URL, "http://")
	}
	h.cmd = exec.CommandContext(context.Background(), built.binary, "serve", "--dir", h.Dir, "--http", address) //nolint:gosec // as above
	h.cmd.Stderr = os.Stderr
	out, err := h.cmd.StdoutPipe()
	if err == nil {
		err = h.cmd.Start()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, url, ok := strings.Cut(strings.TrimSpace(line), " answers at ")
	if err != nil || !ok {
		h.t.Fatalf("the hub says %q, %v", line, err)
	}
	h.URL = url
}

// Kill ends the program at once, as a power cut would.
func (h *Hub) Kill() {
	if h.cmd == nil {
		return
	}
	_ = h.cmd.Process.Kill() // it may have ended by itself
	_ = h.cmd.Wait()         // the error is that it was killed
	h.cmd = nil
}

// Try runs another command of the program on the hub's folder, which may be served meanwhile.
func (h *Hub) Try(args ...string) (string, error) { return run(h.Dir, args...) }

// Run is [Hub.Try] for what must succeed.
func (h *Hub) Run(args ...string) string {
	h.t.Helper()
	out, err := run(h.Dir, args...)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

// Memory is the most memory in bytes that the program took so far; 0 where the system does not tell.
func (h *Hub) Memory() int64 {
	h.t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		var kB int64
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kB); n == 1 {
			return kB << 10
		}
	}
	return 0
}

// PID is the process of the running program.
func (h *Hub) PID() int { return h.cmd.Process.Pid }
