package engine

import (
	"satchel/app/replica"
	"satchel/sync/remote"
)

// compareCounts asks, in a round that a person waits for, how many records there are there, and notes where we know of another number.
// A provider that tells by itself what is gone need not be asked. Equal numbers prove nothing (one may be gone and another one new);
// the listing that is due from time to time does.
func (r *round) compareCounts() error {
	if !r.asked || r.caps.DeletesFeed {
		return nil
	}
	for _, entity := range r.entities() {
		var there, here int64
		for _, f := range r.feedsOf(entity) {
			page, err := r.list(remote.Scan{Feed: f.Name, Brief: true, Limit: 1})
			if err != nil {
				if err := r.note(err); err != nil {
					return err
				}
				page.Total = -1
			}
			if page.Total < 0 { // it does not count
				there = -1
				break
			}
			there += page.Total
			if err := r.tx(func(tx replica.Tx) error { return counted(tx, f, page.Total) }); err != nil {
				return err
			}
		}
		err := r.tx(func(tx replica.Tx) (err error) { _, here, err = tx.CountUnseen(entity, 0); return err })
		if err != nil {
			return err
		}
		r.uneven[entity] = there >= 0 && there != here
	}
	return nil
}

// counted notes how many records a feed has there.
func counted(tx replica.Tx, f remote.Feed, there int64) error {
	c, err := tx.Cursor(f.Name)
	if err != nil || c.There == there && c.Entity == f.Entity {
		return err
	}
	c.There, c.Entity = there, f.Entity
	return tx.SaveCursor(c)
}
