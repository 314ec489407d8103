package engine

import (
	"fmt"
	"maps"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// source tells how sure an answer is to be the current state.
type source int

const (
	listed source = iota // of a list, which may be behind
	read                 // of the record itself
)

// take brings one record of the provider into the database: new, merged, or found unchanged; and its files.
func (r *round) take(tx replica.Tx, f remote.Feed, rec remote.Record, from source) (err error) {
	if f.Inside {
		if rec, err = stamped(tx, f, rec); err != nil {
			return err
		}
	}
	r.newcomer = false
	if err := r.takeOne(tx, f, rec, from); err != nil || rec.Inside == nil || r.newcomer && len(rec.Inside) == 0 {
		return err
	}
	return r.takeFiles(tx, f, rec)
}

// takeOne is take without the files.
func (r *round) takeOne(tx replica.Tx, f remote.Feed, rec remote.Record, from source) error {
	e := r.entity(f.Entity)
	if field := misfit(e, rec.Values); field != "" { // the record stays as it is here; listings look at it again
		return r.note(protocol(fmt.Sprintf("The online CRM's answer about a record of %s makes no sense: %s has a value of another kind. "+
			"The record was left as it is here; the others were exchanged.", e.Plural, field)))
	}
	id, err := tx.Local(f.Entity, rec.ID)
	if err != nil {
		return err
	}
	reserved, err := r.reserved(tx, refOf(f, id))
	if err != nil {
		return err
	}
	if reserved {
		done, err := r.adopt(tx, f, rec)
		if err == nil && !done {
			done, err = r.pair(tx, f, rec)
		}
		if err != nil || done {
			return err
		}
		if id, err = tx.Local(f.Entity, rec.ID); err != nil { // what was compared may be linked with itself
			return err
		}
	}
	if id == "" {
		id = tx.NewID()
		if !refersToItself(rec, f.Entity) { // nothing is known about it: no need to ask
			values, err := r.toLocal(tx, e, rec.Values)
			if err != nil {
				return err
			}
			r.newcomer = true
			return r.arrive(tx, replica.Item{}, rec, refOf(f, id), values)
		}
		if err := tx.Alias(f.Entity, rec.ID, id); err != nil {
			return err
		}
	}
	return r.takeKnown(tx, f, rec, from, refOf(f, id))
}

// takeKnown brings in a record whose id here is known.
func (r *round) takeKnown(tx replica.Tx, f remote.Feed, rec remote.Record, from source, ref crm.Ref) error {
	item, err := tx.Item(ref)
	if err != nil {
		return err
	}
	if item.RemoteID != "" && item.RemoteID != rec.ID { // an id that was merged into this record
		return nil
	}
	if item.Erased {
		return r.seenErased(tx, item, rec)
	}
	if there := (remote.Ref{Entity: f.Entity, ID: rec.ID}); from == read && (r.torn[there] || r.unripe[there]) { // a list showed it in part before
		delete(r.unripe, there)
		r.tear(f, rec)
	}
	if from == listed && item.RemoteAt > rec.ModifiedAt { // the list is behind what we know
		return nil
	}
	if item.Epoch == toldGone { // it is back, in whatever state
		if err := doubt(tx, ref); err != nil {
			return err
		}
		item.Epoch = 0
	}
	if r.older(item, rec) {
		return r.keepOlder(tx, item)
	}
	if isOlder(item) {
		if err := r.newAgain(tx, &item); err != nil {
			return err
		}
	}
	values, err := r.toLocal(tx, r.entity(f.Entity), rec.Values)
	if err != nil {
		return err
	}
	if item.Deleted {
		return r.seenDeleted(tx, item, rec, values)
	}
	local, err := tx.Get(ref)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return r.arrive(tx, item, rec, ref, values)
	}
	if err != nil {
		return err
	}
	return r.mergeRecord(tx, f, item, rec, from, local, values)
}

// reserved tells whether a local id stands for nothing yet: it is none, or only links point to it.
func (r *round) reserved(tx replica.Tx, ref crm.Ref) (bool, error) {
	if ref.ID == "" {
		return true, nil
	}
	item, err := tx.Item(ref)
	if err != nil || item.Deleted || item.Erased {
		return false, err
	}
	_, err = tx.Get(ref)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return true, nil
	}
	return false, err
}

