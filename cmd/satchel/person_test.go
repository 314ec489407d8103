//go:build e2e

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long the program may take for one act, on a slow machine.
const patience = 30 * time.Second

// person sits in front of the built program: keys and the pointer go to its real window, what is on the screen is read from it, and
// what came of it is read from the database by the command line.
type person struct {
	*testing.T
	file    string // database
	program *exec.Cmd
	id      string // of the window
}

// newPerson sits down with a database that does not exist yet.
func newPerson(t *testing.T) *person {
	t.Helper()
	p := &person{T: t, file: filepath.Join(t.TempDir(), "satchel.db")}
	t.Cleanup(p.kill)
	return p
}

// run runs a program of this session to its end and returns what it printed.
func (p *person) run(name string, args ...string) string {
	p.Helper()
	cmd := exec.CommandContext(p.Context(), name, args...)
	cmd.Env = place.Environ()
	out, err := cmd.Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			out = append(out, failed.Stderr...)
		}
		p.Fatalf("%s %v: %v\n%s", filepath.Base(name), args, err, out)
	}
	return string(out)
}

// start opens the window and waits for its first page; "" = that of an empty database. env is added to the environment.
func (p *person) start(title string, env ...string) {
	p.Helper()
	p.opens(env...)
	if title == "" {
		p.sees("Try it with sample data")
		return
	}
	p.see(title)
}

// opens opens the window.
func (p *person) opens(env ...string) {
	p.Helper()
	p.program = exec.Command(programs.desktop, "--db", p.file) //nolint:noctx // ended by kill
	p.program.Env = append(append(place.Environ(), "FYNE_SCALE=1", probeVariable+"="+p.socket(), "PATH="+deskPrograms()+":"+os.Getenv("PATH")), env...)
	p.program.Stderr = os.Stderr
	_ = os.Remove(p.socket())
	if err := p.program.Start(); err != nil {
		p.Fatal(err)
	}
	p.until("the window is open", func() bool {
		p.id = p.search()
		_, err := p.ask()
		return p.id != "" && err == nil
	})
}

// socket is where the program tells what is seen. The path of a socket is short.
func (p *person) socket() string { return filepath.Join(place.Home, "probe") }

// search finds the window; "" if there is none.
func (p *person) search() string {
	cmd := exec.CommandContext(p.Context(), "xdotool", "search", "--onlyvisible", "--name", "Satchel$")
	cmd.Env = place.Environ()
	out, _ := cmd.Output() // fails where there is none
	id, _, _ := strings.Cut(string(out), "\n")
	return id
}

// kill ends the program as a crash would.
func (p *person) kill() {
	if p.program != nil {
		_ = p.program.Process.Kill()
		_ = p.program.Wait()
		p.program = nil
	}
}

// sleeps stops the program for a while, as it is when the lid is closed.
func (p *person) sleeps(d time.Duration) {
	p.Helper()
	if err := p.program.Process.Signal(syscall.SIGSTOP); err != nil {
		p.Fatal(err)
	}
	<-time.After(d)
	if err := p.program.Process.Signal(syscall.SIGCONT); err != nil {
		p.Fatal(err)
	}
}

// quit ends the program as a person does, by closing the window.
func (p *person) quit() {
	p.Helper()
	if err := p.program.Process.Signal(syscall.SIGTERM); err != nil {
		p.Fatal(err)
	}
	_ = p.program.Wait()
	p.program = nil
}

// ask asks the program what is seen.
func (p *person) ask() (seen, error) {
	c, err := new(net.Dialer).DialContext(p.Context(), "unix", p.socket())
	if err != nil {
		return seen{}, err
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(patience))
	var s seen
	err = json.NewDecoder(c).Decode(&s)
	return s, err
}

// now is what is seen now.
func (p *person) now() seen {
	p.Helper()
	s, err := p.ask()
	if err != nil {
		p.Fatalf("the window does not answer: %v", err)
	}
	return s
}

// all is every text on the screen, in order.
func (s seen) all() string {
	words := make([]string, len(s.Texts))
	for i, t := range s.Texts {
		words[i] = t.Text
	}
	return strings.Join(words, " ")
}

// find finds the frontmost text that is, or else begins with, or else contains a word.
func (s seen) find(word string) (text, bool) {
	for _, fits := range []func(string, string) bool{func(a, b string) bool { return a == b }, strings.HasPrefix, strings.Contains} {
		for i := len(s.Texts) - 1; i >= 0; i-- {
			if fits(s.Texts[i].Text, word) {
				return s.Texts[i], true
			}
		}
	}
	return text{}, false
}

// sees waits until all words are on the screen.
func (p *person) sees(words ...string) {
	p.Helper()
	p.until(fmt.Sprintf("%q is to be seen", words), func() bool {
		all := p.now().all()
		for _, w := range words {
			if !strings.Contains(all, w) {
				return false
			}
		}
		return true
	})
}

