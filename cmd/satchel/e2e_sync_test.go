//go:build e2e

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"satchel/sync/espocrm/espotest"
)

// apiKey is typed into the wizard and must only be in the keychain afterwards.
const apiKey = "9a8b7c6d5e4f30211203f4e5d6c7b8a9"

// office is the team's EspoCRM on this computer: a model of the server behind a real port, which can be unplugged.
type office struct {
	*espotest.Server
	t     *testing.T
	at    string // address
	web   *http.Server
	reads atomic.Int64
	slow  atomic.Int64 // nanoseconds that an answer takes
}

// TestADayWithTheTeam drives the built program against a model of EspoCRM: connect with the wizard, the first load, an edit that is
// sent, a network that is gone, a conflict, a refused record, and an answer with one key.
func TestADayWithTheTeam(t *testing.T) {
	p, o := newPerson(t), newOffice(t)
	p.start("Satchel")
	p.goToByName("connect", "Connection")
	p.types("http://" + o.at)
	p.keys("Tab", "Tab")
	p.types(apiKey)
	p.keys("Return")
	p.until("the sign-in is tested", func() bool { return o.reads.Load() > 2 })
	p.settled()
	p.picture("wizard-tested")
	o.slow.Store(int64(300 * time.Millisecond)) // to see the numbers of the first load
	p.keys("Return")
	p.see("Inbox")
	p.picture("first-load")
	o.slow.Store(0)
	p.until("the team's contacts are here", func() bool { return p.count("contact", "") == 60 })
	p.settled()
	p.picture("loaded")

	p.goTo("ctrl+2", "Contacts")
	p.edit("Zebulon")
	o.slow.Store(int64(time.Second))
	p.keys("ctrl+s")
	p.picture("to-send")
	p.until("the edit is in EspoCRM", func() bool { return o.has("firstName", "Zebulon") })
	o.slow.Store(0)
	p.until("nothing waits any more", func() bool { return p.status().Waiting == 0 })
	p.settled()
	p.picture("all-sent")

	o.unplug()
	p.edit("Mine")
	p.keys("ctrl+s")
	p.until("the edit is stored", func() bool { return p.count("contact", `first_name = "Mine"`) == 1 })
	p.keys("F5")
	p.within(time.Minute, "the window says offline", func() bool { return p.status().Failing != "" })
	p.settled()
	p.picture("offline")
	o.change("Zebulon", "Theirs")
	o.plug()
	p.within(2*time.Minute, "it recovers by itself and asks", func() bool { return p.status().Conflicts == 1 })
	if n := p.count("contact", `first_name = "Theirs"`); n != 1 {
		t.Errorf("theirs is live in %d contacts, want 1", n)
	}
	p.click(90, -12) // the status line
	p.see("Inbox")
	p.picture("question")
	p.keys("alt+Down", "Return") // use mine
	p.until("mine is in EspoCRM", func() bool { return o.has("firstName", "Mine") })
	p.settled()
	p.picture("answered")

	p.goTo("ctrl+2", "Contacts")
	p.edit(strings.Repeat("Long ", 24))
	p.keys("ctrl+s")
	p.until("the refused record waits", func() bool { return p.status().Refused == 1 })
	p.goToByName("inbox", "Inbox")
	p.picture("refused")
	p.secretIsSafe()
}

func newOffice(t *testing.T) *office {
	o := &office{Server: espotest.New(time.Now), t: t}
	for _, u := range []espotest.User{
		{UserName: "sync", Type: "api", APIKey: apiKey, Role: espotest.FullRole()},
		{UserName: "ben", FirstName: "Ben", LastName: "Okoro", Type: "regular", Role: espotest.FullRole()},
	} {
		if _, err := o.AddUser(u); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 60 {
		if _, err := o.Create("ben", "Contact", map[string]any{"firstName": fmt.Sprintf("Anna %02d", i), "lastName": "Customer"}); err != nil {
			t.Fatal(err)
		}
	}
	o.plug()
	t.Cleanup(o.unplug)
	return o
}

// ServeHTTP answers as the model does, as slowly as the line is.
func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.reads.Add(1)
	<-time.After(time.Duration(o.slow.Load()))
	o.Server.ServeHTTP(w, r)
}

// plug lets the server answer, always at the same address.
func (o *office) plug() {
	var port net.ListenConfig
	at := o.at
	if at == "" {
		at = "127.0.0.1:0"
	}
	l, err := port.Listen(o.t.Context(), "tcp", at)
	if err != nil {
		o.t.Fatal(err)
	}
	o.at, o.web = l.Addr().String(), &http.Server{Handler: o, ReadHeaderTimeout: patience}
	go func(s *http.Server) {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			o.t.Error(err)
		}
	}(o.web)
}

// unplug lets every connection fail.
func (o *office) unplug() {
	if err := o.web.Close(); err != nil {
		o.t.Error(err)
	}
}

// has tells whether a contact has a value.
func (o *office) has(field, value string) bool {
	for _, r := range o.All("Contact") {
		if r[field] == value {
			return true
		}
	}
	return false
}

// change lets a colleague rename a contact.
func (o *office) change(from, to string) {
	o.t.Helper()
	for _, r := range o.All("Contact") {
		if r["firstName"] == from {
			if err := o.Update("ben", "Contact", r["id"].(string), map[string]any{"firstName": to}); err != nil {
				o.t.Fatal(err)
			}
			return
		}
	}
	o.t.Fatalf("no contact is called %s", from)
}

// goToByName finds a page by a word.
func (p *person) goToByName(word, title string) {
	p.Helper()
	p.keys("ctrl+k")
	p.types(word)
	p.settled()
	p.keys("Return")
	p.see(title)
}

// click presses the pointer's button in the window; a negative height counts from the foot.
func (p *person) click(x, y int) {
	p.Helper()
	id, _, _ := strings.Cut(p.run("xdotool", "search", "--onlyvisible", "--name", "Satchel$"), "\n")
	if y < 0 {
		var w, h int
		for line := range strings.Lines(p.run("xdotool", "getwindowgeometry", "--shell", id)) {
			_, _ = fmt.Sscanf(line, "WIDTH=%d", &w)
			_, _ = fmt.Sscanf(line, "HEIGHT=%d", &h)
		}
		y += h
	}
	p.run("xdotool", "mousemove", "--window", id, fmt.Sprint(x), fmt.Sprint(y), "click", "1")
}

// picture keeps what is on the screen, if somebody wants to look at it.
func (p *person) picture(name string) {
	p.Helper()
	if dir := os.Getenv("SATCHEL_PICTURES"); dir != "" {
		p.run("import", "-window", "root", filepath.Join(dir, name+".png"))
	}
}

// syncStatus is what the command line says about the sync.
type syncStatus struct {
	Waiting, Conflicts, Refused int
	Failing                     string `json:"failing_since"`
}

func (p *person) status() (st syncStatus) {
	p.Helper()
	out, err := exec.CommandContext(p.Context(), p.ctl, "--db", p.file, "--json", "status").Output()
	var open *exec.ExitError // something needs a person
	if err != nil && !errors.As(err, &open) {
		p.Fatal(err)
	}
	if err := json.Unmarshal(out, &st); err != nil {
		p.Fatalf("%v: %s", err, out)
	}
	return st
}

// secretIsSafe looks for the key beside the keychain.
func (p *person) secretIsSafe() {
	p.Helper()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(p.file), "satchel.db*"))
	if err != nil || len(files) == 0 {
		p.Fatal(files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			p.Fatal(err)
		}
		if strings.Contains(string(raw), apiKey) {
			p.Errorf("%s holds the key", f)
		}
	}
}
