package simulate

import (
	"context"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
)

// answer settles one item of a client's inbox.
func (w *world) answer(d *device) {
	all := inboxOf(d)
	if len(all) == 0 {
		return
	}
	c := all[w.rnd.IntN(len(all))]
	choice := []engine.Choice{engine.Mine, engine.Theirs}[w.rnd.IntN(2)]
	double := c.Kind == replica.MaybeThere || c.Kind == replica.MaybeTwice
	if double && len(c.Candidates) == 0 {
		choice = engine.Mine
	}
	rec, here := recordOf(d, c.Ref)
	w.oracle.see(d.name, rec.Values)
	w.oracle.see(d.name, c.Theirs)
	err := w.resolve(d, c, choice)
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound && !here: // void: its record is gone from here since, so the person closes it
		must(d.Store.Replicate(context.Background(), func(tx replica.Tx) error { return tx.CloseConflict(c.ID, "void") }))
		return
	case err != nil:
		return
	}
	w.tell("  %s answers %s to %s of %v %v, %v", d.name, choice, c.Kind, c.Ref, c.Mine, c.Theirs)
	w.reach("answer " + string(c.Kind) + " " + string(choice))
	w.decided(d, c, choice, rec, here)
}

func (w *world) resolve(d *device, c replica.Conflict, choice engine.Choice) error {
	e := d.engines[0]
	if c.Kind == replica.MaybeTwice && choice == engine.Theirs && w.chance(50) {
		w.reach("adopt")
		return e.Adopt(context.Background(), c.ID, c.Candidates[w.rnd.IntN(len(c.Candidates))])
	}
	return e.Resolve(context.Background(), c.ID, choice)
}

// decided tells the oracle what follows from a person's answer.
func (w *world) decided(d *device, c replica.Conflict, choice engine.Choice, rec crm.Record, here bool) {
	title := strings.TrimSpace(rec.Text(everyKind[c.Entity].title))
	switch {
	case c.Kind == replica.ManyMissing:
		w.oracle.again[d.name+" "+c.Entity] = w.oracle.again[d.name+" "+c.Entity] || choice == engine.Mine
		w.oracle.gone[d.name+" "+c.Entity] = w.oracle.gone[d.name+" "+c.Entity] || choice == engine.Theirs
	case c.Kind == replica.Rewound && choice == engine.Theirs:
		w.oracle.took[d.name+" "+c.Entity] = true
	case c.Kind == replica.Rewound:
		for _, id := range c.Candidates {
			w.oracle.overrule[d.name+" "+itemOf(d, crm.Ref{Entity: c.Entity, ID: id}).RemoteID] = true
		}
	case c.Kind == replica.BothEdited && choice == engine.Mine && here:
		w.note(d, c.Ref, c.Mine) // the person's latest word
		for field, v := range c.Mine {
			if crm.IsEmpty(v) {
				w.oracle.clear(d.name, c.Ref, field)
			}
		}
	case c.Kind == replica.GoneThere && choice == engine.Mine:
		w.oracle.resent[title], w.oracle.remade[c.Ref] = true, true // a person creates it again
	case c.Kind == replica.GoneThere:
		w.oracle.drop(d.name, c.Ref)
	case c.Kind == replica.MaybeThere || c.Kind == replica.MaybeTwice:
		if choice == engine.Theirs {
			w.oracle.drop(d.name, c.Ref) // what the other one has already stays in the trash
			return
		}
		w.oracle.resent[title] = true
		for _, t := range w.oracle.tokens(c.Mine) {
			w.oracle.resent[t] = true
		}
	}
}

// retry lets a held record be sent again.
func (w *world) retry(d *device) {
	var held []crm.Ref
	must(d.Store.Replicate(context.Background(), func(tx replica.Tx) error {
		items, err := tx.Waiting(w.entities, crm.Ref{}, 1000)
		for _, item := range items {
			if item.Hold != nil && item.Hold.Reason != replica.Unsure && item.Hold.Reason != replica.Older {
				held = append(held, item.Ref)
			}
		}
		return err
	}))
	if len(held) > 0 {
		must(ignoreCrash(d.engines[0].RetryHeld(context.Background(), held[w.rnd.IntN(len(held))])))
	}
}

// ignoreCrash lets a person's wish fail with the disk or the program; it can be uttered again.
func ignoreCrash(err error) error {
	if crm.CodeOf(err) == crm.CodeUnavailable || err == errCrash { //nolint:errorlint // ours, unwrapped
		return nil
	}
	return err
}

// round runs one round of a client, which may crash.
func (w *world) round(d *device, complete bool) (replica.Round, error) {
	w.active, d.inRound, d.pause, d.lagged, d.since = d, true, false, false, w.oracle.clock
	run := d.engines[0].Round
	if complete {
		run = d.engines[0].Complete
	}
	r, err := run(context.Background())
	w.active, d.inRound = nil, false
	if d.dead {
		d.start()
	}
	w.tell("  = %+v %v", r, err)
	w.oracle.inbox(d.name, inboxOf(d))
	return r, err
}
