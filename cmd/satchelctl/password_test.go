package main

import (
	"bytes"
	"strings"
	"testing"

	"satchel/hub/hubtest"
	"satchel/storage/secret"
)

// TestTheHubsPasswordFromTheCommandLine changes it: the old one signs nobody in any more.
func TestTheHubsPasswordFromTheCommandLine(t *testing.T) {
	t.Setenv(secret.Variable, hubtest.Password)
	h := hubtest.Start(t)
	d := join(t, h, "viewer")
	ask := func(lines string, args ...string) (int, string) {
		t.Helper()
		var out, messages bytes.Buffer
		code := run(t.Context(), append([]string{"--db", d.db}, args...), strings.NewReader(lines), &out, &messages)
		return code, out.String() + messages.String()
	}
	if code, said := ask(hubtest.Password+"\n", "password"); code != exitUsage {
		t.Errorf("one line: %d %s", code, said)
	}
	if code, said := ask("guess\nanother-password\n", "password"); code != exitFailed || !strings.Contains(said, "present password") {
		t.Errorf("a guess: %d %s", code, said)
	}
	if code, said := ask(hubtest.Password+"\nanother-password\n", "password"); code != exitDone {
		t.Errorf("the change: %d %s", code, said)
	}
	if code, said := ask("", "sync"); code != exitFailed || !strings.Contains(said, "does not accept this address and password") {
		t.Errorf("with the old one: %d %s", code, said)
	}
	t.Setenv(secret.Variable, "another-password")
	for _, verb := range []string{"sync", "sign-out-others", "sync"} {
		if code, said := ask("", verb); code != exitDone {
			t.Errorf("%s with the new one: %d %s", verb, code, said)
		}
	}
}
