package app

import (
	"context"
	"strings"

	"satchel/app/crm"
)

// Names of stored settings.
const (
	SettingMe       = "me"       // id of the user record of whoever uses this copy
	SettingCurrency = "currency" // ISO 4217 code of new amounts
)

// SettingDraft names the setting of what was typed into a record and not saved; a record without an id is new.
func SettingDraft(ref crm.Ref) string {
	if ref.ID == "" {
		ref.ID = "new"
	}
	return "draft:" + ref.Entity + ":" + ref.ID
}

// Start makes sure that the copy has a user of its own, under the given name.
func (a *App) Start(ctx context.Context, name string) error {
	me, err := a.Setting(ctx, SettingMe)
	if err != nil || me != "" {
		return err
	}
	if name == "" {
		name = "Me"
	}
	batch, err := a.Do(ctx, crm.Action{Label: "First start", Source: crm.FromSync}, func(tx crm.Tx) error {
		me = tx.NewID()
		r := crm.NewRecord("user", me)
		r.Values = crm.Values{"name": name, "active": true}
		return tx.Put(r)
	})
	if err != nil || batch.Changes == 0 {
		return err
	}
	return a.SetSetting(ctx, SettingMe, me)
}

// New returns an unsaved record with defaults, owned by the user.
func (a *App) New(ctx context.Context, entity string) (crm.Record, error) {
	e, err := a.Catalog().Entity(entity)
	if err != nil {
		return crm.Record{}, err
	}
	me, err := a.Setting(ctx, SettingMe)
	if err != nil {
		return crm.Record{}, err
	}
	r := e.New("")
	if me != "" {
		r.Set(crm.FieldOwner, me)
	}
	return r, nil
}

// Save creates the record (without an id) or stores what differs, as one action that can be undone. Amounts without a currency get
// the user's.
func (a *App) Save(ctx context.Context, r crm.Record) (crm.Record, crm.Batch, error) {
	e, err := a.Catalog().Entity(r.Entity)
	if err != nil {
		return r, crm.Batch{}, err
	}
	loc, err := a.Locale(ctx)
	if err != nil {
		return r, crm.Batch{}, err
	}
	r = r.Clone()
	for _, f := range e.Fields {
		if f.Currency != "" && r.Get(f.Name) != nil && r.Text(f.Currency) == "" {
			r.Set(f.Currency, loc.Currency)
		}
	}
	label := changed(e, r)
	if r.ID == "" {
		label = crm.Sayf("Added %s %s", crm.Term(strings.ToLower(e.Label)), titled(e, r))
	}
	batch, err := a.act(ctx, label, func(tx crm.Tx) error {
		if r.ID == "" {
			r.ID = tx.NewID()
		}
		if err := tx.Put(r); err != nil {
			return err
		}
		saved, err := tx.Get(r.Ref())
		r = saved
		return err
	})
	return r, batch, err
}

// Delete moves records to the trash as one action.
func (a *App) Delete(ctx context.Context, refs ...crm.Ref) (crm.Batch, error) {
	if len(refs) == 0 {
		return crm.Batch{}, crm.Errorf(crm.CodeInvalid, "There is nothing to delete.")
	}
	e, err := a.Catalog().Entity(refs[0].Entity)
	if err != nil {
		return crm.Batch{}, err
	}
	what := e.Label
	if len(refs) > 1 {
		what = e.Plural
	}
	return a.act(ctx, crm.Sayf("Deleted %s", crm.Term(strings.ToLower(what))), func(tx crm.Tx) error {
		for _, ref := range refs {
			if err := tx.Delete(ref); err != nil {
				return err
			}
		}
		return nil
	})
}

// UndoLast takes the user's last action back that is not undone yet; CodeNotFound if there is none.
func (a *App) UndoLast(ctx context.Context) (crm.Undone, error) {
	batches, err := a.Batches(ctx, 100)
	if err != nil {
		return crm.Undone{}, err
	}
	for _, b := range batches {
		if !b.Undone && b.Source.ByPerson() && b.Source != crm.FromSample {
			return a.TakeBack(ctx, b.ID)
		}
	}
	return crm.Undone{}, crm.Errorf(crm.CodeNotFound, "There is nothing to undo.")
}

// TakeBack undoes a batch or one change in the user's name.
func (a *App) TakeBack(ctx context.Context, batchOrChange string) (crm.Undone, error) {
	me, err := a.Setting(ctx, SettingMe)
	if err != nil {
		return crm.Undone{}, err
	}
	return a.Undo(ctx, batchOrChange, me)
}

// changed names the change of a record, as it is after it.
func changed(e *crm.Entity, r crm.Record) crm.Said {
	return crm.Sayf("Changed %s %s", crm.Term(strings.ToLower(e.Label)), titled(e, r))
}

// titled is the title of a record with the fields that follow from what was typed.
func titled(e *crm.Entity, r crm.Record) string {
	if r = r.Clone(); e.Derive != nil {
		e.Derive(&r)
	}
	return e.TitleOf(r)
}

// act runs an action of the user.
func (a *App) act(ctx context.Context, label crm.Said, f func(crm.Tx) error) (crm.Batch, error) {
	me, err := a.Setting(ctx, SettingMe)
	if err != nil {
		return crm.Batch{}, err
	}
	return a.Do(ctx, crm.Action{Label: label.String(), Said: label, Who: me, Source: crm.FromUser}, f)
}
