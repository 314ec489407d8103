package storage

import (
	"encoding/json"
	"maps"
	"strings"

	"satchel/app/crm"
)

// Put creates the record or stores the values given that differ.
func (t *tx) Put(r crm.Record) error { return explain(t.put(r)) }

func (t *tx) put(r crm.Record) error {
	tb, err := t.schema.table(r.Entity)
	if err != nil {
		return err
	}
	if r.ID == "" {
		return crm.Errorf(crm.CodeInvalid, "A record cannot be stored without an id.")
	}
	before, found, err := t.find(tb, r.ID)
	if err != nil {
		return err
	}
	if !found {
		before.Record = crm.NewRecord(tb.entity.Name, r.ID)
	}
	after := before.Clone()
	for name, v := range r.Values {
		if name == crm.FieldID {
			continue
		}
		if !tb.entity.Has(name) {
			return crm.FieldErrorf(name, "%s has no field %q.", crm.Term(tb.entity.Label), name)
		}
		after.Values[name] = v
	}
	if err := tb.entity.Settle(t, before.Record, &after, t.action.Source, t.now); err != nil {
		return err
	}
	for _, f := range tb.derived { // is worked out, see follow
		after.Values[f] = before.Values[f]
	}
	return t.store(tb, before, found, t.stamp(tb, before, found, after))
}

// stamp sets the times that a write brings with it, and drops empty values.
func (t *tx) stamp(tb *table, before stored, found bool, after crm.Record) crm.Record {
	maps.DeleteFunc(after.Values, func(_ string, v any) bool { return crm.IsEmpty(v) })
	fromProvider := t.action.Source == crm.FromSync
	if !found {
		for _, name := range []string{crm.FieldCreatedAt, crm.FieldModifiedAt} {
			if after.Values[name] == nil {
				after.Values[name] = t.now
			}
		}
		return after
	}
	own := false
	for _, name := range changed(tb, before.Record, after) {
		own = own || name != crm.FieldModifiedAt
	}
	stamped := fromProvider && !crm.Equal(before.Get(crm.FieldModifiedAt), after.Get(crm.FieldModifiedAt)) // by the provider
	switch {
	case stamped:
	case own:
		after.Values[crm.FieldModifiedAt] = t.now
	default:
		after.Values[crm.FieldModifiedAt] = before.Values[crm.FieldModifiedAt]
	}
	return after
}

// changed lists the fields that differ.
func changed(tb *table, before, after crm.Record) []string {
	var out []string
	for _, f := range tb.entity.Fields {
		if f.Name != crm.FieldID && !crm.Equal(before.Values[f.Name], after.Values[f.Name]) {
			out = append(out, f.Name)
		}
	}
	return out
}

// store writes row, search, history and marks of a record whose values are final.
func (t *tx) store(tb *table, before stored, found bool, after crm.Record) error {
	fields := changed(tb, before.Record, after)
	if found && len(fields) == 0 {
		return nil
	}
	var n int64
	var err error
	if found {
		n, err = before.n, t.updateRow(tb, before, after, fields)
	} else {
		n, err = t.insertRow(tb, before.n, after)
	}
	if err != nil {
		return err
	}
	if err := t.index(tb, n, before.Record, after); err != nil {
		return err
	}
	t.retitle(tb, before, after)
	t.concern(before.Record, after)
	kind := crm.Updated
	if !found {
		kind = crm.Created
	}
	if err := t.record(tb, kind, n, before.Record, after, fields); err != nil {
		return err
	}
	return t.mark(tb, kind, before.Record, after, fields)
}

// insertRow writes a new row, at place n if it is free; 0 = at the end.
func (t *tx) insertRow(tb *table, n int64, r crm.Record) (int64, error) {
	n, err := t.placeFor(tb, n)
	if err != nil {
		return 0, err
	}
	args := make([]any, 0, 2*len(tb.columns)+3)
	args = append(args, n, r.ID)
	for _, c := range tb.columns {
		v, key, err := t.cells(c, r.Values[c.Name])
		if err != nil {
			return 0, err
		}
		args = append(args, v)
		if c.key || c.title {
			args = append(args, key)
		}
	}
	own, err := packOwn(tb, nil, r)
	if err != nil {
		return 0, err
	}
	t.later(tb.insert, append(args, own)...)
	return n, nil
}

