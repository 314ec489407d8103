//go:build e2e

package main

import (
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// tray is the part of a desktop that shows trays.
type tray struct {
	bus  *dbus.Conn
	item chan string // name of a program on the bus
}

// newTray takes the place of the tray on the session's bus.
func newTray(p *person) *tray {
	p.Helper()
	bus, err := dbus.Connect("unix:path=" + place.Home + "/run/bus")
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { _ = bus.Close() })
	t := &tray{bus: bus, item: make(chan string, 1)}
	const name = "org.kde.StatusNotifierWatcher"
	if err := bus.Export(t, "/StatusNotifierWatcher", name); err != nil {
		p.Fatal(err)
	}
	if reply, err := bus.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		p.Fatal(reply, err)
	}
	return t
}

// RegisterStatusNotifierItem is called over the bus.
func (t *tray) RegisterStatusNotifierItem(sender dbus.Sender, _ string) *dbus.Error {
	t.item <- string(sender)
	return nil
}

type layout struct {
	ID       int32
	Values   map[string]dbus.Variant
	Children []dbus.Variant
}

// lines are the labels of the menu with their numbers.
func (t *tray) lines(p *person, program string) map[string]int32 {
	p.Helper()
	var version uint32
	var menu layout
	if err := t.menu(program).Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&version, &menu); err != nil {
		p.Fatal(err)
	}
	out := map[string]int32{}
	for _, child := range menu.Children {
		var line layout
		if err := dbus.Store([]any{child.Value()}, &line); err != nil {
			p.Fatal(err)
		}
		if label, ok := line.Values["label"].Value().(string); ok {
			out[label] = line.ID
		}
	}
	return out
}

func (t *tray) menu(program string) dbus.BusObject {
	return t.bus.Object(program, "/StatusNotifierItem/menu")
}

// TestTheTray logs from the tray of the desktop, and ends the program there.
func TestTheTray(t *testing.T) {
	p := newPerson(t)
	shown := newTray(p)
	p.start("")
	program := <-shown.item
	var lines map[string]int32
	p.until("the menu is there", func() bool { lines = shown.lines(p, program); return lines["Log an activity"] != 0 })
	press := func(label string) {
		call := shown.menu(program).Call("com.canonical.dbusmenu.Event", 0, lines[label], "clicked", dbus.MakeVariant(int32(0)), uint32(0))
		if call.Err != nil {
			t.Fatal(call.Err)
		}
	}
	press("Log an activity")
	p.until("the quick log is open", func() bool { return p.now().over() != "" })
	p.picture("tray-log")
	press("Quit Satchel")
	late := time.AfterFunc(patience, func() {
		t.Error("it does not end")
		_ = p.program.Process.Kill()
	})
	_ = p.program.Wait()
	late.Stop()
	p.program = nil
}
