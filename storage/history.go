package storage

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"satchel/app/crm"
)

// change columns as read by scanChange.
const changeColumns = `c.n, b.id, b.at, ifnull(b.who, ''), b.source, c.entity, c.record, c.kind, ifnull(c.title, ''), ifnull(c.fields, ''),
	ifnull(c.row, 0), c.undone, ifnull(b.label, '')`

// line is one line of the history with what an undo needs.
type line struct {
	crm.Change
	row    int64
	undone bool
	pairs  map[string][2]any // of an update
	values crm.Values        // of a delete
}

func scanLine(s *schema, scan func(...any) error) (line, error) {
	var l line
	var fields string
	err := scan(&l.ID, &l.Batch, &l.At, &l.Who, &l.Source, &l.Entity, &l.Ref.ID, &l.Kind, &l.Title, &fields, &l.row, &l.undone, &l.Label)
	if err != nil {
		return l, err
	}
	t, err := s.table(l.Entity)
	if err != nil {
		return l, err
	}
	switch l.Kind {
	case crm.Deleted:
		l.values = unpackValues(t.entity, fields)
	case crm.Updated:
		var raw map[string][2]json.RawMessage
		if err := json.Unmarshal([]byte(fields), &raw); err != nil {
			return l, crm.Errorf(crm.CodeCorrupt, "The history of record %s cannot be read: %w", l.Ref.ID, err)
		}
		l.pairs = make(map[string][2]any, len(raw))
		for name, m := range raw {
			if f, ok := t.entity.Field(name); ok && f.Name == name {
				l.pairs[name] = [2]any{fromJSON(f, m[0]), fromJSON(f, m[1])}
			}
		}
	}
	l.Fields = l.shown(t.entity)
	return l, nil
}

// shown lists the fields for people, in the order of the description; the time of the change is said elsewhere.
func (l line) shown(e *crm.Entity) []crm.FieldChange {
	var out []crm.FieldChange
	for _, f := range e.Fields {
		if pair, ok := l.pairs[f.Name]; ok && f.Name != crm.FieldModifiedAt {
			out = append(out, crm.FieldChange{Field: f.Name, Before: pair[0], After: pair[1]})
		}
		if v := l.values[f.Name]; v != nil {
			out = append(out, crm.FieldChange{Field: f.Name, Before: v})
		}
	}
	return out
}

func changesOf(lines []line) []crm.Change {
	out := make([]crm.Change, len(lines))
	for i, l := range lines {
		out[i] = l.Change
	}
	return out
}

func readLines(ctx context.Context, on *statements, s *schema, where string, args ...any) ([]line, error) {
	var out []line
	err := on.each(ctx, func(scan func(...any) error) error {
		l, err := scanLine(s, scan)
		out = append(out, l)
		return err
	}, "SELECT "+changeColumns+" FROM change c JOIN batch b ON b.n = c.batch WHERE "+where, args...)
	return out, err
}

// History lists the changes of a record, newest first.
func (db *DB) History(ctx context.Context, ref crm.Ref, limit int) ([]crm.Change, error) {
	lines, err := readLines(ctx, db.stmts, db.schema.Load(), "c.record = ? AND c.entity = ? ORDER BY c.n DESC LIMIT ?", ref.ID, ref.Entity, atMost(limit))
	return changesOf(lines), explain(err)
}

// Trash lists deleted records, newest first; those restored since and sample data are not among them.
func (db *DB) Trash(ctx context.Context, entity string, limit int) ([]crm.Change, error) {
	s := db.schema.Load()
	var out []crm.Change
	for _, t := range s.order {
		if entity != "" && t.entity.Name != entity {
			continue
		}
		lines, err := readLines(ctx, db.stmts, s, `c.entity = ? AND c.kind = 'delete' AND NOT EXISTS (SELECT 1 FROM `+t.name+` t WHERE t.id = c.record)
			AND NOT EXISTS (SELECT 1 FROM sample s WHERE s.id = c.record)
			AND NOT EXISTS (SELECT 1 FROM change d WHERE d.record = c.record AND d.kind = 'delete' AND d.n > c.n) ORDER BY c.n DESC LIMIT ?`, t.entity.Name, atMost(limit))
		if err != nil {
			return nil, explain(err)
		}
		out = append(out, changesOf(lines)...)
	}
	slices.SortFunc(out, func(a, b crm.Change) int { return int(max(-1, min(1, b.ID-a.ID))) })
	return out[:min(len(out), atMost(limit))], nil
}

func atMost(limit int) int {
	if limit <= 0 || limit > 10_000 {
		return 10_000
	}
	return limit
}

// Batches lists the last actions of people, newest first.
func (db *DB) Batches(ctx context.Context, limit int) ([]crm.Batch, error) {
	var out []crm.Batch
	err := db.stmts.each(ctx, func(scan func(...any) error) error {
		var b crm.Batch
		var entities string
		err := scan(&b.ID, &b.At, &b.Who, &b.Source, &b.Label, &b.Changes, &entities, &b.Undone)
		b.Entities = strings.Fields(entities)
		out = append(out, b)
		return err
	}, `SELECT id, at, ifnull(who, ''), source, ifnull(label, ''), changes, entities, undone FROM batch WHERE source <> 'sync' ORDER BY n DESC LIMIT ?`, atMost(limit))
	return out, explain(err)
}
