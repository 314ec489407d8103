package engine

import (
	"maps"
	"slices"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// torn is how long after its stamp a record may still lack parts, such as further addresses: a provider that shows changes late may
// store them after the record, without another stamp.
const torn = 30 * time.Second

// partly tells whether a record is still known in part only after an answer.
func (r *round) partly(item replica.Item, rec remote.Record) bool {
	return r.untold(item, rec) || r.shownInPart(item, rec)
}

// shownInPart is partly without regard to the record's files. An answer without values says nothing.
func (r *round) shownInPart(item replica.Item, rec remote.Record) bool {
	ref := remote.Ref{Entity: item.Entity, ID: rec.ID}
	return len(rec.Partial) > 0 || len(rec.Values) == 0 && item.Partial || r.torn[ref] || r.unripe[ref]
}

// early tells whether a stamp is so fresh that parts of its record may follow.
func (r *round) early(stamp crm.Instant) bool {
	span := millis(min(torn, r.caps.Lag))
	return stamp > r.now-span && stamp <= r.now+span
}

// tear notes whether a record was read so soon after its change that parts may follow. Then it stays known in part, and is read once
// more.
func (r *round) tear(f remote.Feed, rec remote.Record) {
	r.torn[remote.Ref{Entity: f.Entity, ID: rec.ID}] = r.early(rec.ModifiedAt)
}

// whole replaces the records that a list shows in part. What the list shows of a record that is known whole, with the stamp it has
// here, adds nothing; what changed is read by itself, once nothing of it can follow any more. A first load takes what the list shows:
// reading each record would take hours, it is done little by little.
func (r *round) whole(f remote.Feed, records []remote.Record, first bool) ([]remote.Record, error) {
	if !slices.ContainsFunc(records, func(rec remote.Record) bool { return len(rec.Partial) > 0 }) {
		return records, nil
	}
	var stale []int
	err := r.tx(func(tx replica.Tx) (err error) { stale, err = r.unsettled(tx, f, records, first); return err })
	if err != nil {
		return nil, err
	}
	for _, i := range stale {
		rec, err := r.p.Get(r.ctx, f.Name, records[i].ID)
		switch {
		case err == nil && rec.ID == records[i].ID:
			listed := records[i]
			records[i] = rec
			if r.tear(f, rec); rec.ModifiedAt == listed.ModifiedAt && rec.Version == listed.Version && !r.alike(f, listed, rec) { // one of the two answers was behind
				r.torn[remote.Ref{Entity: f.Entity, ID: rec.ID}] = true
			}
		case err != nil && remote.AsError(err).Class != remote.Gone && remote.AsError(err).Class != remote.Denied:
			return nil, err
		default: // it went away between the two; the sweep finds that out
			known(&records[i])
		}
	}
	return records, nil
}

// alike tells whether the lists of which one answer shows the first entry begin so in another answer, too.
func (r *round) alike(f remote.Feed, part, whole remote.Record) bool {
	canon := r.canon(f, r.entity(f.Entity))
	for _, name := range part.Partial {
		if !sameFirst(name, whole.Values[name], part.Values[name], canon) {
			return false
		}
	}
	return true
}

// unsettled returns the records that have to be read by themselves, and takes out of the others what they show of known lists.
func (r *round) unsettled(tx replica.Tx, f remote.Feed, records []remote.Record, first bool) (stale []int, _ error) {
	attempts, err := tx.Attempts()
	if err != nil {
		return nil, err
	}
	creating := slices.ContainsFunc(attempts, func(a replica.Attempt) bool { return a.Kind == replica.Create && a.Entity == f.Entity })
	for i, rec := range records {
		if len(rec.Partial) == 0 {
			continue
		}
		way, err := r.settles(tx, f, rec, first && !creating, creating)
		if err != nil {
			return nil, err
		}
		switch way {
		case byItself:
			stale = append(stale, i)
		case reduced:
			known(&records[i])
		}
	}
	return stale, nil
}

// way is how a record that a list shows in part is taken.
type way int

const (
	shown    way = iota // as the list shows it
	reduced             // without what the list shows in part
	byItself            // read whole
)

// settles decides on one record. first = a first load, creating = it may be one whose create got no answer.
func (r *round) settles(tx replica.Tx, f remote.Feed, rec remote.Record, first, creating bool) (way, error) {
	fresh := r.early(rec.ModifiedAt) && !creating
	unknown := byItself
	if first || fresh {
		unknown = shown
	}
	id, err := tx.Local(f.Entity, rec.ID)
	if err != nil || id == "" {
		return unknown, err
	}
	item, err := tx.Item(refOf(f, id))
	if err != nil {
		return shown, err
	}
	local, err := tx.Get(refOf(f, id))
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound && item.Deleted && !first:
		return byItself, nil
	case crm.CodeOf(err) == crm.CodeNotFound:
		return unknown, nil
	case err != nil:
		return shown, err
	}
	ref, same := remote.Ref{Entity: f.Entity, ID: rec.ID}, item.RemoteAt == rec.ModifiedAt && item.Version == rec.Version
	r.torn[ref] = item.Partial
	switch {
	case same && begins(item, local, rec, r.canon(f, r.entity(f.Entity))):
		return reduced, nil
	case same && item.Partial && !unsent(item, rec.Partial) || item.RemoteAt > rec.ModifiedAt:
		return shown, nil
	case fresh && item.RemoteID == rec.ID && !isOlder(item):
		r.unripe[ref] = true
		return reduced, nil
	}
	return byItself, nil
}

