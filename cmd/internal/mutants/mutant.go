package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// mutant is one planted mistake.
type mutant struct {
	name   string
	breaks string // the promise, as numbered in the simulation, and in words
	edits  []edit
	suite  suite // that has to fail; zero = the simulation
}

// edit replaces the only occurrence of a text in a file of the repository.
type edit struct {
	file     string
	old, new string
}

// suite is a package of tests and the tests in it.
type suite struct {
	pkg string // below the root of the repository
	run string // pattern of names, "" = all
}

var simulation = suite{pkg: "cmd/internal/simulate", run: "TestSchedulesInMemory"}

func (m mutant) tests() suite {
	if m.suite == (suite{}) {
		return simulation
	}
	return m.suite
}

// mutate returns the changed files of a mutant by their names in the repository, and that each is still a program.
func (m mutant) mutate(root string) (map[string]string, error) {
	out := map[string]string{}
	for _, e := range m.edits {
		text, ok := out[e.file]
		if !ok {
			raw, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.file)))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", m.name, err)
			}
			text = string(raw)
		}
		if n := strings.Count(text, e.old); n != 1 {
			return nil, fmt.Errorf("%s: this occurs %d times in %s, not once:\n%s", m.name, n, e.file, e.old)
		}
		out[e.file] = strings.Replace(text, e.old, e.new, 1)
	}
	for name, text := range out {
		if _, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution); err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return out, nil
}
