package engine

import (
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// joinThere merges there what was merged here, where the provider can: it moves what only it knows of, and tells everybody whither the
// record went. That goes before all else, so that what follows finds the links as they are here. Where it cannot, or the record that stays
// is not there yet, the other one is deleted there in its turn.
func (r *round) joinThere(entities []string) error {
	var refs, posts []crm.Ref
	err := r.eachWaiting(entities, func(item replica.Item) error {
		f, ok := r.caps.FeedOfID(item.Entity, item.RemoteID)
		switch {
		case !ok || !item.Deleted || item.Erased:
		case r.entity(item.Entity).Timeline != nil && !f.Merge:
			posts = append(posts, item.Ref)
		case f.Merge:
			stays, _, err := r.joined(item.Ref)
			if err != nil {
				return err
			}
			if stays != item.Ref {
				refs = append(refs, item.Ref)
			}
		}
		return nil
	})
	if err != nil || len(refs) == 0 {
		return err
	}
	for _, ref := range posts { // a note that another one took the place of here is not to be moved there
		if err := r.delete(ref); err != nil {
			return err
		}
	}
	for _, ref := range refs {
		if err := r.join(ref); err != nil {
			return err
		}
	}
	return nil
}

func (r *round) join(ref crm.Ref) error {
	stays, survivor, err := r.joined(ref)
	if err != nil || survivor.RemoteID == "" || survivor.Deleted {
		return err
	}
	if f, _ := r.caps.FeedOfID(stays.Entity, survivor.RemoteID); !f.Files { // the files that were moved here would be missing there
		if err := r.send(stays); err != nil { // with what it takes from the other one, which a merge there may add by itself
			return err
		}
	}
	plan, err := r.planDelete(ref)
	if err != nil || plan.nothing {
		return err
	}
	if f, ok := r.caps.FeedOfID(stays.Entity, survivor.RemoteID); !ok || f.Name != plan.feed.Name || !f.Update {
		return nil
	}
	if err := r.remove(remote.MergeInto(r.ctx, survivor.RemoteID), plan); err != nil || !plan.feed.Files {
		return err
	}
	rec, err := r.p.Get(r.ctx, plan.feed.Name, survivor.RemoteID)
	if err != nil {
		return r.endRead(stays, "", err)
	}
	return r.tx(func(tx replica.Tx) error { // the files that the merge there took along are those that were moved here
		if err := r.followFiles(tx, rec, stays); err != nil {
			return err
		}
		return r.take(tx, plan.feed, rec, read)
	})
}

// joined is the record that another one went into here, and what is known about it; itself, and nothing, if it was deleted.
func (r *round) joined(ref crm.Ref) (stays crm.Ref, survivor replica.Item, err error) {
	err = r.tx(func(tx replica.Tx) (err error) {
		survivor = replica.Item{}
		if stays, err = tx.Joined(ref); err == nil && stays != ref {
			survivor, err = tx.Item(stays)
		}
		return err
	})
	return stays, survivor, err
}
