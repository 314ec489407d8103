//go:build e2e

package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"satchel/app"
	"satchel/cmd/internal/boot"
)

// patience is how long the program may take for one act, on a slow machine.
const patience = 20 * time.Second

// person sits in front of the built program: keys go to its real window, and what came of them is read from the database.
type person struct {
	*testing.T
	desktop, ctl string // programs
	file         string // database
	program      *exec.Cmd
}

// TestAPersonsDay drives the built program by its keyboard: sample data, find, log, edit, undo, a crash while typing, clean up.
func TestAPersonsDay(t *testing.T) {
	p := newPerson(t)
	p.start("Satchel")

	p.keys("Tab", "Return") // the first button: sample data
	p.until("the sample data are there", func() bool { return p.count("contact", "") > 10 })
	p.see("Today")

	p.keys("ctrl+k")
	p.types("kanco")
	p.settled()
	p.keys("Return")
	p.see("Organisations")

	p.keys("ctrl+l")
	p.types("wants the spring catalogue")
	p.keys("ctrl+Return")
	p.until("the call is logged", func() bool { return p.count("activity", `subject = "wants the spring catalogue"`) == 1 })

	before := p.count("contact", "")
	p.goTo("ctrl+2", "Contacts")
	p.edit("Zebulon")
	p.keys("ctrl+s")
	p.until("the contact is saved", func() bool { return p.count("contact", `first_name = "Zebulon"`) == 1 })
	p.keys("ctrl+z")
	p.until("the edit is undone", func() bool { return p.count("contact", `first_name = "Zebulon"`) == 0 })

	p.goTo("ctrl+1", "Today")
	p.goTo("ctrl+2", "Contacts")
	p.edit("Halfway")
	p.until("what is typed is stored", p.isDraftStored)
	p.kill()
	p.start("Today")
	p.goTo("ctrl+2", "Contacts")
	p.keys("F2")
	p.settled()
	p.keys("ctrl+s")
	p.until("what was typed before the crash is saved", func() bool { return p.count("contact", `first_name = "Halfway"`) == 1 })
	p.keys("ctrl+z")
	p.until("that is undone", func() bool { return p.count("contact", `first_name = "Halfway"`) == 0 })
	if n := p.count("contact", ""); n != before {
		t.Errorf("there are %d contacts, and were %d", n, before)
	}

	p.keys("ctrl+k")
	p.types("remove sample")
	p.settled()
	p.keys("Return")
	p.until("the sample data are gone", func() bool { return p.count("contact", "") == 0 })
	if n := p.count("activity", `subject = "wants the spring catalogue"`); n != 1 {
		t.Errorf("of what was logged %d are left, want 1", n)
	}
	p.run(p.ctl, "--db", p.file, "check")
}

// newPerson builds the programs and sits down with a database that does not exist yet.
func newPerson(t *testing.T) *person {
	t.Helper()
	if os.Getenv("DISPLAY") == "" {
		t.Fatal("there is no screen; run scripts/e2e.sh")
	}
	dir := t.TempDir()
	p := &person{T: t, desktop: filepath.Join(dir, "satchel"), ctl: filepath.Join(dir, "satchelctl"), file: filepath.Join(dir, "satchel.db")}
	p.build(p.desktop, ".")
	p.build(p.ctl, "../satchelctl")
	return p
}

func (p *person) build(binary, pkg string) {
	p.Helper()
	p.run("go", "build", "-o", binary, pkg)
}

// run runs a program to its end and returns what it printed.
func (p *person) run(name string, args ...string) string {
	p.Helper()
	out, err := exec.CommandContext(p.Context(), name, args...).Output()
	if err != nil {
		p.Fatalf("%s %v: %v\n%s", filepath.Base(name), args, err, out)
	}
	return string(out)
}

// start opens the window and waits for its first page.
func (p *person) start(title string) {
	p.Helper()
	p.program = exec.Command(p.desktop, "--db", p.file)
	p.program.Stderr = os.Stderr
	if err := p.program.Start(); err != nil {
		p.Fatal(err)
	}
	p.Cleanup(p.kill)
	p.until("the window is open", func() bool { return p.title() != "" })
	if title != "Satchel" {
		p.see(title)
	}
	p.settled()
}

