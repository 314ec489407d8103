//go:build e2e

package main

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/godbus/dbus/v5"
)

// desk is what a desktop environment gives: a place for notifications, on the bus of the session, and a program that opens files.
type desk struct {
	mu   sync.Mutex
	told []string
}

// newDesk takes the place that a desktop environment has.
func newDesk(p *person) *desk {
	p.Helper()
	bus, err := dbus.Connect("unix:path=" + place.Home + "/run/bus")
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { _ = bus.Close() })
	d := &desk{}
	opener := filepath.Join(deskPrograms(), "xdg-open")
	if err := os.MkdirAll(deskPrograms(), 0o700); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(opener, []byte("#!/bin/sh\nprintf %s \"$1\" >\""+openedFile()+"\"\n"), 0o700); err != nil { //nolint:gosec // a program
		p.Fatal(err)
	}
	if err := bus.Export(d, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"); err != nil {
		p.Fatal(err)
	}
	if reply, err := bus.RequestName("org.freedesktop.Notifications", dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		p.Fatal(reply, err)
	}
	return d
}

// Notify is called over the bus.
func (d *desk) Notify(_ string, _ uint32, _, title, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told = append(d.told, title+" · "+body)
	return uint32(len(d.told)), nil
}

// times counts the notifications with these words.
func (d *desk) times(words string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(slices.DeleteFunc(slices.Clone(d.told), func(s string) bool { return !strings.Contains(s, words) }))
}

// all is every notification.
func (d *desk) all() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.told)
}

// deskPrograms is the folder of the desktop's programs.
func deskPrograms() string { return filepath.Join(place.Home, "bin") }

// openedFile keeps the address that was opened last.
func openedFile() string { return filepath.Join(place.Home, "opened") }

// opened is the content of the file that was opened last, "" if there is none.
func (d *desk) opened() string {
	at, _ := os.ReadFile(openedFile())
	u, err := url.Parse(string(at))
	if err != nil {
		return ""
	}
	raw, _ := os.ReadFile(u.Path)
	return string(raw)
}
