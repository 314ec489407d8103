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
// whose next step is set; for anything else, and for the zero Ref, the next step becomes a task.
func (a *App) Log(ctx context.Context, activity crm.Record, about crm.Ref, next NextStep) (crm.Batch, error) {
	label := crm.Sayf("Logged %s", activity.Text("subject"))
	if !activity.Bool("done") {
		label = crm.Sayf("Planned %s", activity.Text("subject"))
	}
	return a.act(ctx, label, func(tx crm.Tx) error {
		activity = activity.Clone()
		activity.ID = tx.NewID()
		if activity.Instant("at") == 0 {
			activity.Set("at", a.moment(tx.Now(), activity))
		}
		if err := tx.Put(activity); err != nil {
			return err
		}
		if next.Text == "" {
			return nil
		}
		e, err := a.Catalog().Entity(about.Entity)
		if about.ID == "" || err != nil || !e.Has("next_step") {
			return tx.Put(taskOf(tx, activity, next))
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

// moment is when an activity is if nobody said so: now, and today without an hour for what is still to be done.
func (a *App) moment(now crm.Instant, activity crm.Record) crm.Instant {
	if activity.Bool("done") || activity.Text("kind") != "task" {
		return now
	}
	return crm.InstantOf(crm.DateOf(now.Time().In(a.Zone)).In(a.Zone))
}

// taskOf keeps a next step as a task where no record can hold it.
func taskOf(tx crm.Tx, activity crm.Record, next NextStep) crm.Record {
	task := crm.NewRecord("activity", tx.NewID())
	for _, name := range []string{"contact", "organisation", "about", crm.FieldOwner} {
		task.Set(name, activity.Get(name))
	}
	task.Set("kind", "task")
	task.Set("subject", next.Text)
	task.Set("done", false)
	if next.At != 0 {
		task.Set("at", next.At)
	}
	return task
}

// Change stores new values of one record as an action with a name of its own; values that are missing stay.
func (a *App) Change(ctx context.Context, label string, ref crm.Ref, values crm.Values) (crm.Batch, error) {
	return a.change(ctx, crm.Sayf("%s", label), ref, values)
}

func (a *App) change(ctx context.Context, label crm.Said, ref crm.Ref, values crm.Values) (crm.Batch, error) {
	return a.act(ctx, label, func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: ref.Entity, ID: ref.ID, Values: values})
	})
}
