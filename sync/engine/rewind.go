package engine

import (
	"fmt"
	"slices"
	"strconv"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// older tells whether a record, read by itself, is there in an older state than was seen before: the provider was restored from a
// backup. Stamps prove nothing while the provider's clock itself is behind them.
func (r *round) older(item replica.Item, rec remote.Record) bool {
	if item.RemoteID != rec.ID || item.RemoteAt == 0 {
		return false
	}
	behind, certain := behind(item, rec)
	return behind && (certain || r.now >= item.RemoteAt)
}

// behind tells whether a record is there in an older state than was seen before, and whether that is certain: versions are, stamps are
// the clock's.
func behind(item replica.Item, rec remote.Record) (yes, certain bool) {
	if by, counted := steps(item.Version, rec.Version); counted && by != 0 {
		return by < 0, true
	}
	return rec.ModifiedAt < item.RemoteAt, false
}

// steps is how many changes lie between two versions, where the provider counts its versions.
func steps(from, to string) (n int64, counted bool) {
	seen, errSeen := strconv.ParseInt(from, 10, 64)
	now, errNow := strconv.ParseInt(to, 10, 64)
	return now - seen, errSeen == nil && errNow == nil
}

func isOlder(item replica.Item) bool { return item.Hold != nil && item.Hold.Reason == replica.Older }

// keepOlder keeps a record that is older there as it is here, and sends nothing of it, until a person has decided. One that was deleted
// here and changed there waits for another answer first.
func (r *round) keepOlder(tx replica.Tx, item replica.Item) error {
	if item.Deleted && item.Hold != nil && item.Hold.Reason == replica.Unsure {
		return nil
	}
	if !slices.Contains(r.outdated[item.Entity], item.ID) {
		r.outdated[item.Entity] = append(r.outdated[item.Entity], item.ID)
	}
	if isOlder(item) {
		return nil
	}
	if err := r.hold(tx, item.Ref, replica.Older, "There it is in an older state than was seen before. It waits for an answer in the inbox."); err != nil {
		return err
	}
	return doubtItem(tx, item.Ref) // the answer may only have been behind: it is read once more
}

// newAgain lets go a record that is as new again there as it was seen.
func (r *round) newAgain(tx replica.Tx, item *replica.Item) error {
	item.Hold = nil
	if err := tx.SaveItem(*item); err != nil {
		return err
	}
	c, err := rewoundItem(tx, item.Entity, "")
	i := slices.Index(c.Candidates, item.ID)
	switch {
	case err != nil || i < 0:
		return err
	case len(c.Candidates) == 1:
		return tx.CloseConflict(c.ID, "as new again there")
	}
	return r.askOlder(tx, item.Entity, slices.Delete(slices.Clone(c.Candidates), i, i+1))
}

// askRewound asks about the records that are older there, and takes the question back where a complete listing found none.
func (r *round) askRewound() error {
	for _, entity := range r.entities() {
		ids, swept := r.outdated[entity], r.listedAll[entity]
		if len(ids) == 0 && !swept {
			continue
		}
		err := r.tx(func(tx replica.Tx) error {
			old, err := rewoundItem(tx, entity, "")
			switch {
			case err != nil:
				return err
			case len(ids) == 0 && old.ID != "":
				return tx.CloseConflict(old.ID, "as new again there")
			case len(ids) == 0:
				return nil
			}
			all := slices.Clone(ids)
			if !swept {
				all = append(all, old.Candidates...)
			}
			slices.Sort(all)
			if all = slices.Compact(all); slices.Equal(all, old.Candidates) {
				return nil
			}
			return r.askOlder(tx, entity, all)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// askOlder asks about the records with these ids.
func (r *round) askOlder(tx replica.Tx, entity string, ids []string) error {
	e := r.entity(entity)
	return r.open(tx, replica.Conflict{
		Ref: crm.Ref{Entity: entity}, Kind: replica.Rewound, Title: e.Plural, Candidates: ids,
		Message: fmt.Sprintf("The online CRM looks as if it had been restored from a backup: %d of the %s are older there than what was seen "+
			"before. Nothing was removed or replaced here, and nothing of them is sent. Send what is here again, or take what is there?", len(ids), e.Plural),
	})
}

// rewoundItem finds the question about an entity, or the answer to it; the zero Conflict if there is none.
func rewoundItem(tx replica.Tx, entity, answer string) (replica.Conflict, error) {
	all, err := tx.Conflicts()
	for _, c := range all {
		if c.Kind == replica.Rewound && c.Entity == entity && c.Group == answer {
			return c, err
		}
	}
	return replica.Conflict{}, err
}

// settleRewound carries out what a person said about records that are older there.
func (r *round) settleRewound() error {
	for _, entity := range r.entities() {
		for _, choice := range []Choice{Mine, Theirs} {
			var c replica.Conflict
			err := r.tx(func(tx replica.Tx) (err error) { c, err = rewoundItem(tx, entity, string(choice)); return err })
			if err != nil {
				return err
			}
			if c.ID == "" {
				continue
			}
			if err := r.note(r.answerRewound(c, choice)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *round) answerRewound(c replica.Conflict, choice Choice) error {
	for _, id := range c.Candidates {
		item, err := r.item(crm.Ref{Entity: c.Entity, ID: id})
		if err != nil {
			return err
		}
		f, ok := r.caps.FeedOfID(c.Entity, item.RemoteID)
		if !isOlder(item) || !ok {
			continue
		}
		rec, err := r.p.Get(r.ctx, f.Name, item.RemoteID)
		if err != nil {
			if class := remote.AsError(err).Class; class != remote.Gone && class != remote.Denied {
				return err
			}
			continue // a complete listing settles it
		}
		err = r.tx(func(tx replica.Tx) error {
			if rec.ID != item.RemoteID {
				return r.takeRead(tx, f, item.Ref, rec)
			}
			return r.accept(tx, f, item.Ref, rec, choice)
		})
		if err != nil {
			return err
		}
	}
	return r.tx(func(tx replica.Tx) error { return tx.CloseConflict(c.ID, c.Group) })
}

// accept takes the older state for what both sides know. Where what is here counts, everything that differs waits to be sent. A record
// that is no longer older there was none of those that the person was asked about: it is merged like any other.
func (r *round) accept(tx replica.Tx, f remote.Feed, ref crm.Ref, rec remote.Record, choice Choice) error {
	item, err := tx.Item(ref)
	if err != nil || !isOlder(item) {
		return err
	}
	if still, _ := behind(item, rec); !still {
		return r.take(tx, f, rec, read)
	}
	item.Hold, item.RemoteAt, item.Version = nil, 0, ""
	if item.Deleted && choice == Mine { // it is deleted there, too
		return r.saveSeen(tx, item, rec)
	}
	item.Deleted = false
	local, err := tx.Get(ref)
	if crm.CodeOf(err) == crm.CodeNotFound || choice == Theirs && err == nil {
		if err := tx.SaveItem(item); err != nil {
			return err
		}
		return r.take(tx, f, rec, read)
	}
	if err != nil {
		return err
	}
	e := r.entity(ref.Entity)
	values, err := r.toLocal(tx, e, rec.Values)
	if err != nil {
		return err
	}
	if err := r.hideLocal(tx, e, local.Values, values); err != nil {
		return err
	}
	canon := r.canon(f, e)
	for _, name := range groupsOf(e) {
		there, typed := held(f, crm.Values{}, e.Group(name)), crm.Values{}
		for field := range there {
			v, sure := values[field]
			if !sure {
				delete(there, field)
				continue
			}
			there[field] = v
			if d, _ := e.Field(field); !d.ReadOnly {
				typed[field] = v
			}
		}
		if equal(typed, typed, local.Values, canon) {
			continue
		}
		i := slices.IndexFunc(item.Edits, func(e replica.Edit) bool { return e.Group == name })
		item.Edits = raise(item.Edits, name, there)
		if i >= 0 {
			item.Edits[i].Base = there
		}
	}
	return r.saveSeen(tx, item, rec)
}

// afterRewound notes a person's answer; the next round carries it out, as that takes requests.
func afterRewound(tx replica.Tx, c replica.Conflict, choice Choice) error {
	if err := tx.CloseConflict(c.ID, string(choice)); err != nil {
		return err
	}
	c.ID, c.Group, c.Message = tx.NewID(), string(choice), "What is here is sent again with the next round."
	if choice == Theirs {
		c.Message = "What is there is taken with the next round."
	}
	return tx.OpenConflict(c)
}

// restored tells whether the provider looks as if it had been restored from a backup.
func (r *round) restored(tx replica.Tx) (bool, error) {
	if len(r.outdated) > 0 {
		return true, nil
	}
	all, err := tx.Conflicts()
	return slices.ContainsFunc(all, func(c replica.Conflict) bool { return c.Kind == replica.Rewound }), err
}
