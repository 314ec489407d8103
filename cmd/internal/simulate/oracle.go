package simulate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// typed is one value that a person saved; values are unique, so each can be looked up.
type typed struct {
	device     string
	ref        crm.Ref
	field      string
	value      string
	superseded bool // by the same person's later word
}

// key names a field of a record at a device.
type key struct {
	device string
	ref    crm.Ref
	field  string
}

// oracle knows everything that happened, independently of the engine. It speaks of tokens: the unique values, whatever field they
// are in.
type oracle struct {
	versions bool
	active   func() string // device whose program runs now, "" = none
	typed    []*typed
	latest   map[key]*typed
	by       map[string]string          // token -> who typed it
	at       map[string]crm.Ref         // token -> record that it was typed into
	titles   map[string]bool            // tokens that name a record
	pairs    map[string]string          // amount -> the currency it was typed with
	moved    map[string]bool            // tokens that a person decided for at another computer than the one they were typed at
	sent     map[string]bool            // device and token that its program brought to the server
	accepted map[string]bool            // tokens that the server held at some time
	wrote    map[string]int             // token -> when the server got it
	seen     map[string]map[string]bool // device -> tokens its person saw before typing
	read     map[string]int             // device and remote id -> when it was last read
	boxed    map[string]bool            // tokens that an inbox held at some time
	resent   map[string]bool            // tokens whose record a person sent again
	remade   map[crm.Ref]bool           // records that a person made again
	again    map[string]bool            // device and entity of which a person said that missing ones are to be made again
	live     map[string][]string        // title -> ids at the server
	known    map[crm.Ref]bool           // records whose remote id was known here at some time
	restored map[string]int             // remote id -> when it was brought back
	refusals map[string]int
	stamps   map[string]bool   // remote id and stamp of every change
	alike    map[string]bool   // remote ids with two changes of one stamp, which without versions nobody can tell apart
	newest   crm.Instant       // of all stamps
	setBack  bool              // the server's clock was put back
	shown    map[string]bool   // device and token of a record that a first load showed in part
	glimpsed map[string]bool   // device and token of a record that a list showed in part, and that was not read whole since
	ignored  map[string]int    // token -> when the server ignored it without a word
	home     map[string]string // token -> remote id that it was written to last
	last     map[string]int    // token -> when
	often    map[string]bool   // tokens that came to the server more than once: which time a client saw nobody can tell
	changed  map[string]int    // remote id -> when it was changed last
	joined   map[string]bool   // remote ids that were merged into another one, even if a restored backup undid that
	states   map[stateOf]bool  // all that the server ever had
	reused   map[string]bool   // remote ids with two states of one number
	vanished map[string]bool   // remote ids that a restored backup took away
	took     map[string]bool   // device and entity of which a person took the older state
	overrule map[string]bool   // device and remote id of which a person said that what is here counts, whatever is there
	gone     map[string]bool   // device and entity of which a person let go what is missing
	rewound  []int             // when backups were restored
	clock    int
	faults   []string
}

func newOracle(versions bool) *oracle {
	return &oracle{
		versions: versions, latest: map[key]*typed{}, by: map[string]string{}, at: map[string]crm.Ref{}, titles: map[string]bool{},
		moved: map[string]bool{}, sent: map[string]bool{}, home: map[string]string{}, ignored: map[string]int{}, shown: map[string]bool{}, glimpsed: map[string]bool{}, last: map[string]int{}, changed: map[string]int{},
		joined: map[string]bool{}, often: map[string]bool{}, states: map[stateOf]bool{}, reused: map[string]bool{}, vanished: map[string]bool{}, took: map[string]bool{}, overrule: map[string]bool{}, gone: map[string]bool{},
		pairs: map[string]string{}, accepted: map[string]bool{}, wrote: map[string]int{}, seen: map[string]map[string]bool{},
		read: map[string]int{}, again: map[string]bool{}, boxed: map[string]bool{}, resent: map[string]bool{}, live: map[string][]string{},
		known: map[crm.Ref]bool{}, remade: map[crm.Ref]bool{}, refusals: map[string]int{}, restored: map[string]int{}, stamps: map[string]bool{}, alike: map[string]bool{},
	}
}

func (o *oracle) breaks(format string, args ...any) {
	if len(o.faults) < 20 {
		o.faults = append(o.faults, fmt.Sprintf(format, args...))
	}
}

