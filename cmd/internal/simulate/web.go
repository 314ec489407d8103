package simulate

import (
	"fmt"
	"maps"
	"slices"

	"satchel/app/crm"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// office is the online CRM as the world sees it, without faults.
type office interface {
	open(d *device, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error)
	all(entity string) []string // ids of what is there
	read(id string) (remote.Record, bool)
	live(id string) bool
	merged(id string) bool
	ever(id string) bool // it is or was there
}

// unknownField is a field of the server that no client knows.
const unknownField = "x_hidden"

// open makes the server.
func (w *world) open() {
	set := w.set
	w.oracle = newOracle(set.Versions)
	w.oracle.active = func() string {
		if w.active == nil {
			return ""
		}
		return w.active.name
	}
	catalog, err := base().With(w.entities[0], []crm.Field{{Name: unknownField, Label: "Hidden", Kind: crm.Text}})
	must(err)
	set.Catalog, set.Now, set.Fault = catalog, w.clock, w.fault
	m := &inMemory{w: w, past: map[string]string{}}
	set.Journal = func(c memory.Write) {
		m.past[c.ID] = c.Kind
		w.tell("  there: %s %s %v -> %v", c.Kind, c.ID, c.Before, c.After)
		if w.oracle.masked(c) {
			w.loose[c.ID] = true
		}
		by := w.active
		if c.By == w.eve { // a colleague, in the midst of a client's round
			w.active = nil
		}
		w.oracle.journal(c)
		w.active = by
	}
	if w.picky {
		set.Reject = refuse
	}
	if w.deaf {
		set.Drop = w.ignores
	}
	w.server = memory.NewServer(set)
	w.eve = w.server.User("Eve")
	w.office = m
}

// inMemory is the memory provider's server.
type inMemory struct {
	w    *world
	past map[string]string // what happened last to an id
}

func (m *inMemory) open(d *device, catalog *crm.Catalog, meter *remote.Meter) (remote.Provider, error) {
	return m.w.server.Client(remote.Options{Catalog: catalog, User: d.user, Meter: meter}), nil
}

func (m *inMemory) all(entity string) []string {
	if entity == "activity" && m.w.set.Split {
		return slices.Concat(m.w.server.All("Call"), m.w.server.All("Meeting"), m.w.server.All("Task"))
	}
	return m.w.server.All(entity)
}

func (m *inMemory) read(id string) (remote.Record, bool) { return m.w.server.Read(id) }
func (m *inMemory) live(id string) bool                  { _, ok := m.w.server.Read(id); return ok }
func (m *inMemory) merged(id string) bool                { return m.past[id] == "merge" }
func (m *inMemory) ever(id string) bool                  { return m.past[id] != "" || m.live(id) }

// web is one action of somebody at the server.
func (w *world) web() {
	entity := w.entities[w.rnd.IntN(len(w.entities))]
	ids := w.office.all(entity)
	if w.backups && w.chance(12) {
		w.rewind()
		return
	}
	if len(ids) == 0 || w.chance(15) {
		w.hire(entity, 1)
		return
	}
	id := ids[w.rnd.IntN(len(ids))]
	if everyKind[entity].mails && w.set.Partial && w.chance(20) {
		there, _ := w.office.read(id)
		all, _ := there.Values["emails"].([]crm.Reach)
		must(w.server.Change(w.eve, id, w.mails("eve", all)))
		return
	}
	switch n := w.rnd.IntN(100); {
	case n < 8:
		must(w.server.Delete(w.eve, id))
	case n < 12:
		if other := ids[w.rnd.IntN(len(ids))]; other != id && feedOf(w, id) == feedOf(w, other) {
			must(w.server.Merge(w.eve, id, other))
			w.reach("merged there")
		}
	case n < 18 && !w.calm:
		w.bringBack()
	case n < 22 && !w.calm:
		w.deny(id, w.chance(50))
	case n < 25 && !w.calm:
		w.slip(entity, id)
	case n < 27 && !w.calm:
		w.hire(entity, 30)
	case n < 29 && len(ids) > 25 && !w.calm:
		for _, id := range ids {
			must(w.server.Delete(w.eve, id))
		}
	default:
		must(w.server.Change(w.eve, id, w.news(entity)))
	}
}

func feedOf(w *world, id string) string { r, _ := w.server.Read(id); return r.Feed }

// hire makes records, all within one stamp.
func (w *world) hire(entity string, n int) {
	for range n {
		r := w.fresh(entity, "", "eve")
		feed := entity
		if entity == "activity" && w.set.Split {
			i := w.rnd.IntN(3)
			feed, r.Values["kind"] = []string{"Call", "Meeting", "Task"}[i], []string{"call", "meeting", "task"}[i]
		}
		_, err := w.server.Create(w.eve, feed, r.Values)
		must(err)
	}
	if n > 1 {
		w.reach("many of one stamp")
	}
}

// news is what somebody types into a record at the server.
func (w *world) news(entity string) crm.Values {
	k, out := everyKind[entity], crm.Values{}
	switch n := w.rnd.IntN(100); {
	case n < 15 && len(k.links) > 0:
		maps.Copy(out, w.relation(entity))
	case n < 30 && k.tags:
		out["tags"] = []string{w.value("eve"), w.value("eve")}
	case n < 45 && k.money:
		out["amount"], out["currency"] = w.money("eve")
	case n < 55 && entity == w.entities[0]:
		w.n++
		out[unknownField] = fmt.Sprint("hidden ", w.n)
	default:
		field := k.texts[w.rnd.IntN(len(k.texts))]
		v := w.value("eve")
		w.oracle.titles[v] = field == k.title
		out[field] = v
	}
	return out
}

// relation is a link to something that is there.
func (w *world) relation(entity string) crm.Values {
	k, out := everyKind[entity], crm.Values{}
	fields := slices.Sorted(maps.Keys(k.links))
	field := fields[w.rnd.IntN(len(fields))]
	to := k.links[field]
	if !slices.Contains(w.entities, to) {
		return out
	}
	if ids := w.office.all(to); len(ids) > 0 {
		out[field] = remote.Ref{Entity: to, ID: ids[w.rnd.IntN(len(ids))]}
	}
	return out
}

// slip changes a relation without moving the stamp; what has no relation gets a normal change.
func (w *world) slip(entity, id string) {
	if len(everyKind[entity].links) == 0 {
		return
	}
	if v := w.relation(entity); len(v) > 0 {
		must(w.server.Slip(id, v))
		w.tell("  there: %s slips to %v", id, v)
		w.loose[id] = true
		w.reach("relation without stamp")
	}
}

// deny takes the right to see a record from a user, or gives it back.
func (w *world) deny(id string, hidden bool) {
	d := w.devices[w.rnd.IntN(len(w.devices))]
	user := w.server.User(d.user)
	w.tell("  there: %s hidden from %s: %v", id, user, hidden)
	w.server.Deny(user, id, hidden)
	w.denied[user+" "+id] = true
	w.reach(map[bool]string{true: "right revoked", false: "right given"}[hidden])
}

func (w *world) bringBack() {
	ids := slices.Sorted(maps.Keys(w.office.(*inMemory).past))
	for range 5 {
		if w.server.Restore(w.eve, ids[w.rnd.IntN(len(ids))]) {
			w.reach("restored there")
			return
		}
	}
}

// refuse is the rule of a picky server.
func refuse(_ string, values crm.Values) string {
	for _, v := range values {
		if s, ok := v.(string); ok && len(s) > len(bad) && s[:len(bad)] == bad {
			return "This text is refused."
		}
	}
	return ""
}

// ignores is the rule of a server that keeps a field from some users without saying so.
func (w *world) ignores(user, feed, field string, v any) bool {
	if user == w.eve || field != "description" || mix(w.seed, uint64(len(user)))%2 == 0 {
		return false
	}
	w.reach("field dropped")
	for _, t := range w.oracle.appendTokens(nil, v) {
		w.oracle.ignored[t] = w.oracle.clock
	}
	return true
}
