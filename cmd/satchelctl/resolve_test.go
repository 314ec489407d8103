package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"satchel/sync/espocrm/espotest"
)

// lines runs a verb and returns the objects that it prints.
func (d *desk) lines(code int, args ...string) (out []map[string]any) {
	d.t.Helper()
	got, text, messages := d.call(append([]string{"--json"}, args...)...)
	if got != code {
		d.t.Fatalf("%v: exit %d, want %d\n%s%s", args, got, code, text, messages)
	}
	for line := range strings.Lines(text) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			d.t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// TestTheInboxIsAnsweredFromTheCommandLine lets a colleague and us change the same title of three people.
func TestTheInboxIsAnsweredFromTheCommandLine(t *testing.T) {
	t.Setenv("SATCHEL_SECRET", canaryKey)
	d := newDesk(t)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	server := espotest.New(func() time.Time { return at })
	for _, u := range []espotest.User{
		{UserName: "sync", Type: "api", APIKey: canaryKey, Role: espotest.FullRole()},
		{UserName: "anna", Type: "regular", LastName: "Anna", Role: espotest.FullRole()},
	} {
		if _, err := server.AddUser(u); err != nil {
			t.Fatal(err)
		}
	}
	web := httptest.NewServer(server)
	defer web.Close()
	var ids []string
	for i := range 3 {
		ids = append(ids, d.one(exitDone, "add", "lead", fmt.Sprint("name=Lead ", i), "company=A")["id"].(string))
	}
	if got := d.one(exitDone, "connect", "espocrm", "--url", web.URL); len(got["guarantee"].([]any)) < 4 {
		t.Errorf("connect promises %v", got["guarantee"])
	}
	if st := d.one(exitDone, "status", "--limit", "2"); len(st["outbox"].([]any)) != 2 || st["outbox"].([]any)[0].(map[string]any)["what"] != "created" {
		t.Errorf("status %v", st["outbox"])
	}
	d.one(exitDone, "sync")
	for i, r := range server.All("Lead") {
		if err := server.Update("anna", "Lead", r["id"].(string), map[string]any{"accountName": fmt.Sprint("Theirs ", i)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range ids {
		d.one(exitDone, "set", "lead", id, "company=Mine")
	}
	at = at.Add(time.Minute)
	d.one(exitPartial, "sync")
	box := d.lines(exitPartial, "inbox")
	if len(box) != 3 || box[0]["alike"].(float64) != 3 {
		t.Fatalf("inbox %v", box)
	}
	first := box[0]["id"].(string)
	for _, wrong := range [][]string{
		{"resolve", first}, {"resolve", first, "--mine", "--theirs"}, {"resolve", first, "--all-like"}, {"resolve", first, "--set", "company=x", "--undo"},
	} {
		if code, _, _ := d.call(wrong...); code != exitUsage {
			t.Errorf("%v: exit %d", wrong, code)
		}
	}
	if code, _, messages := d.call("resolve", first, "--candidate", "1"); code != exitFailed || !strings.Contains(messages, "0 candidates") {
		t.Errorf("a candidate: exit %d, %s", code, messages)
	}
	d.one(exitDone, "resolve", first, "--set", "company=Both")
	record := box[0]["record"].(string)
	if got := d.one(exitDone, "show", "lead", record)["company"]; got != "Both" {
		t.Errorf("company %v", got)
	}
	if decided := d.lines(exitDone, "inbox", "--decided"); len(decided) != 1 || decided[0]["choice"] != "edited" {
		t.Errorf("decided %v", decided)
	}
	d.one(exitDone, "resolve", first, "--undo")
	if got := d.one(exitDone, "show", "lead", record)["company"]; !strings.HasPrefix(got.(string), "Theirs") {
		t.Errorf("company %v after taking the answer back", got)
	}
	if all := d.one(exitDone, "resolve", first, "--all-like", "--mine"); all["resolved"].(float64) != 3 {
		t.Errorf("all alike: %v", all)
	}
	at = at.Add(time.Minute)
	d.one(exitDone, "sync")
	for _, r := range server.All("Lead") {
		if r["accountName"] != "Mine" {
			t.Errorf("there: %v", r["accountName"])
		}
	}
	if len(d.lines(exitDone, "inbox")) != 0 {
		t.Error("something stays in the inbox")
	}
}
