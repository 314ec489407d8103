//go:build e2e

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// script is a row of steps at one window. A step that fails does not keep the others from being tried.
type script struct {
	person *person
	lines  []line
}

// line is what became of a step.
type line struct {
	id, what, verdict string
	took, limit       time.Duration
}

// step does one step of the script and measures it from its first key to its result, the looking into the database included.
func (s *script) step(id, what string, limit time.Duration, do func(p *person)) {
	l := line{id: id, what: what, limit: limit, verdict: "not tried"}
	outer := s.person.T
	outer.Run(id, func(t *testing.T) {
		s.person.T = t
		l.verdict = "FAILED"
		begin := time.Now()
		defer func() {
			l.took = time.Since(begin)
			switch {
			case !t.Failed() && l.took > limit:
				l.verdict = "TOO SLOW"
				t.Errorf("took %v, may take %v", l.took, limit)
			case !t.Failed():
				l.verdict = "passed"
			default:
				s.person.picture("failed-" + id)
				s.calm()
			}
		}()
		do(s.person)
	})
	s.person.T = outer
	s.lines = append(s.lines, l)
}

// calm closes whatever lies over the window after a failure.
func (s *script) calm() {
	for range 4 {
		s.person.keys("Escape")
	}
}

// write prints the table, and keeps it where somebody asked for it.
func (s *script) write(name string) {
	var b strings.Builder
	out := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintf(out, "%s\t\ttook\tlimit\t\n", name)
	for _, l := range s.lines {
		_, _ = fmt.Fprintf(out, "%s\t%s\t%.1f s\t%.1f s\t%s\n", l.id, l.what, l.took.Seconds(), l.limit.Seconds(), l.verdict)
	}
	_ = out.Flush()
	_, _ = fmt.Fprint(os.Stdout, b.String())
	if dir := os.Getenv("SATCHEL_PICTURES"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, name+".txt"), []byte(b.String()), 0o600)
	}
}
