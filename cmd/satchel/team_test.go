//go:build e2e

package main

import (
	"strings"
	"testing"
	"time"
)

// connect signs in to the office with the wizard.
func (p *person) connect(o *office) {
	p.Helper()
	p.does("connection", "Connection")
	p.see("Connection")
	p.settled() // the field has the keys only once the page is drawn
	p.types("http://" + o.at)
	p.keys("Tab", "Tab")
	p.types(apiKey)
	p.keys("Return")
	p.sees("The sign-in works")
	p.settled() // the button has the keys a moment later
	p.picture("wizard-tested")
	p.keys("Return")
	p.see("Inbox")
}

// TestADayWithTheTeam drives the built program against a model of EspoCRM: connect with the wizard, the first load, an edit that is
// sent, a network that is gone, a conflict, a refused record, and an answer with one key.
func TestADayWithTheTeam(t *testing.T) {
	p, o := newPerson(t), newOffice(t, time.Now)
	p.start("")
	o.slow.Store(int64(100 * time.Millisecond)) // to see the numbers of the first load
	p.connect(o)
	p.picture("first-load")
	o.slow.Store(0)
	p.has(60, "contact", "")
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
	p.has(1, "contact", `first_name = "Mine"`)
	p.keys("F5")
	p.within(time.Minute, "the window says offline", func() bool { return p.status().Failing != "" })
	p.sees("Offline")
	p.picture("offline")
	o.change("Zebulon", "Theirs")
	o.plug()
	p.within(2*time.Minute, "it recovers by itself and asks", func() bool { return p.status().Conflicts == 1 })
	p.has(1, "contact", `first_name = "Theirs"`)
	p.clicks("All saved on this computer") // the status line
	p.see("Inbox")
	p.settled()
	p.picture("question")
	p.keys("alt+Down", "Return") // use mine
	p.until("mine is in EspoCRM", func() bool { return o.has("firstName", "Mine") })
	p.settled()
	p.picture("answered")

	p.goTo("ctrl+2", "Contacts")
	p.edit(strings.Repeat("Long ", 24))
	p.keys("ctrl+s")
	p.until("the refused record waits", func() bool { return p.status().Refused == 1 })
	p.does("inbox", "Inbox")
	p.see("Inbox")
	p.picture("refused")
	p.secretIsSafe()
}
