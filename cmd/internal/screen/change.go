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
	First time.Duration // until the first pixels
	Last  time.Duration // until the last ones, before it was at rest
}

// ErrStill says that nothing changed on the screen.
var ErrStill = errors.New("nothing changed on the screen")

// often is how often the screen is looked at.
const often = time.Millisecond

// Changes does something and measures when an area changes until it has been at rest for that long. [ErrStill] says that nothing changed
// within patience.
func (s *Screen) Changes(area image.Rectangle, rest, patience time.Duration, do func() error) (Change, error) {
	before, err := s.Read(area, nil)
	if err != nil {
		return Change{}, err
	}
	begin := time.Now()
	if err := do(); err != nil {
		return Change{}, err
	}
	var c Change
	now := make([]byte, len(before))
	for {
		if now, err = s.Read(area, now); err != nil {
			return c, err
		}
		passed := time.Since(begin)
		if !bytes.Equal(now, before) {
			if c.First == 0 {
				c.First = passed
			}
			c.Last = passed
			before, now = now, before
		}
		switch {
		case c.First == 0 && passed > patience:
			return c, fmt.Errorf("%w within %v", ErrStill, patience)
		case c.First > 0 && passed-c.Last > rest:
			return c, nil
		}
		<-time.After(often)
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
		<-time.After(10 * often)
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
