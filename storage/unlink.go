package storage

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"satchel/app/crm"
)

// unlink lets what stays point to nobody in place of an erased person, now and in its history, so that no undo brings a dead link back.
// The online CRM is sent the change like any other.
func (e *eraser) unlink(person crm.Ref) error {
	err := crm.Linking(listing{e.tx, e.pointing}, e.schema.catalog, person, func(r crm.Record, f crm.Field) error {
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

// foreseen are records that pointed to somebody when the entity had a version.
type foreseen struct {
	version int64
	ids     []string
}

// foresee reads what points to the people before anybody waits for the writer: in a large file that takes seconds.
func (db *DB) foresee(ctx context.Context, refs []crm.Ref) (map[string]foreseen, error) {
	known := map[string]foreseen{}
	ask := func(q crm.Query) ([]crm.Record, error) {
		f := foreseen{version: db.VersionOf(q.Entity)}
		list, err := db.List(ctx, q)
		for _, r := range list {
			f.ids = append(f.ids, r.ID)
		}
		known[asked(q)] = f
		return nil, err
	}
	for _, ref := range refs {
		if e, err := db.Catalog().Entity(ref.Entity); err != nil || !e.Person {
			continue
		}
		if err := crm.Linking(listing{nil, ask}, db.Catalog(), ref, nil); err != nil {
			return nil, err
		}
	}
	return known, nil
}

// pointing answers from what was foreseen, unless the entity has changed since.
func (e *eraser) pointing(q crm.Query) ([]crm.Record, error) {
	f, ok := e.known[asked(q)]
	if !ok || f.version != e.db.VersionOf(q.Entity) {
		return e.List(q)
	}
	var out []crm.Record
	for _, id := range f.ids {
		r, err := e.Get(crm.Ref{Entity: q.Entity, ID: id})
		if crm.CodeOf(err) == crm.CodeNotFound { // it was erased with the person
			continue
		} else if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

func asked(q crm.Query) string { return q.Entity + " " + q.Where.String() }

// listing is a transaction whose lists come from elsewhere.
type listing struct {
	crm.Tx
	list func(crm.Query) ([]crm.Record, error)
}

func (l listing) List(q crm.Query) ([]crm.Record, error) { return l.list(q) }

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
