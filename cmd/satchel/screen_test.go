//go:build e2e

package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Without a screen the program says so, and touches nothing.
func TestWithoutAScreenTheProgramSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "satchel.db")
	cmd := exec.CommandContext(t.Context(), programs.desktop, "--db", file)
	cmd.Env = append(place.Environ(), "DISPLAY=", "WAYLAND_DISPLAY=")
	out, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	if !errors.As(err, &failed) || failed.ExitCode() != 1 || !strings.Contains(string(out), "There is no screen") || strings.Contains(string(out), "goroutine") {
		t.Errorf("%v: %s", err, out)
	}
}
