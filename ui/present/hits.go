package present

import (
	"context"
	"slices"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// TellApart gives what was found under one and the same title what says which record each is: of what their subtitles are made of the first
// that no two of them share, or else all of it.
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
		ids := make([]string, len(list))
		for n, i := range list {
			ids[n] = hits[i].ID
		}
		found, err := a.List(ctx, crm.Query{Entity: of.entity, Where: crm.Where(crm.FieldID, crm.In, ids...), Limit: len(ids)})
		if err != nil {
			return err
		}
		records := make([]crm.Record, len(list))
		for _, r := range found { // one that was deleted meanwhile is not among them
			records[slices.Index(ids, r.ID)] = r
		}
		titles, err := Titles(ctx, a, e, records...)
		if err != nil {
			return err
		}
		for n, text := range (Scene{Now: now, Titles: titles}).apart(e, records) {
			hits[list[n]].Why = text
		}
	}
	return nil
}

// apart are texts that say which of some records of one title each is.
func (s Scene) apart(e *crm.Entity, records []crm.Record) []string {
	texts := make([]string, len(records))
	for _, name := range e.Subtitle {
		seen := map[string]bool{"": true}
		for i, r := range records {
			texts[i] = s.subtitle(e, name, r)
			seen[texts[i]] = true
		}
		if len(seen) == len(records)+1 {
			return texts
		}
	}
	for i, r := range records {
		texts[i] = s.Subtitle(e, r)
	}
	return texts
}
