package engine

import (
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// follow reads the provider's one sequence of changes: all feeds in one request. What was never read is listed first, from a place in
// the sequence that was taken before, so that nothing falls between the two.
func (r *round) follow() error {
	c, err := r.cursor(replica.Sequence)
	if err != nil {
		return err
	}
	anew := false
	for {
		if err := r.readNew(&c); err != nil {
			return err
		}
		reset, err := r.followFrom(&c)
		if err != nil || !reset {
			return err
		}
		if anew {
			return protocol("The provider does not know the place in its changes that it has just named.")
		}
		anew = true
	}
}

func protocol(message string) error { return &remote.Error{Class: remote.Protocol, Message: message} }

// readNew lists the feeds that were never read to the end, and those that hold more than when they were. One that fails does not stop the
// others.
func (r *round) readNew(c *replica.Cursor) error {
	if c.Token == "" {
		here, err := r.p.Changes(r.ctx, "")
		if err != nil {
			return err
		}
		if here.Next == "" {
			return protocol("The provider does not name the place where its changes stand.")
		}
		c.Token = here.Next
		if err := r.tx(func(tx replica.Tx) error { return tx.SaveCursor(*c) }); err != nil {
			return err
		}
	}
	return r.pullFeeds(func(f remote.Feed) (bool, error) {
		c, err := r.cursor(f.Name)
		if err == nil {
			err = r.grow(f, &c)
		}
		return c.High == 0 || c.Until != 0 || len(c.Fresh) > 0, err
	})
}

// followFrom applies the changes after a place; true if the provider does not know the place any more.
func (r *round) followFrom(c *replica.Cursor) (reset bool, _ error) {
	for done := int64(0); ; {
		page, err := r.p.Changes(r.ctx, c.Token)
		if err != nil {
			return false, err
		}
		r.now = max(page.At, 1)
		if page.Reset {
			return true, r.rewound(c, page.Next)
		}
		if page.Next == "" || page.More && page.Next == c.Token {
			return false, protocol("The provider does not name the next place in its changes.")
		}
		if err := r.applyChanges(c, page); err != nil {
			return false, err
		}
		done += int64(len(page.Records) + len(page.Gone))
		r.o.Progress(Progress{Phase: "pull", Done: done, Total: -1})
		if !page.More {
			return false, r.believe()
		}
	}
}

// applyChanges stores a page. The place moves with the last of its transactions; a page that was cut short is read again.
func (r *round) applyChanges(c *replica.Cursor, page remote.Changes) error {
	survivors, err := r.survivors(page)
	if err != nil {
		return err
	}
	if page.Next == c.Token && len(page.Records)+len(page.Gone) == 0 {
		return nil
	}
	c.Token, c.Success = page.Next, r.now
	for records := page.Records; ; {
		err := r.tx(func(tx replica.Tx) error {
			n, err := r.takePart(tx, records, func(rec remote.Record) error {
				f, ok := r.caps.Feed(rec.Feed)
				if !ok {
					return nil
				}
				return r.take(tx, f, rec, read)
			})
			if err != nil {
				return err
			}
			if records = records[n:]; len(records) > 0 {
				return nil
			}
			for _, stone := range page.Gone {
				if err := r.bury(tx, stone, survivors[stone]); err != nil {
					return err
				}
			}
			return tx.SaveCursor(*c)
		})
		if err != nil || len(records) == 0 {
			return err
		}
	}
}

// survivors finds the records that others, which are here, were merged into, by the tombstone. Those that the page does not hold are
// read; one that is gone as well makes the merge a delete.
func (r *round) survivors(page remote.Changes) (map[remote.Tombstone]remote.Record, error) {
	out := map[remote.Tombstone]remote.Record{}
	for _, stone := range page.Gone {
		if stone.Into == "" {
			continue
		}
		var item replica.Item
		err := r.tx(func(tx replica.Tx) (err error) { item, err = r.buried(tx, stone); return err })
		if err != nil {
			return nil, err
		}
		if item.RemoteID == "" {
			continue
		}
		i := slices.IndexFunc(page.Records, func(rec remote.Record) bool { return rec.Feed == stone.Feed && rec.ID == stone.Into })
		if i >= 0 {
			out[stone] = page.Records[i]
			continue
		}
		rec, err := r.p.Get(r.ctx, stone.Feed, stone.Into)
		if err == nil {
			out[stone] = rec
		} else if class := remote.AsError(err).Class; class != remote.Gone && class != remote.Denied {
			return nil, err
		}
	}
	return out, nil
}

// buried returns what is known about a record that is gone; without an id if it is none of ours.
func (r *round) buried(tx replica.Tx, stone remote.Tombstone) (replica.Item, error) {
	f, ok := r.caps.Feed(stone.Feed)
	if !ok {
		return replica.Item{}, nil
	}
	id, err := tx.Local(f.Entity, stone.ID)
	if err != nil || id == "" {
		return replica.Item{}, err
	}
	item, err := tx.Item(refOf(f, id))
	if item.RemoteID != stone.ID { // it was let go already, or merged
		return replica.Item{}, err
	}
	return item, err
}

// toldGone is the epoch of a record of which the provider told that it is gone, until that is believed.
const toldGone = -1

// bury notes what is no longer there. A merge is carried out at once: nothing is lost by it.
func (r *round) bury(tx replica.Tx, stone remote.Tombstone, survivor remote.Record) error {
	item, err := r.buried(tx, stone)
	if err != nil || item.RemoteID == "" {
		return err
	}
	if f, ok := r.caps.Feed(survivor.Feed); ok && survivor.ID != stone.ID {
		return r.merged(tx, f, item, survivor)
	}
	item.Epoch, r.believed = toldGone, false
	return tx.SaveItem(item)
}

// believe lets go of what the sequence said is gone; its word is a confirmation. So much at once that something else may be wrong is
// left to the sweep, which asks for each record, and then a person.
func (r *round) believe() error {
	if r.believed { // nothing was told since, and to look goes through all records
		return nil
	}
	for _, entity := range r.entities() {
		var told, all int64
		err := r.tx(func(tx replica.Tx) (err error) { told, all, err = tx.CountUnseen(entity, 0); return err })
		if err != nil {
			return err
		}
		settle := r.gone
		if told > max(fewMissing, all/20) {
			r.doubted[entity], settle = true, doubt
		}
		if told == 0 {
			continue
		}
		if err := r.settleTold(entity, settle); err != nil {
			return err
		}
	}
	r.believed = true
	return nil
}

// settleTold goes through the records of which was told that they are gone.
func (r *round) settleTold(entity string, settle func(replica.Tx, crm.Ref) error) error {
	for told := 1; told > 0; {
		err := r.tx(func(tx replica.Tx) error {
			items, err := tx.Unseen(entity, 0, "", rows)
			told = len(items)
			for _, item := range items {
				if err := settle(tx, item.Ref); err != nil {
					return err
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// doubt takes back that a record is gone: the sweep will find it missing.
func doubt(tx replica.Tx, ref crm.Ref) error {
	item, err := tx.Item(ref)
	if err != nil {
		return err
	}
	item.Epoch = 0
	return tx.SaveItem(item)
}

// rewound begins anew after the provider went back in time. Everything is read again, nothing that is here is let go without a
// person's word, and the person is told.
func (r *round) rewound(c *replica.Cursor, next string) error {
	r.out.Notice = "The online CRM seems to have been restored from a backup. Everything was read again; nothing was removed here."
	c.Token = next
	for _, entity := range r.entities() { // what was told before the restore holds no more
		if err := r.settleTold(entity, doubt); err != nil {
			return err
		}
	}
	return r.tx(func(tx replica.Tx) error {
		for _, f := range r.caps.Feeds {
			if f.Inside {
				continue
			}
			feed, err := tx.Cursor(f.Name)
			if err != nil {
				return err
			}
			feed.High, feed.Until, feed.After, feed.Sweeping = 0, 0, "", false
			feed.Rewound, feed.Swept = r.now, min(feed.Swept, r.now-1)
			feed.Entity = f.Entity
			if err := tx.SaveCursor(feed); err != nil {
				return err
			}
		}
		return tx.SaveCursor(*c)
	})
}
