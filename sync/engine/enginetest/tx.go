package enginetest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
)

type tx struct {
	s       *Store
	state   *state
	undo    []func()
	person  bool
	changed bool
	writes  int
}

// set changes a map of the store, and remembers how to take that back.
func set[K comparable, V any](t *tx, m map[K]V, key K, value V) {
	remember(t, m, key)
	m[key] = value
}

func remove[K comparable, V any](t *tx, m map[K]V, key K) {
	remember(t, m, key)
	delete(m, key)
}

func remember[K comparable, V any](t *tx, m map[K]V, key K) {
	t.changed = true
	old, had := m[key]
	t.undo = append(t.undo, func() {
		if had {
			m[key] = old
		} else {
			delete(m, key)
		}
	})
}

// rollBack takes everything back; before holds the slices, which are never changed in place.
func (t *tx) rollBack(before state) {
	for _, undo := range slices.Backward(t.undo) {
		undo()
	}
	t.state.order, t.state.attempts, t.state.conflicts, t.state.Closed = before.order, before.attempts, before.conflicts, before.Closed
}

// without returns a list without some elements, leaving the list itself alone.
func without[T any](list []T, drop func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), drop)
}

// with returns a list with one more element, leaving the list itself alone.
func with[T any](list []T, v T) []T { return append(list[:len(list):len(list)], v) }

// Wrote tells whether this transaction changed anything so far.
func (t *tx) Wrote() bool { return t.changed }

// Expect needs nothing: all is in memory.
func (t *tx) Expect(string, []string) error { return nil }

// Awaited tells that nobody waits.
func (t *tx) Awaited() bool { return false }

func notFound(what string) error { return crm.Errorf(crm.CodeNotFound, "There is no such %s.", what) }

func (t *tx) Get(ref crm.Ref) (crm.Record, error) {
	r, ok := t.state.records[ref]
	if !ok {
		return crm.Record{}, notFound("record")
	}
	return r.Clone(), nil
}

