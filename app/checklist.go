package app

import (
	"context"

	"satchel/app/crm"
)

// ChangeSteps changes the checklist of a record as it is now, as one action that can be undone.
func (a *App) ChangeSteps(ctx context.Context, ref crm.Ref, change func([]crm.Step) []crm.Step) (crm.Batch, error) {
	return a.act(ctx, crm.Sayf("Changed the checklist"), func(tx crm.Tx) error {
		r, err := tx.Get(ref)
		if err != nil {
			return err
		}
		text := crm.Checklist(change(crm.Steps(r.Text("checklist"))))
		return tx.Put(crm.Record{Entity: ref.Entity, ID: ref.ID, Values: crm.Values{"checklist": text}})
	})
}
