package simulate

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// settle lets every client come to rest, and then expects silence.
func (w *world) settle() {
	w.now = Step{Dice: w.seed}
	w.rest(4)
	if w.calm {
		w.listed()
		for _, d := range w.devices {
			_, _ = w.round(d, true)
		}
		w.rest(2)
	}
	// What a listing over several rounds found to be sent reaches the others only afterwards; what never ends is no rest.
	for range 12 {
		if !w.restless {
			break
		}
		w.rest(1)
	}
	for _, d := range w.devices {
		w.quiet(d)
	}
}

// rest lets faults and pauses pass. The last round of every client must succeed.
func (w *world) rest(rounds int) {
	w.touch()
	for i := range rounds {
		before := w.done()
		for _, d := range w.devices {
			w.at = w.at.Add(27 * time.Hour) // past every pause of a failing record
			if _, err := w.round(d, !w.calm && i >= rounds-2); err != nil && i == rounds-1 {
				w.breaks("I13: %s does not recover: %v", d.name, err)
			}
		}
		w.restless = w.done() != before || slices.ContainsFunc(w.devices, w.sends)
	}
}

// sends tells whether a client has something that its next round sends.
func (w *world) sends(d *device) (yes bool) {
	must(d.Store.Replicate(context.Background(), func(tx replica.Tx) error {
		items, err := tx.Waiting(w.entities, crm.Ref{}, 10_000)
		yes = slices.ContainsFunc(items, func(item replica.Item) bool { return item.Hold == nil })
		return err
	}))
	return yes
}

// done counts what the rounds of all clients have changed, here and there.
func (w *world) done() (n int) {
	for _, d := range w.devices {
		n += d.rows + d.writes
	}
	return n
}

// touch moves the stamps of what changed without one: no client can know of that before. Where the server's clock was put back the new
// stamp may be an old one again, and takes another try.
func (w *world) touch() {
	for len(w.loose) > 0 {
		ids := slices.Sorted(maps.Keys(w.loose))
		clear(w.loose)
		w.at = w.at.Add(time.Minute)
		for _, id := range ids {
			if r, ok := w.office.read(id); ok {
				must(w.server.Change(w.eve, id, crm.Values{everyKind[w.entityOf(r)].texts[1]: w.value("eve")}))
			}
		}
	}
}

func (w *world) entityOf(r remote.Record) string {
	if _, ok := everyKind[r.Feed]; ok {
		return r.Feed
	}
	return "activity"
}

// quiet expects a round without anything to do to do nothing, in one request per feed.
func (w *world) quiet(d *device) {
	d.engines[0] = d.engine(never)
	for _, complete := range []bool{true, false} { // ends a listing under way, and reads once more what it found to be older
		_, _ = w.round(d, complete)
		w.at = w.at.Add(time.Minute)
	}
	rows, writes, asked := d.rows, d.writes, d.asked
	r, err := w.round(d, false)
	if err != nil || r.Pulled+r.Pushed+r.Conflicts > 0 || d.rows != rows || d.writes != writes {
		w.breaks("I5: %s is not quiet: %d rows, %d writes, %+v %v", d.name, d.rows-rows, d.writes-writes, r, err)
	}
	feeds := len(w.entities) + 1
	if w.set.Split && slices.Contains(w.entities, "activity") {
		feeds += 2
	}
	if n := d.asked - asked; n > feeds {
		w.breaks("I5: %s asked %d times for %d feeds in a quiet round", d.name, n, feeds)
	}
}

// finish compares everything with everything.
func (w *world) finish() {
	for _, d := range w.devices {
		for _, entity := range w.entities {
			w.compare(d, entity)
		}
		w.holds(d)
	}
	w.lost()
}

// listed expects that the cursors alone found whatever changed there.
func (w *world) listed() {
	for _, d := range w.devices {
		for _, entity := range w.entities {
			for _, id := range w.office.all(entity) {
				there, _ := w.office.read(id)
				ref := localOf(d, entity, id)
				r, ok := recordOf(d, ref)
				if !ok && !w.undecided(d, ref) {
					w.breaks("I9: %s never saw %s %v", d.name, id, there.Values)
				}
				if ok && !w.undecided(d, ref) && itemOf(d, ref).RemoteID == id {
					w.alike("I9", d, entity, r, there)
				}
			}
		}
	}
}

