package boot

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"satchel/app/crm"
)

// rooms gives the test a folder for sockets: paths of sockets are short.
func rooms(t *testing.T) {
	dir, err := os.MkdirTemp("", "w")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	t.Setenv("XDG_RUNTIME_DIR", dir)
}

func TestASecondStartIsHandedToTheFirst(t *testing.T) {
	rooms(t)
	file := filepath.Join(t.TempDir(), "new", "satchel.db")
	first, err := OpenWindow(t.Context(), file, nil)
	if err != nil || first == nil {
		t.Fatal(first, err)
	}
	defer first.Close()
	told := make(chan []string, 1)
	first.Serve(func(args []string) { told <- args })
	for _, args := range [][]string{{"/x/customers.csv", "tel:+49 30 1"}, nil} {
		second, err := OpenWindow(t.Context(), file, args)
		if second != nil || err != nil {
			t.Fatalf("the second start has %v, %v", second, err)
		}
		if got := <-told; !slices.Equal(got, args) {
			t.Errorf("told %q, want %q", got, args)
		}
	}
	other, err := OpenWindow(t.Context(), filepath.Join(t.TempDir(), "satchel.db"), nil)
	if other == nil || err != nil {
		t.Fatalf("another file has %v, %v", other, err)
	}
	other.Close()
	first.Close()
	again, err := OpenWindow(t.Context(), file, nil)
	if again == nil || err != nil {
		t.Fatalf("after the first is closed: %v, %v", again, err)
	}
	again.Close()
}

const windowVariable = "SATCHEL_TEST_WINDOW"

// TestACrashedWindowIsNoWindow kills a process that has the window; its socket stays.
func TestACrashedWindowIsNoWindow(t *testing.T) {
	if file := os.Getenv(windowVariable); file != "" {
		if w, err := OpenWindow(t.Context(), file, nil); w == nil || err != nil {
			t.Fatal(w, err)
		}
		fmt.Println("\nopen")
		_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed
		return
	}
	rooms(t)
	file := filepath.Join(t.TempDir(), "satchel.db")
	other := exec.CommandContext(t.Context(), os.Args[0], "-test.run", t.Name())
	other.Env = append(os.Environ(), windowVariable+"="+file)
	if _, err := other.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != "open"; {
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait()
	if _, err := os.Stat(meeting(file)); err != nil {
		t.Fatalf("the test proves nothing: %v", err)
	}
	w, err := OpenWindow(t.Context(), file, nil)
	if w == nil || err != nil {
		t.Fatalf("after a crash: %v, %v", w, err)
	}
	defer w.Close()
	w.Serve(func([]string) {})
	if second, err := OpenWindow(t.Context(), file, nil); second != nil || err != nil {
		t.Errorf("a second start after a crash: %v, %v", second, err)
	}
}

func TestAWindowThatCannotBeReached(t *testing.T) {
	rooms(t)
	file := filepath.Join(t.TempDir(), "satchel.db")
	w, err := OpenWindow(t.Context(), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	_ = w.listen.Close()
	if _, err := OpenWindow(t.Context(), file, nil); crm.CodeOf(err) != crm.CodeBusy || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("the second start says %v", err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "unix", meeting(file)) // answers nonsense
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		if c, err := l.Accept(); err == nil {
			_ = c.Close()
		}
	}()
	if _, err := OpenWindow(t.Context(), file, nil); crm.CodeOf(err) != crm.CodeBusy {
		t.Errorf("a process that hangs up: %v", err)
	}
}

func TestWhereWindowsCannotBeLockedEverybodyOpens(t *testing.T) {
	rooms(t)
	file := filepath.Join(t.TempDir(), "satchel.db")
	if err := os.Mkdir(file+"-window", 0o700); err != nil {
		t.Fatal(err)
	}
	w, err := OpenWindow(t.Context(), file, nil)
	if w == nil || err != nil {
		t.Fatalf("%v, %v", w, err)
	}
	w.Serve(func([]string) {})
	w.Close()
}
