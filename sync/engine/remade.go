package engine

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"satchel/app/crm"
	"satchel/app/match"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// Records that are missing there may be wanted there again at several computers. Each of them marks what it creates with a mark that
// follows from the id which the record had there, and looks for that mark before it sends anything: what another one made is then the
// same record. Where the provider keeps no marks, what came since under the same name is asked about.

// remadeID is the mark of a record that is created there again: a UUID of a form of our own.
func remadeID(entity, remoteID string) string {
	h := sha256.Sum256([]byte(entity + " again " + remoteID))
	h[6], h[8] = h[6]&0x0f|0x80, h[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// remake lets a record that is gone there be created again.
func (r *round) remake(tx replica.Tx, item replica.Item, local crm.Record) error {
	if err := tx.SaveItem(replica.Item{Ref: item.Ref, New: true}); err != nil {
		return err
	}
	name, _ := r.p.FeedOf(local)
	f, ok := r.caps.Feed(name)
	if !ok || len(f.Key) > 0 || f.Inside { // found again by its key, or with the record that it is in
		return nil
	}
	for _, edit := range item.Edits { // the attempt holds what both sides knew
		for _, field := range r.entity(item.Entity).Group(edit.Group) {
			local.Values[field] = edit.Base[field]
		}
	}
	return tx.SaveAttempt(r.remaking(f, local, replica.Attempt{
		Ref: item.Ref, ID: remadeID(item.Entity, item.RemoteID), Kind: replica.Create, Started: item.RemoteAt, Version: item.RemoteID,
	}))
}

// remaking fills in what is to be sent, as the record is now.
func (r *round) remaking(f remote.Feed, local crm.Record, a replica.Attempt) replica.Attempt {
	a.Values, a.Gens = full(held(f, local.Values, f.Fields)), map[string]int64{}
	for field := range a.Values {
		d, _ := r.entity(a.Entity).Field(field)
		a.Gens[d.MergeGroup()] = 0
	}
	return a
}

// unsentRemake tells whether an attempt only reserves the mark of a record to be created again: nothing was sent for it yet.
func unsentRemake(a replica.Attempt) bool {
	return a.Kind == replica.Create && a.Version != "" && a.Probes == 0
}

// settleRemade goes through the records to be created there again, once it was read what came from there.
func (r *round) settleRemade() error {
	var attempts []replica.Attempt
	if err := r.tx(func(tx replica.Tx) (err error) { attempts, err = tx.Attempts(); return err }); err != nil {
		return err
	}
	for _, a := range attempts {
		if !unsentRemake(a) || !r.waiting[a.Ref] || !r.pulled[a.Entity] {
			continue
		}
		if err := r.note(r.settleRemake(a)); err != nil {
			return err
		}
	}
	return nil
}

// settleRemake looks whether another computer made a record there again, and lets it be sent from here if not.
func (r *round) settleRemake(a replica.Attempt) error {
	name, _ := r.p.FeedOf(crm.Record{Entity: a.Entity, ID: a.ID, Values: a.Values})
	f, ok := r.caps.Feed(name)
	if !ok {
		return r.tx(func(tx replica.Tx) error { return tx.EndAttempt(a.ID) })
	}
	var found []remote.Record
	certain := r.caps.ClientID || r.marked(f)
	if certain {
		var out outgoing
		var item replica.Item
		err := r.tx(func(tx replica.Tx) (err error) {
			if item, err = tx.Item(a.Ref); err != nil {
				return err
			}
			values := a.Values
			if local, err := tx.Get(a.Ref); err == nil {
				values = r.remaking(f, local, a).Values
			}
			out, err = r.toWire(tx, r.entity(a.Entity), values)
			return err
		})
		if err != nil || item.Hold != nil && item.Hold.Reason == replica.Dependency && len(out.missing) > 0 { // it is not sent yet
			return err
		}
		if found, err = r.p.Find(r.ctx, f.Name, a.ID, out.wire, a.Started); err != nil {
			return err
		}
	}
	return r.tx(func(tx replica.Tx) error {
		if len(found) > 0 {
			return r.pairRemade(tx, f, a, found[0])
		}
		local, err := tx.Get(a.Ref)
		if crm.CodeOf(err) == crm.CodeNotFound { // deleted here meanwhile
			if err := tx.EndAttempt(a.ID); err != nil {
				return err
			}
			return tx.Forget(a.Ref)
		} else if err != nil {
			return err
		}
		delete(r.waiting, a.Ref)
		if !certain {
			if err := tx.EndAttempt(a.ID); err != nil {
				return err
			}
			return r.askRemade(tx, f, local, a.Started)
		}
		a = r.remaking(f, local, a)
		a.Probes++
		r.again[a.Ref] = a // stored when it is sent: until then the attempt keeps what both sides knew
		return nil
	})
}

// pairRemade takes a record that another computer made there again for the one here. What was typed
// here since is merged. Where it has come here as a record of its own already, that one stays.
func (r *round) pairRemade(tx replica.Tx, f remote.Feed, a replica.Attempt, rec remote.Record) error {
	if err := tx.EndAttempt(a.ID); err != nil {
		return err
	}
	delete(r.waiting, a.Ref)
	item, err := tx.Item(a.Ref)
	if err != nil {
		return err
	}
	local, err := tx.Get(a.Ref)
	if crm.CodeOf(err) == crm.CodeNotFound { // deleted here meanwhile, as far as this computer knew it
		return tx.Forget(a.Ref)
	} else if err != nil {
		return err
	}
	item.Edits = r.typedSince(f, a, local)
	id, err := tx.Local(f.Entity, rec.ID)
	if err != nil {
		return err
	}
	reserved, err := r.reserved(tx, refOf(f, id))
	if err != nil {
		return err
	}
	if !reserved && id != a.Ref.ID {
		return r.merged(tx, f, item, rec)
	}
	if err := r.claim(tx, f, a.Ref, rec.ID); err != nil {
		return err
	}
	item.RemoteID, item.New, item.Hold = rec.ID, false, nil
	if err := tx.SaveItem(item); err != nil {
		return err
	}
	return r.take(tx, f, rec, read)
}

// typedSince are the edits of a record since it was to be created again, and those that waited then.
func (r *round) typedSince(f remote.Feed, a replica.Attempt, local crm.Record) (out []replica.Edit) {
	e := r.entity(f.Entity)
	for _, name := range groupsOf(e) {
		if base := held(f, a.Values, e.Group(name)); !equal(base, base, local.Values, r.canon(f, e)) {
			out = append(out, replica.Edit{Group: name, Gen: 1, Base: base})
		}
	}
	return out
}

// askRemade asks about a record that is to be created again where others like it came from there since it was last seen: nothing tells
// for certain whether one of them is it.
func (r *round) askRemade(tx replica.Tx, f remote.Feed, local crm.Record, seen crm.Instant) error {
	list, err := r.likes(tx, local)
	if err != nil {
		return err
	}
	var like []remote.Record
	asked := map[string]bool{local.ID: true}
	for _, rec := range list {
		item, err := tx.Item(rec.Ref())
		if err != nil {
			return err
		}
		if !asked[rec.ID] && item.RemoteID != "" && item.RemoteAt > seen {
			asked[rec.ID] = true
			like = append(like, remote.Record{ID: item.RemoteID})
		}
	}
	if len(like) == 0 {
		return nil
	}
	what := &remote.Error{Class: remote.Duplicate, Candidates: like, Message: "A record like this one came from there since it was last seen; another computer may have made it again."}
	return r.askTwice(tx, r.remaking(f, local, replica.Attempt{Ref: local.Ref()}), what)
}

// likes lists the records that the matcher takes for maybe the same, and those of the same title.
func (r *round) likes(tx replica.Tx, local crm.Record) ([]crm.Record, error) {
	e := r.entity(local.Entity)
	list, err := match.Alikes(tx.List, e, local)
	if err != nil {
		return nil, err
	}
	for _, name := range e.Title {
		text := local.Text(name)
		if text == "" {
			continue
		}
		same, err := tx.List(crm.Query{Entity: e.Name, Where: crm.Where(name, crm.Eq, text)})
		if err != nil {
			return nil, err
		}
		return append(list, slices.DeleteFunc(same, func(rec crm.Record) bool { return e.TitleOf(rec) != e.TitleOf(local) })...), nil
	}
	return list, nil
}
