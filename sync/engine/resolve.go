package engine

import (
	"context"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
)

// RetryHeld lets a held record be sent again in the next round.
func (e *Engine) RetryHeld(ctx context.Context, ref crm.Ref) error {
	return e.store.Replicate(ctx, func(tx replica.Tx) error {
		item, err := tx.Item(ref)
		if err != nil || item.Hold == nil {
			return err
		}
		if item.Hold.Reason == replica.Unsure || isOlder(item) {
			return crm.Errorf(crm.CodeConflict, "This record waits for a decision. Answer it in the inbox.")
		}
		item.Hold = nil
		return tx.SaveItem(item)
	})
}

// Unlink lets a new record that waits for one that is not there be created without the link to it. The link stays to be sent, and
// goes once there is something to point to.
func (e *Engine) Unlink(ctx context.Context, ref crm.Ref) error {
	return e.store.Replicate(ctx, func(tx replica.Tx) error {
		item, err := tx.Item(ref)
		if err != nil {
			return err
		}
		if !item.New || item.Hold == nil || item.Hold.Reason != replica.Dependency {
			return crm.Errorf(crm.CodeConflict, "This record does not wait for another one.")
		}
		item.Hold = &replica.Hold{Reason: replica.Unlinked, Message: "Is sent with the next round, without the link.", Since: item.Hold.Since}
		return tx.SaveItem(item)
	})
}

// raise marks a group as edited once more; an older unsent edit keeps its base.
func raise(edits []replica.Edit, group string, base crm.Values) []replica.Edit {
	edits = slices.Clone(edits)
	for i := range edits {
		if edits[i].Group == group {
			edits[i].Gen++
			return edits
		}
	}
	return append(edits, replica.Edit{Group: group, Gen: 1, Base: base})
}

func afterGoneThere(tx replica.Tx, c replica.Conflict, choice Choice) error {
	item, err := tx.Item(c.Ref)
	if err != nil || item.RemoteID != "" { // it is back
		return err
	}
	if choice == Mine {
		item.New, item.Edits, item.Hold = true, nil, nil
		return tx.SaveItem(item)
	}
	if err := tx.Delete(c.Ref); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return err
	}
	return tx.SaveItem(replica.Item{Ref: c.Ref}) // whose id it was stays known: if it comes back, links to it still hold
}

func afterGoneHere(tx replica.Tx, c replica.Conflict, choice Choice) error {
	item, err := tx.Item(c.Ref)
	if err != nil || item.Hold == nil && !item.Deleted {
		return err
	}
	item.Hold = nil
	if choice == Theirs && item.Deleted {
		item.Deleted, item.Edits = false, nil
		item.Partial = true // what was asked about may have changed once more within the same stamp: it is read again
		if err := tx.Put(crm.Record{Entity: c.Entity, ID: c.Ref.ID, Values: c.Theirs}); err != nil {
			return err
		}
	}
	return tx.SaveItem(item)
}

// sendAgain forgets a create of unknown outcome, or says that a double is wanted; the record then counts as new.
func sendAgain(tx replica.Tx, c replica.Conflict) error {
	if err := endAttempts(tx, c.Ref); err != nil {
		return err
	}
	item, err := tx.Item(c.Ref)
	if err != nil || !item.New {
		return err
	}
	item.Hold = &replica.Hold{Reason: replica.Agreed, Message: "Is sent with the next round.", Since: c.Opened}
	if c.Kind == replica.MaybeThere && c.Group != agreedGroup {
		item.Hold = nil
	}
	return tx.SaveItem(item)
}