// List answers the filters that the engine and the matcher ask for.
func (t *tx) List(q crm.Query) ([]crm.Record, error) {
	var out []crm.Record
	for ref, r := range t.state.records {
		if ref.Entity == q.Entity && (q.Where == nil || holds(q.Where, r)) {
			out = append(out, r.Clone())
		}
	}
	slices.SortFunc(out, func(a, b crm.Record) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// holds tells whether one of a field's texts is as a condition says.
func holds(where crm.Expr, r crm.Record) bool {
	in := func(x crm.Expr) bool { return holds(x, r) }
	switch x := where.(type) {
	case crm.And:
		return !slices.ContainsFunc(x, func(x crm.Expr) bool { return !in(x) })
	case crm.Or:
		return slices.ContainsFunc(x, in)
	case crm.Cond:
		have := append([]string{r.Text(x.Path)}, r.Strings(x.Path)...)
		for _, reach := range r.Reaches(x.Path) {
			have = append(have, reach.Value)
		}
		return slices.ContainsFunc(have, func(text string) bool {
			switch x.Op {
			case crm.Ge:
				return text >= x.Args[0].Text
			case crm.Lt:
				return text < x.Args[0].Text
			}
			return len(x.Args) == 0 && text == "" || slices.ContainsFunc(x.Args, func(a crm.Arg) bool { return a.Text == text })
		})
	}
	panic(fmt.Sprintf("the engine's tests do not answer %T", where))
}

func (t *tx) Put(r crm.Record) error {
	e, err := t.s.catalog.Entity(r.Entity)
	if err != nil {
		return err
	}
	ref := r.Ref()
	before, exists := t.state.records[ref]
	after := before.Clone()
	after.Entity, after.ID = r.Entity, r.ID
	for name, v := range r.Values {
		if crm.IsEmpty(v) {
			delete(after.Values, name)
		} else {
			after.Values[name] = v
		}
	}
	if e.Derive != nil {
		e.Derive(&after)
	}
	changed := map[string]bool{}
	for _, f := range e.Fields {
		if !crm.Equal(before.Values[f.Name], after.Values[f.Name]) {
			changed[f.MergeGroup()] = true
		}
	}
	if exists && len(changed) == 0 {
		return nil
	}
	set(t, t.state.records, ref, after)
	if !t.person {
		t.writes++
		return nil
	}
	return t.noteEdit(e, before, ref, exists, changed)
}

// noteEdit keeps what a person changed, and from what.
func (t *tx) noteEdit(e *crm.Entity, before crm.Record, ref crm.Ref, existed bool, changed map[string]bool) error {
	item, _ := t.Item(ref)
	if item.Deleted && item.Hold != nil && item.Hold.Reason == replica.Unsure { // what was seen there since is not what came back here
		item.Version, item.RemoteAt, item.Hold = "", 0, nil
	}
	item.Edits = slices.Clone(item.Edits)
	if item.Hold != nil && item.Hold.Reason != replica.Unsure && item.Hold.Reason != replica.Agreed {
		item.Hold = nil
	}
	item.Deleted = false
	if !existed && item.RemoteID == "" {
		item.New = true
	}
	for _, f := range e.Fields {
		name := f.MergeGroup()
		if !changed[name] || item.New {
			continue
		}
		changed[name] = false
		i := slices.IndexFunc(item.Edits, func(e replica.Edit) bool { return e.Group == name })
		if i >= 0 {
			item.Edits[i].Gen++
			continue
		}
		base := crm.Values{}
		for _, field := range e.Group(name) {
			base[field] = before.Values[field]
		}
		item.Edits = append(item.Edits, replica.Edit{Group: name, Gen: 1, Base: base})
	}
	return t.SaveItem(item)
}

func (t *tx) Delete(ref crm.Ref) error {
	if _, ok := t.state.records[ref]; !ok {
		return notFound("record")
	}
	remove(t, t.state.records, ref)
	if !t.person {
		t.writes++
		return nil
	}
	item, _ := t.Item(ref)
	if item.RemoteID == "" { // never sent, or gone there; whose id it was stays known
		t.drop(ref)
		return nil
	}
	item.Deleted, item.Edits, item.Hold = true, nil, nil
	return t.SaveItem(item)
}

// Join deletes a record and remembers what it went into.
func (t *tx) Join(ref, into crm.Ref) error {
	set(t, t.state.joined, ref, into)
	return t.Delete(ref)
}

func (t *tx) Joined(ref crm.Ref) (crm.Ref, error) {
	for {
		into, ok := t.state.joined[ref]
		if _, there := t.state.records[ref]; there || !ok {
			return ref, nil
		}
		ref = into
	}
}

func (t *tx) Same(string, string, any) ([]string, error) { return nil, nil }
func (t *tx) NextNumber(string) (string, error)          { return t.s.NewID(), nil }
func (t *tx) Keep(content []byte) (string, error) {
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])
	set(t, t.state.contents, hash, slices.Clone(content))
	return hash, nil
}

func (t *tx) Keeps(hash string) (bool, error) {
	_, ok := t.state.contents[hash]
	return ok, nil
}

// NewID returns a fresh id.
func (t *tx) NewID() string    { return t.s.NewID() }
func (t *tx) Now() crm.Instant { return crm.InstantOf(t.s.now()) }

func (t *tx) Local(entity, remoteID string) (string, error) {
	return t.state.alias[entity+" "+remoteID], nil
}

func (t *tx) Remotes(ref crm.Ref) (ids []string, _ error) {
	for key, id := range t.state.alias {
		if remoteID, ok := strings.CutPrefix(key, ref.Entity+" "); ok && id == ref.ID {
			ids = append(ids, remoteID)
		}
	}
	return slices.Sorted(slices.Values(ids)), nil
}

func (t *tx) Alias(entity, remoteID, id string) error {
	set(t, t.state.alias, entity+" "+remoteID, id)
	return nil
}

func (t *tx) Item(ref crm.Ref) (replica.Item, error) {
	item := t.state.items[ref]
	item.Ref = ref
	return item, nil
}

func (t *tx) SaveItem(item replica.Item) error {
	if _, ok := t.state.items[item.Ref]; !ok {
		t.state.order = with(t.state.order, item.Ref)
	}
	set(t, t.state.items, item.Ref, item)
	if item.RemoteID != "" {
		return t.Alias(item.Entity, item.RemoteID, item.ID)
	}
	return nil
}

