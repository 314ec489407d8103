package engine

import (
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// countEvery is the provider's time between two comparisons of the number of an entity's records in rounds that nobody waits for. A
// count is one cheap request per feed; it notices within the hour what a colleague deleted, however long a sweep takes.
const countEvery = time.Hour

// count is what is known about the number of an entity's records.
type count struct {
	at     crm.Instant // provider's time of the last comparison
	silent bool        // the provider does not count
	there  int64       // as last compared
	here   int64
	swept  crm.Instant // of the last complete listing before these numbers were first seen
}

// compareCounts asks how many records there are there, in a round that a person waits for and otherwise from time to time, and notes
// where we know of another number. A provider that tells by itself what is gone need not be asked. Equal numbers prove nothing (one may
// be gone and another one new); the listing that is due from time to time does.
func (r *round) compareCounts() error {
	if r.caps.DeletesFeed || r.complete || r.o.SweepEvery < 0 && !r.asked {
		return nil
	}
	for _, entity := range r.entities() {
		if r.listedAll[entity] || r.inside(entity) {
			continue
		}
		swept, known, err := r.sweptAt(entity)
		if err != nil {
			return err
		}
		if due := known && !r.counts[entity].silent && r.now-max(swept, r.counts[entity].at) >= millis(countEvery); !due && !r.asked {
			continue
		}
		if err := r.note(r.compareCount(entity, swept)); err != nil {
			return err
		}
	}
	return nil
}

// sweptAt is when an entity was listed completely last; false if it was not read in this round, never listed, or is being listed.
func (r *round) sweptAt(entity string) (at crm.Instant, known bool, _ error) {
	known = r.pulled[entity]
	err := r.tx(func(tx replica.Tx) error {
		for _, f := range r.feedsOf(entity) {
			c, err := tx.Cursor(f.Name)
			if err != nil {
				return err
			}
			at = max(at, c.Swept)
		}
		return nil
	})
	return at, known && at > 0, err
}

// compareCount asks for the number of records of one entity. A difference that a complete listing could not explain, such as records
// that the provider counts but does not show, is no reason for another one.
func (r *round) compareCount(entity string, swept crm.Instant) error {
	now := count{at: r.now, swept: swept}
	for _, f := range r.feedsOf(entity) {
		page, err := r.list(remote.Scan{Feed: f.Name, Brief: true, Limit: 1})
		if err != nil {
			return err
		}
		if page.Total < 0 {
			r.counts[entity] = count{silent: true}
			return nil
		}
		now.there += page.Total
		if err := r.tx(func(tx replica.Tx) error { return counted(tx, f, page.Total) }); err != nil {
			return err
		}
	}
	err := r.tx(func(tx replica.Tx) (err error) { _, now.here, err = tx.CountUnseen(entity, 0); return err })
	if err != nil {
		return err
	}
	last := r.counts[entity]
	same := last.at > 0 && last.there == now.there && last.here == now.here
	if same {
		now.swept = last.swept
	}
	inherent := same && now.swept < swept
	r.counts[entity] = now
	r.uneven[entity] = now.there != now.here && (r.asked || !inherent)
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
