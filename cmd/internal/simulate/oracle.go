package simulate

import (
	"fmt"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/memory"
)

// typed is one value that a person saved; values are unique, so each can be looked up.
type typed struct {
	device     string
	ref        crm.Ref
	field      string
	value      string
	superseded bool // by the same person's later word
}

// oracle knows everything that happened, independently of the engine.
type oracle struct {
	typed    []*typed
	by       map[string]string          // value -> device that typed it
	at       map[string]crm.Ref         // value -> record that it was typed into
	accepted map[string]bool            // values that the server held at some time
	seen     map[string]map[string]bool // device -> values its person saw before typing
	boxed    map[string]bool            // values that an inbox held at some time
	resent   map[string]bool            // values whose record a person sent again
	live     map[string][]string        // name at creation -> ids at the server
	doubles  []string
	users    map[string]string // user id -> device
	blind    []string
	versions bool
}

func newOracle(versions bool) *oracle {
	return &oracle{
		by: map[string]string{}, at: map[string]crm.Ref{}, accepted: map[string]bool{}, seen: map[string]map[string]bool{}, boxed: map[string]bool{},
		resent: map[string]bool{}, live: map[string][]string{}, users: map[string]string{}, versions: versions,
	}
}

// save notes what a person typed into one field.
func (o *oracle) save(device string, ref crm.Ref, field, value string) {
	for _, t := range o.typed {
		if t.device == device && t.ref == ref && t.field == field {
			t.superseded = true
		}
	}
	o.typed = append(o.typed, &typed{device: device, ref: ref, field: field, value: value})
	o.by[value], o.at[value] = device, ref
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
	for _, value := range v {
		if s, ok := value.(string); ok {
			o.seen[device][s] = true
		}
	}
}

// journal follows the server.
func (o *oracle) journal(w memory.Write) {
	device := o.users[w.By]
	if w.Kind == "delete" || w.Kind == "merge" {
		for name, ids := range o.live {
			o.live[name] = slices.DeleteFunc(ids, func(id string) bool { return id == w.ID })
		}
	}
	for field, v := range w.After {
		s, ok := v.(string)
		if !ok {
			continue
		}
		o.accepted[s] = true
		if w.Kind == "create" && field == "name" {
			if len(o.live[s]) > 0 && !o.resent[s] {
				o.doubles = append(o.doubles, fmt.Sprintf("I3: %q of %v is there twice", s, o.at[s]))
			}
			o.live[s] = append(o.live[s], w.ID)
		}
		old, _ := w.Before[field].(string)
		if w.Kind == "update" && device != "" && old != "" && old != s && o.versions && o.by[old] != device && !o.seen[device][old] {
			o.blind = append(o.blind, fmt.Sprintf("%s overwrote %q with %q unseen", device, old, s))
		}
	}
}

// inbox notes what a device's inbox holds, and whether it blames somebody else for what its own person typed.
func (o *oracle) inbox(device string, all []replica.Conflict) (faults []string) {
	for _, c := range all {
		for _, v := range c.Mine {
			if s, ok := v.(string); ok {
				o.boxed[s] = true
			}
		}
		if c.Kind != replica.BothEdited {
			continue
		}
		for field, v := range c.Theirs {
			mine, _ := c.Mine[field].(string)
			if s, ok := v.(string); ok && o.by[s] == device && mine != s && o.at[s] == o.at[mine] { // of one record: a merge joins two
				faults = append(faults, fmt.Sprintf("I7: %s: %q was typed here and comes back as a conflict with %v", device, s, mine))
			}
		}
	}
	return faults
}

// lost returns the values that are nowhere. waiting tells whether a device still has something to send for a record.
func (o *oracle) lost(waiting func(device string, ref crm.Ref) bool) (faults []string) {
	for _, t := range o.typed {
		if !t.superseded && !o.accepted[t.value] && !o.boxed[t.value] && !waiting(t.device, t.ref) {
			faults = append(faults, fmt.Sprintf("I1: %s lost %q of %v.%s", t.device, t.value, t.ref, t.field))
		}
	}
	faults = append(faults, o.doubles...)
	slices.Sort(faults)
	for _, b := range o.blind {
		faults = append(faults, "I6: "+b)
	}
	return faults
}
