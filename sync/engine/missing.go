package engine

import (
	"fmt"

	"satchel/app/crm"
	"satchel/app/replica"
)

// agreedGroup marks an inbox item about which a person has said a word already: missing records that may go, or a record that may
// exist twice.
const agreedGroup = "agreed"

func (r *round) agreed(entity string) (id string, err error) {
	err = r.tx(func(tx replica.Tx) error {
		id = ""
		all, err := tx.Conflicts()
		for _, c := range all {
			if c.Kind == replica.ManyMissing && c.Entity == entity && c.Group == agreedGroup {
				id = c.ID
			}
		}
		return err
	})
	return id, err
}

func (r *round) askMissing(entity string, cursors []replica.Cursor, limit int, all int64) error {
	e := r.entity(entity)
	what := fmt.Sprintf("More than %d of %d %s are missing there.", limit, all, e.Plural)
	if limit == 0 {
		what = fmt.Sprintf("The online CRM seems to have been restored from a backup, and some of %d %s are missing there.", all, e.Plural)
	}
	err := r.tx(func(tx replica.Tx) error {
		return r.open(tx, replica.Conflict{
			Ref: crm.Ref{Entity: entity}, Kind: replica.ManyMissing, Title: e.Plural,
			Message: what + " Nothing was removed here. Remove them here too, or keep them?",
		})
	})
	if err != nil {
		return err
	}
	return r.endSweep(cursors, "", false)
}
