//go:build e2e

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"os/exec"
	"strings"

	"satchel/cmd/internal/boot"
)

// row is a record as the command line prints it.
type row map[string]any

// ctl runs the command line on the person's database; that something needs a person is no failure.
func (p *person) ctl(args ...string) string {
	p.Helper()
	cmd := exec.CommandContext(p.Context(), programs.ctl, append([]string{"--db", p.file, "--json"}, args...)...) //nolint:gosec // our own program
	cmd.Env = place.Environ()
	out, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) && failed.ExitCode() == 3 {
		err = nil
	}
	if err != nil {
		p.Fatalf("satchelctl %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func (p *person) read(into any, args ...string) {
	p.Helper()
	out := p.ctl(args...)
	if err := json.Unmarshal([]byte(out), into); err != nil {
		p.Fatalf("satchelctl %v: %v\n%s", args, err, out)
	}
}

func (p *person) count(entity, where string) int64 {
	p.Helper()
	args := []string{"count", entity}
	if where != "" {
		args = append(args, "--where", where)
	}
	var got struct{ Count int64 }
	p.read(&got, args...)
	return got.Count
}

// list lists records.
func (p *person) list(entity, where string) []row {
	p.Helper()
	args := []string{"list", entity, "--limit", "1000"}
	if where != "" {
		args = append(args, "--where", where)
	}
	var out []row
	lines := bufio.NewScanner(strings.NewReader(p.ctl(args...)))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r row
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			p.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// has waits until so many records fit.
func (p *person) has(n int64, entity, where string) {
	p.Helper()
	var got int64
	p.until(strings.TrimSpace(entity+" "+where), func() bool { got = p.count(entity, where); return got == n })
}

// drafts opens the database and returns what tells whether a record's half-typed form with these words is in it.
func (p *person) drafts(entity, id, words string) func() bool {
	p.Helper()
	a, end, err := boot.Open(p.Context(), boot.Options{File: p.file})
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() {
		if err := end(); err != nil {
			p.Error(err)
		}
	})
	return func() bool {
		text, err := a.Setting(p.Context(), "draft:"+entity+":"+id)
		if err != nil {
			p.Fatal(err)
		}
		return strings.Contains(text, words)
	}
}

// syncStatus is what the command line says about the sync.
type syncStatus struct {
	Waiting, Conflicts, Refused int
	Failing                     string `json:"failing_since"`
	Held                        []row
}

func (p *person) status() (st syncStatus) {
	p.Helper()
	p.read(&st, "status")
	return st
}
