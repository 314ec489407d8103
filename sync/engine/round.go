package engine

import (
	"context"
	"errors"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// round is one round under way.
type round struct {
	*Engine
	ctx         context.Context
	p           remote.Provider
	caps        remote.Capabilities
	complete    bool
	asked       bool            // a person waits for it
	uneven      map[string]bool // entities of which we know another number of records
	doubted     map[string]bool // entities of which the provider told that too many are gone
	now         crm.Instant     // the provider's clock as last told
	out         replica.Round
	epochs      map[string]int64            // per entity
	pulled      map[string]bool             // entities whose feeds were all read in this round
	waiting     map[crm.Ref]bool            // records not to be sent in this round: their outcome is open, or they failed
	alone       map[crm.Ref]bool            // records to be sent one by one
	arrived     map[crm.Ref]bool            // records that were sent in this round
	newcomer    bool                        // the record just taken in was not known in any way before
	torn        map[remote.Ref]bool         // records that were read so soon after their change that parts may be missing
	unripe      map[remote.Ref]bool         // records that a list showed so soon after their change that parts may be missing
	again       map[crm.Ref]replica.Attempt // creates that certainly did not arrive: sent again under the same marker
	done        int64                       // records gone through by the push
	total       int64                       // records that waited when it began
	outdated    map[string][]string         // per entity the records that are older there than what was seen
	listedAll   map[string]bool             // entities that were listed completely in this round
	conclusions []func() error              // of complete listings
	failures    int                         // passing failures in a row while pushing
	failed      error                       // the first failure that did not stop the round
}

func newRound(ctx context.Context, e *Engine, how kind) *round {
	return &round{
		Engine: e, ctx: ctx, p: e.provider, caps: e.provider.Capabilities(), complete: how == complete, asked: how == asked,
		uneven: map[string]bool{}, doubted: map[string]bool{}, epochs: map[string]int64{},
		pulled: map[string]bool{}, waiting: map[crm.Ref]bool{}, alone: map[crm.Ref]bool{}, arrived: map[crm.Ref]bool{}, torn: map[remote.Ref]bool{}, unripe: map[remote.Ref]bool{}, again: map[crm.Ref]replica.Attempt{},
		outdated: map[string][]string{}, listedAll: map[string]bool{},
	}
}

func (r *round) run() error {
	for _, step := range []func() error{r.prepare, r.settleAttempts, r.settleRewound, r.lookAtErased, r.pull, r.settleRemade, r.push, r.sweep, r.askRewound, r.completePartial, r.fetchContents} {
		if err := step(); err != nil {
			return err
		}
	}
	return r.failed
}

// tx runs one transaction.
func (r *round) tx(f func(replica.Tx) error) error { return r.store.Replicate(r.ctx, f) }

// note keeps a failure that concerns only a part of the round, or returns one that ends it: the key is refused, the person stopped
// it, the provider asks to wait, or our own database failed.
func (r *round) note(err error) error {
	if err == nil {
		return nil
	}
	var e *remote.Error
	if !errors.As(err, &e) || e.Class == remote.Auth || e.Class == remote.Canceled || e.RetryAfter > 0 || r.ctx.Err() != nil {
		return err
	}
	if r.failed == nil {
		r.failed = err
	}
	return nil
}

// entities returns those that the provider has a feed for, parents first.
func (r *round) entities() []string {
	var out []string
	for _, e := range r.catalog.Entities() {
		if len(r.feedsOf(e.Name)) > 0 {
			out = append(out, e.Name)
		}
	}
	return out
}

func (r *round) feedsOf(entity string) []remote.Feed {
	var out []remote.Feed
	for _, f := range r.caps.Feeds {
		if f.Entity == entity {
			out = append(out, f)
		}
	}
	return out
}

// prepare reads where the feeds stand and ties the person's user to the provider's.
func (r *round) prepare() error {
	return r.tx(func(tx replica.Tx) error {
		c, err := tx.Cursor(replica.Sequence)
		if err != nil {
			return err
		}
		r.now = c.Success
		for _, f := range r.caps.Feeds {
			c, err := tx.Cursor(f.Name)
			if err != nil {
				return err
			}
			r.resume(&c)
			r.epochs[f.Entity] = max(r.epochs[f.Entity], c.Epoch)
			r.now = max(r.now, c.Success)
		}
		if r.o.Me == "" || r.account.UserID == "" {
			return nil
		}
		id, err := tx.Local("user", r.account.UserID)
		if err != nil || id != "" {
			return err
		}
		if err := tx.Alias("user", r.account.UserID, r.o.Me); err != nil {
			return err
		}
		return tx.SaveItem(replica.Item{Ref: crm.Ref{Entity: "user", ID: r.o.Me}, RemoteID: r.account.UserID})
	})
}

// patience is how long after a request its outcome may still show.
func (r *round) patience() crm.Instant { return millis(r.caps.Lag + r.caps.Grain + 30*time.Second) }

func millis(d time.Duration) crm.Instant { return crm.Instant(d.Milliseconds()) }

// entity returns an entity of the catalog by its exact name.
func (r *round) entity(name string) *crm.Entity {
	e, err := r.catalog.Entity(name)
	if err != nil {
		return &crm.Entity{Name: name}
	}
	return e
}
