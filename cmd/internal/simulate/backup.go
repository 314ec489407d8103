package simulate

import (
	"maps"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
)

// past is what the oracle knows about the server that a restored backup undoes.
type past struct {
	live map[string][]string // title -> ids
	last map[string]string   // what happened last to an id
}

// rewind makes a backup of the server, or restores the one that there is.
func (w *world) rewind() {
	if w.backup == nil {
		m := w.office.(*inMemory)
		kept := past{live: map[string][]string{}, last: maps.Clone(m.past)}
		for title, ids := range w.oracle.live {
			kept.live[title] = slices.Clone(ids)
		}
		restore := w.server.Backup()
		w.backup = func() {
			restore()
			w.oracle.rewind(kept, m)
		}
		w.tell("  there: backup")
		return
	}
	w.tell("  there: backup restored")
	w.backup()
	w.backup, w.back, w.rewound = nil, true, true
	w.reach("backup restored")
}

// rewind lets the server be again what it was.
func (o *oracle) rewind(kept past, m *inMemory) {
	o.clock++
	o.rewound = append(o.rewound, o.clock)
	o.live = kept.live
	for id, now := range m.past {
		if last, was := kept.last[id]; was {
			m.past[id] = last
		} else if now != "delete" && now != "merge" { // that would have been gone anyhow
			o.vanished[id] = true
		}
		if m.live(id) {
			o.restored[id] = o.clock // what a round under way found out counts no more
		}
	}
}

// written notes where and when tokens came to the server last, and whether a number that a state had before the backup was restored is
// that of another one now: a client that saw the first takes the second for it, and cannot know better.
func (o *oracle) written(id string, number int, tokens []string) {
	delete(o.vanished, id)
	for _, t := range tokens {
		o.often[t] = o.often[t] || o.home[t] != ""
		o.home[t], o.last[t] = id, o.clock
	}
	o.changed[id] = o.clock
	state := stateOf{id, number}
	o.reused[id] = o.reused[id] || o.states[state]
	o.states[state] = true
}

type stateOf struct {
	id     string
	number int
}

// keeps expects that a round never replaces what is here by what an older state holds that a restored backup brought back, unless
// a person said so. What was changed there since is a change like any other.
func (s *spy) keeps(ref crm.Ref, before, after crm.Values) {
	w, o := s.d.w, s.d.w.oracle
	if !w.rewound || !s.d.inRound || s.d.lagged || o.took[s.d.name+" "+ref.Entity] {
		return
	}
	item, err := s.Tx.Item(ref)
	must(err)
	id := item.RemoteID
	if o.alike[id] && !o.versions || item.RemoteAt == 0 { // what came back here after a change there is read like something new
		return
	}
	for field, v := range after {
		was, is := o.appendTokens(nil, before[field]), o.appendTokens(nil, v)
		if len(was) == 1 && len(is) == 1 && !o.glimpsed[s.d.name+" "+was[0]] && !o.often[was[0]] && o.home[was[0]] == id && o.home[is[0]] == id && o.last[is[0]] < o.last[was[0]] && !o.since(id, was[0]) {
			w.breaks("I20: %s replaced %q of %v by the older %q", s.d.name, was[0], ref, is[0])
		}
	}
}

// since tells whether a record was changed there after a backup was restored that undid a value.
func (o *oracle) since(id, undone string) bool {
	i := slices.IndexFunc(o.rewound, func(at int) bool { return at > o.last[undone] })
	return i < 0 || o.changed[id] > o.rewound[i]
}

// stays expects that what a restored backup took away is not removed here without a person's word, once the client has noticed.
func (s *spy) stays(item replica.Item) {
	w, o := s.d.w, s.d.w.oracle
	if !o.vanished[item.RemoteID] || o.gone[s.d.name+" "+item.Entity] {
		return
	}
	all, err := s.Tx.Conflicts()
	must(err)
	if slices.ContainsFunc(all, func(c replica.Conflict) bool { return c.Kind == replica.Rewound && c.Group == "" }) {
		w.breaks("I20: %s removed %v, which only a restored backup took away", s.d.name, item.Ref)
	}
}
