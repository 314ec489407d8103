package engine

import (
	"maps"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// settleAttempts finds out what became of requests whose answer never came. Nothing else is sent for a record before that is known.
func (r *round) settleAttempts() error {
	var attempts []replica.Attempt
	err := r.tx(func(tx replica.Tx) (err error) { attempts, err = tx.Attempts(); return err })
	if err != nil {
		return err
	}
	for _, a := range attempts {
		var err error
		switch a.Kind {
		case replica.Create:
			err = r.settleCreate(a)
		default:
			err = r.settleChange(a)
		}
		if err := r.note(err); err != nil {
			return err
		}
	}
	return nil
}

// settleChange reads the record: a change that arrived is then recognised as ours, one that did not is still an unsent edit.
func (r *round) settleChange(a replica.Attempt) error {
	item, err := r.item(a.Ref)
	if err != nil {
		return err
	}
	f, ok := r.caps.FeedOfID(a.Entity, item.RemoteID)
	if item.RemoteID == "" || !ok {
		return r.tx(func(tx replica.Tx) error { return tx.EndAttempt(a.ID) })
	}
	rec, err := r.p.Get(r.ctx, f.Name, item.RemoteID)
	if err != nil {
		return r.endRead(a.Ref, a.ID, err)
	}
	if behind, certain := behind(item, rec); behind && !certain && !f.Inside { // whether its clock is behind as well, only it can tell
		if err := r.tick(f); err != nil {
			return err
		}
	}
	return r.tx(func(tx replica.Tx) error {
		if err := tx.EndAttempt(a.ID); err != nil {
			return err
		}
		if item.Deleted && a.Kind == replica.Update && !r.byOther(rec) && !r.further(a, rec) {
			e := r.entity(f.Entity)
			values, err := r.toLocal(tx, e, rec.Values)
			if err != nil {
				return err
			}
			if equal(a.Values, a.Values, values, r.canon(f, e)) { // our own update arrived before the record was deleted here
				return r.saveSeen(tx, item, rec)
			}
		}
		return r.takeRead(tx, f, a.Ref, rec)
	})
}

// further tells whether a record may have changed once more after an update that was sent, in the same user's name on another computer:
// the update is not all. Without counted versions an update that was only slow looks alike; then a person is asked once more than need be.
func (r *round) further(a replica.Attempt, rec remote.Record) bool {
	if n, counted := steps(a.Version, rec.Version); counted {
		return n > 1
	}
	return rec.ModifiedAt > a.Started+millis(r.caps.Lag+r.caps.Grain)
}

// endRead handles the failure of reading a record that was there once. attempt "" = none is open.
func (r *round) endRead(ref crm.Ref, attempt string, failure error) error {
	e := remote.AsError(failure)
	if e.Class != remote.Gone && e.Class != remote.Denied {
		return failure
	}
	return r.tx(func(tx replica.Tx) error {
		if attempt != "" {
			if err := tx.EndAttempt(attempt); err != nil {
				return err
			}
		}
		if e.Class == remote.Gone {
			return r.vanished(tx, ref)
		}
		return r.noAccess(tx, ref, e)
	})
}

// noAccess holds a record that may not be read any more. It stays here; it is looked at again after a day.
func (r *round) noAccess(tx replica.Tx, ref crm.Ref, e *remote.Error) error {
	if err := r.hold(tx, ref, replica.Hidden, e.Message); err != nil {
		return err
	}
	item, err := tx.Item(ref)
	if err != nil {
		return err
	}
	item.Epoch = max(item.Epoch, r.epochs[ref.Entity])
	return tx.SaveItem(item)
}

// takeRead takes in a record that was read by id; it may answer under another id, then the one asked for was merged into it.
func (r *round) takeRead(tx replica.Tx, f remote.Feed, ref crm.Ref, rec remote.Record) error {
	item, err := tx.Item(ref)
	if err != nil {
		return err
	}
	if item.RemoteID != rec.ID {
		return r.merged(tx, f, item, rec)
	}
	return r.take(tx, f, rec, read)
}

func (r *round) item(ref crm.Ref) (item replica.Item, err error) {
	err = r.tx(func(tx replica.Tx) (err error) { item, err = tx.Item(ref); return err })
	return item, err
}

// settleCreate looks for a record whose create got no answer. With ids or markers of our own it is found or sent again under the
// same marker; without them a person is asked rather than a double made.
func (r *round) settleCreate(a replica.Attempt) error {
	var out outgoing
	var item replica.Item
	var local crm.Record
	err := r.tx(func(tx replica.Tx) (err error) {
		if item, err = tx.Item(a.Ref); err != nil {
			return err
		}
		if item.RemoteID != "" {
			return tx.EndAttempt(a.ID)
		}
		if local, err = tx.Get(a.Ref); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			return err
		}
		_, out, err = r.repeatable(tx, a, local)
		return err
	})
	if err != nil || item.RemoteID != "" {
		return err
	}
	r.waiting[a.Ref] = true
	if item.Hold != nil && item.Hold.Reason == replica.Unsure {
		return nil // a person was asked
	}
	if item.Hold != nil && item.Hold.Reason == replica.Dependency && len(out.missing) > 0 && a.Probes > 1 {
		return nil // it is not sent again before what it points to is there
	}
	name, ok := r.p.FeedOf(crm.Record{Entity: a.Entity, ID: a.ID, Values: a.Values})
	f, known := r.caps.Feed(name)
	if !ok || !known {
		return r.tx(func(tx replica.Tx) error { return tx.EndAttempt(a.ID) })
	}
	if unsentRemake(a) { // after the pull
		return nil
	}
	if (r.caps.ClientID && !f.Inside || len(f.Key) > 0) && local.ID != "" { // sending it twice is the same as once
		delete(r.waiting, a.Ref)
		r.again[a.Ref] = a
		return nil
	}
	if err := r.tick(r.clockOf(f, out.wire)); err != nil {
		return err
	}
	found, err := r.p.Find(r.ctx, f.Name, a.ID, out.wire, a.Started)
	if err != nil {
		return err
	}
	return r.tx(func(tx replica.Tx) error { return r.found(tx, f, a, found, local.ID == "") })
}

