package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

const top = "../.."

func text(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// found is what a pattern's group stands for in a text.
func found(t *testing.T, text, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)` + pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("there is no %s", pattern)
	}
	return m[1]
}

// understood asks the program for help about a command line, which it gives if it knows the verb and the flags.
func understood(t *testing.T, args ...string) {
	t.Helper()
	var out bytes.Buffer
	if code := run(t.Context(), append(args, "--help"), &out, &out); code != 0 || !strings.Contains(out.String(), "Usage:") {
		t.Errorf("%v is not understood: %s", args, out.String())
	}
}

// TestTheDockerfileIsTrue does what the Dockerfile says, without Docker: what it copies and builds is there, its Go is one that the module
// takes, and the program knows the words that it is started with.
func TestTheDockerfileIsTrue(t *testing.T) {
	file := text(t, "Dockerfile")
	if here := found(t, file, `docker build -f (\S+)`); here != "cmd/satchel-hub/Dockerfile" {
		t.Errorf("the comment names %s", here)
	}
	image, module := found(t, file, `^FROM golang:(\S+) AS build`), found(t, text(t, filepath.Join(top, "go.mod")), `^go (\S+)`)
	if !strings.HasPrefix(module+".", image+".") {
		t.Errorf("the image has Go %s, the module wants %s", image, module)
	}
	build := found(t, file, `^RUN (CGO_ENABLED=0 go build .*) && mkdir -m 700 /data$`)
	if runtime.GOOS != "windows" {
		out := filepath.Join(t.TempDir(), "satchel-hub")
		cmd := exec.CommandContext(t.Context(), "sh", "-ec", strings.Replace(build, "/satchel-hub ", out+" ", 1)) //nolint:gosec // ours
		cmd.Dir = top
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", build, err, said)
		}
		if info, err := os.Stat(out); err != nil || info.Mode()&0o100 == 0 {
			t.Errorf("nothing to run was built: %v", err)
		}
	}
	var entry, arguments []string
	for pattern, into := range map[string]*[]string{`^ENTRYPOINT (.*)$`: &entry, `^CMD (.*)$`: &arguments} {
		if err := json.Unmarshal([]byte(found(t, file, pattern)), into); err != nil {
			t.Fatal(err)
		}
	}
	understood(t, append(entry[1:], arguments...)...)
	if port := found(t, file, `^EXPOSE (\d+)`); !strings.HasSuffix(arguments[len(arguments)-1], ":"+port) {
		t.Errorf("it exposes %s and listens at %v", port, arguments)
	}
	if volume := found(t, file, `^VOLUME (\S+)`); entry[len(entry)-1] != volume || !strings.Contains(file, "mkdir -m 700 "+volume) {
		t.Errorf("the data are kept in %s, the program's are in %v", volume, entry)
	}
}

// TestTheUnitIsTrue reads the unit as systemd does, where there is one, and tries its words on the program.
func TestTheUnitIsTrue(t *testing.T) {
	unit := text(t, "satchel-hub.service")
	start := strings.Fields(found(t, unit, `^ExecStart=(.*)$`))
	understood(t, start[1:]...)
	state := "/var/lib/" + found(t, unit, `^StateDirectory=(\S+)`)
	if !strings.Contains(strings.Join(start, " "), "--dir "+state+" ") || !strings.Contains(unit, "user add anna@example.org --role owner --dir "+state) {
		t.Errorf("the unit keeps its data in %s, and starts %v", state, start)
	}
	understood(t, "user", "add", "anna@example.org", "--role", "owner", "--dir", state)
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("systemd-analyze is not here: the unit was read by nobody else")
		return
	}
	program := filepath.Join(t.TempDir(), "satchel-hub") // its place in the unit is taken only where it is installed
	from, err := os.Open(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(program, os.O_CREATE|os.O_WRONLY, 0o700) //nolint:gosec // it has to be a program
	if err == nil {
		_, err = io.Copy(to, from)
	}
	if err == nil {
		err = to.Close()
	}
	copied := filepath.Join(t.TempDir(), "satchel-hub.service")
	if err == nil {
		err = os.WriteFile(copied, []byte(strings.Replace(unit, start[0], program, 1)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), verify, "verify", copied).CombinedOutput(); err != nil || len(bytes.TrimSpace(said)) > 0 { //nolint:gosec // systemd's
		t.Errorf("systemd says %v\n%s", err, said)
	}
}