// see waits for a page by its name in the window's title.
func (p *person) see(name string) {
	p.Helper()
	p.until("the page is "+name, func() bool { return p.now().Title == name+" – Satchel" })
}

// toasted waits for a message.
func (p *person) toasted(words string) {
	p.Helper()
	p.until("the message "+words, func() bool { return strings.Contains(p.now().Toast, words) })
}

func (p *person) goTo(key, name string) {
	p.Helper()
	p.keys(key)
	p.see(name)
	p.settled()
}

// does runs a command or opens a record through the palette: words are typed, and the first entry has to begin like entry.
func (p *person) does(words, entry string) {
	p.Helper()
	p.keys("ctrl+k")
	p.sees("Find, go, do")
	p.types(words)
	p.until("the first entry is "+entry, func() bool { return strings.HasPrefix(first(p.now()), entry) })
	p.keys("Return")
}

// first is the entry of the palette that Enter takes: the first text below the field.
func first(s seen) string {
	best := text{Y: 1e6}
	head, ok := text{}, false
	for _, t := range s.Texts {
		switch {
		case !t.Over:
		case !ok:
			head, ok = t, true // what is typed
		case t.Y > head.Y+head.H && (t.Y < best.Y || t.Y < best.Y+best.H/2 && t.X < best.X):
			best = t
		}
	}
	return best.Text
}

// edit opens the record in view and types over its first field.
func (p *person) edit(text string) {
	p.Helper()
	p.keys("F2")
	p.sees("Save")
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

// saves saves the form in view and waits until it is closed.
func (p *person) saves() {
	p.Helper()
	p.keys("ctrl+s")
	p.until("the form is closed", func() bool {
		return !slices.ContainsFunc(p.now().Texts, func(t text) bool { return t.Text == "Save" })
	})
}

func (p *person) types(text string) {
	p.Helper()
	p.run("xdotool", "type", "--delay", "12", text)
}

// clicks presses a word on the screen.
func (p *person) clicks(word string) {
	p.Helper()
	var t text
	p.until("there is "+word+" to click", func() (ok bool) { t, ok = p.now().find(word); return ok })
	p.click(int(t.X+t.W/2), int(t.Y+t.H/2))
}

// picks presses an entry of the menu that is open.
func (p *person) picks(entry string) {
	p.Helper()
	p.until("there is the entry "+entry, func() bool { t, ok := p.now().find(entry); return ok && t.Over })
	p.clicks(entry)
}

// clicksNear presses that of several equal words which is nearest behind another text.
func (p *person) clicksNear(word, text string) {
	p.Helper()
	s := p.now()
	at, ok := s.find(text)
	if !ok {
		p.Fatalf("there is no %s", text)
	}
	best, least := at, float32(1e9)
	for _, t := range s.Texts {
		dx, dy := t.X-at.X, 4*(t.Y-at.Y) // a line is read along
		if d := dx*dx + dy*dy; t.Text == word && dx >= 0 && d < least {
			best, least = t, d
		}
	}
	p.click(int(best.X+best.W/2), int(best.Y+best.H/2))
}

// besides is the last text in the line of another one.
func (p *person) besides(text string) string {
	p.Helper()
	s := p.now()
	at, ok := s.find(text)
	if !ok {
		p.Fatalf("there is no %s", text)
	}
	last := at
	for _, t := range s.Texts {
		if t.Y > at.Y-6 && t.Y < at.Y+6 && t.X > last.X && t.X < at.X+600 {
			last = t
		}
	}
	return last.Text
}

// click presses the pointer's button in the window.
func (p *person) click(x, y int) {
	p.Helper()
	p.run("xdotool", "mousemove", "--window", p.id, fmt.Sprint(x), fmt.Sprint(y), "click", "1")
}

// scrolls turns the wheel down over a place in the window.
func (p *person) scrolls(x, y int) {
	p.Helper()
	p.run("xdotool", "mousemove", "--window", p.id, fmt.Sprint(x), fmt.Sprint(y), "click", "--repeat", "15", "5")
}

// until waits for something to come true, and fails when it takes too long.
func (p *person) until(what string, done func() bool) {
	p.Helper()
	p.within(patience, what, done)
}

// within is until with a patience of its own.
func (p *person) within(patience time.Duration, what string, done func() bool) {
	p.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); ; <-tick.C {
		if done() {
			return
		}
		if time.Now().After(end) {
			s, _ := p.ask()
			p.Fatalf("not within %v: %s\nthe window is %q, its message %q, its state %q, and it shows:\n%s", patience, what, s.Title, s.Toast, s.Status, s.all())
		}
	}
}
