package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/page"
	"satchel/ui/words"
)

// closeOverlay closes what lies over the window; false if nothing does.
func (s *Shell) closeOverlay() bool {
	top := s.config.Window.Canvas().Overlays().Top()
	if o, ok := top.(*page.Overlay); ok {
		o.Escape()
		return true
	}
	return top != nil
}

// clear takes away what lies over the window for something else that was asked for. The line of the quick log is kept as a draft.
func (s *Shell) clear() {
	for _, top := range s.config.Window.Canvas().Overlays().List() {
		if o, ok := top.(*page.Overlay); ok && o.Shown() {
			o.Close()
		}
	}
}

func (s *Shell) openPalette() {
	if s.palette != nil && s.palette.Shown() {
		s.closeOverlay()
		return
	}
	s.clear()
	s.palette = page.OpenPalette(s.env(s.ctx), s.commands, s.recent)
	s.palette.Found = func() { s.practised(crm.Batch{}, app.PracticeFind) }
}

// Palette returns the palette opened last, nil if there was none.
func (s *Shell) Palette() *page.Palette { return s.palette }

func (s *Shell) openLog(about crm.Ref) { s.logAs(page.LogPreset{About: about}) }

// logAs opens the quick log with what is known already.
func (s *Shell) logAs(preset page.LogPreset) {
	if !s.closeOverlay() {
		s.log = page.OpenQuickLog(s.env(s.ctx), preset)
	}
}

// QuickLog returns the quick log opened last, nil if there was none.
func (s *Shell) QuickLog() *page.QuickLog { return s.log }

func (s *Shell) openKeys() {
	if !s.closeOverlay() {
		s.cheat = page.OpenCheatSheet(s.env(s.ctx), s.commands, page.Ctrl(fyne.KeyK))
	}
}

func (s *Shell) openAbout() {
	if !s.closeOverlay() {
		page.OpenAbout(s.env(s.ctx))
	}
}

// loadSample fills the database and goes to the day.
func (s *Shell) loadSample() {
	if s.config.Sample == nil {
		return
	}
	s.say(words.T("Writing the sample data …"), "")
	async.Run(s.ctx, s.config.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.config.Sample(ctx) },
		func(_ struct{}, err error) {
			if err != nil {
				s.fail(err)
				return
			}
			s.say(words.T("The sample data are here. Remove them in one step in the File menu."), "")
			s.Go(page.Route{Name: "today"})
		})
}

func (s *Shell) removeSample() {
	async.Run(s.ctx, s.config.Run, func(ctx context.Context) (int64, error) { return s.config.App.RemoveSample(ctx) },
		func(n int64, err error) {
			if err != nil {
				s.fail(err)
				return
			}
			s.say(words.N(n, "Removed %s record of sample data. Yours are all there.", "Removed %s records of sample data. Yours are all there."), "")
		})
}