// undecided tells whether a person has still to decide about a record.
func (w *world) undecided(d *device, ref crm.Ref) bool {
	for _, c := range inboxOf(d) {
		if c.Kind != replica.BothEdited && (c.Ref == ref || c.Kind == replica.ManyMissing && c.Entity == ref.Entity) {
			return true
		}
	}
	return itemOf(d, ref).Hold != nil
}

// compare expects every record here to be there, every record there to be here, and both to be alike.
func (w *world) compare(d *device, entity string) {
	here := map[string]crm.Record{}
	for _, r := range listOf(d, entity) {
		item := itemOf(d, r.Ref())
		if old, ok := here[item.RemoteID]; ok && item.RemoteID != "" {
			w.breaks("I3: %s: %s and %s are both %s", d.name, old.ID, r.ID, item.RemoteID)
		}
		if w.undecided(d, r.Ref()) {
			continue
		}
		if item.New || item.RemoteID == "" || item.Deleted || len(item.Edits) > 0 {
			w.breaks("I4: %s: %v was not sent: %+v", d.name, r.Ref(), item)
		}
		here[item.RemoteID] = r
	}
	for _, id := range w.office.all(entity) {
		there, _ := w.office.read(id)
		r, ok := here[id]
		delete(here, id)
		switch ref := localOf(d, entity, id); {
		case ok:
			w.alike("I4", d, entity, r, there)
		case ref.ID != "" && w.undecided(d, ref), w.hides(d, id):
		default:
			w.breaks("I4: %s lacks %s %v", d.name, id, there.Values)
		}
	}
	for id := range here {
		w.breaks("I4: %s has %s, which is gone", d.name, id)
	}
}

// hides tells whether a user may not see a record.
func (w *world) hides(d *device, id string) bool {
	return len(w.denied) > 0 && w.denied[w.server.User(d.user)+" "+id]
}

// alike expects the fields that people type into to be alike.
func (w *world) alike(invariant string, d *device, entity string, r crm.Record, there remote.Record) {
	for _, field := range w.fields(entity) {
		if a, b := plain(r.Values[field]), plain(there.Values[field]); !crm.Equal(a, b) && !w.hides(d, there.ID) {
			w.breaks("%s: %s: %s.%s is %v, there %v", invariant, d.name, there.ID, field, a, b)
		}
	}
	for field, to := range everyKind[entity].links {
		ref, _ := there.Values[field].(remote.Ref)
		if !slices.Contains(w.entities, to) || ref.ID != "" && !w.office.live(ref.ID) {
			continue
		}
		want := ""
		if ref.ID != "" {
			want = localOf(d, to, ref.ID).ID
		}
		local := r.Text(field)
		if local == want || w.hides(d, there.ID) || local != "" && w.undecided(d, crm.Ref{Entity: to, ID: local}) {
			continue
		}
		_, here := recordOf(d, crm.Ref{Entity: to, ID: local})
		if local != "" && !here && want == "" {
			continue // what it pointed to is in the trash
		}
		if local != "" && !here {
			w.breaks("I15: %s: %s.%s points to %s, which is not here; there it is %q", d.name, there.ID, field, local, ref.ID)
			continue
		}
		w.breaks("%s: %s: %s.%s points to %q, there to %q", invariant, d.name, there.ID, field, local, ref.ID)
	}
}

// plain is a value without what a server may change about its form.
func plain(v any) any {
	switch v := v.(type) {
	case string:
		if v = strings.TrimSpace(v); v == "" {
			return nil
		}
		return v
	case []string:
		if len(v) == 0 {
			return nil
		}
		return slices.Sorted(slices.Values(v))
	case []crm.Reach:
		if len(v) == 0 {
			return nil
		}
	}
	return v
}

