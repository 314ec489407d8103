package engine

import (
	"fmt"
	"maps"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// goneUnderway handles a write whose record turned out to be gone there.
func (r *round) goneUnderway(tx replica.Tx, a replica.Attempt) error {
	if a.Kind == replica.Create { // it arrived, and somebody deleted it before we heard of it
		item, err := tx.Item(a.Ref)
		if err != nil {
			return err
		}
		local, err := tx.Get(a.Ref)
		if crm.CodeOf(err) == crm.CodeNotFound {
			return r.forget(tx, item)
		} else if err != nil {
			return err
		}
		name, _ := r.p.FeedOf(local)
		f, _ := r.caps.Feed(name)
		if item.Edits, err = r.unsent(tx, f, a, item, local); err != nil {
			return err
		}
		if a.Version != "" { // what another computer made again may be what was deleted there: nothing of this one arrived then
			item.Edits = allTyped(r.entity(a.Entity), local)
		}
		item.New = false
		if err := tx.SaveItem(item); err != nil {
			return err
		}
	}
	return r.vanished(tx, a.Ref)
}

// vanished handles a record that is gone where it was to be read or written. After a restored backup it may only be missing: it stays
// as it is until a complete listing asks about all of its kind.
func (r *round) vanished(tx replica.Tx, ref crm.Ref) error {
	item, err := tx.Item(ref)
	if err != nil {
		return err
	}
	restored, err := r.restored(tx)
	if err != nil {
		return err
	}
	if restored && item.RemoteID != "" && !item.Deleted && len(item.Edits) == 0 {
		return doubt(tx, ref)
	}
	return r.gone(tx, ref)
}

// merged joins a record here into the one that it became there. What was typed and not sent goes to the inbox of the survivor; links
// follow; the old id means the survivor from now on.
func (r *round) merged(tx replica.Tx, f remote.Feed, loser replica.Item, rec remote.Record) error {
	id, err := tx.Local(f.Entity, rec.ID)
	if err != nil {
		return err
	}
	if id == "" { // it may be one of ours whose answer never came
		if _, err := r.adopt(tx, f, rec); err != nil {
			return err
		}
		if id, err = tx.Local(f.Entity, rec.ID); err != nil {
			return err
		}
	}
	if id == "" && loser.Erased {
		return r.mergedErased(tx, f, loser, rec)
	}
	if id == "" && !loser.Deleted || id == loser.ID { // that this one was deleted here says nothing about the other
		old := loser.RemoteID
		if err := r.saveSeen(tx, loser, rec); err != nil {
			return err
		}
		if err := tx.Alias(f.Entity, old, loser.ID); err != nil {
			return err
		}
		return r.take(tx, f, rec, read)
	}
	if err := r.followFiles(tx, rec, loser.Ref); err != nil {
		return err
	}
	if err := r.take(tx, f, rec, read); err != nil {
		return err
	}
	if id, err = tx.Local(f.Entity, rec.ID); err != nil {
		return err
	}
	survivor := refOf(f, id)
	local, err := tx.Get(loser.Ref)
	switch {
	case err == nil:
		if err := r.moveEdits(tx, loser, local, survivor, rec); err != nil {
			return err
		}
		if err := repoint(tx, r.catalog, loser.Ref, survivor); err != nil {
			return err
		}
		ids, err := tx.Remotes(loser.Ref)
		if err != nil {
			return err
		}
		if len(ids) > 1 { // a link here may be one to what the loser was before: that may be there again, as a record of its own
			if err := r.doubtLinks(tx, survivor); err != nil {
				return err
			}
		}
		if err := r.rehome(tx, f, survivor); err != nil {
			return err
		}
		r.out.Pulled++
		if err := tx.Join(loser.Ref, survivor); err != nil {
			return err
		}
	case crm.CodeOf(err) != crm.CodeNotFound:
		return err
	}
	if err := r.forget(tx, loser); err != nil || loser.RemoteID == "" {
		return err
	}
	return tx.Alias(f.Entity, loser.RemoteID, survivor.ID)
}

// moveEdits puts the unsent edits of a merged record, and what its inbox held, into the inbox of the survivor.
func (r *round) moveEdits(tx replica.Tx, loser replica.Item, local crm.Record, survivor crm.Ref, rec remote.Record) error {
	e := r.entity(loser.Entity)
	now, err := tx.Get(survivor)
	if crm.CodeOf(err) == crm.CodeNotFound {
		now, err = crm.NewRecord(survivor.Entity, survivor.ID), nil
	}
	if err != nil {
		return err
	}
	for _, edit := range loser.Edits {
		mine, theirs := crm.Values{}, crm.Values{}
		for _, field := range e.Group(edit.Group) {
			mine[field], theirs[field] = local.Values[field], now.Values[field]
		}
		group, err := r.freeGroup(tx, survivor, edit.Group, loser.ID)
		if err != nil {
			return err
		}
		if err := r.clash(tx, now, rec, clashed{group: group, mine: mine, theirs: theirs, base: edit.Base}, local.Instant(crm.FieldModifiedAt)); err != nil {
			return err
		}
	}
	all, err := tx.Conflicts()
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Ref != loser.Ref || c.Kind != replica.BothEdited {
			continue
		}
		if err := tx.CloseConflict(c.ID, "merged"); err != nil {
			return err
		}
		if c.Group, err = r.freeGroup(tx, survivor, c.Group, loser.ID); err != nil {
			return err
		}
		c.Ref = survivor
		if err := r.open(tx, c); err != nil {
			return err
		}
	}
	return nil
}

