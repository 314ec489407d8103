// Package lock keeps the window from whoever passes by: after some time without use, or when asked, it shows nothing before the person's
// passphrase was typed. It encrypts nothing; a backup can be encrypted. Its verifier is in the keychain of this computer, so that a
// database that was carried elsewhere is not locked there.
package lock

import (
	"context"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// Setting names the stored setting: minutes without use after which the window locks. "" = there is no lock, [ByHand] = only when asked.
const Setting = "lock"

// ByHand is the Setting of a lock that shuts when it is asked to, and at the start of the program.
const ByHand = "0"

// Lock is the lock of one window. Its methods may be called from any goroutine; those with a context wait for the keychain.
type Lock struct {
	app *app.App

	mu       sync.Mutex
	minutes  string // as Setting
	shut     bool
	verifier string // as it was when the lock shut: a keychain that fails later locks nobody out
	used     time.Time
	wrong    int       // passphrases since the last right one
	until    time.Time // no passphrase is looked at before
}

// New returns the lock of a window. It is open; Load reads whether there is one at all.
func New(a *app.App) *Lock { return &Lock{app: a, used: a.Now().Round(0)} }

// Load reads the setting, and shuts the lock if there is one: whoever ends the program and starts it again is asked, too. The error says
// why it could not be shut.
func (l *Lock) Load(ctx context.Context) error {
	minutes, err := l.app.Setting(ctx, Setting)
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.minutes = minutes
	l.mu.Unlock()
	if minutes == "" {
		return nil
	}
	return l.Shut(ctx)
}

// Minutes is the Setting.
func (l *Lock) Minutes() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.minutes
}

// Locked tells whether the window shows nothing.
func (l *Lock) Locked() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.shut
}

// Use notes that somebody uses the window now, unless the lock is Due, which it tells: whoever comes too late does not keep it open.
func (l *Lock) Use() (due bool) {
	if l.Due() {
		return true
	}
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.used = now
	return false
}

// now is the moment of the wall clock: time that a computer slept is time without use.
func (l *Lock) now() time.Time { return l.app.Now().Round(0) }

// Due tells whether nobody used the window for so long that the lock has to shut.
func (l *Lock) Due() bool {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	after, err := strconv.Atoi(l.minutes)
	if l.shut || err != nil || after <= 0 {
		return false
	}
	if l.used.After(now) { // the clock was set back
		l.used = now
	}
	return now.Sub(l.used) >= time.Duration(after)*time.Minute
}

// Shut shuts the lock. Where the keychain does not tell the passphrase's verifier it stays open, and the error says why: nobody is locked
// out of records that anybody with this computer's account could read. CodeNotFound if there is no passphrase.
func (l *Lock) Shut(ctx context.Context) error {
	verifier, err := l.app.Keys.Get(ctx, l.account())
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.used = now // a keychain that fails is not asked again at every glance
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound:
		return crm.Errorf(crm.CodeNotFound, "Satchel is not locked: this computer's keychain holds no passphrase for it. Choose one in the settings.")
	case err != nil:
		return crm.Errorf(crm.CodeOf(err), "Satchel is not locked, because the keychain does not tell its passphrase. %w", err)
	}
	l.shut, l.verifier = true, verifier
	return nil
}

// Open opens the lock with the passphrase. A wrong one is CodeDenied; after the second, the next is looked at only after a Wait that
// doubles each time, CodeBusy before. forgotten tells that the passphrase was taken out of the keychain, which is the way for who forgot
// it: the window is open then whatever was typed, and there is no lock any more.
func (l *Lock) Open(ctx context.Context, passphrase string) (forgotten bool, err error) {
	l.mu.Lock()
	verifier, shut := l.verifier, l.shut
	l.mu.Unlock()
	if !shut {
		return false, nil
	}
	kept, err := l.app.Keys.Get(ctx, l.account())
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound:
		l.set("")
		return true, l.app.SetSetting(ctx, Setting, "")
	case err == nil:
		verifier = kept
	}
	if err := l.check(verifier, passphrase); err != nil {
		return false, err
	}
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shut, l.verifier, l.used = false, "", now
	return false, nil
}

// mostWait is the longest time between two tries.
const mostWait = 5 * time.Minute

// check tells whether a passphrase is the right one, and makes who guesses wait.
func (l *Lock) check(verifier, passphrase string) error {
	if wait := l.Wait(); wait > 0 {
		return crm.Errorf(crm.CodeBusy, "Too many wrong passphrases. Wait for %d seconds.", int64(wait/time.Second)+1)
	}
	right, err := verify(verifier, passphrase)
	if err != nil {
		return err
	}
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if right {
		l.wrong, l.until = 0, time.Time{}
		return nil
	}
	l.wrong++
	if l.wrong > 1 {
		l.until = now.Add(min(time.Second<<min(l.wrong-2, 10), mostWait))
	}
	return crm.Errorf(crm.CodeDenied, "This is not the passphrase.")
}

// Wait is how long no passphrase is looked at yet.
func (l *Lock) Wait() time.Duration {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if wait := l.until.Sub(now); wait <= mostWait { // longer: the clock was set back
		return max(wait, 0)
	}
	return 0
}

// Choose keeps a setting. next is a new passphrase, "" = the one that there is stays. Where there is one already, it takes the old one to
// replace it or to end the lock: who only passes by must not lock the person out.
func (l *Lock) Choose(ctx context.Context, minutes, old, next string) error {
	verifier, err := l.app.Keys.Get(ctx, l.account())
	known := err == nil
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return err
	}
	switch {
	case minutes != "" && next == "" && !known:
		return crm.Errorf(crm.CodeInvalid, "Choose a passphrase.")
	case minutes != "" && next != "" && len([]rune(next)) < shortest:
		return crm.Errorf(crm.CodeInvalid, "A passphrase has at least %d characters.", shortest)
	}
	if known && (minutes == "" || next != "") {
		if err := l.check(verifier, old); err != nil {
			return err
		}
	}
	if minutes != "" && next != "" {
		made, err := newVerifier(next)
		if err != nil {
			return err
		}
		if err := l.app.Keys.Set(ctx, l.account(), made); err != nil {
			return err
		}
	}
	if err := l.app.SetSetting(ctx, Setting, minutes); err != nil {
		return err
	}
	l.set(minutes)
	if minutes == "" {
		return l.app.Keys.Delete(ctx, l.account())
	}
	return nil
}

// shortest is the least length of a passphrase.
const shortest = 4

// set takes a setting over; the lock is open with it.
func (l *Lock) set(minutes string) {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.minutes, l.shut, l.verifier, l.used = minutes, false, "", now
}

// account names the verifier in the keychain: one for each database of this computer.
func (l *Lock) account() string {
	file := l.app.File
	if whole, err := filepath.Abs(file); err == nil {
		file = whole
	}
	return "window of " + file
}