func endAttempts(tx replica.Tx, ref crm.Ref) error {
	attempts, err := tx.Attempts()
	if err != nil {
		return err
	}
	for _, a := range attempts {
		if a.Ref == ref {
			if err := tx.EndAttempt(a.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// adoptCandidate ties a local record to one there. All that is set here counts as typed, see [allTyped]. A record of its own that the candidate already has here is the one
// that stays.
func adoptCandidate(tx replica.Tx, catalog *crm.Catalog, c replica.Conflict, remoteID string) error {
	e, err := catalog.Entity(c.Entity)
	if err != nil {
		return err
	}
	local, err := tx.Get(c.Ref)
	if err != nil {
		return err
	}
	other, err := tx.Local(c.Entity, remoteID)
	if err != nil {
		return err
	}
	if other != "" && other != c.Ref.ID {
		return joinLocal(tx, catalog, c, local, crm.Ref{Entity: c.Entity, ID: other})
	}
	if err := endAttempts(tx, c.Ref); err != nil {
		return err
	}
	if err := tx.Alias(c.Entity, remoteID, c.Ref.ID); err != nil {
		return err
	}
	item, err := tx.Item(c.Ref)
	if err != nil {
		return err
	}
	item.RemoteID, item.New, item.Hold, item.Edits = remoteID, false, nil, nil
	item.Edits = allTyped(e, local)
	if err := tx.SaveItem(item); err != nil {
		return err
	}
	return tx.CloseConflict(c.ID, string(Theirs))
}

// allTyped are the edits of a record of which all counts as typed on an empty base: what is empty there is sent, what is alike is
// settled, what differs becomes a conflict.
func allTyped(e *crm.Entity, local crm.Record) (edits []replica.Edit) {
	for _, group := range groupsOf(e) {
		for _, field := range e.Group(group) {
			if f, _ := e.Field(field); !f.ReadOnly && !crm.IsEmpty(local.Values[field]) {
				edits = append(edits, replica.Edit{Group: group, Gen: 1, Base: crm.Values{}})
				break
			}
		}
	}
	return edits
}

// joinLocal lets a record that was about to be created twice go in favour of the one that is already here: its values fill what is
// empty there, as unsent edits, and links follow. The rest is in the trash.
func joinLocal(tx replica.Tx, catalog *crm.Catalog, c replica.Conflict, local crm.Record, to crm.Ref) error {
	e, err := catalog.Entity(c.Entity)
	if err != nil {
		return err
	}
	kept, err := tx.Get(to)
	if err != nil {
		return err
	}
	item, err := tx.Item(to)
	if err != nil {
		return err
	}
	fill := crm.Values{}
	for _, group := range groupsOf(e) {
		base, values := crm.Values{}, crm.Values{}
		for _, field := range e.Group(group) {
			if f, _ := e.Field(field); crm.IsEmpty(kept.Values[field]) && !crm.IsEmpty(local.Values[field]) && !f.ReadOnly {
				values[field] = local.Values[field]
			}
			base[field] = kept.Values[field]
		}
		for field, v := range values {
			fill[field] = v
		}
		if len(values) > 0 {
			item.Edits = raise(item.Edits, group, base)
		}
	}
	if len(fill) > 0 {
		lift(&item)
		if err := tx.Put(crm.Record{Entity: to.Entity, ID: to.ID, Values: fill}); err != nil {
			return err
		}
		if err := tx.SaveItem(item); err != nil {
			return err
		}
	}
	if err := repoint(tx, catalog, c.Ref, to); err != nil {
		return err
	}
	if err := endAttempts(tx, c.Ref); err != nil {
		return err
	}
	if err := tx.Delete(c.Ref); err != nil {
		return err
	}
	if err := tx.CloseConflict(c.ID, string(Theirs)); err != nil {
		return err
	}
	return tx.Forget(c.Ref)
}

func afterMissing(tx replica.Tx, c replica.Conflict, choice Choice) error {
	if err := tx.CloseConflict(c.ID, string(choice)); err != nil {
		return err
	}
	c.ID, c.Group = tx.NewID(), agreedGroup
	c.Message = "They are removed here as soon as the next complete listing confirms that they are gone."
	if choice == Mine {
		c.Group, c.Message = againGroup, "They are created there again as soon as the next complete listing confirms that they are gone."
	}
	return tx.OpenConflict(c)
}
