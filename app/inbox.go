package app

import (
	"context"
	"slices"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
)

// UndoDays is how long an answer to the inbox can be taken back.
const UndoDays = 30

// Inbox returns the open items, oldest first. Theirs of a field that was changed on both sides is what is live now, which may be newer
// than what was live when the item came up.
func (a *App) Inbox(ctx context.Context) ([]replica.Conflict, error) {
	list, err := a.Sync.Conflicts(ctx)
	if err != nil {
		return nil, err
	}
	for i, c := range list {
		if c.Kind != replica.BothEdited {
			continue
		}
		r, err := a.Get(ctx, c.Ref)
		switch {
		case crm.CodeOf(err) == crm.CodeNotFound:
			continue
		case err != nil:
			return nil, err
		}
		live, newer := crm.Values{}, false
		for field, before := range c.Theirs {
			live[field] = r.Values[field]
			newer = newer || !crm.Equal(before, live[field])
		}
		if newer {
			list[i].Theirs, list[i].Who, list[i].TheirsAt = live, "", r.Instant(crm.FieldModifiedAt)
		}
	}
	return list, nil
}

// Alike returns the items that can be answered like the given one, itself included: of the same kind, about the same fields of the same
// entity. Possible doubles are decided one by one.
func Alike(list []replica.Conflict, like replica.Conflict) []replica.Conflict {
	var out []replica.Conflict
	for _, c := range list {
		same := c.Kind == like.Kind && c.Entity == like.Entity && c.Group == like.Group
		if c.ID == like.ID || same && c.Kind != replica.MaybeTwice && c.Kind != replica.MaybeThere {
			out = append(out, c)
		}
	}
	return out
}

// ResolveAll gives the same answer to several items, as they were shown. Those whose live value changed since stay, and are counted.
func (a *App) ResolveAll(ctx context.Context, list []replica.Conflict, choice replica.Choice) (done, changed int, err error) {
	for _, c := range list {
		answer := replica.Answer{Choice: choice}
		if c.Kind == replica.BothEdited {
			answer.Seen = c.Theirs
		}
		switch err := a.Sync.Resolve(ctx, c.ID, answer); crm.CodeOf(err) {
		case "":
			done++
		case crm.CodeConflict, crm.CodeNotFound:
			changed++
		default:
			return done, changed, err
		}
	}
	return done, changed, nil
}

// Decided lists the answers that can still be taken back, newest first.
func (a *App) Decided(ctx context.Context, limit int) ([]replica.Settled, error) {
	return a.Settled(ctx, crm.InstantOf(a.Now().Add(-UndoDays*24*time.Hour)), limit)
}

// TakeBackAnswer puts an item of the inbox back that was decided in the last [UndoDays] days.
func (a *App) TakeBackAnswer(ctx context.Context, conflict string) error {
	n, err := a.TakeBackAnswers(ctx, []string{conflict})
	if err == nil && n == 0 {
		err = crm.Errorf(crm.CodeNotFound, "There is no decision %q of the last %d days.", conflict, UndoDays)
	}
	return err
}

// TakeBackAnswers does the same with several items and returns how many are back. Items without an answer are left out; the first
// that cannot be taken back ends it.
func (a *App) TakeBackAnswers(ctx context.Context, conflicts []string) (int, error) {
	list, err := a.Decided(ctx, 10_000)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, c := range list {
		if !slices.Contains(conflicts, c.ID) {
			continue
		}
		if err := a.Sync.Reopen(ctx, c.ID); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
