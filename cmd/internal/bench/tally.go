package main

import (
	"context"
	"fmt"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// tally counts what a provider is asked for, and knows how little would have done.
type tally struct {
	remote.Provider
	caps remote.Capabilities

	lists, gets, finds, counts, sweeps int
	creates, updates, deletes          int
	bound                              int             // writes of the rounds so far, as many together as the provider takes
	round                              [3]int          // writes of this round
	seen                               map[string]bool // states of records that were read by themselves
}

func (c *tally) List(ctx context.Context, s remote.Scan) (remote.Page, error) {
	switch {
	case s.Brief && s.Limit > 0:
		c.counts++
	case s.Brief:
		c.sweeps++
	default:
		c.lists++
	}
	return c.Provider.List(ctx, s)
}

func (c *tally) Changes(ctx context.Context, since string) (remote.Changes, error) {
	c.lists++
	return c.Provider.Changes(ctx, since)
}

// Get counts as needed once for each state of a record: lists may show it in part, and without versions it is read before it is changed.
func (c *tally) Get(ctx context.Context, feed, id string) (remote.Record, error) {
	c.gets++
	rec, err := c.Provider.Get(ctx, feed, id)
	c.seen[fmt.Sprint(feed, id, rec.ModifiedAt, rec.Version)] = true
	return rec, err
}

func (c *tally) Find(ctx context.Context, feed, marker string, v crm.Values, since crm.Instant) ([]remote.Record, error) {
	c.finds++
	return c.Provider.Find(ctx, feed, marker, v, since)
}

func (c *tally) Create(ctx context.Context, feed, marker string, v crm.Values) (remote.Record, error) {
	c.write(remote.Create)
	return c.Provider.Create(ctx, feed, marker, v)
}

func (c *tally) Update(ctx context.Context, feed, id, version string, v crm.Values) (remote.Record, error) {
	c.write(remote.Update)
	return c.Provider.Update(ctx, feed, id, version, v)
}

func (c *tally) Delete(ctx context.Context, feed, id string) error {
	c.write(remote.Delete)
	return c.Provider.Delete(ctx, feed, id)
}

func (c *tally) Batch(ctx context.Context, writes []remote.Write) ([]remote.Answer, error) {
	for _, w := range writes {
		c.write(w.Verb)
	}
	return c.Provider.Batch(ctx, writes)
}

func (c *tally) write(v remote.Verb) {
	switch v {
	case remote.Create:
		c.creates++
		c.round[0]++
	case remote.Update:
		c.updates++
		c.round[1]++
	case remote.Delete:
		c.deletes++
		c.round[2]++
	}
}

// ended closes a round.
func (c *tally) ended() {
	together := max(c.caps.Batch, 1)
	for _, n := range c.round {
		c.bound += (n + together - 1) / together
	}
	c.round = [3]int{}
}
