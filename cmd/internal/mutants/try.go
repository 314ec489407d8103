package main

import (
	"cmp"
	"context"
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
	words      string        // why it was not tried
	took       time.Duration // of the tests, without building them
}

// limit is how long the tests of one mutant may take; one that hangs is caught, too.
const limit = 10 * time.Minute

// repository finds the root of the module that the program is run in.
func repository(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	file := strings.TrimSpace(string(out))
	if err != nil || filepath.Base(file) != "go.mod" {
		return "", errors.Join(errors.New("run this in a copy of the repository"), err)
	}
	return filepath.Dir(file), nil
}

// bench is where suites are built and run, one at a time.
type bench struct {
	ctx        context.Context
	root, dir  string
	operations int // of the simulation
}

// try builds the tests with a mutant and runs them.
func (b bench) try(m mutant) (result, error) {
	out := result{mutant: m, seeds: "-"}
	files, err := m.mutate(b.root)
	if err != nil { // no mistake was tried, so that this counts as one that survived
		out.operations, out.words = "not planted", err.Error()
		return out, nil
	}
	overlay, err := lay(b.root, b.dir, files)
	if err != nil {
		return out, err
	}
	s := m.tests()
	binary, words, err := b.build(s.pkg, "mutant", "-overlay", overlay)
	if err != nil {
		out.operations, out.words = "not built", words
		return out, nil
	}
	start := time.Now()
	words, out.killed, err = b.run(s, binary)
	out.took = time.Since(start)
	out.seeds, out.operations = figures(words)
	return out, err
}

// sound runs every suite without a mutant: one that fails by itself would kill whatever is planted. Each package is built once.
func (b bench) sound(suites []suite) error {
	binaries := map[string]string{}
	for _, s := range suites {
		if binaries[s.pkg] == "" {
			binary, words, err := b.build(s.pkg, strings.ReplaceAll(s.pkg, "/", "_"))
			if err != nil {
				return fmt.Errorf("%s cannot be built: %w\n%s", s.pkg, err, words)
			}
			binaries[s.pkg] = binary
		}
		words, failed, err := b.run(s, binaries[s.pkg])
		if err == nil && failed {
			_, operations := figures(words)
			err = fmt.Errorf("%s %s fails without any mutant (operations: %s), so that it would kill every one:\n%s", s.pkg, s.run, operations,
				words[max(0, len(words)-2000):])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b bench) build(pkg, name string, more ...string) (binary, words string, err error) {
	binary = filepath.Join(b.dir, name+".exe")
	build := exec.CommandContext(b.ctx, "go", append(append([]string{"test", "-c", "-o", binary}, more...), "./"+pkg)...) //nolint:gosec // our own list
	build.Dir = b.root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	return binary, string(out), err
}

// run runs a suite until its first failure. The shape of the failure does not matter here, so that no schedule is shortened.
func (b bench) run(s suite, binary string) (words string, failed bool, err error) {
	tests := exec.CommandContext(b.ctx, binary, "-test.failfast", "-test.v", "-test.timeout", limit.String(), "-test.run", cmp.Or(s.run, ".")) //nolint:gosec // as above
	tests.Dir = filepath.Join(b.root, filepath.FromSlash(s.pkg))
	tests.Env = append(os.Environ(), fmt.Sprintf("SATCHEL_SIM_OPS=%d", b.operations), "SATCHEL_SIM_SHRINK=0")
	out, err := tests.CombinedOutput()
	if b.ctx.Err() != nil {
		return "", false, b.ctx.Err()
	}
	words = string(out)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return words, true, nil
	}
	if err == nil && !strings.Contains(words, "--- PASS") {
		err = fmt.Errorf("%s has no test %s", s.pkg, s.run)
	}
	return words, false, err
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