// unsent tells whether one of the fields was edited and waits to be sent: then what a list shows of it in part is no basis to merge on.
func unsent(item replica.Item, fields []string) bool {
	return slices.ContainsFunc(item.Edits, func(edit replica.Edit) bool {
		return slices.ContainsFunc(fields, func(name string) bool { _, ok := edit.Base[name]; return ok })
	})
}

// known takes out what a list shows in part.
func known(rec *remote.Record) {
	rec.Values = maps.Clone(rec.Values)
	for _, name := range rec.Partial {
		delete(rec.Values, name)
	}
	rec.Partial = nil
}

// begins tells whether the lists of which a record shows the first entry begin so here, too: as they are, or as they were before
// unsent edits.
func begins(item replica.Item, local crm.Record, rec remote.Record, canon canonFunc) bool {
	for _, name := range rec.Partial {
		here := local.Values[name]
		for _, edit := range item.Edits {
			if base, ok := edit.Base[name]; ok {
				here = base
			}
		}
		if !sameFirst(name, here, rec.Values[name], canon) {
			return false
		}
	}
	return true
}

func sameFirst(name string, a, b any, canon canonFunc) bool {
	x, _ := a.([]crm.Reach)
	y, _ := b.([]crm.Reach)
	if len(x) == 0 || len(y) == 0 {
		return len(x) == len(y)
	}
	return among(name, x[0], y[:1], canon)
}

// completeEdit adds to an edit of a list of addresses or numbers what the person could not see: the entries that only the whole record
// shows. They are part of what was there before, and nobody took them out.
func completeEdit(g *group, canon canonFunc) (changed bool) {
	if g.edit == nil {
		return false
	}
	edit := rebase(g.edit, crm.Values{})
	for name, base := range g.edit.Base {
		edit.Base[name] = base
		theirs, ok := g.remote[name].([]crm.Reach)
		seen, _ := base.([]crm.Reach)
		if !ok || len(theirs) <= len(seen) || len(seen) > 0 && !sameFirst(name, seen, theirs, canon) {
			continue
		}
		mine, _ := g.local[name].([]crm.Reach)
		mine = slices.Clone(mine)
		for _, reach := range theirs {
			if !among(name, reach, seen, canon) && !among(name, reach, mine, canon) {
				mine = append(mine, reach)
			}
		}
		edit.Base[name], g.local[name], changed = theirs, mine, true
	}
	if changed {
		g.edit = edit
	}
	return changed
}

// among tells whether a list has an entry of the same value, whatever its label.
func among(name string, reach crm.Reach, list []crm.Reach, canon canonFunc) bool {
	form := func(r crm.Reach) string {
		if c, ok := canon(name, []crm.Reach{{Value: r.Value}}).([]crm.Reach); ok && len(c) > 0 {
			r = c[0]
		}
		return strings.ToLower(r.Value)
	}
	return slices.ContainsFunc(list, func(r crm.Reach) bool { return form(r) == form(reach) })
}

// crossed tells whether an answer shows another list than the one that is known in part, with the same stamp: one of the two was behind,
// and a third answer has to tell which.
func (r *round) crossed(tx replica.Tx, a answer) (bool, error) {
	item, err := tx.Item(a.item.Ref)
	if err != nil || !item.Partial || !unchanged(item, a.rec) {
		return false, err
	}
	local, err := tx.Get(item.Ref)
	if err != nil {
		if crm.CodeOf(err) == crm.CodeNotFound {
			err = nil
		}
		return false, err
	}
	e, shown := r.entity(item.Entity), a.rec
	for _, f := range e.Fields {
		if _, ok := shown.Values[f.Name]; ok && (f.Kind == crm.Emails || f.Kind == crm.Phones) {
			shown.Partial = append(shown.Partial, f.Name)
		}
	}
	return !begins(item, local, shown, r.canon(a.feed, e)), nil
}

