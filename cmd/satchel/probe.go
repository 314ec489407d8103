//go:build e2e

package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"satchel/ui"
	"satchel/ui/async"
)

// probeVariable names the socket at which the program built for end-to-end tests tells what is in the window. The program that people
// use does not have it.
const probeVariable = "SATCHEL_PROBE"

// clockVariable names the file that says how far the program's clock is ahead of the wall's, such as 72h30m, so that a test can work
// on a certain day and let days pass.
const clockVariable = "SATCHEL_CLOCK"

// clock is the clock of the program; nil = the wall's.
func clock() func() time.Time {
	at := os.Getenv(clockVariable)
	if at == "" {
		return nil
	}
	return func() time.Time {
		raw, err := os.ReadFile(at) //nolint:gosec // named by the test
		ahead, wrong := time.ParseDuration(string(raw))
		if err = errors.Join(err, wrong); err != nil {
			panic(err)
		}
		return time.Now().Add(ahead)
	}
}

// seen is what a person sees in the window.
type seen struct {
	Title, Toast, Status string
	Texts                []text // from the back to the front
}

// text is a word or line on the screen and where it is, in pixels of the window.
type text struct {
	Text       string
	X, Y, W, H float32
	Over       bool // in an overlay
}

// probe answers every connection with what is seen now.
func probe(ctx context.Context, shell *ui.Shell, w fyne.Window, run async.Runner) error {
	at := os.Getenv(probeVariable)
	if at == "" {
		return nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "unix", at)
	if err != nil {
		return err
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			run.Post(func() {
				now := glance(shell, w)
				go func() {
					_ = json.NewEncoder(c).Encode(now)
					_ = c.Close()
				}()
			})
		}
	}()
	return nil
}

func glance(shell *ui.Shell, w fyne.Window) seen {
	s := seen{Title: w.Title(), Toast: shell.Toast(), Status: shell.Status()}
	c := w.Canvas()
	whole := area{size: c.Size()}
	s.walk(c.Content(), fyne.Position{}, whole, false)
	for _, o := range c.Overlays().List() {
		s.walk(o, fyne.Position{}, whole, true)
	}
	return s
}

// area is a rectangle of the window.
type area struct {
	at   fyne.Position
	size fyne.Size
}

// within is what of an area is to be seen through another.
func (a area) within(b area) area {
	x1, y1 := max(a.at.X, b.at.X), max(a.at.Y, b.at.Y)
	x2, y2 := min(a.at.X+a.size.Width, b.at.X+b.size.Width), min(a.at.Y+a.size.Height, b.at.Y+b.size.Height)
	return area{fyne.NewPos(x1, y1), fyne.NewSize(x2-x1, y2-y1)}
}

func (a area) empty() bool { return a.size.Width <= 0 || a.size.Height <= 0 }

// walk finds the texts under an object; clip is what is to be seen of its parent.
func (s *seen) walk(o fyne.CanvasObject, at fyne.Position, clip area, over bool) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	switch o := o.(type) {
	case *canvas.Text:
		place := area{at, o.Size()}.within(clip)
		if strings.TrimSpace(o.Text) != "" && !place.empty() {
			s.Texts = append(s.Texts, text{o.Text, place.at.X, place.at.Y, place.size.Width, place.size.Height, over})
		}
	case *fyne.Container:
		for _, child := range o.Objects {
			s.walk(child, at, clip, over)
		}
	case fyne.Widget:
		if _, scrolls := o.(fyne.Scrollable); scrolls {
			clip = area{at, o.Size()}.within(clip)
		}
		for _, child := range test.WidgetRenderer(o).Objects() {
			s.walk(child, at, clip, over)
		}
	}
}
