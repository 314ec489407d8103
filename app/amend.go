package app

import (
	"context"

	"satchel/app/crm"
)

// Meanwhile says that somebody else changed what a person changed, too. Nothing was stored.
type Meanwhile struct {
	Now    crm.Record // as it is
	Fields []string   // that differ from what the person saw
	cause  *crm.Error
}

// Error implements error.
func (m *Meanwhile) Error() string { return m.cause.Error() }

// Unwrap returns the [crm.Error] with its code.
func (m *Meanwhile) Unwrap() error { return m.cause }

// Amend stores what a person changed in a record, from what was seen to what was typed, and nothing else: fields that somebody else
// changed meanwhile keep their new values. Where both changed fields of one group, the error is a [Meanwhile].
func (a *App) Amend(ctx context.Context, seen, typed crm.Record) (crm.Record, crm.Batch, error) {
	e, err := a.Catalog().Entity(typed.Entity)
	if err != nil {
		return typed, crm.Batch{}, err
	}
	loc, err := a.Locale(ctx)
	if err != nil {
		return typed, crm.Batch{}, err
	}
	after := seen.Clone()
	for name, v := range typed.Values {
		after.Set(name, v)
	}
	var saved crm.Record
	var others []string
	batch, err := a.act(ctx, changed(e, after), func(tx crm.Tx) error {
		if saved, err = tx.Get(typed.Ref()); err != nil {
			return err
		}
		change := crm.NewRecord(typed.Entity, typed.ID)
		for _, f := range e.Fields {
			v, given := typed.Values[f.Name]
			if !given || crm.Equal(v, seen.Get(f.Name)) || crm.Equal(v, saved.Get(f.Name)) {
				continue
			}
			change.Set(f.Name, v)
			if f.Currency != "" && v != nil && typed.Text(f.Currency) == "" && saved.Text(f.Currency) == "" {
				change.Set(f.Currency, loc.Currency)
			}
			for _, name := range e.Group(f.MergeGroup()) {
				if !crm.Equal(seen.Get(name), saved.Get(name)) && name != crm.FieldModifiedAt {
					others = append(others, name)
				}
			}
		}
		if len(others) > 0 || len(change.Values) == 0 {
			return nil
		}
		if err := tx.Put(change); err != nil {
			return err
		}
		saved, err = tx.Get(typed.Ref())
		return err
	})
	if err == nil && len(others) > 0 {
		f, _ := e.Field(others[0])
		return saved, crm.Batch{}, &Meanwhile{Now: saved, Fields: others, cause: crm.Errorf(crm.CodeConflict,
			"%s was changed by somebody else meanwhile. Look at both values and save again.", crm.Term(f.Label))}
	}
	return saved, batch, err
}
