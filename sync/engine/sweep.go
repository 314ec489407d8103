package engine

import (
	"cmp"
	"math"
	"slices"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// sweep lists ids, stamps and versions of everything there, as many pages as the polling has earned, and finds what the cursors cannot: records that
// are gone, and changes that were missed. Nothing follows from a list alone: every missing record is asked for by itself.
func (r *round) sweep() error {
	r.earned = min(r.earned, r.o.SweepPages*r.o.SweepShare)
	pages := r.earned / r.o.SweepShare
	if r.asked { // rare, and all there is where only the command line is used
		pages = r.o.SweepPages
	}
	if r.complete || len(r.doubted) > 0 || r.o.SweepEvery < 0 {
		pages = math.MaxInt
	}
	order, err := r.sweepOrder()
	if err != nil {
		return err
	}
	for _, entity := range order {
		if err := r.note(r.sweepEntity(entity, &pages)); err != nil {
			return err
		}
	}
	if err := r.compareCounts(); err != nil {
		return err
	}
	for _, entity := range order {
		if !r.uneven[entity] {
			continue
		}
		if err := r.note(r.sweepEntity(entity, &pages)); err != nil {
			return err
		}
	}
	for _, conclude := range r.conclusions { // after all listings: a restored backup is noticed by any of them
		if err := r.note(conclude()); err != nil {
			return err
		}
	}
	return nil
}

// sweepOrder returns the entities that were read in this round, the one swept longest ago first, so that none starves.
func (r *round) sweepOrder() ([]string, error) {
	var out []string
	swept := map[string]crm.Instant{}
	err := r.tx(func(tx replica.Tx) error {
		out = nil
		for _, entity := range r.entities() {
			if !r.pulled[entity] || r.inside(entity) {
				continue
			}
			out = append(out, entity)
			c, err := tx.Cursor(r.feedsOf(entity)[0].Name)
			if err != nil {
				return err
			}
			swept[entity] = c.Swept
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(swept[a], swept[b]) })
	return out, err
}

func (r *round) sweepEntity(entity string, pages *int) error {
	feeds := r.feedsOf(entity)
	agreed, err := r.agreed(entity)
	if err != nil {
		return err
	}
	cursors, under, err := r.beginSweep(feeds, agreed.ID != "")
	if err != nil || !under {
		return err
	}
	if agreed.ID != "" || r.uneven[entity] { // a person waits for it, or something is certainly to be found
		all := math.MaxInt
		pages = &all
	}
	r.epochs[entity] = cursors[0].Epoch
	for i, f := range feeds {
		if !cursors[i].Sweeping {
			continue
		}
		done, err := r.sweepFeed(f, &cursors[i], pages)
		if err != nil || !done {
			return err
		}
	}
	r.listedAll[entity] = true
	r.conclusions = append(r.conclusions, func() error { return r.conclude(entity, cursors, agreed) })
	return nil
}

// beginSweep returns the cursors of an entity's feeds, with a sweep begun if one is due; false if there is none to go on with.
func (r *round) beginSweep(feeds []remote.Feed, forced bool) (cursors []replica.Cursor, under bool, err error) {
	entity := feeds[0].Entity
	due := r.complete || r.uneven[entity] || r.doubted[entity] || forced
	err = r.tx(func(tx replica.Tx) error {
		cursors, under = nil, false
		var epoch int64
		for _, f := range feeds {
			c, err := tx.Cursor(f.Name)
			if err != nil {
				return err
			}
			cursors = append(cursors, c)
			epoch = max(epoch, c.Epoch)
			under = under || c.Sweeping
			back := r.now < c.Swept-r.patience() // the provider's clock was put back: older stamps may be news
			due = due || back || c.Swept == 0 || c.Swept < c.Rewound || r.now-c.Swept >= millis(r.sweepEvery())
		}
		if under && !forced && !r.uneven[entity] || !due { // one under way may have listed before what is gone now was
			return nil
		}
		under = true
		for i := range cursors {
			c := &cursors[i]
			c.Epoch, c.Sweeping, c.SweepAfter, c.SweepSeen, c.SweepStart = epoch+1, true, "", 0, r.now
			c.Entity = feeds[i].Entity
			if err := tx.SaveCursor(*c); err != nil {
				return err
			}
		}
		return nil
	})
	return cursors, under, err
}

// sweepEvery is the time between two sweeps. Where the provider tells what is gone they are only a backstop.
func (r *round) sweepEvery() time.Duration {
	switch {
	case r.o.SweepEvery != 0:
		return r.o.SweepEvery
	case r.caps.ChangesFeed && r.caps.DeletesFeed:
		return 24 * time.Hour
	}
	return time.Hour
}

// sweepFeed lists a feed as far as this round's share goes; true when it is listed to the end. A list that ends before the total that
// the provider names proves nothing and starts again.
func (r *round) sweepFeed(f remote.Feed, c *replica.Cursor, pages *int) (bool, error) {
	for {
		if *pages <= 0 && c.Swept > 0 {
			return false, nil
		}
		*pages--
		r.earned = max(r.earned-r.o.SweepShare, 0)
		page, err := r.list(remote.Scan{Feed: f.Name, After: c.SweepAfter, Brief: true})
		if err != nil {
			return false, err
		}
		if err := r.heal(f, c, page.Records); err != nil {
			return false, err
		}
		c.SweepSeen += int64(len(page.Records))
		end := !page.More || len(page.Records) == 0
		if n := len(page.Records); n > 0 {
			c.SweepAfter = page.Records[n-1].ID
		}
		short := end && page.Total >= 0 && page.Total-c.SweepSeen > page.Total/50
		if end && !short {
			c.There, c.Sweeping = c.SweepSeen, false
		}
		if short {
			c.SweepAfter, c.SweepSeen = "", 0
		}
		if err := r.tx(func(tx replica.Tx) error { return r.stamp(tx, f, c, page.Records) }); err != nil {
			return false, err
		}
		r.o.Progress(Progress{Phase: "sweep", Feed: f.Name, Done: c.SweepSeen, Total: page.Total})
		if end {
			return !short, nil
		}
	}
}

// stamp marks the listed records as seen and stores how far the sweep came.
func (r *round) stamp(tx replica.Tx, f remote.Feed, c *replica.Cursor, records []remote.Record) error {
	for _, rec := range records {
		id, err := tx.Local(f.Entity, rec.ID)
		if err != nil {
			return err
		}
		if id == "" {
			continue
		}
		item, err := tx.Item(refOf(f, id))
		if err != nil {
			return err
		}
		if item.RemoteID == rec.ID && item.Epoch < c.Epoch {
			item.Epoch = c.Epoch
			if err := tx.SaveItem(item); err != nil {
				return err
			}
		}
	}
	stored, err := tx.Cursor(c.Feed)
	if err != nil {
		return err
	}
	stored.Sweeping, stored.SweepAfter, stored.SweepSeen, stored.There, stored.Healed = c.Sweeping, c.SweepAfter, c.SweepSeen, c.There, c.Healed
	return tx.SaveCursor(stored)
}

// endSweep notes that everything was listed. settled = nothing is left to ask about.
func (r *round) endSweep(cursors []replica.Cursor, agreed string, settled bool) error {
	return r.tx(func(tx replica.Tx) error {
		for _, c := range cursors {
			stored, err := tx.Cursor(c.Feed)
			if err != nil {
				return err
			}
			stored.Sweeping, stored.Swept = false, r.now
			if settled {
				stored.Rewound = 0
			}
			if err := tx.SaveCursor(stored); err != nil {
				return err
			}
		}
		if agreed == "" {
			return nil
		}
		return tx.CloseConflict(agreed, "settled")
	})
}
