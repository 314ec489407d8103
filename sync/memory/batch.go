package memory

import (
	"context"
	"fmt"
	"slices"

	"satchel/sync/remote"
)

// Batch carries out several writes. The answers come in another order than the writes, as they may anywhere.
func (c *client) Batch(ctx context.Context, writes []remote.Write) ([]remote.Answer, error) {
	if c.s.set.Batch < 2 {
		return remote.NoBatch{}.Batch(ctx, writes)
	}
	return ask(ctx, c, "batch", "", "", func() ([]remote.Answer, error) {
		if len(writes) > c.s.set.Batch {
			return nil, &remote.Error{Class: remote.Rejected, Message: fmt.Sprintf("At most %d changes at once.", c.s.set.Batch)}
		}
		if c.s.set.Whole && c.s.set.Reject != nil {
			for _, w := range writes {
				if words := c.s.set.Reject(w.Feed, w.Values); words != "" {
					return nil, &remote.Error{Class: remote.Rejected, Message: words}
				}
			}
		}
		out := make([]remote.Answer, 0, len(writes))
		for _, w := range writes {
			out = append(out, c.carryOut(w))
		}
		slices.Reverse(out)
		return out, nil
	})
}

func (c *client) carryOut(w remote.Write) remote.Answer {
	a := remote.Answer{Ref: w.Ref}
	switch w.Verb {
	case remote.Create:
		a.Record, a.Err = c.create(w.Feed, w.Ref, w.Values, false)
	case remote.Update:
		a.Record, a.Err = c.update(w.Feed, w.ID, w.Version, w.Values)
	case remote.Delete:
		r, err := c.current(w.Feed, w.ID, w.Version)
		if err == nil {
			c.s.remove(c.user, r)
		}
		a.Err = missingIsFine(err)
	default:
		a.Err = &remote.Error{Class: remote.Protocol, Message: fmt.Sprintf("Nobody knows how to %q.", w.Verb)}
	}
	return a
}

func everySecond(all []remote.Answer) []remote.Answer {
	var out []remote.Answer
	for i := 0; i < len(all); i += 2 {
		out = append(out, all[i])
	}
	return out
}
