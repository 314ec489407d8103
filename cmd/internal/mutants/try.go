package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// result is what became of a mutant.
type result struct {
	mutant
	killed     bool
	seeds      string // until the first failure, "-" where the suite has none
	operations string
	took       time.Duration // of the tests, without building them
}

// limit is how long the tests of one mutant may take; one that hangs is caught, too.
const limit = 15 * time.Minute

// repository finds the root of the module that the program is run in.
func repository() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	file := strings.TrimSpace(string(out))
	if err != nil || filepath.Base(file) != "go.mod" {
		return "", errors.Join(errors.New("run this in a copy of the repository"), err)
	}
	return filepath.Dir(file), nil
}

// try builds the tests with a mutant and runs them.
func try(root, dir string, m mutant, operations int) (result, error) {
	out := result{mutant: m}
	files, err := m.mutate(root)
	if err != nil { // no mistake was tried, so that this counts as one that survived
		fmt.Fprintln(os.Stderr, err)
		out.seeds, out.operations = "-", "not planted"
		return out, nil
	}
	overlay, err := lay(root, dir, files)
	if err != nil {
		return out, err
	}
	s := m.tests()
	binary := filepath.Join(dir, "tests.exe")
	build := exec.Command("go", "test", "-c", "-overlay", overlay, "-o", binary, "./"+s.pkg) //nolint:gosec // our own list
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if words, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s cannot be built: %v\n%s", m.name, err, words)
		out.seeds, out.operations = "-", "not built"
		return out, nil
	}
	tests := exec.Command(binary, "-test.failfast", "-test.v", "-test.timeout", limit.String(), "-test.run", cmp.Or(s.run, ".")) //nolint:gosec // as above
	tests.Dir = filepath.Join(root, filepath.FromSlash(s.pkg))
	tests.Env = append(os.Environ(), fmt.Sprintf("SATCHEL_SIM_OPS=%d", operations))
	start := time.Now()
	words, err := tests.CombinedOutput()
	out.took = time.Since(start)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return out, err
	}
	if out.killed = err != nil; !out.killed && !strings.Contains(string(words), "--- PASS") {
		return out, fmt.Errorf("%s: %s has no test %s", m.name, s.pkg, s.run)
	}
	out.seeds, out.operations = figures(string(words))
	return out, nil
}

// lay writes the changed files and the overlay that puts them in the place of ours.
func lay(root, dir string, files map[string]string) (string, error) {
	replace := map[string]string{}
	for name, text := range files {
		target := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(target, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(root, filepath.FromSlash(name))] = target
	}
	raw, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	return file, os.WriteFile(file, raw, 0o600)
}

var (
	failed = regexp.MustCompile(`FAILED seed (\d+) after (\d+) operations`)
	seed   = regexp.MustCompile(`SATCHEL_SIM_SEED=(\d+)`)
	passed = regexp.MustCompile(`(\d+) operations, (\d+) seeds`)
)

// figures reads how far a simulation came.
func figures(words string) (seeds, operations string) {
	if m := failed.FindStringSubmatch(words); m != nil {
		return m[1], m[2]
	}
	if m := passed.FindStringSubmatch(words); m != nil {
		return m[2], m[1]
	}
	if m := seed.FindStringSubmatch(words); m != nil {
		return m[1], "-"
	}
	return "-", "-"
}