// completedAtOnce is how many records that were read whole are stored together: each transaction waits for the disk.
const completedAtOnce = 10

// completePartial reads some of the records that are known in part, those changed latest first. What is left waits for the next
// rounds. It makes way for a person who saves something.
func (r *round) completePartial() error {
	var items []replica.Item
	var all, waiting int64
	err := r.tx(func(tx replica.Tx) (err error) {
		if items, all, err = tx.Partial(max(r.o.CompleteReads, 0)); err == nil && all > 0 {
			waiting, err = tx.CountWaiting(r.entities())
		}
		return err
	})
	if err != nil {
		return err
	}
	if all >= 1000 { // the store counts no further
		all = -1
	}
	done, failed := 0, 0
	for part := range slices.Chunk(items, completedAtOnce) {
		answers := make([]answer, 0, len(part))
		var end error
		for _, item := range part {
			unripe := r.early(item.RemoteAt) || r.unripe[remote.Ref{Entity: item.Entity, ID: item.RemoteID}]
			if unripe || isOlder(item) && r.now < item.Hold.Since+r.patience() { // in a later round
				continue
			}
			a, err := r.readWhole(item)
			if failed++; err == nil {
				failed, answers = 0, append(answers, a)
			} else if failed >= 3 || remote.AsError(err).Class != remote.Transient || remote.AsError(err).RetryAfter > 0 {
				end = err
				break
			}
			done++
			r.o.Progress(Progress{Phase: "complete", Feed: item.Entity, Done: int64(done), Total: all})
		}
		now, err := r.storeWhole(answers)
		if err != nil || end != nil {
			return r.note(cmpErr(err, end))
		}
		if now > waiting {
			return nil
		}
	}
	return nil
}

// answer is what the provider says of one record; not ok = it does not show it.
type answer struct {
	item replica.Item
	feed remote.Feed
	rec  remote.Record
	ok   bool
	gone bool // it says that the record is not there
}

func (r *round) readWhole(item replica.Item) (a answer, err error) {
	a.item = item
	if a.feed, a.ok = r.caps.FeedOfID(item.Entity, item.RemoteID); !a.ok || item.Deleted || item.RemoteID == "" { // deleted there, too
		a.ok = false
		return a, nil
	}
	a.rec, err = r.p.Get(r.ctx, a.feed.Name, item.RemoteID)
	if a.ok = err == nil; a.ok {
		r.tear(a.feed, a.rec)
		return a, nil
	}
	if class := remote.AsError(err).Class; class == remote.Gone || class == remote.Denied {
		a.rec, a.gone, err = remote.Record{}, class == remote.Gone, nil
	}
	return a, err
}

// storeWhole takes answers in, and tells how many records wait to be sent then. A record that cannot be read is left to the sweep; a
// file is in none, and the record that had it did not show it.
func (r *round) storeWhole(answers []answer) (waiting int64, _ error) {
	err := r.tx(func(tx replica.Tx) (err error) {
		for _, a := range answers {
			crossed := false
			if a.ok {
				if crossed, err = r.crossed(tx, a); err != nil {
					return err
				}
				if err := r.takeRead(tx, a.feed, a.item.Ref, a.rec); err != nil {
					return err
				}
			}
			now, err := tx.Item(a.item.Ref)
			if err != nil {
				return err
			}
			if crossed {
				if now.Partial = true; now.RemoteID != "" {
					err = tx.SaveItem(now)
				}
				if err != nil {
					return err
				}
				continue
			}
			if a.gone && a.feed.Inside && now.RemoteID == a.item.RemoteID { // no list tells of it
				if err := r.fileGone(tx, now); err != nil {
					return err
				}
				continue
			}
			if !now.Partial || a.ok && r.shownInPart(now, a.rec) {
				continue
			}
			now.Partial = false
			if err := tx.SaveItem(now); err != nil {
				return err
			}
		}
		waiting, err = tx.CountWaiting(r.entities())
		return err
	})
	if err == nil {
		r.out.Completed += len(answers)
	}
	return waiting, err
}
