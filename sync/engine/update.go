package engine

import (
	"context"
	"fmt"
	"maps"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// update sends the changed groups of a record. Where the provider compares versions a stale change comes back as a conflict and is
// merged and tried again; elsewhere the record is read and merged first.
func (r *round) update(ref crm.Ref) error {
	fresh := false
	for try := 0; try < 4; try++ {
		plan, err := r.planUpdate(ref, fresh)
		if err != nil || plan.nothing {
			return err
		}
		if len(plan.first) > 0 {
			if err := r.createFirst(plan.first); err != nil {
				return err
			}
			fresh = fresh || plan.feed.Version
			continue
		}
		if plan.attempt.ID == "" {
			again, err := r.refresh(plan.feed, ref, plan.remote)
			if err != nil || !again {
				return r.passing(ref, err)
			}
			fresh = true
			continue
		}
		done, err := r.patch(plan)
		if err != nil || done {
			return err
		}
		fresh = true
	}
	return nil
}

func (r *round) createFirst(refs []crm.Ref) error {
	for _, dep := range refs {
		item, err := r.item(dep)
		if err != nil {
			return err
		}
		if item.New && !r.waiting[dep] && !r.heldBack(item) {
			if err := r.create(dep, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// refresh reads a record and merges it; false if it is no longer there for us.
func (r *round) refresh(f remote.Feed, ref crm.Ref, id string) (bool, error) {
	rec, err := r.p.Get(r.ctx, f.Name, id)
	if err != nil {
		return false, r.endRead(ref, "", err)
	}
	return true, r.tx(func(tx replica.Tx) error { return r.takeRead(tx, f, ref, rec) })
}

// passing turns the failure of a read into a short wait of this record, unless it concerns everything.
func (r *round) passing(ref crm.Ref, err error) error {
	if err == nil {
		return nil
	}
	if note := r.note(err); note != nil {
		return note
	}
	if r.failures++; r.failures >= 3 {
		return errPause{err}
	}
	return r.tx(func(tx replica.Tx) error {
		return r.hold(tx, ref, replica.Failing, sentence(remote.AsError(err), "It is tried again by itself."))
	})
}

// planUpdate collects the edits to send. A plan without an attempt asks to read the record first.
func (r *round) planUpdate(ref crm.Ref, fresh bool) (plan planned, err error) {
	err = r.tx(func(tx replica.Tx) error {
		plan = planned{nothing: true}
		item, err := tx.Item(ref)
		if err != nil || item.RemoteID == "" || item.Deleted || len(item.Edits) == 0 || r.heldBack(item) {
			return err
		}
		rec, err := tx.Get(ref)
		if crm.CodeOf(err) == crm.CodeNotFound {
			return nil
		} else if err != nil {
			return err
		}
		f, ok := r.caps.FeedOfID(ref.Entity, item.RemoteID)
		if !ok {
			return nil
		}
		edits, err := r.sendable(tx, f, &item)
		if err != nil || len(edits) == 0 {
			return err
		}
		if !f.Update {
			if f.Inside {
				return r.hold(tx, ref, replica.NoAccess, "The online CRM keeps a file as it was attached. Take the change back, or attach it anew.")
			}
			return r.hold(tx, ref, replica.NoAccess, "Your account there may not change this.")
		}
		if blocked, err := r.stillBlocked(tx, f, item, rec, edits); err != nil || blocked {
			return err
		}
		if !fresh && (!f.Version || item.Version == "" || item.Partial) {
			plan = planned{feed: f, remote: item.RemoteID}
			return nil
		}
		plan, err = r.collect(tx, f, item, rec, edits, fresh)
		return err
	})
	return plan, err
}

// stillBlocked tells whether all that there is to send of a record still waits for records that wait themselves: then it is not even
// read.
func (r *round) stillBlocked(tx replica.Tx, f remote.Feed, item replica.Item, rec crm.Record, edits []replica.Edit) (bool, error) {
	if item.Hold == nil || item.Hold.Reason != replica.Dependency {
		return false, nil
	}
	for _, edit := range edits {
		out, err := r.toWire(tx, r.entity(item.Entity), held(f, rec.Values, r.entity(item.Entity).Group(edit.Group)))
		if err != nil || len(out.missing) == 0 {
			return false, err
		}
		for _, deps := range out.missing {
			for _, ref := range deps {
				dep, err := tx.Item(ref)
				waits := r.waiting[ref] || r.heldBack(dep) || dep.Hold != nil && dep.Hold.Reason == replica.Dependency
				if err != nil || !waits {
					return false, err
				}
			}
		}
	}
	return true, nil
}

// sendable returns the edits with a field that the feed holds, and drops the others: there is nothing to send for them.
func (r *round) sendable(tx replica.Tx, f remote.Feed, item *replica.Item) ([]replica.Edit, error) {
	e := r.entity(item.Entity)
	var out []replica.Edit
	for _, edit := range item.Edits {
		if len(held(f, crm.Values{}, e.Group(edit.Group))) > 0 {
			out = append(out, edit)
		}
	}
	if len(out) == len(item.Edits) {
		return out, nil
	}
	item.Edits = out
	return out, tx.SaveItem(*item)
}

func (r *round) collect(tx replica.Tx, f remote.Feed, item replica.Item, rec crm.Record, edits []replica.Edit, fresh bool) (planned, error) {
	e := r.entity(item.Entity)
	plan := planned{feed: f, wire: crm.Values{}, version: item.Version, remote: item.RemoteID}
	a := replica.Attempt{Ref: item.Ref, ID: r.o.NewID(), Kind: replica.Update, Version: item.Version, Values: crm.Values{}, Gens: map[string]int64{}, Started: r.now}
	var missing, nowhere []string
	for _, edit := range edits {
		out, err := r.toWire(tx, e, held(f, rec.Values, e.Group(edit.Group)))
		if err != nil {
			return plan, err
		}
		for field, deps := range out.missing {
			plan.first = append(plan.first, deps...)
			missing = append(missing, field)
		}
		switch {
		case len(out.missing) > 0:
		case len(out.wire) == 0: // it points to a record that can never be there
			nowhere = append(nowhere, edit.Group)
		default:
			a.Gens[edit.Group] = edit.Gen
			for field := range out.wire {
				a.Values[field], plan.wire[field] = out.values[field], out.wire[field]
			}
		}
	}
	if len(plan.first) > 0 && !fresh {
		return plan, nil
	}
	plan.first = nil
	if len(nowhere) > 0 {
		return planned{nothing: true}, r.dropEdits(tx, item, nowhere)
	}
	if len(a.Values) == 0 {
		plan.nothing = true
		return plan, r.hold(tx, item.Ref, replica.Dependency, fmt.Sprintf("Waits for the %s that it points to.", missing[0]))
	}
	plan.attempt = a
	return plan, r.begin(tx, f, a)
}

// dropEdits ends the wait of edits that can never be sent: what is there counts again. What is left goes with the next round.
func (r *round) dropEdits(tx replica.Tx, item replica.Item, groups []string) error {
	var left []replica.Edit
	for _, edit := range item.Edits {
		drop := false
		for _, g := range groups {
			drop = drop || g == edit.Group
		}
		if !drop {
			left = append(left, edit)
			continue
		}
		if err := tx.Put(crm.Record{Entity: item.Entity, ID: item.ID, Values: maps.Clone(edit.Base)}); err != nil {
			return err
		}
	}
	item.Edits = left
	return tx.SaveItem(item)
}

// patch sends an update; false asks for another try after a merge.
func (r *round) patch(plan planned) (done bool, _ error) {
	rec, err := r.p.Update(r.ctx, plan.feed.Name, plan.remote, plan.version, plan.wire)
	again, err := r.settle(plan, rec, err)
	return !again, err
}

// delete removes a record there, unless it was changed there since it was last seen.
func (r *round) delete(ref crm.Ref) error {
	plan, err := r.planDelete(ref)
	if err != nil || plan.nothing {
		return err
	}
	return r.remove(r.ctx, plan)
}

// remove reads a record and deletes it there; the context may make that a merge.
func (r *round) remove(ctx context.Context, plan planned) error {
	ref := plan.attempt.Ref
	rec, err := r.p.Get(r.ctx, plan.feed.Name, plan.remote)
	if err != nil {
		return r.passing(ref, r.endRead(ref, "", err))
	}
	send := false
	err = r.tx(func(tx replica.Tx) error {
		item, err := tx.Item(ref)
		if err != nil || !item.Deleted {
			return err
		}
		if rec.ID != item.RemoteID || !unchanged(item, rec) && !item.Erased {
			ours, err := r.stirred(tx, plan.feed, rec)
			if err != nil {
				return err
			}
			if !ours {
				return r.takeRead(tx, plan.feed, ref, rec)
			}
		}
		send = true
		return tx.SaveAttempt(plan.attempt)
	})
	if err != nil || !send {
		return err
	}
	_, err = r.settle(plan, remote.Record{}, r.p.Delete(ctx, plan.feed.Name, plan.remote))
	return err
}

// planDelete looks whether a record is to be deleted there. The attempt is not stored yet.
func (r *round) planDelete(ref crm.Ref) (plan planned, err error) {
	err = r.tx(func(tx replica.Tx) error {
		plan = planned{nothing: true}
		item, err := tx.Item(ref)
		if err != nil || !item.Deleted || r.waiting[ref] || r.heldBack(item) {
			return err
		}
		f, ok := r.caps.FeedOfID(ref.Entity, item.RemoteID)
		if item.RemoteID == "" || !ok {
			return r.forget(tx, item)
		}
		if !f.Delete {
			return r.hold(tx, ref, replica.NoAccess, "Your account there may not delete this.")
		}
		plan = planned{feed: f, remote: item.RemoteID, version: item.Version}
		plan.attempt = replica.Attempt{Ref: ref, ID: r.o.NewID(), Kind: replica.Delete, Started: r.now}
		return nil
	})
	return plan, err
}

// deleted ends the life of a record there. If it was brought back here meanwhile it is a new one.
func (r *round) deleted(tx replica.Tx, ref crm.Ref) error {
	item, err := tx.Item(ref)
	if err != nil {
		return err
	}
	if item.Deleted {
		return r.forget(tx, item)
	}
	item.RemoteID, item.Version, item.RemoteAt, item.New, item.Edits, item.Hold = "", "", 0, true, nil, nil
	return tx.SaveItem(item)
}
