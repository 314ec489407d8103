package present

import (
	"context"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// TellApart gives what was found under one and the same title the subtitles of the records, which say who or what each is.
func TellApart(ctx context.Context, a *app.App, hits []crm.Hit, now time.Time) error {
	type named struct{ entity, title string }
	same := map[named][]int{}
	for i, h := range hits {
		if h.Why == "" {
			same[named{h.Entity, h.Title}] = append(same[named{h.Entity, h.Title}], i)
		}
	}
	for of, list := range same {
		if len(list) < 2 {
			continue
		}
		e, err := a.Catalog().Entity(of.entity)
		if err != nil {
			return err
		}
		records := make([]crm.Record, len(list))
		for n, i := range list {
			if records[n], err = a.Get(ctx, hits[i].Ref); err != nil && crm.CodeOf(err) != crm.CodeNotFound { // deleted meanwhile
				return err
			}
		}
		titles, err := Titles(ctx, a, e, records...)
		if err != nil {
			return err
		}
		for n, i := range list {
			hits[i].Why = Scene{Now: now, Titles: titles}.Subtitle(e, records[n])
		}
	}
	return nil
}
