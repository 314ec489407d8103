package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"satchel/app/crm"
)

func TestFilesOverTheCommandLine(t *testing.T) {
	d := newDesk(t)
	dir := t.TempDir()
	source, out := filepath.Join(dir, "Offer 7.pdf"), filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(source, []byte("%PDF-1.7\x00\xff"), 0o600); err != nil {
		t.Fatal(err)
	}
	ticket := d.one(exitDone, "add", "ticket", "subject=Broken")["id"].(string)
	file := d.one(exitDone, "attach", "ticket", ticket, source)
	if file["name"] != "Offer 7.pdf" || file["about"] != ticket || file["size"] != 10.0 || file["type"] != "application/pdf" || len(file["content"].(string)) != 64 {
		t.Fatal(file)
	}
	id := file["id"].(string)
	if code, printed, _ := d.call("file", id); code != exitDone || printed != "%PDF-1.7\x00\xff" {
		t.Errorf("%d %q", code, printed)
	}
	if _, listed, said := d.call("--json", "list", "file", "--where", `about = "`+ticket+`"`); strings.Count(listed, id) != 1 {
		t.Errorf("%s %s", listed, said)
	}
	if _, found, said := d.call("--json", "search", "offer"); !strings.Contains(found, id) {
		t.Errorf("%s %s", found, said)
	}
	gone := d.one(exitDone, "delete", "file", id)
	if code, _, said := d.call("file", id, out); code != exitFailed {
		t.Error(code, said)
	}
	d.one(exitDone, "undo", gone["batch"].(string))
	d.one(exitDone, "file", id, out)
	if got, err := os.ReadFile(out); err != nil || string(got) != "%PDF-1.7\x00\xff" {
		t.Errorf("%q %v", got, err)
	}
	if code, _, said := d.call("file", id, out); code != exitFailed || !strings.Contains(said, "nothing was overwritten") {
		t.Error(code, said)
	}

	export := filepath.Join(dir, "export")
	d.one(exitDone, "export", export)
	other := newDesk(t)
	other.one(exitDone, "import", "ticket", filepath.Join(export, "everything.json"))
	if code, printed, said := other.call("file", id); code != exitDone || printed != "%PDF-1.7\x00\xff" {
		t.Errorf("%d %q %s", code, printed, said)
	}
}

func TestBadFilesAreRefused(t *testing.T) {
	d := newDesk(t)
	dir := t.TempDir()
	large := filepath.Join(dir, "large.iso")
	f, err := os.Create(large)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(4 << 30); err != nil { // a hole, not bytes
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	small := filepath.Join(dir, "small.txt")
	if err := os.WriteFile(small, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	ticket := d.one(exitDone, "add", "ticket", "subject=Broken")["id"].(string)
	user := d.one(exitDone, "add", "user", "name=U")["id"].(string)
	cases := []struct {
		says string
		args []string
	}{
		{"is a folder", []string{"attach", "ticket", ticket, dir}},
		{"There is no file gone.txt", []string{"attach", "ticket", ticket, filepath.Join(dir, "gone.txt")}},
		{"larger than 25 MB", []string{"attach", "ticket", ticket, large}},
		{"can be attached to", []string{"attach", "user", user, small}},
		{"no ticket", []string{"attach", "ticket", "nope", small}},
		{"no file", []string{"file", "nope"}},
		{"from its name alone", []string{"add", "file", "name=x", "about=" + ticket}},
	}
	if runtime.GOOS != "windows" {
		cases = append(cases, struct {
			says string
			args []string
		}{"a device or a pipe", []string{"attach", "ticket", ticket, os.DevNull}})
	}
	for _, c := range cases {
		code, out, said := d.call(c.args...)
		if code != exitFailed || out != "" || !strings.Contains(strings.ToLower(said), strings.ToLower(c.says)) {
			t.Errorf("%v: exit %d, %q, %q", c.args, code, out, said)
		}
	}
	if n := d.one(exitDone, "count", "file")["count"]; n != 0.0 {
		t.Errorf("%v files", n)
	}
	odd := filepath.Join(dir, "evil\x1b[2J\u202etxt.exe")
	if runtime.GOOS != "windows" {
		if err := os.WriteFile(odd, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := d.one(exitDone, "attach", "ticket", ticket, odd)["name"]; got != crm.FileName(filepath.Base(odd)) || got != "evil[2Jtxt.exe" {
			t.Errorf("%q", got)
		}
	}
}
