package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/ui/async"
	"satchel/ui/page"
	"satchel/ui/words"
)

// away is what a locked window keeps for the person who comes back: everything stays as it was, and nothing of it is on the screen.
type away struct {
	page  *page.Locked
	over  []fyne.CanvasObject // what lay over the window, from the back to the front
	focus fyne.Focusable
}

// lockNow locks the window, or leads to where a passphrase is chosen.
func (s *Shell) lockNow() {
	if s.config.Lock.Minutes() == "" {
		s.clear()
		s.Go(page.Route{Name: "settings"})
		s.say(words.T("Choose a passphrase first, in the section Lock."), "")
		return
	}
	s.shutLock()
}

// Glance locks the window if nobody used it for too long.
func (s *Shell) Glance() {
	if s.away == nil && s.config.Lock.Due() {
		s.shutLock()
	}
}

// Used is called when a person moves or presses something in the window.
func (s *Shell) Used() {
	if s.config.Lock.Use() {
		s.Glance()
	}
}

// Locked returns what a locked window shows, nil while it is open.
func (s *Shell) Locked() *page.Locked {
	if s.away == nil {
		return nil
	}
	return s.away.page
}

// shutLock hides everything at once, and shows it again where the lock cannot be shut.
func (s *Shell) shutLock() {
	s.hide()
	s.away.page.Wait(true)
	async.Run(s.ctx, s.behind, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.config.Lock.Shut(ctx) },
		func(_ struct{}, err error) {
			if err != nil {
				s.show()
				s.fail(err)
				return
			}
			s.away.page.Wait(false)
			s.refreshTray()
		})
}

// hide takes everything from the screen. Work goes on; what comes of it is shown once the window is open again.
func (s *Shell) hide() {
	if s.away != nil {
		return
	}
	c := s.config.Window.Canvas()
	a := &away{focus: c.Focused(), over: slices.Clone(c.Overlays().List())}
	a.page = page.NewLocked(page.Env{App: s.config.App, Run: s.behind, Context: s.ctx, Window: s.config.Window, Lock: s.config.Lock}, s.opened)
	if len(a.over) > 0 {
		c.Overlays().Remove(a.over[0]) // with all above it
	}
	s.gate.Shut()
	s.away = a
	c.Unfocus()
	s.root.Objects = []fyne.CanvasObject{a.page.Content()}
	s.root.Refresh()
	s.retitle()
	s.config.Window.SetMainMenu(fyne.NewMainMenu(fyne.NewMenu(words.T("File")))) // the toolkit adds the way out
	a.page.Focus()
}

// show puts everything back as it was.
func (s *Shell) show() {
	a := s.away
	s.away = nil
	s.root.Objects = []fyne.CanvasObject{s.frame, s.toaster}
	s.root.Refresh()
	s.config.Window.SetMainMenu(s.menu())
	s.retitle()
	c := s.config.Window.Canvas()
	for _, o := range a.over {
		c.Overlays().Add(o)
		o.Resize(c.Size())
	}
	if a.focus != nil {
		c.Focus(a.focus)
	}
	s.gate.Open()
	s.refreshTray()
	s.Minute()
	later := s.later
	s.later = nil
	s.visit(later)
}

// opened follows the right passphrase; forgotten tells that the keychain holds none any more.
func (s *Shell) opened(forgotten bool) {
	s.show()
	if forgotten {
		s.say(words.T("The keychain holds no passphrase any more: Satchel does not lock until you choose one."), "")
	}
}