func (t *tx) drop(ref crm.Ref) {
	remove(t, t.state.items, ref)
	t.state.order = without(t.state.order, func(r crm.Ref) bool { return r == ref })
}

func (t *tx) Forget(ref crm.Ref) error {
	t.drop(ref)
	for key, id := range t.state.alias {
		if id == ref.ID && strings.HasPrefix(key, ref.Entity+" ") {
			remove(t, t.state.alias, key)
		}
	}
	return nil
}

func (t *tx) Waiting(entities []string, after crm.Ref, limit int) ([]replica.Item, error) {
	var out []replica.Item
	skip := after != crm.Ref{}
	if skip && !slices.Contains(t.state.order, after) {
		skip = false
	}
	for _, ref := range t.state.order {
		if skip {
			skip = ref != after
			continue
		}
		item := t.state.items[ref]
		if slices.Contains(entities, ref.Entity) && (item.New || item.Deleted || len(item.Edits) > 0) && len(out) < limit {
			out = append(out, item)
		}
	}
	return out, nil
}

func (t *tx) CountWaiting(entities []string) (int64, error) {
	all, err := t.Waiting(entities, crm.Ref{}, len(t.state.order))
	return int64(len(all)), err
}

func (t *tx) unseen(entity string, epoch int64) (out []replica.Item, all int64) {
	for ref, item := range t.state.items {
		if ref.Entity == entity && item.RemoteID != "" {
			all++
			if item.Epoch < epoch {
				out = append(out, item)
			}
		}
	}
	slices.SortFunc(out, func(a, b replica.Item) int { return strings.Compare(a.ID, b.ID) })
	return out, all
}

func (t *tx) Unseen(entity string, epoch int64, after string, limit int) ([]replica.Item, error) {
	all, _ := t.unseen(entity, epoch)
	all = slices.DeleteFunc(all, func(i replica.Item) bool { return i.ID <= after })
	return all[:min(limit, len(all))], nil
}

func (t *tx) CountUnseen(entity string, epoch int64) (unseen, all int64, err error) {
	out, all := t.unseen(entity, epoch)
	return int64(len(out)), all, nil
}

func (t *tx) Partial(limit int) ([]replica.Item, int64, error) {
	var out []replica.Item
	for _, item := range t.state.items {
		if item.Partial {
			out = append(out, item)
		}
	}
	slices.SortFunc(out, func(a, b replica.Item) int {
		return cmp.Or(cmp.Compare(b.RemoteAt, a.RemoteAt), strings.Compare(a.ID, b.ID))
	})
	return out[:min(limit, len(out))], int64(len(out)), nil
}

func (t *tx) WasSent(ref crm.Ref, group, hash string) (bool, error) {
	return slices.Contains(t.state.sent[ref.Entity+ref.ID+group], hash), nil
}

func (t *tx) Remember(ref crm.Ref, group, hash string) error {
	key := ref.Entity + ref.ID + group
	ring := append(slices.Clone(t.state.sent[key]), hash)
	set(t, t.state.sent, key, ring[max(0, len(ring)-32):])
	return nil
}

func (t *tx) Cursor(feed string) (replica.Cursor, error) {
	c := t.state.cursors[feed]
	c.Feed = feed
	return c, nil
}

func (t *tx) SaveCursor(c replica.Cursor) error {
	set(t, t.state.cursors, c.Feed, c)
	return nil
}

func (t *tx) Attempts() ([]replica.Attempt, error) { return slices.Clone(t.state.attempts), nil }

func (t *tx) SaveAttempt(a replica.Attempt) error {
	t.changed = true
	for i := range t.state.attempts {
		if t.state.attempts[i].ID == a.ID {
			t.state.attempts = slices.Clone(t.state.attempts)
			t.state.attempts[i] = a
			return nil
		}
	}
	t.state.attempts = with(t.state.attempts, a)
	return nil
}

func (t *tx) EndAttempt(id string) error {
	t.changed = true
	t.state.attempts = without(t.state.attempts, func(a replica.Attempt) bool { return a.ID == id })
	return nil
}
