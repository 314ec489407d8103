package engine

import (
	"fmt"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
)

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
	things := strings.ToLower(e.Plural)
	what := fmt.Sprintf("More than %d of %d %s are missing there.", limit, all, things)
	if limit == 0 {
		what = fmt.Sprintf("The online CRM seems to have been restored from a backup: %s that were there are missing now.", things)
	}
	err := r.tx(func(tx replica.Tx) error {
		return r.open(tx, replica.Conflict{
			Ref: crm.Ref{Entity: entity}, Kind: replica.ManyMissing, Title: e.Plural,
			Message: what + " Nothing was removed here. Create them there again, or remove them here too?",
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
		if _, err := tx.Get(ref); crm.CodeOf(err) == crm.CodeNotFound || item.Deleted {
			return r.gone(tx, ref)
		} else if err != nil {
			return err
		}
		return tx.SaveItem(replica.Item{Ref: ref, New: true})
	})
}
