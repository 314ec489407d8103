package simulate

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
)

// reach notes that something happened. What never happens in a run proves nothing, and fails the run.
func (w *world) reach(what string) { w.reached[what]++ }

// look notes in which states the records of a client are, in some of the steps.
func (w *world) look(d *device) {
	if w.now.Dice>>40%4 != 0 {
		return
	}
	must(d.Store.Replicate(context.Background(), func(tx replica.Tx) error {
		items, err := tx.Waiting(w.entities, crm.Ref{}, 1000)
		if err != nil {
			return err
		}
		for _, item := range items {
			w.state(item)
		}
		if some, _, err := tx.Partial(1); err != nil || len(some) > 0 {
			must(err)
			w.reach("state known in part")
		}
		attempts, err := tx.Attempts()
		for _, a := range attempts {
			w.reach("state " + string(a.Kind) + "-unknown")
		}
		return err
	}))
	for _, c := range inboxOf(d) {
		w.reach("inbox " + string(c.Kind))
	}
}

func (w *world) state(item replica.Item) {
	switch {
	case item.Deleted:
		w.reach("state delete-pending")
	case item.New:
		w.reach("state new")
	case len(item.Edits) > 0:
		w.reach("state dirty")
	}
	if item.Hold != nil {
		w.reach("held " + string(item.Hold.Reason))
	}
}

// expected is what every long run must reach.
func expected() []string {
	out := []string{
		"state new", "state dirty", "state delete-pending", "state create-unknown", "state update-unknown", "state delete-unknown",
		"crash before commit", "crash after commit", "crash before request", "crash after request", "disk full", "database busy",
		"typing meanwhile", "a colleague meanwhile", "two instances", "server clock set", "undone", "restored here",
		"restored there", "merged there", "right revoked", "right given", "relation without stamp", "many of one stamp", "repaired",
		"twin typed", "adopt", "field dropped", "backup restored", "state known in part",
	}
	for _, t := range trouble {
		out = append(out, t.name)
	}
	for _, r := range []replica.HoldReason{
		replica.Refused, replica.NoAccess, replica.Hidden, replica.Dependency, replica.Unsure, replica.Failing, replica.Agreed, replica.Older,
	} {
		out = append(out, "held "+string(r))
	}
	for _, k := range []replica.ConflictKind{
		replica.BothEdited, replica.GoneThere, replica.GoneHere, replica.MaybeTwice, replica.MaybeThere, replica.ManyMissing,
		replica.Rewound,
	} {
		out = append(out, "inbox "+string(k))
		for _, c := range []engine.Choice{engine.Mine, engine.Theirs} {
			if k == replica.MaybeThere && c == engine.Theirs {
				continue // needs several records alike in every word; the crash stories have it
			}
			out = append(out, "answer "+string(k)+" "+string(c))
		}
	}
	return out
}

// beyondHub is what cannot happen with our team hub: it asks about no twins, and an id of one's own is found for certain.
var beyondHub = []string{
	"twin typed", "adopt", "held " + string(replica.Agreed), "inbox " + string(replica.MaybeTwice), "inbox " + string(replica.MaybeThere),
	"answer duplicate mine", "answer duplicate theirs", "answer unsure mine",
}

// Unreached names what a run of so many operations did not reach often enough, and what a hub's run must not reach.
func Unreached(reached map[string]int, ops int, hub bool) (out []string) {
	if ops < 1_000_000 { // too short to say
		return nil
	}
	least := max(ops/2_000_000, 1)
	for _, what := range expected() {
		if hub && slices.Contains(beyondHub, what) {
			if reached[what] > 0 {
				out = append(out, what+": not with a hub")
			}
			continue
		}
		if reached[what] < least {
			out = append(out, fmt.Sprintf("%s: %d of %d times", what, reached[what], least))
		}
	}
	return out
}

// Reached lists what was reached, for the person who runs the simulation.
func Reached(reached map[string]int) (out []string) {
	for _, what := range slices.Sorted(maps.Keys(reached)) {
		out = append(out, fmt.Sprintf("%8d  %s", reached[what], what))
	}
	return out
}
