package engine

import (
	"fmt"
	"maps"
	"reflect"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// open puts an item into the inbox. An open one about the same is replaced; where something else was typed since, the newer counts.
func (r *round) open(tx replica.Tx, c replica.Conflict) error {
	c.ID, c.Opened = tx.NewID(), r.now
	all, err := tx.Conflicts()
	if err != nil {
		return err
	}
	fresh := true
	for _, old := range all {
		if old.Ref != c.Ref || old.Kind != c.Kind || old.Group != c.Group {
			continue
		}
		if fresh = !reflect.DeepEqual(old.Mine, c.Mine); fresh {
			if err := tx.CloseConflict(old.ID, "superseded"); err != nil {
				return err
			}
		}
	}
	if fresh {
		r.out.Conflicts++
	}
	return tx.OpenConflict(c)
}

// clash keeps what was typed here where the provider's value became the live one.
func (r *round) clash(tx replica.Tx, local crm.Record, rec remote.Record, c clashed, mineAt crm.Instant) error {
	e := r.entity(local.Entity)
	who, err := author(tx, rec.ModifiedBy)
	if err != nil {
		return err
	}
	return r.open(tx, replica.Conflict{
		Ref: local.Ref(), Kind: replica.BothEdited, Group: c.group, Mine: c.mine, Theirs: c.theirs, Base: c.base,
		Title: titleOf(e, local.Values), Who: who, TheirsAt: rec.ModifiedAt, MineAt: mineAt,
		Message: "This was changed here and there. The other value is live; yours is kept here and can be used with one click.",
	})
}

// author is the local user behind a remote one, "" unknown.
func author(tx replica.Tx, remoteID string) (string, error) {
	if remoteID == "" {
		return "", nil
	}
	return tx.Local("user", remoteID)
}

// titleOf names a record by values that may lack those that follow from others.
func titleOf(e *crm.Entity, values crm.Values) string {
	r := crm.Record{Entity: e.Name, Values: maps.Clone(values)}
	if e.Derive != nil && r.Values != nil {
		e.Derive(&r)
	}
	return e.TitleOf(r)
}

// seenDeleted handles an answer about a record that was deleted here: unchanged it will be deleted there, changed a person decides.
func (r *round) seenDeleted(tx replica.Tx, item replica.Item, rec remote.Record, values crm.Values) error {
	if item.Erased {
		return r.seenErased(tx, item, rec)
	}
	if unchanged(item, rec) {
		return nil
	}
	e := r.entity(item.Entity)
	who, err := author(tx, rec.ModifiedBy)
	if err != nil {
		return err
	}
	err = r.open(tx, replica.Conflict{
		Ref: item.Ref, Kind: replica.GoneHere, Theirs: values, Title: titleOf(e, values), Who: who, TheirsAt: rec.ModifiedAt,
		Message: "You deleted this, and it was changed there since. Delete it there too, or bring it back?",
	})
	if err != nil {
		return err
	}
	item.Hold = &replica.Hold{Reason: replica.Unsure, Message: "Deleted here, changed there.", Since: r.now}
	return r.saveSeen(tx, item, rec)
}

// seenErased handles an answer about a record that was erased here: whatever became of it there, nothing of it is taken, and it is to be
// deleted there.
func (r *round) seenErased(tx replica.Tx, item replica.Item, rec remote.Record) error {
	if item.Deleted && item.RemoteID == rec.ID && unchanged(item, rec) {
		return nil
	}
	item.Deleted, item.New, item.Edits = true, false, nil
	if item.Hold != nil && item.Hold.Reason != replica.NoAccess && item.Hold.Reason != replica.Failing {
		item.Hold = nil
	}
	item.RemoteID, item.Version, item.RemoteAt, item.Partial = rec.ID, rec.Version, rec.ModifiedAt, false
	item.Epoch = max(item.Epoch, r.epochs[item.Entity])
	return tx.SaveItem(item)
}

// unchanged tells whether a record is as it was last seen.
func unchanged(item replica.Item, rec remote.Record) bool {
	if item.Version != "" && rec.Version != "" {
		return item.Version == rec.Version
	}
	return item.RemoteAt == rec.ModifiedAt
}

// gone handles a record that is confirmed to be no longer there: it goes here too, unless it holds something typed that was never
// sent.
func (r *round) gone(tx replica.Tx, ref crm.Ref) error {
	item, err := tx.Item(ref)
	if err != nil {
		return err
	}
	local, err := tx.Get(ref)
	missing := crm.CodeOf(err) == crm.CodeNotFound
	if err != nil && !missing {
		return err
	}
	if !r.caps.Alias { // it may have been merged, and what pointed to it moved to the survivor
		if err := r.doubtLinks(tx, ref); err != nil {
			return err
		}
	}
	if f, ok := r.caps.FeedOfID(ref.Entity, item.RemoteID); ok && !missing {
		if err := r.doubtKeeper(tx, f, local); err != nil {
			return err
		}
	}
	if missing || item.Deleted || len(item.Edits) == 0 {
		if !missing {
			r.out.Pulled++
			if err := tx.Delete(ref); err != nil {
				return err
			}
		}
		return r.forget(tx, item)
	}
	e := r.entity(ref.Entity)
	item.RemoteID, item.Version, item.RemoteAt = "", "", 0
	item.Hold = &replica.Hold{Reason: replica.Unsure, Message: "Deleted there, changed here.", Since: r.now}
	if err := tx.SaveItem(item); err != nil {
		return err
	}
	before := maps.Clone(local.Values)
	for _, edit := range item.Edits {
		for _, name := range e.Group(edit.Group) {
			before[name] = edit.Base[name]
		}
	}
	return r.open(tx, replica.Conflict{
		Ref: ref, Kind: replica.GoneThere, Mine: local.Values, Base: before, Title: e.TitleOf(local), MineAt: local.Instant(crm.FieldModifiedAt),
		Message: "This was deleted there while you had changed it here. Create it again, or let it go?",
	})
}

// forget removes what is known about a record, but keeps whose id it was, so that links to it stay what they are.
func (r *round) forget(tx replica.Tx, item replica.Item) error {
	if err := r.closeConflicts(tx, item.Ref, "gone"); err != nil {
		return err
	}
	if item.RemoteID == "" && !item.Erased {
		return tx.Forget(item.Ref)
	}
	if item.RemoteID != "" {
		to, err := tx.Joined(item.Ref)
		if err != nil {
			return err
		}
		if stays, err := tx.Item(to); err != nil || stays.RemoteID == "" {
			to = item.Ref
		}
		if err := tx.Alias(item.Entity, item.RemoteID, to.ID); err != nil {
			return err
		}
	}
	return tx.SaveItem(replica.Item{Ref: item.Ref, Erased: item.Erased}) // every id that it had there stays known
}

// closeConflicts closes what a person was asked about the record as a whole. What was typed into a field stays in the inbox.
func (r *round) closeConflicts(tx replica.Tx, ref crm.Ref, why string) error {
	all, err := tx.Conflicts()
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Ref == ref && c.Kind != replica.BothEdited {
			if err := tx.CloseConflict(c.ID, why); err != nil {
				return err
			}
		}
	}
	return nil
}