// claim ties a remote id to a record here. Links that arrived before it was known whose id that is follow.
func (r *round) claim(tx replica.Tx, f remote.Feed, ref crm.Ref, remoteID string) error {
	id, err := tx.Local(f.Entity, remoteID)
	if err != nil || id == "" || id == ref.ID {
		return err
	}
	before := refOf(f, id)
	reserved, err := r.reserved(tx, before)
	if err != nil || !reserved {
		return err
	}
	if err := repoint(tx, r.catalog, before, ref); err != nil {
		return err
	}
	return tx.Forget(before)
}

// refersToItself tells whether a record is linked with itself, so that its own id must be known before its links are translated.
func refersToItself(rec remote.Record, entity string) bool {
	self := remote.Ref{Entity: entity, ID: rec.ID}
	for _, v := range rec.Values {
		if one, ok := v.(remote.Ref); ok && one == self {
			return true
		}
		if list, ok := v.([]remote.Ref); ok && slices.Contains(list, self) {
			return true
		}
	}
	return false
}

// arrive stores a record that is not here.
func (r *round) arrive(tx replica.Tx, item replica.Item, rec remote.Record, ref crm.Ref, values crm.Values) error {
	maps.DeleteFunc(values, func(_ string, v any) bool { return v == nil })
	values[crm.FieldModifiedAt] = rec.ModifiedAt
	if err := tx.Put(crm.Record{Entity: ref.Entity, ID: ref.ID, Values: values}); err != nil {
		return err
	}
	r.out.Pulled++
	item.Ref, item.Edits, item.Hold, item.New = ref, nil, nil, false
	return r.saveSeen(tx, item, rec)
}

// saveSeen notes the provider's state of a record.
func (r *round) saveSeen(tx replica.Tx, item replica.Item, rec remote.Record) error {
	item.RemoteID, item.Version, item.RemoteAt, item.Partial = rec.ID, rec.Version, rec.ModifiedAt, r.partly(item, rec)
	item.Epoch = max(item.Epoch, r.epochs[item.Entity])
	return tx.SaveItem(item)
}

// mergeRecord merges an answer with the record here, group by group.
func (r *round) mergeRecord(tx replica.Tx, f remote.Feed, item replica.Item, rec remote.Record, from source, local crm.Record,
	values crm.Values,
) error {
	e := r.entity(f.Entity)
	if err := r.hideLocal(tx, e, local.Values, values); err != nil {
		return err
	}
	derive(e, local, values)
	if item.New && item.RemoteID == "" { // it was to be made again there, and is back
		item.Edits = allTyped(e, local)
	}
	next, take, clashes, err := r.mergeGroups(tx, f, item, local, values, len(rec.Partial) > 0)
	if err != nil {
		return err
	}
	news := len(take) > 0
	if len(next.Edits) == 0 && local.Instant(crm.FieldModifiedAt) != rec.ModifiedAt { // the same time on every computer
		take[crm.FieldModifiedAt] = rec.ModifiedAt
	}
	if news {
		r.out.Pulled++
	}
	if len(take) > 0 {
		if err := tx.Put(crm.Record{Entity: item.Entity, ID: item.ID, Values: take}); err != nil {
			return err
		}
	}
	mineAt := local.Instant(crm.FieldModifiedAt)
	maps.Copy(local.Values, take) // the inbox speaks of the record as it is now
	for _, c := range clashes {
		if err := r.clash(tx, local, rec, c, mineAt); err != nil {
			return err
		}
	}
	if item.RemoteID == "" { // it was gone there and is back
		next.New, next.Hold = false, nil
		if err := r.closeConflicts(tx, item.Ref, "back"); err != nil {
			return err
		}
	}
	if from == listed && r.unripe[remote.Ref{Entity: item.Entity, ID: rec.ID}] { // this state counts as seen once it is read whole
		rec.ModifiedAt, rec.Version = item.RemoteAt, item.Version
	}
	moved := item.Version != rec.Version || item.RemoteAt != rec.ModifiedAt
	if h := item.Hold; h != nil && (h.Reason == replica.Hidden || h.Reason == replica.NoAccess && (moved || len(item.Edits) == 0)) {
		next.Hold = nil
	}
	if h := item.Hold; h != nil && h.Reason == replica.Refused && !sameEdits(next.Edits, item.Edits) {
		next.Hold = nil // other values would be sent now than those that were refused
	}
	if moved || item.Partial != r.partly(item, rec) || item.RemoteID != rec.ID || next.Hold != item.Hold || !sameEdits(next.Edits, item.Edits) {
		return r.saveSeen(tx, next, rec)
	}
	return nil
}

