package boot

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/uuid"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/memory"
)

const holderVariable = "SATCHEL_TEST_HOLDS"

// connected opens a file that is connected with an empty CRM.
func connected(t *testing.T, file string) *app.App {
	t.Setenv("SATCHEL_SECRET", "any")
	a, end := openApp(t, file)
	t.Cleanup(func() { end() })
	if _, err := a.Connect(t.Context(), replica.Connection{Provider: "memory", URL: memory.Scheme + uuid.NewString()}, "any"); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestOnlyOneInstanceSyncsAtATime(t *testing.T) {
	file := filepath.Join(t.TempDir(), "satchel.db")
	a := connected(t, file)
	b, endB := openApp(t, file)
	defer endB()
	_, err := a.Sync.(*syncer).alone(t.Context(), nil, func(ctx context.Context) (replica.Round, error) {
		_, err := b.Sync.Round(ctx, nil)
		if crm.CodeOf(err) != crm.CodeBusy || !strings.Contains(err.Error(), "another Satchel") {
			t.Errorf("two instances sync at once: %v", err)
		}
		return replica.Round{}, errors.New("ended")
	})
	if err == nil || err.Error() != "ended" {
		t.Errorf("the round gave %v", err)
	}
	for _, x := range []*app.App{b, a} {
		if _, err := x.Sync.Round(t.Context(), nil); err != nil {
			t.Errorf("after the other's round: %v", err)
		}
	}
	if info, err := os.Stat(file + "-sync"); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the lock file is %v, %v", info, err)
	}
}

// TestAKilledInstanceBlocksNobody kills a process that is in the middle of a round.
func TestAKilledInstanceBlocksNobody(t *testing.T) {
	if file := os.Getenv(holderVariable); file != "" {
		if _, err := lock(file); err != nil {
			t.Fatal(err)
		}
		fmt.Println("\nholds")
		_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed
		return
	}
	file := filepath.Join(t.TempDir(), "satchel.db")
	a := connected(t, file)
	other := exec.CommandContext(t.Context(), os.Args[0], "-test.run", t.Name())
	other.Env = append(os.Environ(), holderVariable+"="+file)
	_, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != "holds"; {
	}
	if _, err := a.Sync.Round(t.Context(), nil); crm.CodeOf(err) != crm.CodeBusy {
		t.Errorf("a round beside that of another process: %v", err)
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait()
	if _, err := a.Sync.Round(t.Context(), nil); err != nil {
		t.Errorf("a round directly after the other process was killed: %v", err)
	}
}

func TestTwoNamesOfOneFileAreOneLock(t *testing.T) {
	file := filepath.Join(t.TempDir(), "satchel.db")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "other.db")
	if err := os.Symlink(file, name); err != nil {
		t.Skip(err)
	}
	end, err := lock(file)
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	if _, err := lock(name); crm.CodeOf(err) != crm.CodeBusy {
		t.Errorf("the second name gives %v", err)
	}
}

func TestWhereNothingCanBeLocked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "satchel.db")
	if err := os.Mkdir(file+"-sync", 0o700); err != nil {
		t.Fatal(err)
	}
	a := connected(t, file)
	_, err := a.Sync.Round(t.Context(), nil)
	if crm.CodeOf(err) == crm.CodeInternal || !strings.Contains(fmt.Sprint(err), file+"-sync") {
		t.Errorf("a folder in the place of the lock file: %v", err)
	}
	for err, want := range map[error]crm.Code{syscall.ENOSYS: crm.CodeUnavailable, syscall.EACCES: crm.CodeDenied} {
		got := explainLock("x-sync", &os.PathError{Op: "flock", Path: "x-sync", Err: err})
		if crm.CodeOf(got) != want || !errors.Is(got, err) || !strings.Contains(got.Error(), "Nothing was exchanged") {
			t.Errorf("%v is explained as %v", err, got)
		}
	}
}
