package ui

import (
	"context"
	"encoding/json"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/ui/async"
	"satchel/ui/look"
	"satchel/ui/page"
)

// StaySetting names the stored setting that holds a Stay. It belongs to this computer and is never sent.
const StaySetting = "window"

// Stay is how the window was left, so that the next start finds it again. The zero value is that of a first start.
type Stay struct {
	Place         Place
	Width, Height float32      // of the window when it is not maximised, in Fyne's pixels; 0 = the usual
	Side          float32      // width of the sidebar as a multiple of the usual one; 0 = 1
	Folded        bool         // the person folded the sidebar
	Page          page.Route   // in view; without a name = the day
	Lines         []page.Route // of the sidebar, those that are there only while they find something: they stand there at once
	Letters       string       // that were shown in fonts of the system: they are read while the window opens
}

// Place is where the window is on the screen, in the screen's pixels.
type Place struct {
	Known     bool // the toolkit tells
	X, Y      int  // upper left corner of the content
	Maximised bool
}

// ReadStay reads what String wrote; what it does not understand is as at a first start.
func ReadStay(text string) Stay {
	var s Stay
	if json.Unmarshal([]byte(text), &s) != nil {
		return Stay{}
	}
	return s
}

// String writes it as it is stored.
func (s Stay) String() string {
	raw, _ := json.Marshal(s) // plain values can always be written
	return string(raw)
}

// Area is what windows may cover of a screen, in pixels.
type Area struct{ X, Y, Width, Height int }

// least is how much of a window has to be on a screen, in pixels, so that a person gets hold of it.
const least = 100

// Fit makes a stay fit the screens that there are now: the window becomes no larger than the screen on which its head is; at a first
// start, and where that screen is gone, it comes to the middle of the first. scale is how many pixels of the screen are one of Fyne's.
// Without areas nothing is known, and nothing changes.
func (s Stay) Fit(areas []Area, scale float32) Stay {
	if len(areas) == 0 || scale <= 0 {
		return s
	}
	width, height := int(s.Size().Width*scale), int(s.Size().Height*scale)
	at := slices.IndexFunc(areas, func(a Area) bool {
		shown := min(s.Place.X+width, a.X+a.Width) - max(s.Place.X, a.X)
		return s.Place.Known && shown >= least && s.Place.Y >= a.Y && s.Place.Y < a.Y+a.Height-least
	})
	a := areas[max(at, 0)]
	width, height = min(width, a.Width), min(height, a.Height)
	if at < 0 {
		s.Place.X, s.Place.Y = a.X+(a.Width-width)/2, a.Y+(a.Height-height)/2
	}
	s.Place.X, s.Place.Y = max(min(s.Place.X, a.X+a.Width-width), a.X), max(min(s.Place.Y, a.Y+a.Height-height), a.Y)
	s.Place.Known = true
	s.Width, s.Height = float32(width)/scale, float32(height)/scale
	return s
}

// Size is the window's size, the usual one at a first start.
func (s Stay) Size() fyne.Size {
	if s.Width <= 0 || s.Height <= 0 {
		return fyne.NewSize(1280, 800)
	}
	return fyne.NewSize(s.Width, s.Height)
}

// leave is how the window is now, its place as it was known last.
func (s *Shell) leave() Stay {
	now := s.stay
	if size := s.config.Window.Canvas().Size(); !now.Place.Maximised && size.Width > 0 {
		now.Width, now.Height = size.Width, size.Height
	}
	now.Side, now.Folded, now.Letters = s.frame.SideScale, s.frame.Folded, look.FontsRead()
	if s.side.found != nil {
		now.Lines = s.side.finding()
	}
	if r := s.Route(); r.Name != "first" {
		now.Page = page.Route{Name: r.Name, Entity: r.Entity, View: r.View, ID: r.ID, Board: r.Board}
		if r.ID == "new" {
			now.Page.ID = ""
		}
	}
	return now
}

// Stay stores how the window is now. It is called when the person turns away from the window, and before its end.
func (s *Shell) Stay() {
	if s.ctx.Err() != nil {
		return
	}
	if s.config.Place != nil {
		s.stay.Place = s.config.Place()
	}
	now := s.leave()
	async.Run(s.ctx, s.config.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.keep(ctx, now) },
		func(_ struct{}, err error) {
			if err != nil {
				s.fail(err)
			}
		})
}

func (s *Shell) keep(ctx context.Context, now Stay) error {
	return s.config.App.SetSetting(ctx, StaySetting, now.String())
}

// lastPage is the page that was left, the day if that one is not there any more.
func (s *Shell) lastPage() page.Route {
	last := s.stay.Page
	if _, err := s.config.App.Catalog().Entity(last.Entity); s.pages[last.Name] == nil || last.Entity != "" && err != nil {
		return page.Route{Name: "today"}
	}
	return last
}
