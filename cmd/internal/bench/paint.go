package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"time"

	_ "satchel/cmd/internal/locale" // the package ui brings the toolkit
	"satchel/cmd/internal/screen"
	"satchel/ui"
)

// Where things are in a window of 1280x800 that fills the screen: the whole below the menu, the list, and what stands at its right.
var (
	panel  = image.Rect(341, 190, 979, 700) // of the palette, without its field and its blinking cursor
	list   = image.Rect(220, 180, 760, 760)
	detail = image.Rect(860, 90, 1270, 760)
)

const (
	resting = 400 * time.Millisecond // the screen has settled
	longest = 5 * time.Second
	unmoved = time.Second // a letter that changes nothing
)

// painted are the times of one thing done many times: to the first pixel that answers, and to the last, and the pictures until then.
type painted struct {
	first, last times
	frames      []int
}

// paints measures from the key to the pixels in the real window, on a screen of its own: what the person waits for, with the whole way
// through keyboard, program, drawing and screen.
func (b *bench) paints() error {
	const what, target = "key to paint", "p95 <= 50 ms, p99 <= 100 ms"
	if b.window == "" {
		b.table.skip(what, target, "give -window the built program")
		return nil
	}
	return b.onScreen(b.paintOn)
}

func (b *bench) paintOn(s *screen.Screen, dir string) error {
	if err := b.app.SetSetting(b.ctx, ui.StaySetting, ""); err != nil { // the places above are those of a window at its first start
		return err
	}
	runs := max(b.runs/10, 10)
	err := b.onWindow(s, dir, b.file, func(h *hand) {
		b.paintLine("letter typed in the palette", h.search(runs), h)
		b.paintLine("next row of the list", h.repeat([]string{"ctrl+2"}, "alt+Down", list, runs), h)
		b.paintLine("record of the next row", h.repeat(nil, "alt+Down", detail, runs), h)
		b.paintLine("page of the list", h.repeat([]string{"ctrl+f", "Down"}, "Next", list, runs), h)
		b.paintLine("saved and shown", h.saves(runs), h)
	})
	if err != nil {
		return err
	}
	return b.onWindow(s, dir, b.path("empty.db"), func(h *hand) { // what this screen takes to draw such a window, without records
		b.paintLine("letter typed in the palette of an empty file", h.search(runs), h)
	})
}

// onWindow opens the desktop on a file and lets a hand work there.
func (b *bench) onWindow(s *screen.Screen, dir, file string, work func(*hand)) error {
	program := b.desktop(s, dir, file)
	if err := program.Start(); err != nil {
		return fmt.Errorf("start the window: %w", err)
	}
	defer func() {
		_ = program.Process.Kill()
		_ = program.Wait()
	}()
	k, err := s.Keyboard()
	if err != nil {
		return err
	}
	defer k.Close()
	watch, err := s.Watch()
	if err != nil {
		return err
	}
	defer watch.Close()
	ctx, stop := context.WithTimeout(b.ctx, time.Minute)
	defer stop()
	if err := s.Rests(ctx, s.All(), 4*resting); err != nil {
		return err
	}
	h := &hand{all: s.All(), watch: watch, k: k}
	work(h)
	return h.err
}

// paintLine adds what was measured; the target is for the last pixel.
func (b *bench) paintLine(what string, p painted, h *hand) {
	if h.err != nil || len(p.last) == 0 {
		return
	}
	slices.Sort(p.frames)
	figure := fmt.Sprintf("p95 %s, p99 %s, median %s; first pixel p95 %s; pictures %d, at most %d", ms(p.last.at(0.95)), ms(p.last.at(0.99)), ms(p.last.at(0.5)),
		ms(p.first.at(0.95)), p.frames[len(p.frames)/2], p.frames[len(p.frames)-1])
	b.table.add("key to paint: "+what, "p95 <= 50 ms, p99 <= 100 ms", figure, p.last.at(0.95) <= 50*time.Millisecond && p.last.at(0.99) <= 100*time.Millisecond)
}

// hand presses keys and looks; after a failure it does nothing more.
type hand struct {
	all   image.Rectangle
	watch *screen.Watch
	k     *screen.Keyboard
	err   error
}

// press presses keys and waits until the window has settled.
func (h *hand) press(keys ...string) {
	for _, key := range keys {
		if h.err != nil {
			return
		}
		if _, err := h.watch.Changes(h.all, resting, longest, func() error { return h.k.Press(key) }); err != nil {
			h.err = fmt.Errorf("%s: %w", key, err)
		}
	}
}

// measure presses a key and measures an area.
func (h *hand) measure(p *painted, key string, area image.Rectangle, patience time.Duration) {
	if h.err != nil {
		return
	}
	c, err := h.watch.Changes(area, resting, patience, func() error { return h.k.Press(key) })
	if err != nil {
		h.err = fmt.Errorf("%s: %w", key, err)
		return
	}
	p.first, p.last, p.frames = append(p.first, c.First), append(p.last, c.Last), append(p.frames, c.Frames)
}

// search types words letter by letter into the palette.
func (h *hand) search(runs int) (p painted) {
	for _, word := range []string{"anna", "muel", "kowal", "garcia", "okafor", "berlin", "schmidt", "li", "invoice", "mart", "smith", "rossi", "novak", "chen", "yil"} {
		if len(p.last) >= 4*runs {
			break
		}
		h.press("ctrl+k")
		for _, letter := range word {
			if h.measure(&p, string(letter), panel, unmoved); errors.Is(h.err, screen.ErrStill) {
				h.err = nil // it found what was found before
			}
		}
		h.press("Escape")
	}
	return p
}

// repeat measures one key many times, after others have led there.
func (h *hand) repeat(before []string, key string, area image.Rectangle, runs int) (p painted) {
	h.press(before...)
	for range runs {
		h.measure(&p, key, area, longest)
	}
	return p
}

// saves edits a record and measures from the key that saves to the record that is shown.
func (h *hand) saves(runs int) (p painted) {
	for i := range runs {
		h.press("F2", string(rune('a'+i%26)))
		h.measure(&p, "ctrl+Return", detail, longest)
	}
	return p
}