// hold sets a record aside with a reason; everything else goes on.
func (r *round) hold(tx replica.Tx, ref crm.Ref, reason replica.HoldReason, message string) error {
	item, err := tx.Item(ref)
	if err != nil {
		return err
	}
	h := &replica.Hold{Reason: reason, Message: message, Since: r.now}
	if item.Hold != nil {
		h.Tries = item.Hold.Tries
		if item.Hold.Reason == replica.Agreed && reason == replica.Failing { // what the person said outlives a bad line
			h.Reason = replica.Agreed
		}
		if item.Hold.Reason == reason {
			h.Since = item.Hold.Since
		}
	}
	h.Tries++
	if reason == replica.Failing {
		h.NextTry = r.now + delay(h.Tries)
	}
	if item.Hold != nil && item.Hold.Reason == reason && item.Hold.Message == message && (reason == replica.Dependency || reason == replica.Stays) {
		return nil
	}
	item.Hold = h
	return tx.SaveItem(item)
}

// delay is the time before a failing record is tried again: none at first, then ever longer, at last four times a day.
func delay(tries int) crm.Instant {
	if tries < 2 {
		return 0
	}
	return min(crm.Instant(5_000)<<min(tries-2, 20), 6*60*60*1000)
}

// sentence makes one sentence of what the provider said about a record.
func sentence(err *remote.Error, advice string) string {
	return fmt.Sprintf("%s %s", err.Message, advice)
}