// kill ends the program as a crash would.
func (p *person) kill() {
	if p.program != nil {
		_ = p.program.Process.Kill()
		_ = p.program.Wait()
		p.program = nil
	}
}

// title is that of the program's window, "" if there is none.
func (p *person) title() string {
	id, err := exec.CommandContext(p.Context(), "xdotool", "search", "--onlyvisible", "--name", "Satchel$").Output()
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(id), "\n")
	name, err := exec.CommandContext(p.Context(), "xdotool", "getwindowname", first).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(name))
}

func (p *person) see(name string) {
	p.Helper()
	p.until("the page is "+name, func() bool { return p.title() == name+" – Satchel" })
	p.settled()
}

func (p *person) goTo(key, name string) {
	p.Helper()
	p.keys(key)
	p.see(name)
}

// edit opens the record in view and types over its first field.
func (p *person) edit(text string) {
	p.Helper()
	p.keys("F2")
	p.settled()
	p.keys("ctrl+a")
	p.types(text)
}

func (p *person) keys(keys ...string) {
	p.Helper()
	for _, key := range keys {
		p.run("xdotool", "key", "--clearmodifiers", key)
	}
}

func (p *person) types(text string) {
	p.Helper()
	p.run("xdotool", "type", "--delay", "20", text)
}

// settled waits until the screen has stopped changing, which is when a person goes on.
func (p *person) settled() {
	p.Helper()
	last, same := "", 0
	p.until("the screen is at rest", func() bool {
		now := p.run("import", "-window", "root", "-depth", "8", "rgb:-")
		if !alike(now, last) {
			same = 0
		}
		last = now
		same++
		return same > 3
	})
}

// alike compares two pictures; a blinking cursor makes no difference.
func alike(a, b string) bool {
	const cursor = 800 // bytes
	if len(a) != len(b) {
		return false
	}
	n := 0
	for i := range len(a) {
		if a[i] != b[i] {
			if n++; n > cursor {
				return false
			}
		}
	}
	return true
}

func (p *person) count(entity, where string) int64 {
	p.Helper()
	args := []string{"--db", p.file, "--json", "count", entity}
	if where != "" {
		args = append(args, "--where", where)
	}
	var got struct{ Count int64 }
	if err := json.Unmarshal([]byte(p.run(p.ctl, args...)), &got); err != nil {
		p.Fatal(err)
	}
	return got.Count
}

// isDraftStored tells whether some contact's half-typed form is in the database.
func (p *person) isDraftStored() bool {
	p.Helper()
	a, end, err := boot.Open(p.Context(), boot.Options{File: p.file})
	if err != nil {
		p.Fatal(err)
	}
	defer func() {
		if err := end(); err != nil {
			p.Error(err)
		}
	}()
	return p.hasDraft(p.Context(), a)
}

func (p *person) hasDraft(ctx context.Context, a *app.App) bool {
	var contact struct{ ID string }
	first := p.run(p.ctl, "--db", p.file, "--json", "list", "contact", "--sort", "name", "--limit", "1")
	if err := json.Unmarshal([]byte(first), &contact); err != nil {
		p.Fatal(err)
	}
	text, err := a.Setting(ctx, "draft:contact:"+contact.ID)
	if err != nil {
		p.Fatal(err)
	}
	return strings.Contains(text, "Halfway")
}

// until waits for something to come true, and fails when it takes too long.
func (p *person) until(what string, done func() bool) {
	p.Helper()
	p.within(patience, what, done)
}

// within is until with a patience of its own.
func (p *person) within(patience time.Duration, what string, done func() bool) {
	p.Helper()
	p.Log("waiting until", what)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); ; <-tick.C {
		if done() {
			return
		}
		if time.Now().After(end) {
			p.Fatalf("not within %v: %s (the window is %q)", patience, what, p.title())
		}
	}
}
