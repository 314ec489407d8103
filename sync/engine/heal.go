package engine

import (
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// heal reads the listed records that are unknown here or other than last seen.
func (r *round) heal(f remote.Feed, c *replica.Cursor, records []remote.Record) error {
	var stale []remote.Record
	err := r.tx(func(tx replica.Tx) error {
		stale = nil
		for _, rec := range records {
			id, err := tx.Local(f.Entity, rec.ID)
			if err != nil {
				return err
			}
			item, err := tx.Item(refOf(f, id))
			if err != nil {
				return err
			}
			if isOlder(item) && r.older(item, rec) { // known, and asked about
				if err := r.keepOlder(tx, item); err != nil {
					return err
				}
				continue
			}
			back := item.Hold != nil && item.Hold.Reason == replica.Hidden && !item.New && !item.Deleted
			if id == "" || item.RemoteID != rec.ID || item.RemoteAt != rec.ModifiedAt || item.Version != rec.Version || back || isOlder(item) {
				stale = append(stale, rec)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, old := range stale {
		rec, err := r.p.Get(r.ctx, f.Name, old.ID)
		if err != nil {
			if class := remote.AsError(err).Class; class == remote.Gone || class == remote.Denied {
				continue // the list was behind
			}
			return err
		}
		if rec.ID != old.ID {
			continue
		}
		if old.ModifiedAt < c.SweepStart-r.patience() {
			c.Healed++
		}
		if err := r.tx(func(tx replica.Tx) error { return r.healed(tx, f, rec) }); err != nil {
			return err
		}
	}
	return nil
}

// healed takes in a record that a listing found to be other, and lets what keeps it be read too: no stamp told of the change.
func (r *round) healed(tx replica.Tx, f remote.Feed, rec remote.Record) error {
	if err := r.takeApart(tx, f, rec); err != nil {
		return err
	}
	id, err := tx.Local(f.Entity, rec.ID)
	if err != nil || id == "" || len(f.Key) == 0 {
		return err
	}
	kept, err := tx.Get(refOf(f, id))
	if crm.CodeOf(err) == crm.CodeNotFound {
		return nil
	} else if err != nil {
		return err
	}
	return r.doubtKeeper(tx, f, kept)
}

// takeApart takes in a record that is certainly there by itself. If its id was taken for that of another record, because it was merged
// into that one or was gone when that one was made in its place, it is a record of its own again.
func (r *round) takeApart(tx replica.Tx, f remote.Feed, rec remote.Record) error {
	id, err := tx.Local(f.Entity, rec.ID)
	if err != nil {
		return err
	}
	item, err := tx.Item(refOf(f, id))
	if err != nil {
		return err
	}
	if id != "" && item.RemoteID != "" && item.RemoteID != rec.ID {
		if err := tx.Alias(f.Entity, rec.ID, tx.NewID()); err != nil {
			return err
		}
		if err := r.doubtLinks(tx, item.Ref); err != nil {
			return err
		}
	}
	return r.take(tx, f, rec, read)
}
