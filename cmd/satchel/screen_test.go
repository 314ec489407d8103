//go:build e2e

package main

import (
	"bytes"
	"errors"
	"image/png"
	"os"
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

// settled waits until the screen has stopped changing, which is when a person goes on. A blinking cursor makes no difference.
func (p *person) settled() {
	p.Helper()
	const cursor = 800 // bytes
	var last []byte
	same := 0
	p.until("the screen is at rest", func() bool {
		now, err := place.Read(place.All(), nil)
		if err != nil {
			p.Fatal(err)
		}
		if differing(now, last) > cursor {
			same = 0
		}
		last = now
		same++
		return same > 8
	})
}

// differing counts the bytes that differ.
func differing(a, b []byte) int {
	if bytes.Equal(a, b) {
		return 0
	}
	if len(a) != len(b) {
		return len(a) + len(b)
	}
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// picture keeps what is on the screen, if somebody wants to look at it.
func (p *person) picture(name string) {
	p.Helper()
	dir := os.Getenv("SATCHEL_PICTURES")
	if dir == "" {
		return
	}
	img, err := place.Picture()
	if err != nil {
		p.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, name+".png")) //nolint:gosec // named by the test
	if err == nil {
		err = errors.Join(png.Encode(f, img), f.Close())
	}
	if err != nil {
		p.Fatal(err)
	}
}
