package app

import (
	"context"

	"satchel/app/crm"
)

// usualTargets are how soon tickets are answered and solved in many a team, in minutes of working time.
var usualTargets = []struct {
	priority              string
	answer, update, solve int64
}{
	{"Urgent", 30, 120, 4 * 60},
	{"High", 60, 4 * 60, 8 * 60},
	{"Normal", 4 * 60, 16 * 60, 24 * 60},
	{"Low", 8 * 60, 0, 40 * 60},
}

// UseUsualTargets makes working hours from Monday to Friday in the user's zone and a target for each priority, as one action: a
// beginning to be changed.
func (a *App) UseUsualTargets(ctx context.Context) (crm.Batch, error) {
	zone := ""
	if a.Zone != nil && a.Zone.String() != "Local" {
		zone = a.Zone.String()
	}
	return a.act(ctx, crm.Sayf("Added targets"), func(tx crm.Tx) error {
		e, err := a.Catalog().Entity("schedule")
		if err != nil {
			return err
		}
		hours := e.New(tx.NewID())
		hours.Set("name", "Office")
		hours.Set("zone", zone)
		if err := tx.Put(hours); err != nil {
			return err
		}
		for _, u := range usualTargets {
			t := crm.NewRecord("target", tx.NewID())
			t.Values = crm.Values{
				"name": u.priority, "priority": u.priority, "schedule": hours.ID,
				"answer_within": u.answer * 60, "update_within": u.update * 60, "solve_within": u.solve * 60,
			}
			if err := tx.Put(t); err != nil {
				return err
			}
		}
		return nil
	})
}
