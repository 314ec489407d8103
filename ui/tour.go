package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"satchel/ui/page"
)

// Step is one act of a tour, named like its picture.
type Step struct {
	Name string
	Do   func(*Shell)
}

// Tour plays steps in the real window one after another, waits after each until the screen has settled, and hands the canvas to keep,
// which takes a picture of it. done is called at the end, or with the first error of keep.
func (s *Shell) Tour(steps []Step, settle time.Duration, keep func(name string, shown fyne.Canvas) error, done func(error)) {
	if len(steps) == 0 {
		done(nil)
		return
	}
	steps[0].Do(s)
	s.config.Run.After(settle, func() {
		if err := keep(steps[0].Name, s.config.Window.Canvas()); err != nil {
			done(err)
			return
		}
		s.Tour(steps[1:], settle, keep, done)
	})
}

// RecordTour is the main job with records: look, find, edit, take back, log. It needs sample data.
func RecordTour() []Step {
	list := page.Route{Name: "records", Entity: "contact"}
	onRecords := func(do func(*page.Records)) func(*Shell) { return func(s *Shell) { on(s, do)() } }
	command := func(name string) func(*Shell) { return func(s *Shell) { s.Do(name) } }
	return []Step{
		{"01-today", func(s *Shell) { s.Go(page.Route{Name: "today"}) }},
		{"02-contacts", func(s *Shell) { s.Go(list) }},
		{"03-next", command("next")},
		{"04-edit", command("edit")},
		{"05-typed", onRecords(func(p *page.Records) {
			if p.Form() != nil {
				p.Form().Set("title", "Head of everything")
			}
		})},
		{"06-saved", command("save")},
		{"07-undone", command("undo")},
		{"08-find", func(s *Shell) {
			s.Do("palette")
			s.Palette().Type("a")
		}},
		{"09-found", func(s *Shell) { s.Palette().Choose(0) }},
		{"10-log", func(s *Shell) {
			s.Do("log")
			s.QuickLog().Fill("wants an offer", "send the offer", "tomorrow 9:00")
		}},
		{"11-logged", command("save")},
		{"12-tickets", func(s *Shell) { s.Go(page.Route{Name: "records", Entity: "ticket"}) }},
		{"13-keys", command("keys")},
	}
}
