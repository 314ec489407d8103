package engine

import (
	"errors"

	"satchel/app/replica"
	"satchel/sync/remote"
)

// lookAtErased asks where those are now who were erased here and are still to be deleted there, before anything else is read: a colleague
// may have merged one into a record that is not known here yet, and that record is the erased person.
func (r *round) lookAtErased() error {
	if !r.caps.Alias {
		return nil
	}
	return r.eachWaiting(r.entities(), func(item replica.Item) error {
		f, ok := r.caps.FeedOfID(item.Entity, item.RemoteID)
		if !item.Erased || !item.Deleted || !ok {
			return nil
		}
		rec, err := r.p.Get(r.ctx, f.Name, item.RemoteID)
		var e *remote.Error
		switch {
		case errors.As(err, &e) && (e.Class == remote.Gone || e.Class == remote.Denied):
			return nil // the delete that is sent finds out
		case err != nil:
			return r.note(err)
		case rec.ID == item.RemoteID:
			return nil
		}
		return r.tx(func(tx replica.Tx) error { return r.takeRead(tx, f, item.Ref, rec) })
	})
}

// mergedErased handles the survivor of somebody who was erased here, if nothing was known of it: it is the same person, so nothing of it is
// taken, and it is to be deleted there, too. One that is a record here already was not erased with the other, and stays.
func (r *round) mergedErased(tx replica.Tx, f remote.Feed, loser replica.Item, rec remote.Record) error {
	old := loser.RemoteID
	if err := r.seenErased(tx, loser, rec); err != nil {
		return err
	}
	return tx.Alias(f.Entity, old, loser.ID)
}
