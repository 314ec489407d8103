package engine

import (
	"time"

	"satchel/app/replica"
	"satchel/sync/remote"
)

// most rows of one write transaction: what follows at its end is some 10 ms of work. While a person's save waits, a transaction ends with
// the record that it is at.
const rows = 250

// pull reads what changed there.
func (r *round) pull() error {
	before, _ := r.meter.Read()
	defer func() {
		after, _ := r.meter.Read()
		r.earned += int(after - before)
	}()
	if !r.caps.ChangesFeed {
		return r.pullFeeds(func(remote.Feed) (bool, error) { return true, nil })
	}
	err := r.follow()
	if err != nil {
		clear(r.pulled)
	}
	return r.note(err)
}

// pullFeeds scans the feeds that are due, parents first. A feed that fails does not stop the others.
func (r *round) pullFeeds(due func(remote.Feed) (bool, error)) error {
	for _, entity := range r.entities() {
		r.pulled[entity] = true
		for _, f := range r.feedsOf(entity) {
			if f.Inside {
				continue
			}
			yes, err := due(f)
			if err != nil {
				return err
			}
			if !yes {
				continue
			}
			if err := r.pullFeed(f); err != nil {
				if err := r.note(err); err != nil {
					return err
				}
				r.pulled[entity] = false
			}
		}
	}
	return nil
}

// list asks for a page and makes sure that its ids ascend: a list that repeats itself would never end.
func (r *round) list(scan remote.Scan) (remote.Page, error) {
	page, err := r.p.List(r.ctx, scan)
	if err != nil {
		return page, err
	}
	last := scan.After
	for _, rec := range page.Records {
		if rec.ID <= last {
			return remote.Page{}, protocol("The online CRM's list of " + scan.Feed + " records repeats itself or is not in order of ids. Nothing of it was taken.")
		}
		last = rec.ID
	}
	return page, nil
}

// pullFeed scans one fixed window of time in order of id, which never changes, so that records that change meanwhile leave the window
// without moving others. The cursor moves with the rows that it covers.
func (r *round) pullFeed(f remote.Feed) error {
	c, err := r.cursor(f.Name)
	if err != nil {
		return err
	}
	if err := r.grow(f, &c); err != nil {
		return err
	}
	saved := c
	r.resume(&c)
	for done := int64(0); ; {
		scan := remote.Scan{Feed: f.Name, Until: c.Until, After: c.After}
		if c.High > 0 && len(c.Fresh) == 0 {
			scan.Since = max(c.High-millis(r.caps.Lag+r.caps.Grain), 1)
		}
		page, err := r.list(scan)
		if err != nil {
			return err
		}
		r.now = max(page.At, 1)
		if c.Until == 0 {
			c.Until = r.now
		}
		if len(c.Fresh) > 0 {
			if err := r.freshly(f, page.Records, c.Fresh); err != nil {
				return err
			}
		}
		freshFiles(page.Records, freshFields(c.Fresh, false))
		records, err := r.whole(f, page.Records, c.High == 0)
		if err == nil {
			records, err = r.certain(f, records)
		}
		if err != nil {
			return err
		}
		done += int64(len(page.Records))
		if err := r.applyPage(f, &c, &saved, records, page.More, done >= page.Total); err != nil {
			return err
		}
		total := page.Total
		if total >= 0 {
			total = max(total, done)
		}
		r.o.Progress(Progress{Phase: "pull", Feed: f.Name, Done: done, Total: total})
		if !page.More || len(page.Records) == 0 {
			return nil
		}
	}
}

func (r *round) cursor(feed string) (c replica.Cursor, err error) {
	err = r.tx(func(tx replica.Tx) (err error) { c, err = tx.Cursor(feed); return err })
	return c, err
}

