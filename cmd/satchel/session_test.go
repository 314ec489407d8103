//go:build e2e

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"satchel/cmd/internal/screen"
)

// programs are built once for all tests: the window with its probe, and the command line.
var programs struct{ desktop, ctl string }

// place is where the person of all tests sits.
var place *screen.Session

func TestMain(m *testing.M) {
	code, err := atAPlace(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

// atAPlace builds the programs, starts screen, message bus and keychain, runs the tests and ends all of it.
func atAPlace(m *testing.M) (code int, err error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "satchel-e2e")
	if err != nil {
		return 1, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	bin := os.Getenv("SATCHEL_PROGRAMS") // a folder with both, built with -tags e2e; "" = build them
	built := bin != ""
	if !built {
		bin = dir
	}
	programs.desktop, programs.ctl = filepath.Join(bin, "satchel"), filepath.Join(bin, "satchelctl")
	for binary, pkg := range map[string]string{programs.desktop: ".", programs.ctl: "../satchelctl"} {
		if built {
			break
		}
		if out, err := exec.CommandContext(ctx, "go", "build", "-tags", "e2e", "-o", binary, pkg).CombinedOutput(); err != nil { //nolint:gosec // our own programs
			return 1, fmt.Errorf("build %s: %w\n%s", pkg, err, out)
		}
	}
	if place, err = screen.NewSession(ctx, dir, true); err != nil {
		return 1, err
	}
	code = m.Run()
	return code, place.Stop()
}
