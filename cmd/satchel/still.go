package main

import "fyne.io/fyne/v2"

// still is the toolkit's application without movement. The window is drawn as a whole for each step of one, ten times in a second for a
// cursor that fades in and out alone, and a key that is pressed meanwhile waits for that.
type still struct {
	fyne.App
	end func() // before the window system stops
}

// Quit implements fyne.App. What has to be done at the end is done here and when the window is closed, not in the toolkit's own event at the
// end: it waits for that on the goroutine that would have to run it, and now and then for ever.
func (s still) Quit() {
	s.end()
	s.App.Quit()
}

// Settings implements fyne.App.
func (s still) Settings() fyne.Settings { return stillSettings{s.App.Settings()} }

type stillSettings struct{ fyne.Settings }

// ShowAnimations implements fyne.Settings.
func (stillSettings) ShowAnimations() bool { return false }

// Metadata implements fyne.App. The toolkit asks the runtime at every refresh of an object on which goroutine it is, which takes longer than
// the refresh, until it is told that nothing comes from others: only package async calls fyne.Do. A packaged program says so in FyneApp.toml.
func (s still) Metadata() fyne.AppMetadata {
	m := s.App.Metadata()
	m.Migrations = map[string]bool{"fyneDo": true}
	return m
}
