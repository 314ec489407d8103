package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"satchel/cmd/internal/boot"
)

// desk is a database that verbs run on within the test.
type desk struct {
	t  *testing.T
	db string
}

func newDesk(t *testing.T) *desk { return &desk{t, filepath.Join(t.TempDir(), "satchel.db")} }

// call runs a verb and returns its exit code, results and messages.
func (d *desk) call(args ...string) (code int, out, messages string) {
	d.t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(d.t.Context(), append([]string{"--db", d.db}, args...), strings.NewReader("secret\n"), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// one runs a verb with JSON that must end with a code, and returns the object it prints.
func (d *desk) one(code int, args ...string) map[string]any {
	d.t.Helper()
	got, out, messages := d.call(append([]string{"--json"}, args...)...)
	var v map[string]any
	if err := json.Unmarshal([]byte(out), &v); err != nil || got != code {
		d.t.Fatalf("%v: exit %d, want %d; %v\n%s%s", args, got, code, err, out, messages)
	}
	return v
}

func TestExitCodesAndMessages(t *testing.T) {
	d := newDesk(t)
	deep := strings.Repeat("(", 60) + `last_name = "x"` + strings.Repeat(")", 60)
	for _, c := range []struct {
		code int
		says string // part of the message
		args []string
	}{
		{exitUsage, "A verb is missing.", nil},
		{exitUsage, `There is no verb "dance".`, []string{"dance"}},
		{exitUsage, `There is no verb "dance".`, []string{"help", "dance"}},
		{exitUsage, "list ENTITY", []string{"list"}},
		{exitUsage, `no entity "cat"`, []string{"list", "cat"}},
		{exitUsage, "nope", []string{"list", "contact", "--nope"}},
		{exitUsage, `no field "x"`, []string{"count", "contact", "--where", "x = 1"}},
		{exitUsage, "is not a date", []string{"count", "deal", "--where", "close_date < 2026-02-30"}},
		{exitUsage, "character 12", []string{"count", "contact", "--where", "last_name ="}},
		{exitUsage, "nested deeper", []string{"count", "contact", "--where", deep}},
		{exitUsage, `no field "nope"`, []string{"list", "contact", "--sort", "-nope"}},
		{exitUsage, "negative", []string{"search", "x", "--limit", "-4"}},
		{exitUsage, "negative", []string{"list", "contact", "--limit", "-4"}},
		{exitUsage, `no field "nope"`, []string{"add", "contact", "last_name=A", "nope=1"}},
		{exitUsage, "not field=value", []string{"add", "contact", "last_name"}},
		{exitUsage, "cannot be set", []string{"add", "contact", "id=x", "last_name=A"}},
		{exitUsage, "--dates", []string{"import", "contact", "x.csv", "--dates", "ymd"}},
		{exitUsage, "after --to", []string{"chart", "won", "--from", "2026-05-01", "--to", "2026-01-01"}},
		{exitUsage, "2026-02-30", []string{"chart", "won", "--from", "2026-02-30"}},
		{exitUsage, "pipeline", []string{"chart", "nope"}},
		{exitUsage, "--url", []string{"connect", "espocrm"}},
		{exitUsage, "--mine", []string{"resolve", "x"}},
		{exitFailed, "at most 600 months", []string{"chart", "won", "--from", "0001-01-01"}},
		{exitFailed, "at most 2 decimal places, like 123.45", []string{"add", "deal", "name=D", "amount=1.999"}},
		{exitFailed, "at most 0 decimal places, like 12345.", []string{"add", "deal", "name=D", "amount=1.9", "currency=JPY"}},
		{exitFailed, "2026-02-30", []string{"add", "deal", "name=D", "close_date=2026-02-30"}},
		{exitFailed, "10000 characters", []string{"add", "organisation", "name=" + strings.Repeat("N", 10000)}},
		{exitFailed, "not text", []string{"add", "contact", "last_name=\xff\xfe"}},
		{exitFailed, "nope", []string{"undo", "nope"}},
		{exitFailed, "nope", []string{"show", "contact", "nope"}},
		{exitFailed, "nope", []string{"add", "contact", "last_name=A", "organisation=nope"}},
		{exitFailed, "does not belong into the address", []string{"connect", "espocrm", "--url", "https://anna:secret@crm.example"}},
		{exitFailed, "does not belong into the address", []string{"connect", "memory", "--url", "memory://anna:secret@x"}},
		{exitFailed, "http://", []string{"connect", "espocrm", "--url", "http://crm.example"}},
		{exitFailed, "No online CRM", []string{"sync"}},
		{exitFailed, "folder", []string{"import", "contact", t.TempDir()}},
	} {
		code, out, messages := d.call(c.args...)
		if code != c.code || out != "" || !strings.Contains(messages, c.says) || strings.Contains(messages, "anna:secret") {
			t.Errorf("%v: exit %d, want %d\nout %q\nmessage %q, want %q", c.args, code, c.code, out, messages, c.says)
		}
	}
	if got := d.one(exitDone, "count", "contact"); got["count"].(float64) != 0 {
		t.Errorf("refused input was kept: %v", got)
	}
}

func TestControlCharactersDoNotReachTheTerminal(t *testing.T) {
	d := newDesk(t)
	name := "a\x1b[31mred\u202e\x07\tb\nc"
	id := d.one(exitDone, "add", "contact", "last_name="+name, "description=one\ntwo")["id"].(string)
	if got := d.one(exitDone, "show", "contact", id)["last_name"]; got != name {
		t.Errorf("JSON has %q", got)
	}
	for _, args := range [][]string{{"list", "contact"}, {"show", "contact", id}, {"search", "31mred"}} {
		_, out, _ := d.call(args...)
		if strings.ContainsAny(out, "\x1b\x07\u202e") || !strings.Contains(out, "red") {
			t.Errorf("%v printed %q", args, out)
		}
		if args[0] != "show" && strings.Count(out, "\n") != 1 {
			t.Errorf("%v: not one line: %q", args, out)
		}
	}
}

func TestCheckOfADamagedFileNeedsAPerson(t *testing.T) {
	d := newDesk(t)
	d.one(exitDone, "init", "--sample")
	raw, err := os.ReadFile(d.db)
	if err != nil {
		t.Fatal(err)
	}
	copy(raw[20000:], strings.Repeat("\xde\xad\xbe\xef", 256))
	if err := os.WriteFile(d.db, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := d.one(exitPartial, "check"); got["ok"] != false {
		t.Errorf("%v", got)
	}
	if code, out, _ := d.call("check"); code != exitPartial || !strings.Contains(out, "damaged") {
		t.Errorf("exit %d, %q", code, out)
	}
}

func TestUndoOverTheCommandLine(t *testing.T) {
	d := newDesk(t)
	id := d.one(exitDone, "add", "contact", "last_name=Lost", "emails=lost@x.example")["id"].(string)
	before := d.one(exitDone, "show", "contact", id)
	batch := d.one(exitDone, "delete", "contact", id)["batch"].(string)
	d.one(exitDone, "undo", batch)
	if after := d.one(exitDone, "show", "contact", id); after["emails"] == nil || after["created_at"] != before["created_at"] {
		t.Errorf("came back as %v", after)
	}
	if code, _, messages := d.call("undo", batch); code != exitFailed || !strings.Contains(messages, "already") {
		t.Errorf("undone twice: exit %d, %s", code, messages)
	}

	file := filepath.Join(t.TempDir(), "two.csv")
	if err := os.WriteFile(file, []byte("Last name,Email\nOne,one@x.example\nTwo,two@x.example\nBad,no mail\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	imported := d.one(exitPartial, "import", "contact", file)
	one := d.one(exitDone, "search", "one@x.example")["id"].(string)
	d.one(exitDone, "set", "contact", one, "title=Boss")
	undone := d.one(exitPartial, "undo", imported["batch"].(string))
	kept := undone["kept"].([]any)
	if len(kept) != 1 || kept[0].(map[string]any)["title"] != "One" || !strings.Contains(kept[0].(map[string]any)["reason"].(string), "changed since") || kept[0].(map[string]any)["id"] != one {
		t.Errorf("kept %v", kept)
	}
	if got := d.one(exitDone, "count", "contact"); got["count"].(float64) != 2 { // the lost one and One
		t.Errorf("%v", got)
	}
}

func TestMomentsOfTheStatusAreWrittenAsEverywhere(t *testing.T) {
	d := newDesk(t)
	if got := d.one(exitDone, "status"); got["connected"] != false || got["connection"] != nil {
		t.Errorf("%v", got)
	}
	t.Setenv("SATCHEL_SECRET", "any")
	d.one(exitDone, "connect", "memory", "--url", "memory://status?key=hidden#x")
	connection := d.one(exitDone, "status")["connection"].(map[string]any)
	if _, err := time.Parse(time.RFC3339, connection["since"].(string)); err != nil || connection["url"] != "memory://status" {
		t.Errorf("%v %v", connection, err)
	}
}

// TestAStoppedWatchIsDone: stopping is how a watch ends, not a failure.
func TestAStoppedWatchIsDone(t *testing.T) {
	d := newDesk(t)
	t.Setenv("SATCHEL_SECRET", "any")
	d.one(exitDone, "connect", "memory", "--url", "memory://watch")
	ctx, cancel := context.WithCancel(t.Context())
	var out, messages bytes.Buffer
	cancelling := writer(func(p []byte) (int, error) { cancel(); return out.Write(p) })
	if code := run(ctx, []string{"--db", d.db, "--json", "sync", "--watch"}, strings.NewReader(""), cancelling, &messages); code != exitDone {
		t.Errorf("exit %d: %s", code, messages.String())
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func TestRestoreWhileOpenIsRefused(t *testing.T) {
	d := newDesk(t)
	backup := filepath.Join(t.TempDir(), "b.db")
	d.one(exitDone, "backup", backup)
	_, end, err := boot.Open(t.Context(), boot.Options{File: d.db})
	if err != nil {
		t.Fatal(err)
	}
	if code, _, messages := d.call("restore", backup); code != exitFailed || !strings.Contains(messages, "open in another program") {
		t.Errorf("exit %d: %s", code, messages)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	if got := d.one(exitDone, "restore", backup); got["kept"] == "" {
		t.Errorf("%v", got)
	}
}

func TestTheFormOfAFileCanBeSaid(t *testing.T) {
	d := newDesk(t)
	file := filepath.Join(t.TempDir(), "odd.csv")
	if err := os.WriteFile(file, []byte("Last name|Job title|Birthday\nM\x9fller, Ana|Select|3/4/1980\n"), 0o600); err != nil { // ü of an old Mac
		t.Fatal(err)
	}
	for _, bad := range [][]string{{"--encoding", "EBCDIC"}, {"--delimiter", "#"}, {"--dates", "ymd"}, {"--leave", "--overwrite"}} {
		if code, _, _ := d.call(append([]string{"import", "contact", file}, bad...)...); code != exitUsage {
			t.Errorf("%v: exit %d", bad, code)
		}
	}
	d.one(exitDone, "import", "contact", file, "--encoding", "mac roman", "--delimiter", "|", "--dates", "mdy", "--blanks")
	id := d.one(exitDone, "search", "Müller")["id"].(string)
	if r := d.one(exitDone, "show", "contact", id); r["title"] != nil || r["birthday"] != "1980-03-04" {
		t.Errorf("%v", r)
	}
	d.one(exitDone, "import", "contact", file, "--delimiter", "|", "--leave", "--encoding", "Mac Roman")
}

func TestACalendarComesInOverTheCommandLine(t *testing.T) {
	d := newDesk(t)
	file := filepath.Join(t.TempDir(), "diary.ics")
	if err := os.WriteFile(file, []byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Fair\r\nDTSTART:20261203T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := d.one(exitDone, "import", "activity", file); got["new"].(float64) != 1 {
		t.Errorf("%v", got)
	}
	if got := d.one(exitDone, "import", "activity", file); got["new"].(float64) != 0 || got["existing"].(float64) != 1 {
		t.Errorf("again: %v", got)
	}
}

func TestAListIsExportedInTheFormOfItsName(t *testing.T) {
	d := newDesk(t)
	d.one(exitDone, "add", "contact", "last_name=Yes", "address.street=Lindenweg 4", "address.city=Berlin")
	d.one(exitDone, "add", "contact", "last_name=No", "do_not_mail=yes", "address.street=Lindenweg 4", "address.city=Berlin")
	dir := t.TempDir()
	for name, want := range map[string]float64{"a.csv": 2, "a.xlsx": 2, "a.vcf": 2, "a.pdf": 1} {
		if got := d.one(exitDone, "export", filepath.Join(dir, name), "--only", "contact"); got["count"].(float64) != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := d.one(exitDone, "export", filepath.Join(dir, "b.csv"), "--where", `last_name = "Yes"`, "--merge"); got["count"].(float64) != 1 {
		t.Errorf("%v", got)
	}
	d.one(exitDone, "export", filepath.Join(dir, "b.pdf"), "--labels", "5160")
	for _, bad := range [][]string{{"c.pdf", "--labels", "X1"}, {"c", "--merge"}, {"c.csv", "--where", "nope = 1"}} {
		if code, _, _ := d.call(append([]string{"export", filepath.Join(dir, bad[0])}, bad[1:]...)...); code != exitUsage {
			t.Errorf("%v: exit %d", bad, code)
		}
	}
}