// freeGroup is the name under which a merged record's value goes to the survivor's inbox: beside, not in place of, what is there or
// may come.
func (r *round) freeGroup(tx replica.Tx, survivor crm.Ref, group, loser string) (string, error) {
	all, err := tx.Conflicts()
	if err != nil {
		return "", err
	}
	taken := func(name string) bool {
		return slices.ContainsFunc(all, func(c replica.Conflict) bool {
			return c.Ref == survivor && c.Kind == replica.BothEdited && c.Group == name
		})
	}
	free := group + " of " + loser
	for n := 2; taken(free); n++ {
		free = fmt.Sprintf("%s of %s (%d)", group, loser, n)
	}
	return free, nil
}

// doubtLinks lets the records that point to another be read anew: they may point elsewhere there without a new stamp. So it is where
// merged records answer as gone, or where a deleted record came back beside the one that was made in its place.
func (r *round) doubtLinks(tx replica.Tx, to crm.Ref) error {
	return crm.Linking(tx, r.catalog, to, func(rec crm.Record, _ crm.Field) error {
		return doubtItem(tx, rec.Ref())
	})
}

// repoint lets every link to one record point to another, in what was typed and not sent too.
func repoint(tx replica.Tx, catalog *crm.Catalog, from, to crm.Ref) error {
	return crm.Linking(tx, catalog, from, func(rec crm.Record, field crm.Field) error {
		values := crm.Values{field.Name: crm.Repoint(rec.Values[field.Name], from.ID, to.ID)}
		if err := tx.Put(crm.Record{Entity: rec.Entity, ID: rec.ID, Values: values}); err != nil {
			return err
		}
		return rebaseLink(tx, rec.Ref(), field, from, to)
	})
}

// rebaseLink lets an unsent edit of a link be based on the record that took the other's place. A record that was refused with the link
// to the other would be sent with another value now, and gets another chance.
func rebaseLink(tx replica.Tx, ref crm.Ref, f crm.Field, from, to crm.Ref) error {
	item, err := tx.Item(ref)
	if err != nil {
		return err
	}
	sent := item.New
	for i, edit := range item.Edits {
		if edit.Group != f.MergeGroup() {
			continue
		}
		sent = true
		if base := edit.Base[f.Name]; base == from.ID || isIn(base, from.ID) {
			item.Edits = slices.Clone(item.Edits)
			item.Edits[i].Base = maps.Clone(edit.Base)
			item.Edits[i].Base[f.Name] = crm.Repoint(base, from.ID, to.ID)
		}
	}
	if !sent {
		return nil
	}
	if item.Hold != nil && item.Hold.Reason == replica.Refused {
		item.Hold = nil
	}
	return tx.SaveItem(item)
}

func isIn(list any, id string) bool {
	ids, _ := list.([]string)
	return slices.Contains(ids, id)
}
