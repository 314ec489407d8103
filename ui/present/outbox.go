package present

import (
	"context"
	"slices"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/words"
)

// Sending is one record of the outbox, in words.
type Sending struct {
	Ref    crm.Ref
	Title  string
	Kind   string // of record
	What   string // "new", "deleted", "changed phones, title"
	Brief  string // the same where that has no room: "changed 2 fields"; "" if it is no longer than a field
	Since  string // when it was changed or held, "" unknown
	State  Cell   // "ready", or why it waits
	Why    string // in the provider's own words, "" where it is not held
	Advice string
	Retry  bool // can be tried at once
	Unlink bool // can be sent without the link that it waits for
	Here   bool // there is a record to open
}

// Outbox reads a part of what waits to be sent, oldest first.
func Outbox(ctx context.Context, a *app.App, held bool, offset, limit int, now time.Time) ([]Sending, error) {
	entities, err := a.Sync.Entities(ctx)
	if err != nil || len(entities) == 0 {
		return nil, err
	}
	items, err := a.Waiting(ctx, entities, held, offset, limit)
	if err != nil {
		return nil, err
	}
	known, err := changedAt(ctx, a, items)
	if err != nil {
		return nil, err
	}
	out := make([]Sending, len(items))
	for i, item := range items {
		e, err := a.Catalog().Entity(item.Entity)
		if err != nil {
			return nil, err
		}
		if out[i], err = sending(ctx, a, e, item, known, now); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// changedAt reads title and last change of the records, all of an entity at once.
func changedAt(ctx context.Context, a *app.App, items []replica.Item) (map[crm.Ref]crm.Record, error) {
	ids := map[string][]string{}
	for _, item := range items {
		ids[item.Entity] = append(ids[item.Entity], item.ID)
	}
	out := map[crm.Ref]crm.Record{}
	for entity, list := range ids {
		e, err := a.Catalog().Entity(entity)
		if err != nil {
			return nil, err
		}
		fields := append(slices.Clone(e.Title), crm.FieldModifiedAt)
		found, err := a.List(ctx, crm.Query{Entity: entity, Fields: fields, Where: crm.Where(crm.FieldID, crm.In, list...), Limit: len(list)})
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			out[r.Ref()] = r
		}
	}
	return out, nil
}

func sending(ctx context.Context, a *app.App, e *crm.Entity, item replica.Item, known map[crm.Ref]crm.Record, now time.Time) (Sending, error) {
	r, here := known[item.Ref]
	page := here && !e.Child
	s := Sending{Ref: item.Ref, Kind: words.T(e.Label), Here: page, Title: Title(e, r), Since: Clock(r.Instant(crm.FieldModifiedAt), now), State: Cell{Text: words.T("ready")}}
	if !here {
		past, err := a.History(ctx, item.Ref, 1)
		if err != nil {
			return s, err
		}
		for _, p := range past {
			s.Title, s.Since = p.Title, Clock(p.At, now)
		}
	}
	if s.Title == "" {
		s.Title = words.T("without a name")
	}
	s.What, s.Brief = whatWaits(e, item)
	if h := item.Hold; h != nil && h.Reason != replica.Agreed && h.Reason != replica.Unlinked {
		s.State = heldCell(h, now)
		s.Why, s.Since = words.Stored(h.Message), Clock(h.Since, now)
		_, s.Advice = advise(h, now)
		s.Retry = h.Reason != replica.Unsure && h.Reason != replica.Dependency
		s.Unlink = h.Reason == replica.Dependency && item.New
	}
	return s, nil
}

// whatWaits says what of a record is to be sent, and the same in brief.
func whatWaits(e *crm.Entity, item replica.Item) (what, brief string) {
	switch {
	case item.Deleted:
		return words.T("deleted"), ""
	case item.New:
		return words.T("new"), ""
	}
	var names []string
	for _, edit := range item.Edits {
		names = append(names, together(e, edit.Group)...)
	}
	if len(names) > 1 {
		brief = words.N(int64(len(names)), "changed %s field", "changed %s fields")
	}
	return words.T("changed %s", strings.Join(names, ", ")), brief
}

func heldCell(h *replica.Hold, now time.Time) Cell {
	switch h.Reason {
	case replica.Refused:
		return Cell{Text: words.T("refused"), Tag: true, Tone: "red"}
	case replica.NoAccess, replica.Hidden:
		return Cell{Text: words.T("no access"), Tag: true, Tone: "red"}
	case replica.Unsure:
		return Cell{Text: words.T("asks you"), Tag: true, Tone: "amber"}
	case replica.Failing:
		if h.NextTry != 0 {
			return Cell{Text: words.T("again %s", Clock(h.NextTry, now)), Tag: true, Tone: "amber"}
		}
		return Cell{Text: words.T("again soon"), Tag: true, Tone: "amber"}
	}
	return Cell{Text: words.T("waits"), Tag: true, Tone: "blue"}
}
