package desktop

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/lock"
	"satchel/ui/page"
)

const passphrase = "open sesame"

// lockable gives the window a passphrase and lets it lock after five minutes.
func lockable(t *testing.T) *desk {
	t.Helper()
	d := open(t, true)
	d.later(0) // the clock can be turned
	d.Go(page.Route{Name: "settings"})
	s := d.Page().(*page.Settings)
	s.ChooseLock("5")
	s.Passphrase().Type("", passphrase, "open sesami")
	s.Passphrase().Apply()
	if s.Passphrase().Said() == "" || d.setting(lock.Setting) != "" {
		t.Fatal("two that differ were kept")
	}
	s.Passphrase().Type("", passphrase, passphrase)
	s.Passphrase().Apply()
	if d.setting(lock.Setting) != "5" {
		t.Fatal("not kept: ", s.Passphrase().Said())
	}
	return d
}

// later turns the clock on.
func (d *desk) later(by time.Duration) {
	now := d.app.Now().Add(by)
	d.app.Now = func() time.Time { return now }
}

// shows tells whether a text is anywhere on the screen, over it, or in the title.
func (d *desk) shows(text string) bool {
	all := texts(d.window.Content()) + d.window.Title()
	for _, o := range d.window.Canvas().Overlays().List() {
		all += texts(o)
	}
	return strings.Contains(all, text)
}

func TestAnUnusedWindowLocksAndOpensByThePassphrase(t *testing.T) {
	d := lockable(t)
	p := d.list("contact")
	name := d.record(p).Text("name")
	d.Do("edit")
	d.typeInto(p, "title", "half written")
	d.Do("keys") // something lies over the window
	d.later(4 * time.Minute)
	d.Used()
	d.later(4 * time.Minute)
	d.Glance()
	if d.Locked() != nil {
		t.Fatal("locked although it is used")
	}
	d.later(5 * time.Minute)
	d.Used() // somebody else comes back
	if d.Locked() == nil {
		t.Fatal("not locked after 5 minutes")
	}
	if d.shows(name) || d.shows("half written") || d.window.Title() != "Satchel" || len(d.window.Canvas().Overlays().List()) > 0 {
		t.Errorf("a locked window shows %q: %s", d.window.Title(), texts(d.window.Content()))
	}
	for _, c := range d.Commands() {
		if d.Do(c.Name) {
			t.Errorf("%s is done behind the lock", c.Name)
		}
	}
	d.Escape()
	d.Drop(fyne.NewPos(9, 9), nil)
	d.Locked().Type("open sesami")
	d.Locked().Unlock()
	if d.Locked() == nil || d.Locked().Said() != "This is not the passphrase." {
		t.Fatalf("a wrong passphrase: %q", d.Locked().Said())
	}
	d.Locked().Type("")
	d.Locked().Unlock()
	if said := d.Locked().Said(); !strings.HasSuffix(said, "Try again in 1 second.") {
		t.Fatalf("the second wrong one says %q", said)
	}
	d.later(time.Second)
	d.run.Settle()
	d.Locked().Type(passphrase)
	d.Locked().Unlock()
	if d.Locked() != nil || !d.shows(name) || !strings.Contains(d.window.Title(), "Contacts") || len(d.window.Canvas().Overlays().List()) != 1 {
		t.Fatalf("the right passphrase shows %q", d.window.Title())
	}
	d.Escape()
	if d.typed(p, "title") != "half written" {
		t.Error("what was typed is gone")
	}
}

func TestNothingComesThroughTheLock(t *testing.T) {
	d := lockable(t)
	d.Go(page.Route{Name: "today"})
	d.Do("lock")
	d.due("renewal", 0)
	d.run.Settle()
	if d.shows("renewal") || strings.Contains(strings.Join(d.notes, ""), "renewal") || len(d.notes) != 1 {
		t.Errorf("notified of %q", d.notes)
	}
	if got := d.trayed(); !slices.Equal(got, []string{"Open Satchel", "Satchel is locked", "Quit Satchel"}) {
		t.Errorf("the tray has %q", got)
	}
	id := d.aContact()
	d.Visit([]string{"satchel:contact/" + id})
	d.pick("Open Satchel")
	if d.raised != 2 || d.Locked() == nil || d.window.Title() != "Satchel" {
		t.Fatal("opened by a further start")
	}
	d.Locked().Type(passphrase)
	d.Locked().Unlock()
	d.run.Settle()
	if r := d.Route(); r.ID != id || !slices.Contains(d.trayed(), "Log an activity") {
		t.Errorf("after it is open: %+v, tray %q", r, d.trayed())
	}
}

// aContact is the id of some contact.
func (d *desk) aContact() string {
	d.Helper()
	list, err := d.app.List(d.Context(), crm.Query{Entity: "contact", Limit: 1})
	if err != nil || len(list) == 0 {
		d.Fatal(err)
	}
	return list[0].ID
}

func TestTheLockStaysOverARestart(t *testing.T) {
	d := lockable(t)
	d.Go(page.Route{Name: "records", Entity: "contact"})
	d.restart()
	if d.Locked() == nil || d.window.Title() != "Satchel" || d.shows("Contacts") {
		t.Fatal("a restart opens it")
	}
	clear(d.app.Keys.(Keys)) // forgotten, and taken out of the keychain
	d.Locked().Help()
	d.Locked().Unlock()
	d.run.Settle()
	if d.Locked() != nil || !strings.Contains(d.Toast(), "keychain holds no passphrase") || !strings.Contains(d.window.Title(), "Contacts") {
		t.Fatalf("title %q, toast %q", d.window.Title(), d.Toast())
	}
	d.Do("lock")
	if d.Locked() != nil || d.Route().Name != "settings" {
		t.Error("locked without a passphrase")
	}
}

func TestNobodyIsLockedOutByAKeychain(t *testing.T) {
	d := lockable(t)
	d.app.Keys = noKeys{}
	d.Do("lock")
	if d.Locked() != nil || !strings.Contains(d.Toast(), "not locked") || !d.shows("Settings") {
		t.Errorf("locked: %v, toast %q", d.Locked() != nil, d.Toast())
	}
}

// noKeys is a keychain that does not answer.
type noKeys struct{ app.Keychain }

func (noKeys) Get(context.Context, string) (string, error) {
	return "", crm.Errorf(crm.CodeTimeout, "It does not answer.")
}
