package engine

import (
	"context"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Reopen takes an answer back: the item is in the inbox again and the record as it was before the answer. What was sent already is
// sent back; where that cannot be done, nothing is (CodeConflict).
func (e *Engine) Reopen(ctx context.Context, conflictID string) error {
	return e.store.Replicate(ctx, func(tx replica.Tx) error {
		c, err := tx.ReopenConflict(conflictID)
		if err != nil {
			return err
		}
		switch c.Kind {
		case replica.BothEdited:
			return unanswerEdit(tx, e.store.Catalog(), c)
		case replica.GoneThere:
			return unanswerGoneThere(tx, c)
		case replica.GoneHere:
			return unanswerGoneHere(tx, c)
		case replica.MaybeTwice, replica.MaybeThere:
			return unanswerTwice(tx, c)
		}
		return crm.Errorf(crm.CodeConflict, "This decision cannot be taken back. What was removed is in the trash.")
	})
}

// unanswerEdit makes the value live again that was live before the answer. What is still unsent is simply not sent.
func unanswerEdit(tx replica.Tx, catalog *crm.Catalog, c replica.Settled) error {
	if c.Choice == Theirs {
		return nil
	}
	e, err := catalog.Entity(c.Entity)
	if err != nil {
		return err
	}
	local, err := tx.Get(c.Ref)
	if err != nil {
		return err
	}
	item, err := tx.Item(c.Ref)
	if err != nil {
		return err
	}
	underway, err := attempted(tx, c.Ref)
	if err != nil {
		return err
	}
	for i, edit := range item.Edits { // typed on the live value, and not sent yet
		if edit.Group == c.Group && !underway {
			item.Edits = append(item.Edits[:i:i], item.Edits[i+1:]...)
			lift(&item)
			if err := tx.Put(crm.Record{Entity: c.Entity, ID: c.Ref.ID, Values: edit.Base}); err != nil {
				return err
			}
			return tx.SaveItem(item)
		}
	}
	if c.Choice == Mine && differing(local.Values, c.Mine) != nil {
		return crm.Errorf(crm.CodeConflict, "%q was changed since. The history of the record has every earlier value.", c.Title)
	}
	return enter(tx, e, local, c.Theirs)
}

// attempted tells whether a request about the record may be on its way.
func attempted(tx replica.Tx, ref crm.Ref) (bool, error) {
	attempts, err := tx.Attempts()
	return slices.ContainsFunc(attempts, func(a replica.Attempt) bool { return a.Ref == ref }), err
}

// unanswerGoneThere is possible until the record was created again; one that was let go comes back from what the inbox kept.
func unanswerGoneThere(tx replica.Tx, c replica.Settled) error {
	item, err := tx.Item(c.Ref)
	if err != nil {
		return err
	}
	if item.RemoteID != "" || c.Choice == Mine && !item.New {
		return crm.Errorf(crm.CodeConflict, "%q is there again already. Delete it if that was not meant.", c.Title)
	}
	if c.Choice == Theirs {
		if err := tx.Put(crm.Record{Entity: c.Entity, ID: c.Ref.ID, Values: c.Mine}); err != nil {
			return err
		}
	}
	item.New, item.Hold = false, &replica.Hold{Reason: replica.Unsure, Message: "Deleted there, changed here.", Since: c.Opened}
	return tx.SaveItem(item)
}

// unanswerGoneHere is possible until the record was deleted there.
func unanswerGoneHere(tx replica.Tx, c replica.Settled) error {
	item, err := tx.Item(c.Ref)
	if err != nil {
		return err
	}
	if item.RemoteID == "" {
		return crm.Errorf(crm.CodeConflict, "%q was deleted there already.", c.Title)
	}
	if c.Choice == Theirs {
		if len(item.Edits) > 0 {
			return crm.Errorf(crm.CodeConflict, "%q was changed here since it came back.", c.Title)
		}
		if err := tx.Delete(c.Ref); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			return err
		}
	}
	item.Deleted, item.Hold = true, &replica.Hold{Reason: replica.Unsure, Message: "Deleted here, changed there.", Since: c.Opened}
	return tx.SaveItem(item)
}

// unanswerTwice is possible until the record was sent; one that was tied to a record there stays tied.
func unanswerTwice(tx replica.Tx, c replica.Settled) error {
	item, err := tx.Item(c.Ref)
	if err != nil {
		return err
	}
	if c.Choice == Theirs || !item.New {
		return crm.Errorf(crm.CodeConflict, "%q is one with a record there already. That cannot be taken apart here.", c.Title)
	}
	item.Hold = &replica.Hold{Reason: replica.Unsure, Message: c.Message, Since: c.Opened}
	return tx.SaveItem(item)
}