// holds expects every record that waits to have a reason of its own.
func (w *world) holds(d *device) {
	boxed := map[crm.Ref]bool{}
	older, missing := map[crm.Ref]bool{}, map[string]bool{}
	for _, c := range inboxOf(d) {
		boxed[c.Ref] = boxed[c.Ref] || c.Kind != replica.BothEdited
		missing[c.Entity] = missing[c.Entity] || c.Kind == replica.ManyMissing
		if c.Kind == replica.Rewound {
			for _, id := range c.Candidates {
				older[crm.Ref{Entity: c.Entity, ID: id}] = true
			}
		}
	}
	var items []replica.Item
	must(d.Store.Replicate(context.Background(), func(tx replica.Tx) (err error) {
		items, err = tx.Waiting(w.entities, crm.Ref{}, 10_000)
		return err
	}))
	for _, item := range items {
		if item.Hold == nil {
			continue
		}
		rec, _ := recordOf(d, item.Ref)
		var fair bool
		switch item.Hold.Reason {
		case replica.Refused:
			fair = refuse("", rec.Values) != ""
		case replica.NoAccess, replica.Hidden:
			fair = w.hides(d, item.RemoteID) || w.office.merged(item.RemoteID) && len(w.denied) > 0 ||
				missing[item.Entity] && !w.office.live(item.RemoteID) // asked with all that is missing
		case replica.Unsure:
			fair = boxed[item.Ref]
		case replica.Older:
			// A listing cannot tell any more whether what is gone there had been older before: an answer that lagged behind may have said so.
			fair = w.back && (older[item.Ref] || missing[item.Entity]) || missing[item.Entity] && !w.office.live(item.RemoteID)
		case replica.Dependency:
			fair = w.waitsForOther(d, rec)
		default:
			fair = false
		}
		if !fair {
			w.breaks("I14: %s holds %v without reason: %+v", d.name, item.Ref, *item.Hold)
		}
	}
}

// waitsForOther tells whether a record points to one that waits itself.
func (w *world) waitsForOther(d *device, rec crm.Record) bool {
	for field, to := range everyKind[rec.Entity].links {
		item := itemOf(d, crm.Ref{Entity: to, ID: rec.Text(field)})
		if item.Hold != nil {
			return true
		}
	}
	return false
}

// lost expects every value that a person typed last to be or have been there, or to be in the inbox, or to wait.
func (w *world) lost() {
	o := w.oracle
	for _, t := range o.typed {
		if t.superseded || o.accepted[t.value] || o.boxed[t.value] || w.replaced(t) {
			continue
		}
		i := slices.IndexFunc(w.devices, func(d *device) bool { return d.name == t.device })
		if d := w.devices[i]; !w.undecided(d, t.ref) {
			rec, _ := recordOf(d, t.ref)
			name := "I1"
			if slices.Contains(o.appendTokens(nil, rec.Values[t.field]), t.value) {
				name = "I8" // it is still here, and nothing says that it is to be sent
			}
			w.breaks("%s: %s lost %q of %v.%s", name, t.device, t.value, t.ref, t.field)
		}
	}
}

// replaced tells whether the server ignored a value without a word, and somebody else changed the field or deleted the record since.
// Where the answer was lost, that looks as if the value had been accepted and replaced.
func (w *world) replaced(t *typed) bool {
	at, ignored := w.oracle.ignored[t.value]
	if !ignored {
		return false
	}
	i := slices.IndexFunc(w.devices, func(d *device) bool { return d.name == t.device })
	if _, here := recordOf(w.devices[i], t.ref); !here {
		return true
	}
	there, _ := w.office.read(itemOf(w.devices[i], t.ref).RemoteID)
	return slices.ContainsFunc(w.oracle.appendTokens(nil, there.Values[t.field]), func(now string) bool {
		return (w.oracle.wrote[now] > at || w.back) && w.oracle.by[now] != t.device // a stale answer passes for new where the clock went back
	})
}

func localOf(d *device, entity, remoteID string) (ref crm.Ref) {
	must(d.Store.Replicate(context.Background(), func(tx replica.Tx) error {
		id, err := tx.Local(entity, remoteID)
		ref = crm.Ref{Entity: entity, ID: id}
		return err
	}))
	return ref
}
