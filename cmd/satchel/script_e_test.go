//go:build e2e

package main

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"satchel/app/lock"
	"satchel/cmd/internal/boot"
)

// TestScriptE is a desk that is left alone: the window is locked with a real keychain, and tells nothing to whoever passes by.
func TestScriptE(t *testing.T) {
	const passphrase = "three quiet herons"
	p := newPerson(t)
	s := &script{person: p}
	defer s.write("script-e")
	p.ctl("init", "--sample")
	p.start("Today")
	p.settled()
	contacts := p.count("contact", "")
	var name string
	var open seen

	s.step("E1", "ask for the lock: the settings want a passphrase first, twice the same", 30*time.Second, func(p *person) {
		p.keys("ctrl+shift+l")
		p.see("Settings")
		p.toasted("Choose a passphrase first")
		p.settled()
		p.scrollsTo("Only when I lock it")
		p.clicks("Only when I lock it")
		p.sees("New passphrase once more")
		p.types(passphrase)
		p.keys("Tab")
		p.types(passphrase + "s")
		p.keys("Return")
		p.sees("The two are not the same.")
		p.keys("BackSpace", "Return")
		p.toasted("The passphrase is kept")
		if got := p.setting(lock.Setting); got != lock.ByHand {
			p.Errorf("the setting is %q", got)
		}
		p.tellsNothing(passphrase)
	})
	s.step("E2", "lock with a half-typed form: everything goes from the screen at once", 20*time.Second, func(p *person) {
		p.goTo("ctrl+2", "Contacts")
		p.edit("Half typed")
		p.settled()
		open = p.now()
		name = p.list("contact", "")[0]["last_name"].(string)
		if !strings.Contains(open.all(), name) {
			p.Fatalf("%s is not in the list: %s", name, open.all())
		}
		p.picture("e2-open")
		p.keys("ctrl+shift+l")
		p.sees("Satchel is locked.")
		p.settled()
		p.picture("e2-locked")
		p.hides(open)
	})
	s.step("E3", "keys and the pointer lead nowhere", 20*time.Second, func(p *person) {
		p.keys("ctrl+1", "ctrl+k", "ctrl+l", "F1", "Escape", "ctrl+z")
		for _, at := range open.Texts {
			if strings.Contains(at.Text, name) {
				p.click(int(at.X+at.W/2), int(at.Y+at.H/2))
				break
			}
		}
		p.settled()
		p.hides(open)
	})
	s.step("E4", "two wrong passphrases are refused, and the next has to wait", 20*time.Second, func(p *person) {
		p.clicks("Passphrase") // the pointer took the keys elsewhere
		p.keys("Tab")
		for _, says := range []string{"This is not the passphrase.", "Try again in"} {
			p.typesInto("Passphrase", "three loud herons")
			p.keys("Return")
			p.sees(says)
			p.settled()
			p.hides(open)
		}
		p.picture("e4-refused")
		if n := p.count("contact", ""); n != contacts {
			p.Errorf("%d contacts, there were %d", n, contacts)
		}
	})
	s.step("E5", "the right one opens: list and half-typed form are as they were", 20*time.Second, func(p *person) {
		p.until("another one can be tried", func() bool { return !strings.Contains(p.now().all(), "Try again in") })
		p.typesInto("Passphrase", passphrase)
		p.keys("Return")
		p.see("Contacts")
		p.sees(name, "Half typed", "Save")
		p.keys("Escape")
	})
	s.step("E6", "a new start asks, too", 20*time.Second, func(p *person) {
		p.quit()
		p.opens()
		p.sees("Satchel is locked.")
		p.settled()
		p.hides(open)
		p.types(passphrase)
		p.keys("Return")
		p.see("Contacts")
		p.tellsNothing(passphrase)
		p.ctl("check")
	})
}

// typesInto types over what stands in the field below a label.
func (p *person) typesInto(label, text string) {
	p.Helper()
	at, ok := p.now().find(label)
	if !ok {
		p.Fatalf("there is no %s", label)
	}
	p.click(int(at.X+40), int(at.Y+at.H+20))
	p.keys("ctrl+a")
	p.types(text)
}

// scrollsTo turns the wheel down until a word is on the screen, and a bit further.
func (p *person) scrollsTo(word string) {
	p.Helper()
	p.until("there is "+word, func() bool {
		t, ok := p.now().find(word)
		if ok && int(t.Y) < place.Height-120 {
			return true
		}
		p.run("xdotool", "mousemove", "--window", p.id, "800", "400", "click", "--repeat", "2", "5")
		p.settled()
		return false
	})
}

// menuHeight is how high the bar of the menus is, and the line below it.
const menuHeight = 32

// hides fails where a locked window shows a text that was there when it was open, or anything at all beside the place for the passphrase
// below the menu, which has the way out alone.
func (p *person) hides(open seen) {
	p.Helper()
	now := p.now()
	if now.Title != "Satchel" {
		p.Errorf("the title is %q", now.Title)
	}
	for _, before := range open.Texts {
		if t, ok := now.find(before.Text); ok && t.Text == before.Text && before.Text != "Satchel" {
			p.Errorf("%q is still to be read", before.Text)
		}
	}
	card := image.Rectangle{}
	for _, t := range now.Texts {
		card = card.Union(image.Rect(int(t.X), int(t.Y), int(t.X+t.W)+1, int(t.Y+t.H)+1))
	}
	card = card.Inset(-60) // with the sign above and the edges
	img, window := p.window()
	empty := img.At(window.Min.X+100, window.Max.Y-10)
	for y := menuHeight; y < window.Dy(); y++ {
		for x := range window.Dx() {
			if at := image.Pt(x, y); !at.In(card) && img.At(window.Min.X+x, window.Min.Y+y) != empty {
				p.Fatalf("beside the place for the passphrase, which is at %v, there is something at %v", card, at)
			}
		}
	}
}

// window is a picture of the screen and where the window is on it.
func (p *person) window() (image.Image, image.Rectangle) {
	p.Helper()
	at := map[string]int{}
	for line := range strings.Lines(p.run("xdotool", "getwindowgeometry", "--shell", p.id)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		at[name], _ = strconv.Atoi(value)
	}
	img, err := place.Picture()
	if err != nil {
		p.Fatal(err)
	}
	return img, image.Rect(at["X"], at["Y"], at["X"]+at["WIDTH"], at["Y"]+at["HEIGHT"])
}

// setting opens the database and reads a setting.
func (p *person) setting(name string) string {
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
	text, err := a.Setting(p.Context(), name)
	if err != nil {
		p.Fatal(err)
	}
	return text
}

// tellsNothing fails where the files of the database hold a secret.
func (p *person) tellsNothing(secret string) {
	p.Helper()
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(p.file + end)
		if err == nil && bytes.Contains(raw, []byte(secret)) {
			err = fmt.Errorf("%s holds it", p.file+end)
		}
		if err != nil && !os.IsNotExist(err) {
			p.Error(err)
		}
	}
}
