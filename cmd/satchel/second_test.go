//go:build e2e

package main

import (
	"strings"
	"testing"
)

// TestASecondStart starts the program once more on the same file, and after a crash.
func TestASecondStart(t *testing.T) {
	p := newPerson(t)
	p.start("")
	p.clicks("Start")
	p.see("Today")
	p.settled()
	said := p.run(programs.desktop, "--db", p.file, "okafor")
	if !strings.Contains(said, "already") {
		t.Errorf("the second start says %q", said)
	}
	p.sees("Adaeze Okafor")
	p.picture("second-start")
	p.kill()
	p.start("Today")
}
