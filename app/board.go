package app

import (
	"context"
	"slices"
	"strings"

	"satchel/app/crm"
)

// Move gives a record another answer of its stage or status, as one action named after it. Why is kept as the reason where the record
// has a field for it and it is not "".
func (a *App) Move(ctx context.Context, ref crm.Ref, field, to, why string) (crm.Batch, error) {
	e, err := a.Catalog().Entity(ref.Entity)
	if err != nil {
		return crm.Batch{}, err
	}
	r, err := a.Get(ctx, ref)
	if err != nil {
		return crm.Batch{}, err
	}
	f, _ := e.Field(field)
	answer := to
	if o, ok := f.Option(to); ok {
		answer = o.Label
	}
	values := crm.Values{field: to}
	if e.Has("lost_reason") && why != "" {
		values["lost_reason"] = why
	}
	return a.change(ctx, crm.Sayf("Moved %s to %s", e.TitleOf(r), crm.Term(answer)), ref, values)
}

// AddAnswer adds a word to those that a field offers; one that it offers already changes nothing.
func (a *App) AddAnswer(ctx context.Context, entity, field, word string) error {
	e, err := a.Catalog().Entity(entity)
	if err != nil {
		return err
	}
	word = strings.TrimSpace(word)
	f, _ := e.Field(field)
	if word == "" || slices.ContainsFunc(f.Options, func(o crm.Option) bool { return strings.EqualFold(o.Value, word) }) {
		return nil
	}
	if err := f.Check(word); err != nil && f.Kind == crm.Text {
		return err
	}
	more := crm.Field{Name: field, Label: f.Label, Kind: f.Kind, Options: []crm.Option{{Value: word, Label: word}}}
	return a.SetOwnFields(ctx, e.Name, e.AddedWith([]crm.Field{more}))
}
