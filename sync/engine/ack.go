package engine

import (
	"maps"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// acknowledge ends an attempt that was carried out. It clears exactly the generations that were sent; what was typed meanwhile stays
// to be sent, based on what was sent.
func (r *round) acknowledge(tx replica.Tx, f remote.Feed, a replica.Attempt, rec remote.Record) error {
	item, err := tx.Item(a.Ref)
	if err != nil {
		return err
	}
	if err := tx.EndAttempt(a.ID); err != nil {
		return err
	}
	r.out.Pushed++
	r.arrived[a.Ref] = true
	if err := r.claim(tx, f, a.Ref, rec.ID); err != nil {
		return err
	}
	if item.RemoteID == "" { // known before its links are translated: it may point to itself
		if err := tx.Alias(f.Entity, rec.ID, a.Ref.ID); err != nil {
			return err
		}
	}
	local, err := tx.Get(a.Ref)
	if crm.CodeOf(err) == crm.CodeNotFound { // deleted here meanwhile
		item.Ref, item.New, item.Deleted, item.Edits, item.Hold = a.Ref, false, true, nil, nil
		values, err := r.toLocal(tx, r.entity(a.Entity), rec.Values)
		if err != nil {
			return err
		}
		if r.byOther(rec) || r.addedTo(f, a, rec, values) { // and changed there by somebody else
			item.Version, item.RemoteAt = "", 0
			return r.seenDeleted(tx, item, rec, values)
		}
		return r.saveSeen(tx, item, rec)
	}
	if err != nil {
		return err
	}
	if err := r.keepIgnored(tx, f, a, item, local, rec); err != nil {
		return err
	}
	if item.Edits, err = r.unsent(tx, f, a, item, local); err != nil {
		return err
	}
	if item.Hold != nil && item.Hold.Reason == replica.Unsure {
		if err := r.closeConflicts(tx, a.Ref, "arrived"); err != nil {
			return err
		}
	}
	item.New, item.Hold = false, nil
	if item.RemoteID != "" && item.RemoteID != rec.ID { // merged there meanwhile
		return r.merged(tx, f, item, rec)
	}
	if err := r.saveSeen(tx, item, rec); err != nil {
		return err
	}
	pulled := r.out.Pulled
	err = r.take(tx, f, rec, read)
	r.out.Pulled = pulled // our own values in the provider's form are no news
	return err
}

// byOther tells whether somebody else certainly changed a record last.
func (r *round) byOther(rec remote.Record) bool {
	return rec.ModifiedBy != "" && rec.ModifiedBy != r.account.UserID
}

// addedTo tells whether a record whose create got no answer holds something else now than was sent: somebody may have changed it since
// it arrived, in the same user's name on another computer too. What a provider adds by itself looks alike; then a person is asked once
// more than need be.
func (r *round) addedTo(f remote.Feed, a replica.Attempt, rec remote.Record, values crm.Values) bool {
	if a.Kind != replica.Create || a.Probes == 0 {
		return false
	}
	e := r.entity(a.Entity)
	derive(e, crm.Record{Entity: a.Entity, Values: a.Values}, values)
	typed := held(f, values, slices.Collect(maps.Keys(values)))
	maps.DeleteFunc(typed, func(field string, _ any) bool {
		d, _ := e.Field(field)
		return d.ReadOnly || slices.Contains(rec.Partial, field)
	})
	return !equal(typed, a.Values, values, r.canon(f, e))
}

// unsent returns the edits that remain after an attempt.
func (r *round) unsent(tx replica.Tx, f remote.Feed, a replica.Attempt, item replica.Item, local crm.Record) ([]replica.Edit, error) {
	e := r.entity(a.Entity)
	canon := r.canon(f, e)
	var out []replica.Edit
	for _, name := range groupsOf(e) {
		i := slices.IndexFunc(item.Edits, func(e replica.Edit) bool { return e.Group == name })
		sent, named := crm.Values{}, false
		for _, field := range e.Group(name) {
			v, ok := a.Values[field]
			named = named || ok
			if ok || a.Kind == replica.Create && f.Holds(field) { // a create leaves out what is empty
				sent[field] = v
			}
		}
		gen, was := a.Gens[name]
		switch {
		case !was && a.Kind == replica.Create:
			edit, err := r.leftOut(tx, f, e, name, item, local)
			if err != nil {
				return nil, err
			}
			if edit != nil {
				out = append(out, *edit)
			}
		case !was && i >= 0:
			out = append(out, item.Edits[i])
		case !was:
		case a.Kind == replica.Create && (!named || !equal(sent, sent, local.Values, canon)): // not named: left out of a repeat
			edit := replica.Edit{Group: name, Gen: 1, Base: sent}
			if i >= 0 {
				edit.Gen = item.Edits[i].Gen
			}
			out = append(out, edit)
		case a.Kind == replica.Update && i >= 0 && (item.Edits[i].Gen != gen || !equal(sent, sent, local.Values, canon)):
			out = append(out, *rebase(&item.Edits[i], sent))
		}
	}
	return out, nil
}

// leftOut makes an edit of a link that a create had to leave out because its target was not there yet.
func (r *round) leftOut(tx replica.Tx, f remote.Feed, e *crm.Entity, name string, item replica.Item, local crm.Record) (*replica.Edit, error) {
	values := held(f, local.Values, e.Group(name))
	if differing(crm.Values{}, values) == nil {
		return nil, nil
	}
	out, err := r.toWire(tx, e, values)
	if err != nil || (len(out.missing) == 0 && len(out.wire) == 0) {
		return nil, err
	}
	edit := replica.Edit{Group: name, Gen: 1, Base: crm.Values{}}
	for _, old := range item.Edits {
		if old.Group == name {
			edit.Gen = old.Gen
		}
	}
	return &edit, nil
}

// keepIgnored puts into the inbox what was sent and is there as if it had not been: a provider may ignore a field without a word,
// for example one that this user may not change.
func (r *round) keepIgnored(tx replica.Tx, f remote.Feed, a replica.Attempt, item replica.Item, local crm.Record, rec remote.Record) error {
	e := r.entity(a.Entity)
	canon := r.canon(f, e)
	theirs, err := r.toLocal(tx, e, rec.Values)
	if err != nil {
		return err
	}
	for _, name := range groupsOf(e) {
		var base crm.Values
		for _, edit := range item.Edits {
			if edit.Group == name {
				base = edit.Base
			}
		}
		if _, was := a.Gens[name]; !was || base == nil && a.Kind != replica.Create {
			continue
		}
		sent, there := crm.Values{}, crm.Values{}
		for _, field := range e.Group(name) {
			v, ok := a.Values[field]
			if now, sure := theirs[field]; ok && sure {
				sent[field], there[field] = v, now
			}
		}
		if equal(sent, sent, there, canon) || !equal(sent, base, there, canon) || !equal(sent, sent, local.Values, canon) {
			continue
		}
		err := r.open(tx, replica.Conflict{
			Ref: a.Ref, Kind: replica.BothEdited, Group: name, Mine: sent, Theirs: there, Base: base, Title: e.TitleOf(local),
			TheirsAt: rec.ModifiedAt, MineAt: local.Instant(crm.FieldModifiedAt),
			Message: "This was sent, and is not kept there: perhaps you may not change it. What you typed is kept here.",
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// gensOf are the generations of the groups that are sent.
func gensOf(e *crm.Entity, values crm.Values, edits []replica.Edit) map[string]int64 {
	gens := map[string]int64{}
	for field := range values {
		d, _ := e.Field(field)
		gens[d.MergeGroup()] = 0
	}
	for _, edit := range edits {
		if _, sent := gens[edit.Group]; sent {
			gens[edit.Group] = edit.Gen
		}
	}
	return gens
}
