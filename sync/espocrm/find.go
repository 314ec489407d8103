package espocrm

import (
	"context"
	"maps"
	"slices"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// Limits of the search for a lost create.
const (
	findBefore = crm.Instant(60_000) // how much earlier than it began it may be stamped, in milliseconds
	findPages  = 5
	findReads  = 10 // so many that agree say already that it cannot tell
)

// Find looks for what became of a create whose answer was lost: by its marker where an administrator made the field for it, else
// among the records that our user created since. A record counts if its name agrees; where several do, those that agree in
// everything come first to mind.
func (p *Provider) Find(ctx context.Context, feed, marker string, values crm.Values, since crm.Instant) ([]remote.Record, error) {
	p.recent = nil
	s, err := p.known(ctx, feed)
	if err != nil {
		return nil, err
	}
	switch {
	case s.relation:
		return p.findRole(ctx, values)
	case s.inside:
		return p.findFile(ctx, marker, values)
	}
	if s.marker && marker != "" {
		marked, err := p.found(ctx, s, []condition{{"equals", attrMarker, marker}})
		if err != nil {
			return nil, err
		}
		return p.wholly(ctx, s, marked)
	}
	from := stamp(since - findBefore)
	mine := []condition{{"equals", attrCreatedBy, p.me.id}, {"greaterThanOrEquals", attrCreatedAt, from}}
	ids, err := p.history(ctx, s, from)
	if err != nil {
		return nil, err
	}
	if len(ids) > 0 {
		mine = []condition{{"in", attrID, ids}}
	}
	candidates, err := p.found(ctx, s, mine)
	if err != nil {
		return nil, err
	}
	named, err := p.wholly(ctx, s, p.agreeing(s, candidates, values, s.key))
	if err != nil {
		return nil, err
	}
	if exact := p.agreeing(s, named, values, slices.Collect(maps.Keys(values))); len(exact) > 0 {
		return exact, nil
	}
	return named, nil
}

// wholly reads records singly, which lists show in part; one that has gone meanwhile is left out.
func (p *Provider) wholly(ctx context.Context, s *schema, records []remote.Record) ([]remote.Record, error) {
	var out []remote.Record
	for _, rec := range records[:min(len(records), findReads)] {
		whole, err := p.get(ctx, s, s.serverID(rec.ID))
		switch e := remote.AsError(err); {
		case e == nil:
			out = append(out, whole)
		case e.Class != remote.Gone && e.Class != remote.Denied:
			return nil, e
		}
	}
	return out, nil
}

// agreeing keeps the records whose fields have the given values in the server's form. A field that only the whole record or the
// server itself tells does not count against one.
func (p *Provider) agreeing(s *schema, records []remote.Record, values crm.Values, fields []string) []remote.Record {
	var out []remote.Record
	for _, rec := range records {
		same := true
		for _, field := range fields {
			theirs, known := rec.Values[field]
			ours, given := values[field]
			c := s.codec(field)
			if _, silent := c.(fixed); !known || !given || silent {
				continue
			}
			same = same && crm.Equal(c.canon(s, ours), c.canon(s, theirs))
		}
		if same {
			out = append(out, rec)
		}
	}
	return out
}

// history asks the server's log which records of a type we created. It keeps no log if an administrator switched it off.
func (p *Provider) history(ctx context.Context, s *schema, from string) ([]string, error) {
	log := &schema{object: &object{name: typeHistory}}
	q := query{
		Where: []condition{
			{"equals", "action", "create"},
			{"equals", "targetType", s.typeName()},
			{"equals", "userId", p.me.id},
			{"greaterThanOrEquals", attrCreatedAt, from},
		},
		Select: []string{attrID, "targetId"}, OrderBy: "number", Order: "desc", MaxSize: p.page,
	}
	rows, _, err := p.rows(ctx, log, q, false)
	if e := remote.AsError(err); e != nil {
		if e.Class == remote.Denied || e.Class == remote.Protocol || e.Class == remote.Gone {
			return nil, nil
		}
		return nil, e
	}
	var ids []string
	for _, row := range rows {
		r, err := newReader(log, row)
		if err != nil {
			return nil, err
		}
		if id := r.text("targetId"); id != "" {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// found lists the records that meet some conditions, with the values that lists show.
func (p *Provider) found(ctx context.Context, s *schema, where []condition) ([]remote.Record, error) {
	var out []remote.Record
	after := ""
	for range findPages {
		q := query{Where: where, Select: s.selected(false), OrderBy: attrID, Order: "asc", MaxSize: p.page}
		if after != "" {
			q.Where = append(q.Where[:len(q.Where):len(q.Where)], condition{"greaterThan", attrID, after})
		}
		rows, total, err := p.rows(ctx, s, q, false)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			r, err := newReader(s, row)
			if err != nil {
				return nil, err
			}
			rec, err := r.record()
			if err != nil {
				return nil, err
			}
			out, after = append(out, rec), r.id
		}
		if total != -1 || len(rows) == 0 {
			break
		}
	}
	return out, nil
}