func sameEdits(a, b []replica.Edit) bool {
	if len(a) != len(b) {
		return false
	}
	for _, x := range a {
		if !slices.ContainsFunc(b, func(y replica.Edit) bool {
			return x.Group == y.Group && x.Gen == y.Gen && differing(x.Base, y.Base) == nil && differing(y.Base, x.Base) == nil
		}) {
			return false
		}
	}
	return true
}

// derive lets fields that follow from others follow from the provider's values, so that both sides derive alike.
func derive(e *crm.Entity, local crm.Record, values crm.Values) {
	if e.Derive == nil {
		return
	}
	whole := local.Clone()
	for name, v := range values {
		whole.Set(name, v)
	}
	e.Derive(&whole)
	for name := range values {
		values[name] = whole.Values[name]
	}
}

// clashed is one group that was changed on both sides.
type clashed struct {
	group              string
	mine, theirs, base crm.Values
}

func (r *round) mergeGroups(tx replica.Tx, f remote.Feed, item replica.Item, local crm.Record, values crm.Values, part bool) (
	next replica.Item, take crm.Values, clashes []clashed, err error,
) {
	e := r.entity(f.Entity)
	canon := r.canon(f, e)
	next, take = item, crm.Values{}
	next.Edits = nil
	for _, name := range groupsOf(e) {
		g := group{local: crm.Values{}, remote: crm.Values{}, sets: true, texts: true}
		for _, field := range e.Group(name) {
			if v, ok := values[field]; ok {
				g.local[field], g.remote[field] = local.Values[field], v
				d, _ := e.Field(field)
				g.sets = g.sets && (d.Kind == crm.Tags || d.Kind == crm.MultiChoice || d.Kind == crm.Links)
				g.texts = g.texts && d.Kind == crm.LongText
			}
		}
		if i := slices.IndexFunc(item.Edits, func(e replica.Edit) bool { return e.Group == name }); i >= 0 {
			g.edit = &item.Edits[i]
		}
		if len(g.remote) == 0 {
			if g.edit != nil {
				next.Edits = append(next.Edits, *g.edit)
			}
			continue
		}
		g.sent = func() bool {
			ok, asked := tx.WasSent(item.Ref, name, hash(g.remote, canon))
			err = cmpErr(err, asked)
			return ok
		}
		completed := item.Partial && !part && completeEdit(&g, canon)
		v := merge(g, canon)
		if completed && v.take == nil {
			v.take = news(local.Values, g.local, canon)
		}
		if err != nil {
			return next, nil, nil, err
		}
		for field, value := range v.take {
			take[field] = value
		}
		if v.edit != nil {
			next.Edits = append(next.Edits, *v.edit)
		}
		if v.conflict {
			clashes = append(clashes, clashed{group: name, mine: g.local, theirs: g.remote, base: g.edit.Base})
		}
	}
	return next, take, clashes, nil
}

func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// groupsOf returns the merge groups of an entity in the order of its fields.
func groupsOf(e *crm.Entity) []string {
	var out []string
	seen := map[string]bool{}
	for _, f := range e.Fields {
		if g := f.MergeGroup(); !seen[g] {
			seen[g] = true
			out = append(out, g)
		}
	}
	return out
}

// adopt finds the local record behind an unknown remote one among the creates whose outcome is open: by its marker, or where the
// provider keeps none by all values that were sent.
func (r *round) adopt(tx replica.Tx, f remote.Feed, rec remote.Record) (bool, error) {
	attempts, err := tx.Attempts()
	if err != nil {
		return false, err
	}
	for _, a := range attempts {
		if a.Kind != replica.Create || a.Entity != f.Entity {
			continue
		}
		mine := a.ID == rec.Marker
		if !r.marked(f) && (rec.ModifiedBy == "" || rec.ModifiedBy == r.account.UserID) {
			if mine, err = r.matches(tx, f, rec, a); err != nil {
				return false, err
			}
		}
		if mine && unsentRemake(a) {
			return true, r.pairRemade(tx, f, a, rec)
		}
		if mine {
			a.Probes++
			return true, r.acknowledge(tx, f, a, rec)
		}
	}
	return false, nil
}

func (r *round) matches(tx replica.Tx, f remote.Feed, rec remote.Record, a replica.Attempt) (bool, error) {
	e := r.entity(f.Entity)
	values, err := r.toLocal(tx, e, rec.Values)
	if err != nil {
		return false, err
	}
	return rec.ModifiedAt >= a.Started-millis(r.caps.Grain) && equal(a.Values, a.Values, values, r.canon(f, e)), nil
}