// tokens are the unique values among some values.
func (o *oracle) tokens(values crm.Values) []string {
	var out []string
	for _, v := range values {
		out = o.appendTokens(out, v)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (o *oracle) appendTokens(out []string, v any) []string {
	switch v := v.(type) {
	case string:
		if v = strings.TrimSpace(v); o.by[v] != "" {
			out = append(out, v)
		}
	case []string:
		for _, w := range v {
			out = o.appendTokens(out, w)
		}
	case []crm.Reach:
		for _, r := range v {
			out = o.appendTokens(out, r.Value)
		}
	case []any:
		for _, w := range v {
			out = o.appendTokens(out, w)
		}
	case int64:
		out = o.appendTokens(out, money(v))
	}
	return out
}

// without returns the tokens of a that b lacks.
func without(a, b []string) (out []string) {
	for _, t := range a {
		if !slices.Contains(b, t) {
			out = append(out, t)
		}
	}
	return out
}

func money(minor int64) string { return fmt.Sprintf("#%d", minor) }

// save notes what a person typed into one field.
func (o *oracle) save(device string, ref crm.Ref, field, value string) {
	k := key{device, ref, field}
	if old := o.latest[k]; old != nil {
		old.superseded = true
	}
	t := &typed{device: device, ref: ref, field: field, value: value}
	o.typed = append(o.typed, t)
	o.latest[k] = t
	if o.by[value] == device || o.by[value] == "" {
		o.by[value], o.at[value] = device, ref
	} else {
		o.moved[value] = true
	}
}

// clear notes that a person decided for nothing in place of what was typed into a field.
func (o *oracle) clear(device string, ref crm.Ref, field string) {
	if old := o.latest[key{device, ref, field}]; old != nil {
		old.superseded = true
	}
}

// drop notes that a person decided against everything typed into a record.
func (o *oracle) drop(device string, ref crm.Ref) {
	for _, t := range o.typed {
		if t.device == device && t.ref == ref {
			t.superseded = true
		}
	}
}

func (o *oracle) see(device string, v crm.Values) {
	if o.seen[device] == nil {
		o.seen[device] = map[string]bool{}
	}
	for _, t := range o.tokens(v) {
		o.seen[device][t] = true
	}
}

// copy lets a person go on at another computer: what was seen there was seen.
func (o *oracle) copy(from, to string) {
	o.seen[to] = maps.Clone(o.seen[from])
	if o.seen[to] == nil {
		o.seen[to] = map[string]bool{}
	}
	for t, who := range o.by {
		if who == from {
			o.seen[to][t] = true
		}
	}
	for _, said := range []map[string]bool{o.again, o.took, o.gone, o.overrule, o.shown, o.glimpsed} {
		for what := range maps.Clone(said) {
			if rest, is := strings.CutPrefix(what, from+" "); is {
				said[to+" "+rest] = said[what]
			}
		}
	}
}

func (o *oracle) reads(device, id string, v crm.Values) {
	o.read[device+" "+id] = o.clock
	for _, t := range o.tokens(v) {
		delete(o.glimpsed, device+" "+t)
	}
	if o.overrule[device+" "+id] {
		o.see(device, v)
	}
}

// refused counts how often the same values were refused.
func (o *oracle) refused(device string, v crm.Values, err error) {
	e := remote.AsError(err)
	if e == nil || e.Class != remote.Rejected {
		return
	}
	k := fmt.Sprint(device, v)
	if o.refusals[k]++; o.refusals[k] > 8 {
		o.breaks("I17: %s sent what is refused %d times: %v", device, o.refusals[k], v)
	}
}

// journal follows the server.
func (o *oracle) journal(w memory.Write) {
	o.clock++
	device := o.active()
	before, after := o.tokens(w.Before), o.tokens(w.After)
	fresh, replaced := without(after, before), without(before, after)
	o.written(w.ID, w.Number, fresh)
	for _, t := range fresh {
		o.sent[device+" "+t] = true
	}
	moment := fmt.Sprint(w.ID, w.At)
	o.alike[w.ID] = o.alike[w.ID] || o.stamps[moment] && w.Kind != "delete"
	o.stamps[moment] = true
	o.newest = max(o.newest, w.At)
	switch w.Kind {
	case "delete", "merge":
		for _, t := range before {
			o.live[t] = slices.DeleteFunc(o.live[t], func(id string) bool { return id == w.ID })
		}
		o.joined[w.ID] = o.joined[w.ID] || w.Kind == "merge"
		if w.Kind == "delete" {
			o.unseen("I11", "deleted", device, w.ID, before)
		}
		return
	case "create", "restore":
		o.restored[w.ID] = o.clock
		o.created(w, device, after)
	case "update":
		for _, t := range before {
			if o.titles[t] && !slices.Contains(after, t) {
				o.live[t] = slices.DeleteFunc(o.live[t], func(id string) bool { return id == w.ID })
			}
		}
		if o.versions {
			o.unseen("I6", "overwrote", device, w.ID, replaced)
		}
		delete(o.overrule, device+" "+w.ID) // said and done
	}
	for _, t := range after {
		if !o.accepted[t] {
			o.accepted[t], o.wrote[t] = true, o.clock
		}
	}
	if n, ok := w.After["amount"].(int64); ok && o.pairs[money(n)] != "" && o.pairs[money(n)] != w.After["currency"] {
		o.breaks("I6: %d was typed in %s and is there in %v: halves of a group were mixed", n, o.pairs[money(n)], w.After["currency"])
	}
	if hidden(w.Before) != hidden(w.After) && w.Kind == "update" && device != "" {
		o.breaks("I19: %s changed a field of %s that it does not know", device, w.ID)
	}
}

// masked tells whether a change bears a stamp that its record had before the server's clock was put back: without versions the record
// looks as if it had not been changed.
func (o *oracle) masked(w memory.Write) bool {
	return !o.versions && (w.At < o.newest || o.setBack && w.At == o.newest) && o.stamps[fmt.Sprint(w.ID, w.At)]
}

// entityOf names the entity of a feed.
func entityOf(feed string) string {
	if _, ok := everyKind[feed]; ok {
		return feed
	}
	return "activity" // lives in several feeds
}

// created expects that nothing is made twice, nor made again without a person's word.
func (o *oracle) created(w memory.Write, device string, after []string) {
	for _, t := range after {
		if !o.titles[t] {
			continue
		}
		if device != "" && !o.resent[t] && !o.again[device+" "+entityOf(w.Feed)] {
			if len(o.live[t]) > 0 {
				o.breaks("I3: %q of %v is there twice", t, o.at[t])
			} else if w.Kind == "create" && o.by[t] == device && o.known[o.at[t]] && !o.remade[o.at[t]] {
				o.breaks("I11: %s made %q of %v again", device, t, o.at[t])
			}
		}
		o.live[t] = append(o.live[t], w.ID)
	}
}

// unseen expects that what a device replaced was seen by its person, or came between its reading and its writing.
func (o *oracle) unseen(invariant, did, device, id string, tokens []string) {
	if device == "" || !o.versions && o.alike[id] || o.versions && o.reused[id] {
		return
	}
	for _, t := range tokens {
		if invariant == "I11" && o.shown[device+" "+t] {
			continue
		}
		late := o.wrote[t] > o.read[device+" "+id] && (invariant == "I11" || !o.versions)
		if o.by[t] != device && !o.seen[device][t] && !late {
			o.breaks("%s: %s %s %q of %s unseen", invariant, device, did, t, id)
		}
	}
}

// inbox notes what a device's inbox holds, and whether it blames somebody else for what its own person typed. What only waited in an inbox
// here, and was chosen at a copy of the database on another computer, is that computer's word: which of the two came last nobody can
// know, so asking is right.
func (o *oracle) inbox(device string, all []replica.Conflict) {
	for _, c := range all {
		for _, t := range o.tokens(c.Mine) {
			o.boxed[t] = true
		}
		if c.Kind != replica.BothEdited {
			continue
		}
		for field, v := range c.Theirs {
			theirs := o.appendTokens(nil, v)
			if slices.ContainsFunc(theirs, func(t string) bool { return o.by[t] != device }) {
				continue // somebody else had a part in it
			}
			for _, t := range theirs {
				for _, m := range o.appendTokens(nil, c.Mine[field]) {
					elsewhere := o.moved[t] && !o.sent[device+" "+t]
					if o.by[t] == device && !elsewhere && !o.twin(device, t) && m != t && o.at[t] == o.at[m] { // of one record: a merge joins two
						o.breaks("I7: %s: %q was typed here and comes back as a conflict with %v", device, t, m)
					}
				}
			}
		}
	}
}

// twin tells whether a value was typed at another computer or into another record, too, of its own accord.
func (o *oracle) twin(device, value string) bool {
	return slices.ContainsFunc(o.typed, func(t *typed) bool { return t.value == value && (t.device != device || t.ref != o.at[value]) })
}

func hidden(v crm.Values) string { s, _ := v[unknownField].(string); return s }