// applyPage stores a page in small transactions, each with the cursor that covers it, in saved as it is then stored. whole = as many
// records came as were announced.
func (r *round) applyPage(f remote.Feed, c, saved *replica.Cursor, records []remote.Record, more, whole bool) error {
	more = more && len(records) > 0
	for first := true; first || len(records) > 0; first = false {
		stored, end, was := false, false, *c
		err := r.tx(func(tx replica.Tx) error {
			if err := tx.Expect(f.Entity, idsOf(records[:min(rows, len(records))])); err != nil {
				return err
			}
			n, err := r.takePart(tx, records, func(rec remote.Record) error { return r.take(tx, f, rec, listed) })
			if err != nil {
				return err
			}
			if n > 0 {
				c.After = records[n-1].ID
			}
			records = records[n:]
			if end = len(records) == 0 && !more; end {
				r.finish(c, whole)
			}
			if stored = tx.Wrote() || worthSaving(*saved, *c); !stored {
				return nil
			}
			return r.keepCursor(tx, *c, whole)
		})
		if err != nil {
			*c = was
			return err
		}
		if stored {
			*saved = *c
		}
		if end {
			r.reach(*saved, *c)
		}
	}
	return nil
}

// takePart takes records in until there are enough for one transaction, or somebody waits to write; it returns how many.
func (r *round) takePart(tx replica.Tx, records []remote.Record, take func(remote.Record) error) (n int, err error) {
	for n < min(rows, len(records)) && err == nil && (n == 0 || !tx.Awaited()) {
		err = take(records[n])
		n++
	}
	return n, err
}

// finish ends a scan: everything up to its ceiling is here. A ceiling before the last one means that the provider's clock went back,
// after a restore for example: then everything is read again. A scan that brought less than was announced is repeated once; a
// total that is wrong twice is no reason to read the same for ever.
func (r *round) finish(c *replica.Cursor, whole bool) {
	back := c.Until < c.High-millis(r.caps.Lag+r.caps.Grain+time.Minute)
	again := !whole && c.High > 0 && !r.short[c.Feed]
	r.short[c.Feed] = again
	switch c.Success = r.now; {
	case back:
		c.High = 0
	case !again:
		c.High = c.Until
	}
	c.Until, c.After, c.Fresh = 0, "", nil
}

// keepCursor stores the part of the cursor that the pull owns.
func (r *round) keepCursor(tx replica.Tx, c replica.Cursor, whole bool) error {
	stored, err := tx.Cursor(c.Feed)
	if err != nil {
		return err
	}
	if stored.High == 0 && stored.Swept == 0 && c.High > 0 && whole { // the first load listed everything
		stored.Swept = c.Success
	}
	stored.High, stored.Until, stored.After, stored.Success = c.High, c.Until, c.After, c.Success
	stored.Holds, stored.Fresh = c.Holds, c.Fresh
	return tx.SaveCursor(stored)
}

// certain replaces records that a list shows with the stamp we know but other content: within one stamp a late list cannot be told
// from a new change, so such a record is read by itself. Without a lag, and of stamps older than it, lists are right.
func (r *round) certain(f remote.Feed, records []remote.Record) ([]remote.Record, error) {
	if r.caps.Lag == 0 || len(records) == 0 {
		return records, nil
	}
	var doubtful []int
	err := r.tx(func(tx replica.Tx) error {
		doubtful = nil
		for i, rec := range records {
			if rec.ModifiedAt < r.now-millis(r.caps.Lag+r.caps.Grain) {
				continue
			}
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
			if item.RemoteAt == rec.ModifiedAt && (rec.Version == "" || rec.Version != item.Version) {
				differs, err := r.differs(tx, f, id, rec)
				if err != nil {
					return err
				}
				if differs {
					doubtful = append(doubtful, i)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return records, r.reread(f, records, doubtful)
}

func (r *round) differs(tx replica.Tx, f remote.Feed, id string, rec remote.Record) (bool, error) {
	e := r.entity(f.Entity)
	values, err := r.toLocal(tx, e, rec.Values)
	if err != nil {
		return false, err
	}
	local, err := tx.Get(refOf(f, id))
	if err != nil {
		return false, nil
	}
	derive(e, local, values)
	return news(local.Values, values, r.canon(f, e)) != nil, nil
}
