package engine

import (
	"fmt"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// most records that may vanish at once without a person's word, whatever the number of records
const fewMissing = 20

// What a person has said about an inbox item already.
const (
	agreedGroup = "agreed" // missing records may go; or a record may exist twice
	againGroup  = "again"  // missing records are to be created there again
)

// agreed finds a person's word about the missing records of an entity; the zero Conflict if there is none.
func (r *round) agreed(entity string) (said replica.Conflict, err error) {
	err = r.tx(func(tx replica.Tx) error {
		said = replica.Conflict{}
		all, err := tx.Conflicts()
		for _, c := range all {
			if c.Kind == replica.ManyMissing && c.Entity == entity && (c.Group == agreedGroup || c.Group == againGroup) {
				said = c
			}
		}
		return err
	})
	return said, err
}

func (r *round) askMissing(entity string, cursors []replica.Cursor, limit int, all int64) error {
	e := r.entity(entity)
	what := fmt.Sprintf("More than %d of %d %s are missing there.", limit, all, strings.ToLower(e.Plural))
	if limit == 0 {
		what = "The online CRM seems to have been restored from a backup: records that were there are missing now."
	}
	err := r.tx(func(tx replica.Tx) error {
		return r.open(tx, replica.Conflict{
			Ref: crm.Ref{Entity: entity}, Kind: replica.ManyMissing, Title: e.Plural,
			Message: what + " " + "Nothing was removed here." + " " + "Create them there again, or remove them here too?",
		})
	})
	if err != nil {
		return err
	}
	return r.endSweep(cursors, "", false)
}

// settleMissing does with a record that is certainly gone what a person said, or what is always done.
func (r *round) settleMissing(ref crm.Ref, said replica.Conflict) error {
	return r.tx(func(tx replica.Tx) error {
		if said.Group != againGroup {
			return r.gone(tx, ref)
		}
		item, err := tx.Item(ref)
		if err != nil {
			return err
		}
		local, err := tx.Get(ref)
		if crm.CodeOf(err) == crm.CodeNotFound || item.Deleted {
			return r.gone(tx, ref)
		} else if err != nil {
			return err
		}
		return r.remake(tx, item, local)
	})
}

// conclude asks for every record that was not listed. So many missing ones that something else may be wrong are left to a person.
func (r *round) conclude(entity string, cursors []replica.Cursor, agreed replica.Conflict) error {
	var all int64
	var restored bool
	err := r.tx(func(tx replica.Tx) (err error) {
		if _, all, err = tx.CountUnseen(entity, r.epochs[entity]); err == nil {
			restored, err = r.restored(tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	limit := int(max(fewMissing, all/20))
	if restored || slices.ContainsFunc(cursors, func(c replica.Cursor) bool { return c.Rewound > 0 }) {
		limit = 0 // what is missing may have been made here since the backup
	}
	var missing []crm.Ref
	for after := ""; ; {
		var items []replica.Item
		err := r.tx(func(tx replica.Tx) (err error) {
			items, err = tx.Unseen(entity, r.epochs[entity], after, rows)
			return err
		})
		if err != nil {
			return err
		}
		for _, item := range items {
			after = item.ID
			gone, err := r.confirm(item)
			if err != nil {
				return err
			}
			if gone {
				missing = append(missing, item.Ref)
			}
			if len(missing) > limit && agreed.ID == "" {
				return r.askMissing(entity, cursors, limit, all)
			}
		}
		if len(items) < rows {
			break
		}
	}
	for _, ref := range missing {
		if err := r.settleMissing(ref, agreed); err != nil {
			return err
		}
	}
	return r.endSweep(cursors, agreed.ID, true)
}

// confirm asks for one unlisted record; true if it is certainly gone. Any other answer settles the record.
func (r *round) confirm(item replica.Item) (gone bool, _ error) {
	see := func() error {
		return r.tx(func(tx replica.Tx) error {
			now, err := tx.Item(item.Ref)
			if err != nil || now.RemoteID == "" {
				return err
			}
			now.Epoch = max(now.Epoch, r.epochs[item.Entity])
			return tx.SaveItem(now)
		})
	}
	if h := item.Hold; h != nil && h.Reason == replica.Hidden && r.now < h.Since+24*60*60*1000 {
		return false, see()
	}
	f, ok := r.caps.FeedOfID(item.Entity, item.RemoteID)
	if !ok {
		return false, see()
	}
	rec, err := r.p.Get(r.ctx, f.Name, item.RemoteID)
	if err == nil {
		if err := r.tx(func(tx replica.Tx) error { return r.takeRead(tx, f, item.Ref, rec) }); err != nil {
			return false, err
		}
		return false, see()
	}
	switch e := remote.AsError(err); e.Class {
	case remote.Gone:
		return true, nil
	case remote.Denied:
		return false, r.tx(func(tx replica.Tx) error { return r.noAccess(tx, item.Ref, e) })
	}
	return false, err
}
