package ui

import (
	"fyne.io/fyne/v2/lang"

	"satchel/ui/words"
)

// Speak chooses the language of everything that is said from now on: the chosen one, or the system's where that is "".
func Speak(chosen string) {
	if chosen == "" {
		chosen = lang.SystemLocale().String()
	}
	words.Use(chosen)
}

// speak says the whole window in another language. The person stays where they are.
func (s *Shell) speak(chosen string) {
	Speak(chosen)
	here := s.router.where()
	s.router.leave()
	s.fill()
	s.open(here)
	s.refreshSides()
	s.SyncChanged()
}