// placeFor gives the place n if it is free, and else the next one at the end.
func (t *tx) placeFor(tb *table, n int64) (int64, error) {
	end, known := t.ends[tb]
	if !known {
		if _, err := t.row("SELECT ifnull(max(n), 0) FROM "+tb.name, nil, &end); err != nil {
			return 0, err
		}
		if t.ends == nil {
			t.ends = map[*table]int64{}
		}
	}
	if n > 0 && n <= end {
		taken, err := t.row("SELECT 1 FROM "+tb.name+" WHERE n = ?", []any{n}, new(int))
		if err != nil {
			return 0, err
		}
		if taken {
			n = 0
		}
	}
	if n <= 0 {
		n = end + 1
	}
	t.ends[tb] = max(end, n)
	return n, nil
}

// cells gives the values of a column and of its second one.
func (t *tx) cells(c column, v any) (value, key any, err error) {
	if value, err = toColumn(c.Field, v); err != nil || value == nil {
		return nil, nil, err
	}
	switch {
	case c.key:
		key = c.keyOf(v)
	case c.title:
		key, err = t.titleKeyOf(c.To[0], v.(string))
	}
	return value, key, err
}

func (t *tx) updateRow(tb *table, before stored, after crm.Record, fields []string) error {
	var sets []string
	var args []any
	own := false
	for _, name := range fields {
		c, ok := tb.column(name)
		if !ok {
			own = true
			continue
		}
		v, key, err := t.cells(c, after.Values[name])
		if err != nil {
			return err
		}
		sets, args = append(sets, c.quoted()+" = ?"), append(args, v)
		if c.key || c.title {
			sets, args = append(sets, c.keyName()+" = ?"), append(args, key)
		}
	}
	if own {
		text, err := packOwn(tb, before.own, after)
		if err != nil {
			return err
		}
		sets, args = append(sets, "own = ?"), append(args, text)
	}
	return t.exec("UPDATE "+tb.name+" SET "+strings.Join(sets, ", ")+" WHERE n = ?", append(args, before.n)...)
}

// packOwn writes the own fields; those that the catalog does not know stay as they were.
func packOwn(tb *table, before map[string]json.RawMessage, r crm.Record) (any, error) {
	out := maps.Clone(before)
	if out == nil {
		out = map[string]json.RawMessage{}
	}
	for _, f := range tb.own {
		delete(out, f.Name)
		if v := r.Values[f.Name]; !crm.IsEmpty(v) {
			raw, err := toJSON(f, v)
			if err != nil {
				return nil, err
			}
			out[f.Name] = raw
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	raw, err := json.Marshal(out)
	return string(raw), err
}

// Delete moves a record to the trash.
func (t *tx) Delete(ref crm.Ref) error {
	tb, err := t.schema.table(ref.Entity)
	if err != nil {
		return err
	}
	before, found, err := tb.find(t.ctx, t.on, ref.ID)
	if err == nil && !found {
		err = notFound(tb, ref.ID)
	}
	if err == nil {
		err = tb.entity.Writable(t.action.Source, before.Record)
	}
	if err == nil {
		err = t.remove(tb, before)
	}
	if err == nil { // it may have been merged and brought back before
		err = t.exec(`DELETE FROM joined WHERE id = ?`, ref.ID)
	}
	return explain(err)
}

func (t *tx) remove(tb *table, before stored) error {
	gone := crm.NewRecord(tb.entity.Name, before.ID)
	if err := t.takeOut(tb, before, gone); err != nil {
		return err
	}
	if err := t.record(tb, crm.Deleted, before.n, before.Record, gone, nil); err != nil {
		return err
	}
	return t.mark(tb, crm.Deleted, before.Record, gone, nil)
}

// takeOut removes a row and what was worked out from it.
func (t *tx) takeOut(tb *table, before stored, gone crm.Record) error {
	t.later(tb.delete, before.n)
	if err := t.index(tb, before.n, before.Record, gone); err != nil {
		return err
	}
	t.retitle(tb, before, gone)
	t.concern(before.Record, gone)
	return nil
}
