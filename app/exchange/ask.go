package exchange

import (
	"context"

	"satchel/app/crm"
)

// few is the most rows for which each is asked for in the database; with more of them, one stream over all records is quicker.
const few = 300

// ask finds the existing records that some rows may be the same as, without reading all. The transaction writes nothing; it is
// there because comparing in normal form is a matter of transactions.
func (m *matcher) ask(ctx context.Context, store Store, rows []crm.Record) error {
	_, err := store.Do(ctx, crm.Action{Label: "Check an import", Source: crm.FromImport}, func(tx crm.Tx) error {
		for _, r := range rows {
			if err := ctx.Err(); err != nil {
				return canceled(err)
			}
			if err := m.askOne(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

func (m *matcher) askOne(tx crm.Tx, r crm.Record) error {
	for _, id := range []string{r.ID, r.Text("outside_id")} {
		if !isID(id) {
			continue
		}
		if err := m.get(tx, id); err != nil {
			return err
		}
	}
	if r.ID != "" {
		return nil
	}
	for _, set := range m.entity.Match {
		if err := m.candidates(tx, set, r); err != nil {
			return err
		}
	}
	return nil
}

func (m *matcher) get(tx crm.Tx, id string) error {
	found, err := tx.Get(crm.Ref{Entity: m.entity.Name, ID: id})
	if crm.CodeOf(err) == crm.CodeNotFound {
		return nil
	}
	if err == nil {
		m.meet(found)
	}
	return err
}

// candidates meets the records that agree with a row in the single values of a set; the keys then compare the lists too. A set of
// lists only is asked for by its first list.
func (m *matcher) candidates(tx crm.Tx, set []string, r crm.Record) error {
	q := crm.Query{Entity: m.entity.Name, Sort: []crm.Sort{{Field: crm.FieldID}}, Fields: m.fields()}
	var where []crm.Expr
	for _, name := range set {
		f, _ := m.entity.Field(name)
		if len(m.normalForms(f, r.Get(name))) == 0 {
			return nil
		}
		if !f.IsList() {
			where = append(where, crm.Where(name, crm.In, m.kind.Spellings(name, r.Text(name))...))
		}
	}
	if len(where) > 0 {
		q.Where = crm.AllOf(where...)
		found, err := tx.List(q)
		for _, r := range found {
			m.meet(r)
		}
		return err
	}
	ids, err := tx.Same(m.entity.Name, set[0], r.Get(set[0]))
	for _, id := range ids {
		if err == nil {
			err = m.get(tx, id)
		}
	}
	return err
}
