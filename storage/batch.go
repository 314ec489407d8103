package storage

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"satchel/app/crm"
)

// pendingBatch collects the changes of a transaction. The row of the batch is reserved with the first change and completed at the end.
type pendingBatch struct {
	n        int64
	id       string
	first    int64
	last     int64
	changes  int64
	entities map[string]bool
	refs     []crm.Ref
	undoes   any // id of the batch that this one takes back
	change   any // number of the change that the next one takes back
}

// mostRefs is how many records a batch names to its listeners.
const mostRefs = 100

// Do runs an action in one transaction.
func (db *DB) Do(ctx context.Context, a crm.Action, f func(crm.Tx) error) (crm.Batch, error) {
	return db.transact(ctx, a, func(t *tx) error { return f(t) })
}

// record notes a change. What the provider creates leaves no line, nor do its stamps: there is nothing to take back.
func (t *tx) record(tb *table, kind crm.ChangeKind, n int64, before, after crm.Record, fields []string) error {
	b := &t.batch
	b.changes++
	if b.entities == nil {
		b.entities = map[string]bool{}
	}
	b.entities[tb.entity.Name] = true
	if len(b.refs) < mostRefs {
		b.refs = append(b.refs, after.Ref())
	}
	if t.sampled(kind, after.Ref()) {
		if err := t.exec(`INSERT OR IGNORE INTO sample VALUES (?, ?)`, after.ID, tb.entity.Name); err != nil {
			return err
		}
	}
	if t.action.Source == crm.FromSync && (kind == crm.Created || onlyTimes(fields)) {
		return nil
	}
	if b.n == 0 {
		if err := t.reserveBatch(); err != nil {
			return err
		}
	}
	title, values, err := describe(tb, kind, before, after, fields)
	if err != nil {
		return err
	}
	b.last++
	t.later(intoChange, b.last, b.n, tb.entity.Name, after.ID, string(kind), title, values, n, b.change) // no transaction reads its own
	return nil
}

var intoChange = insertInto("change", "OR ROLLBACK INTO change (n, batch, entity, record, kind, title, fields, row, undoes)", 9)

// onlyTimes tells whether nothing but the stamps of a record differs, which the provider sets when it makes or stores it.
func onlyTimes(fields []string) bool {
	return !slices.ContainsFunc(fields, func(name string) bool { return name != crm.FieldCreatedAt && name != crm.FieldModifiedAt })
}

func (t *tx) sampled(kind crm.ChangeKind, _ crm.Ref) bool {
	return kind == crm.Created && t.action.Source == crm.FromSample
}

// describe gives the title and the values that a line of the history keeps.
func describe(tb *table, kind crm.ChangeKind, before, after crm.Record, fields []string) (title, values any, err error) {
	switch kind {
	case crm.Created:
		return nil, nil, nil
	case crm.Deleted:
		values, err = packValues(tb.entity, before.Values)
		return tb.entity.TitleOf(before), values, err
	}
	pairs := make(map[string][2]json.RawMessage, len(fields))
	for _, name := range fields {
		f, _ := tb.entity.Field(name)
		var pair [2]json.RawMessage
		if pair[0], err = toJSON(f, before.Values[name]); err != nil {
			return nil, nil, err
		}
		if pair[1], err = toJSON(f, after.Values[name]); err != nil {
			return nil, nil, err
		}
		pairs[name] = pair
	}
	raw, err := json.Marshal(pairs)
	return nil, string(raw), err
}

func (t *tx) reserveBatch() error {
	b := &t.batch
	b.id = t.NewID()
	if _, err := t.row(`SELECT ifnull(max(n), 0) + 1 FROM change`, nil, &b.first); err != nil {
		return err
	}
	b.last = b.first - 1
	t.wrote = true
	return t.on.row(t.ctx, `INSERT INTO batch (id, at, who, source, label, changes, entities, first, last) VALUES (?, ?, ?, ?, ?, 0, '', ?, 0) RETURNING n`,
		[]any{b.id, int64(t.now), t.action.Who, string(t.action.Source), t.action.Label, b.first}, &b.n)
}

// flushBatch completes the row of the batch and describes it.
func (t *tx) flushBatch() (crm.Batch, error) {
	b := &t.batch
	out := crm.Batch{Action: t.action, ID: b.id, At: t.now, Changes: b.changes, Refs: b.refs}
	for name := range b.entities {
		out.Entities = append(out.Entities, name)
	}
	slices.Sort(out.Entities)
	if b.n == 0 {
		return out, nil
	}
	return out, t.exec(`UPDATE batch SET changes = ?, entities = ?, last = ?, undoes = ? WHERE n = ?`,
		b.changes, strings.Join(out.Entities, " "), b.last, b.undoes, b.n)
}