// repeatable is a create as it can be sent again. A link that the person changed since, and whose target is not there, is left out: the
// record need not wait for what it no longer points to. The link as it is now follows as an edit.
func (r *round) repeatable(tx replica.Tx, a replica.Attempt, local crm.Record) (replica.Attempt, outgoing, error) {
	e := r.entity(a.Entity)
	out, err := r.toWire(tx, e, a.Values)
	if err != nil || local.ID == "" {
		return a, out, err
	}
	values := maps.Clone(a.Values)
	maps.DeleteFunc(values, func(field string, v any) bool {
		f, _ := e.Field(field)
		_, sent := out.wire[field]
		return !sent && !f.Required && !crm.Equal(v, local.Values[field])
	})
	if len(values) < len(a.Values) {
		a.Values = values
		out, err = r.toWire(tx, e, values)
	}
	return a, out, err
}

// clockOf is a feed whose list tells the time: that of the record that a file belongs to.
func (r *round) clockOf(f remote.Feed, wire crm.Values) remote.Feed {
	if ref, ok := wire["about"].(remote.Ref); ok && f.Inside {
		f, _ = r.caps.FeedOfID(ref.Entity, ref.ID)
	}
	return f
}

// tick learns the provider's time.
func (r *round) tick(f remote.Feed) error {
	page, err := r.list(remote.Scan{Feed: f.Name, Since: max(r.now, 1), Limit: 1, Brief: true})
	if err == nil {
		r.now = max(page.At, 1)
	}
	return err
}

// marked tells whether the provider keeps the attempt's UUID with the records of a feed.
func (r *round) marked(f remote.Feed) bool { return f.Inside || r.caps.Marker && !f.NoMarker }

// found decides on what the search for a lost create brought.
func (r *round) found(tx replica.Tx, f remote.Feed, a replica.Attempt, found []remote.Record, vanished bool) error {
	var free []remote.Record
	for _, rec := range found {
		id, err := tx.Local(f.Entity, rec.ID)
		if err != nil {
			return err
		}
		reserved, err := r.reserved(tx, refOf(f, id))
		if err != nil {
			return err
		}
		if reserved || id == a.Ref.ID {
			free = append(free, rec)
		}
	}
	a.Probes++
	late := r.now > a.Started+r.patience()
	switch {
	case len(free) == 1:
		delete(r.waiting, a.Ref)
		return r.acknowledge(tx, f, a, free[0])
	case len(free) == 0 && !late:
		return tx.SaveAttempt(a)
	case len(free) == 0 && vanished: // it never arrived, and was deleted here since
		delete(r.waiting, a.Ref)
		if err := tx.EndAttempt(a.ID); err != nil {
			return err
		}
		return tx.Forget(a.Ref)
	case len(free) == 0 && f.Inside: // what was uploaded may be cleared away by now: it is sent anew
		delete(r.waiting, a.Ref)
		return tx.EndAttempt(a.ID)
	case len(free) == 0 && r.marked(f):
		delete(r.waiting, a.Ref)
		r.again[a.Ref] = a
		return tx.SaveAttempt(a)
	case vanished:
		return tx.SaveAttempt(a)
	}
	if err := tx.SaveAttempt(a); err != nil {
		return err
	}
	return r.askUnsure(tx, a, free)
}

func (r *round) askUnsure(tx replica.Tx, a replica.Attempt, found []remote.Record) error {
	message := "It is not certain that this arrived: the answer was lost, and nothing like it is found there. Send it again?"
	if len(found) > 1 {
		message = "The answer was lost, and several records there look like this one. Choose which it is, or send it again."
	}
	item, err := tx.Item(a.Ref)
	if err != nil {
		return err
	}
	group := ""
	if item.Hold != nil && item.Hold.Reason == replica.Agreed { // that it may exist twice was said already, and still holds
		group = agreedGroup
	}
	if err := r.hold(tx, a.Ref, replica.Unsure, message); err != nil {
		return err
	}
	return r.open(tx, replica.Conflict{
		Ref: a.Ref, Kind: replica.MaybeThere, Group: group, Mine: a.Values, Title: titleOf(r.entity(a.Entity), a.Values),
		Candidates: idsOf(found), Message: message,
	})
}

func idsOf(records []remote.Record) []string {
	var out []string
	for _, rec := range records {
		out = append(out, rec.ID)
	}
	return out
}
