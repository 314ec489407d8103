package ui

import (
	"context"
	"time"

	"satchel/ui/page"
)

// glance is how long the clock is not looked at, at most: it may be set, and the computer may sleep.
const glance = 10 * time.Second

// Minutes lets the window follow the clock until the context ends. It is for a goroutine of its own.
func (s *Shell) Minutes(ctx context.Context) {
	shown := s.config.App.Now().Truncate(time.Minute)
	for {
		now := s.config.App.Now()
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(now.Truncate(time.Minute).Add(time.Minute).Sub(now), glance)):
		}
		s.behind.Post(s.Glance)
		if minute := s.config.App.Now().Truncate(time.Minute); !minute.Equal(shown) {
			shown = minute
			s.behind.Post(s.Minute)
		}
	}
}

// Minute shows anew what is said by the clock: what was due "in 1 min" is late now, though no record changed.
func (s *Shell) Minute() {
	if s.away != nil {
		return
	}
	if p, ok := s.router.page.(page.Clocked); ok {
		p.Minute()
	}
	s.refreshSides()
}
