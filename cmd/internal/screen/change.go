package screen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"time"
)

// Change is when an area changed after something was done.
type Change struct {
	First  time.Duration // until the first pixels
	Last   time.Duration // until the last ones, before it was at rest
	Frames int           // pictures of the window until then, with those that changed nothing in the area
}

// ErrStill says that nothing changed on the screen.
var ErrStill = errors.New("nothing changed on the screen")

// errMissed says that what was told of the screen is not all.
var errMissed = errors.New("the screen changed without telling")

// often is how often the screen is looked at where nobody is told of it.
const often = 10 * time.Millisecond

// Changes does something and measures when an area changes until it has been at rest for that long. [ErrStill] says that nothing changed
// within patience. A time is taken after the picture was read, so that none is too short.
func (w *Watch) Changes(area image.Rectangle, rest, patience time.Duration, do func() error) (Change, error) {
	w.forget()
	now, err := w.s.Read(area, w.now) // for its memory: to be given new one takes the system up to 25 ms, which would count
	if err != nil {
		return Change{}, err
	}
	before, err := w.s.Read(area, w.before)
	if err != nil {
		return Change{}, err
	}
	defer func() { w.now, w.before = now, before }()
	begin := time.Now()
	if err := do(); err != nil {
		return Change{}, err
	}
	var c Change
	frames, wait := 0, time.NewTimer(patience)
	defer wait.Stop()
	for {
		select {
		case <-w.drawn:
			frames++
		case <-wait.C:
			switch now, err = w.s.Read(area, now); {
			case err != nil:
			case c.First == 0:
				err = fmt.Errorf("%w within %v", ErrStill, patience)
			case !bytes.Equal(now, before):
				err = errMissed
			}
			return c, err
		}
		if now, err = w.s.Read(area, now); err != nil {
			return c, err
		}
		if bytes.Equal(now, before) {
			continue
		}
		c.Last, c.Frames = time.Since(begin), frames
		if c.First == 0 {
			c.First = c.Last
		}
		before, now = now, before
		wait.Reset(rest)
	}
}

// forget leaves out what was drawn before.
func (w *Watch) forget() {
	for {
		select {
		case <-w.drawn:
		default:
			return
		}
	}
}

// Rests waits until an area that is not of one colour has been at rest for that long.
func (s *Screen) Rests(ctx context.Context, area image.Rectangle, rest time.Duration) error {
	var last []byte
	since := time.Now()
	for ctx.Err() == nil {
		now, err := s.Read(area, nil)
		if err != nil {
			return err
		}
		if !bytes.Equal(now, last) || plain(now) {
			last, since = now, time.Now()
		}
		if time.Since(since) > rest {
			return nil
		}
		<-time.After(often)
	}
	return fmt.Errorf("the screen does not come to rest: %w", context.Cause(ctx))
}

func plain(pixels []byte) bool {
	for i := 4; i < len(pixels); i += 4 {
		if !bytes.Equal(pixels[i:i+3], pixels[:3]) {
			return false
		}
	}
	return true
}
