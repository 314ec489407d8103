package storage

import (
	"slices"

	"satchel/app/crm"
)

// staying finds the records that a batch created and that stay: those edited since, and of a whole batch what records written since or
// staying lead to, or a call would be with nobody. Changes that were taken back do not count, nor does taking back.
func (u *undo) staying() error {
	next, err := u.created(`EXISTS (SELECT 1 FROM change d WHERE d.record = c.record AND d.n > ? AND d.undone = 0 AND d.undoes IS NULL)`, u.last)
	if err != nil || !u.whole {
		return err
	}
	led := map[string]bool{}
	for _, tb := range u.schema.order {
		if err := u.lead(tb, led, `(SELECT record FROM change WHERE n > ? AND entity = ? AND kind <> 'delete' AND undone = 0 AND undoes IS NULL)`, u.last, tb.entity.Name); err != nil {
			return err
		}
	}
	for {
		for entity, ids := range next {
			if err := u.around(entity, ids, led); err != nil {
				return err
			}
		}
		var ids []any
		for id := range led {
			if !u.stays[id] {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			return nil
		}
		led = map[string]bool{}
		c := compiler{}
		if next, err = u.created("c.record IN "+c.list(ids), c.args...); err != nil {
			return err
		}
	}
}

// around notes what staying records lead to, and what lives inside them: its first link says in which.
func (u *undo) around(entity string, ids []any, led map[string]bool) error {
	for _, tb := range u.schema.order {
		c := compiler{}
		if tb.entity.Name == entity {
			if err := u.lead(tb, led, c.list(ids), c.args...); err != nil {
				return err
			}
		}
		if !tb.entity.Child {
			continue
		}
		inside := slices.IndexFunc(tb.entity.Fields, func(f crm.Field) bool { return f.Kind == crm.Link && f.Name != crm.FieldOwner })
		if inside < 0 || !slices.Contains(tb.entity.Fields[inside].To, entity) {
			continue
		}
		c = compiler{}
		if err := u.on.each(u.ctx, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			led[id], u.inside[id] = true, true
			return err
		}, "SELECT t.id FROM "+tb.name+" t WHERE t."+quote(tb.entity.Fields[inside].Name)+" IN "+c.list(ids), c.args...); err != nil {
			return err
		}
	}
	return nil
}

// created notes that records which the batch created stay, and returns their ids by entity.
func (u *undo) created(where string, args ...any) (map[string][]any, error) {
	out := map[string][]any{}
	err := u.on.each(u.ctx, func(scan func(...any) error) error {
		var entity, id string
		err := scan(&entity, &id)
		u.stays[id] = true
		out[entity] = append(out[entity], id)
		return err
	}, `SELECT c.entity, c.record FROM change c WHERE c.n BETWEEN ? AND ? AND c.kind = 'create' AND `+where, append([]any{u.first, u.last}, args...)...)
	return out, err
}

// lead notes what records of a table link to by their own; what follows from other records follows from what is left.
func (u *undo) lead(tb *table, led map[string]bool, ids string, args ...any) error {
	links := []string{}
	for _, f := range tb.entity.Fields {
		if !f.Derived && (f.Kind == crm.Link || f.Kind == crm.Links) {
			links = append(links, f.Name)
		}
	}
	if len(links) == 0 {
		return nil
	}
	r := newReader(tb, links)
	return u.on.each(u.ctx, func(scan func(...any) error) error {
		row, err := r.read(scan)
		for _, name := range links {
			for _, id := range append(slices.Clone(row.Strings(name)), row.Text(name)) {
				if id != "" {
					led[id] = true
				}
			}
		}
		return err
	}, "SELECT "+r.selected("t")+" FROM "+tb.name+" t WHERE t.id IN "+ids, args...)
}
