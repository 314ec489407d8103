package app

import (
	"context"

	"satchel/app/crm"
)

// NextStep is what shall happen next with a customer; an empty Text leaves what is planned as it is.
type NextStep struct {
	Text string
	At   crm.Instant // 0 = no time set
}

// Log stores an activity and sets the next step of the record that it is about, as one action. about is the contact, lead or deal
// whose next step is set; zero for none.
func (a *App) Log(ctx context.Context, activity crm.Record, about crm.Ref, next NextStep) (crm.Batch, error) {
	return a.act(ctx, "Logged "+activity.Text("subject"), func(tx crm.Tx) error {
		activity = activity.Clone()
		activity.ID = tx.NewID()
		if activity.Instant("at") == 0 {
			activity.Set("at", tx.Now())
		}
		if err := tx.Put(activity); err != nil {
			return err
		}
		e, err := a.Catalog().Entity(about.Entity)
		if about.ID == "" || next.Text == "" || err != nil || !e.Has("next_step") {
			return nil
		}
		r := crm.NewRecord(about.Entity, about.ID)
		r.Set("next_step", next.Text)
		r.Set("next_step_at", nil)
		if next.At != 0 {
			r.Set("next_step_at", next.At)
		}
		return tx.Put(r)
	})
}

// Change stores new values of one record as an action with a name of its own; values that are missing stay.
func (a *App) Change(ctx context.Context, label string, ref crm.Ref, values crm.Values) (crm.Batch, error) {
	return a.act(ctx, label, func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: ref.Entity, ID: ref.ID, Values: values})
	})
}
