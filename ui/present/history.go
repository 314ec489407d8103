package present

import (
	"context"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Past is one change of a record, and each field before and after.
type Past struct {
	ID     int64
	When   string
	What   string // who did what
	Fields []PastField
	// CanUndo tells that this change alone can be taken back.
	CanUndo bool
}

// PastField is one field of a change.
type PastField struct{ Label, Before, After string }

// LoadHistory reads the last changes of a record, newest first.
func LoadHistory(ctx context.Context, a *app.App, ref crm.Ref, limit int, now time.Time) ([]Past, error) {
	changes, err := a.History(ctx, ref, limit)
	if err != nil {
		return nil, err
	}
	e, err := a.Catalog().Entity(ref.Entity)
	if err != nil {
		return nil, err
	}
	var people []string
	shadow := make([]crm.Record, 0, 2*len(changes)) // the values as records, so that links find their titles
	for _, c := range changes {
		people = append(people, c.Who)
		before, after := crm.NewRecord(ref.Entity, ref.ID), crm.NewRecord(ref.Entity, ref.ID)
		for _, f := range c.Fields {
			before.Set(f.Field, f.Before)
			after.Set(f.Field, f.After)
		}
		shadow = append(shadow, before, after)
	}
	titles, err := Titles(ctx, a, e, shadow...)
	if err != nil {
		return nil, err
	}
	who, err := a.Titles(ctx, "user", people)
	if err != nil {
		return nil, err
	}
	scene := Scene{Now: now, Titles: titles}
	out := make([]Past, len(changes))
	for i, c := range changes {
		out[i] = scene.past(e, c, who[c.Who])
	}
	return out, nil
}

func (s Scene) past(e *crm.Entity, c crm.Change, who string) Past {
	if who == "" {
		who = sourceName(c.Source)
	}
	p := Past{ID: c.ID, When: Exact(c.At, s.Now.Location()), What: whatHappened(c, who)}
	if c.Kind == crm.Deleted {
		return p
	}
	p.CanUndo = c.Kind == crm.Updated
	for _, f := range c.Fields {
		if field, ok := e.Field(f.Field); ok && field.Name != crm.FieldModifiedAt {
			p.Fields = append(p.Fields, PastField{words.T(field.Label), s.or(field, f.Before), s.or(field, f.After)})
		}
	}
	return p
}

func (s Scene) or(f crm.Field, v any) string {
	if text := s.Value(f, v, ""); text != "" {
		return text
	}
	return words.T("nothing")
}

// whatHappened says who did what, and by what way where that is not by hand.
func whatHappened(c crm.Change, who string) string {
	switch kind := c.Kind; {
	case kind == crm.Deleted:
		return words.T("%s deleted it", who)
	case kind == crm.Created && c.Source == crm.FromImport:
		return words.T("%s added it by an import", who)
	case kind == crm.Created && c.Source == crm.FromUndo:
		return words.T("%s added it by undo", who)
	case kind == crm.Created:
		return words.T("%s added it", who)
	case c.Source == crm.FromImport:
		return words.T("%s changed it by an import", who)
	case c.Source == crm.FromUndo:
		return words.T("%s changed it by undo", who)
	}
	return words.T("%s changed it", who)
}

func sourceName(s crm.Source) string {
	switch s {
	case crm.FromSync:
		return words.T("The online CRM")
	case crm.FromImport:
		return words.T("An import")
	case crm.FromSample:
		return words.T("The sample data")
	case crm.FromUndo:
		return words.T("Undo")
	}
	return words.T("Somebody")
}

// Did says what an action did.
func Did(b crm.Batch) string {
	if said := words.Say(b.Said); said != "" {
		return said
	}
	return words.StoredLabel(b.Label)
}
