package storage

import (
	"encoding/json"
	"slices"
	"strings"

	"satchel/app/crm"
)

// unlink lets what stays point to nobody in place of an erased person, now and in its history, so that no undo brings a dead link back.
// The online CRM is sent the change like any other.
func (e *eraser) unlink(person crm.Ref) error {
	err := crm.Linking(e.tx, e.schema.catalog, person, func(r crm.Record, f crm.Field) error {
		if f.Required {
			return nil
		}
		var rest any
		if list, ok := r.Get(f.Name).([]string); ok {
			rest = slices.DeleteFunc(slices.Clone(list), func(id string) bool { return id == person.ID })
		}
		return e.put(crm.Record{Entity: r.Entity, ID: r.ID, Values: crm.Values{f.Name: rest}})
	})
	if err != nil {
		return err
	}
	if err := e.forgetBatch(); err != nil {
		return err
	}
	return e.unlinkHistory(person.ID)
}

// forgetBatch leaves no line about what the erase itself changed: nothing of it is to be taken back.
func (e *eraser) forgetBatch() error {
	b := &e.tx.batch
	if b.n == 0 {
		return nil
	}
	if err := e.exec(`DELETE FROM change WHERE batch = ?`, b.n); err != nil {
		return err
	}
	err := e.exec(`DELETE FROM batch WHERE n = ?`, b.n)
	b.n, b.id, b.first, b.last = 0, "", 0, 0
	return err
}

// unlinkHistory takes an id out of the values that the history keeps of other records.
func (e *eraser) unlinkHistory(id string) error {
	type kept struct {
		n            int64
		kind, fields string
	}
	var list []kept
	err := e.on.each(e.ctx, func(scan func(...any) error) error {
		var k kept
		err := scan(&k.n, &k.kind, &k.fields)
		list = append(list, k)
		return err
	}, `SELECT n, kind, fields FROM change WHERE instr(fields, ?)`, id)
	if err != nil {
		return err
	}
	for _, k := range list {
		fields, err := without(k.fields, k.kind, id)
		if err != nil {
			return err
		}
		if err := e.exec(`UPDATE change SET fields = ? WHERE n = ?`, fields, k.n); err != nil {
			return err
		}
	}
	return nil
}

// without writes the values of a line of the history anew without an id. A change from or to nothing else is none.
func without(fields, kind, id string) (string, error) {
	var values map[string]any
	d := json.NewDecoder(strings.NewReader(fields))
	d.UseNumber()
	if err := d.Decode(&values); err != nil {
		return "", err
	}
	for name, v := range values {
		pair, ok := v.([]any)
		if kind != string(crm.Updated) || !ok || len(pair) != 2 {
			values[name] = withoutID(v, id)
			continue
		}
		if pair[0], pair[1] = withoutID(pair[0], id), withoutID(pair[1], id); pair[0] == nil && pair[1] == nil {
			delete(values, name)
		}
	}
	raw, err := json.Marshal(values)
	return string(raw), err
}

func withoutID(v any, id string) any {
	if list, ok := v.([]any); ok {
		return slices.DeleteFunc(list, func(one any) bool { return one == id })
	}
	if v == id {
		return nil
	}
	return v
}
