package main

import (
	"satchel/ui"
	"satchel/ui/page"
)

// trustScenes show what keeps people's data theirs.
var trustScenes = []scene{
	{name: "lockpassphrase", play: passphrase},
	{name: "locked", play: locked()},
	{name: "lockedwrong", play: locked("guess", "guess again")},
	{name: "lockedhelp", play: func(s *ui.Shell) { locked("guess")(s); s.Locked().Help() }},
	{name: "lockedbig", text: 150, play: func(s *ui.Shell) { locked("guess", "guess again")(s); s.Locked().Help() }},
}

// passphrase asks for one in the settings.
func passphrase(s *ui.Shell) {
	s.Go(page.Route{Name: "settings"})
	if p, ok := s.Page().(*page.Settings); ok {
		p.ChooseLock("15")
	}
}

// locked locks the window, and tries passphrases.
func locked(tries ...string) func(*ui.Shell) {
	return func(s *ui.Shell) {
		passphrase(s)
		if p, ok := s.Page().(*page.Settings); ok {
			p.Passphrase().Type("", "open sesame", "open sesame")
			p.Passphrase().Apply()
		}
		s.Do("lock")
		for _, t := range tries {
			s.Locked().Type(t)
			s.Locked().Unlock()
		}
	}
}

// erase opens the dialog that removes a person for good, and goes through it to the report.
func erase(through bool) func(*ui.Shell) {
	return func(s *ui.Shell) {
		goTo("contact")(s)
		s.Do("erase")
		if p, ok := s.Page().(*page.Records); ok && through && p.Erasing() != nil {
			p.Erasing().Go()
		}
	}
}
