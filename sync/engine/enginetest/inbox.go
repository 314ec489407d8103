package enginetest

import (
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
)

func (t *tx) Conflicts() ([]replica.Conflict, error) { return slices.Clone(t.state.conflicts), nil }

func (t *tx) Conflict(id string) (replica.Conflict, error) {
	for _, c := range t.state.conflicts {
		if c.ID == id {
			return c, nil
		}
	}
	return replica.Conflict{}, notFound("item of the inbox")
}

func (t *tx) OpenConflict(c replica.Conflict) error {
	t.changed = true
	for i, old := range t.state.conflicts {
		if old.Ref == c.Ref && old.Kind == c.Kind && old.Group == c.Group {
			c.ID, c.Mine, c.Base = old.ID, old.Mine, old.Base
			t.state.conflicts = slices.Clone(t.state.conflicts)
			t.state.conflicts[i] = c
			return nil
		}
	}
	t.state.conflicts = with(t.state.conflicts, c)
	return nil
}

func (t *tx) CloseConflict(id, resolution string) error {
	t.changed = true
	for _, c := range t.state.conflicts {
		if c.ID == id {
			t.state.Closed = with(t.state.Closed, replica.Settled{Conflict: c, At: t.Now(), Choice: replica.Choice(resolution)})
		}
	}
	t.state.conflicts = without(t.state.conflicts, func(c replica.Conflict) bool { return c.ID == id })
	return nil
}

func (t *tx) ReopenConflict(id string) (replica.Settled, error) {
	for i, c := range t.state.Closed {
		switch {
		case c.ID != id || c.Choice != replica.Mine && c.Choice != replica.Theirs && c.Choice != replica.Edited:
		case slices.ContainsFunc(t.state.conflicts, func(o replica.Conflict) bool { return o.Ref == c.Ref && o.Kind == c.Kind && o.Group == c.Group }):
			return c, crm.Errorf(crm.CodeConflict, "There is a newer question.")
		default:
			t.changed = true
			t.state.Closed = slices.Delete(slices.Clone(t.state.Closed), i, i+1)
			t.state.conflicts = with(t.state.conflicts, c.Conflict)
			return c, nil
		}
	}
	return replica.Settled{}, notFound("decision")
}
