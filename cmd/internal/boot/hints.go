package boot

import (
	"context"
	"time"

	"satchel/sync/remote"
)

// listenAgain is the pause before a provider that gives hints is looked for again, after there was none or it did not answer.
const listenAgain = time.Minute

// listen hears from the connected provider, if it gives hints, that there is something new, until the context ends. A failure is not told:
// the rounds meet it too, and find by themselves what no hint told.
func (s *syncer) listen(ctx context.Context, hint func()) {
	for ctx.Err() == nil {
		_ = s.hear(ctx, hint)
		_ = pause(ctx, listenAgain)
	}
}

// hear listens to the provider of the connection that there is now. It is a provider of its own: the rounds' one serves one at a time.
func (s *syncer) hear(ctx context.Context, hint func()) error {
	c, err := s.app.Connection(ctx)
	if err != nil {
		return err
	}
	p, err := open(c, s.app.Catalog(), "none", &remote.Meter{})
	if _, gives := p.(remote.Hinter); err != nil || !gives {
		return err
	}
	secret := s.app.Secret
	if secret == "" {
		if secret, err = s.app.Keys.Get(ctx, c.Key()); err != nil {
			return err
		}
	}
	if p, err = open(c, s.app.Catalog(), secret, &remote.Meter{}); err != nil {
		return err
	}
	for place := ""; ; {
		next, err := p.(remote.Hinter).Hint(ctx, place)
		if err != nil {
			return err
		}
		if now, err := s.app.Connection(ctx); err != nil || now != c {
			return err
		}
		if place != "" && next != place {
			hint()
		}
		place = next
	}
}
