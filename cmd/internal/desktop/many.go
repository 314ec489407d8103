package desktop

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/sample"
)

// many is how many contacts a large team has in the pictures.
const many = 100_000

// Many adds 100,000 contacts with their organisations.
func Many(ctx context.Context, a *app.App) error {
	g := sample.Generator{Seed: 1, Counts: sample.Counts{Organisations: many / 20, Contacts: many}, Now: Moment}
	_, err := a.Do(ctx, crm.Action{Label: "Many contacts", Source: crm.FromSync}, func(tx crm.Tx) error {
		return g.Each(func(list []crm.Record) error {
			for _, r := range list {
				if err := tx.Put(r); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return err
}
