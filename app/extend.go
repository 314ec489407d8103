package app

import (
	"context"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Feed is one kind of object of the connected CRM, as far as it concerns what can be stored there.
type Feed struct {
	Name   string
	Entity string      // ours
	Fields []string    // our fields that it holds
	Files  bool        // its records can have files there
	Own    []crm.Field // what its administrator added and we can hold: own fields, and further answers of fields of ours

	Define  bool     // the person may add to Own
	Keep    bool     // but take nothing away from it
	Dropped []string // what was among Own and was taken away there: names of own fields, and "field=value" of answers
}

// Coverage is what the connected CRM can store.
type Coverage struct {
	Feeds  []Feed
	Canon  func(feed, field string, value any) any // form in which a value comes back
	FeedOf func(r crm.Record) (string, bool)       // the feed of a new record; false: it stays here
	Erases bool                                    // what is deleted there is gone; otherwise its values stay there
	Shapes bool                                    // its users add fields themselves: what one adds all take, and nobody is asked
}

// Addition is something that the CRM's administrator added and this database does not have: a field, or answers of a field.
type Addition struct {
	Entity string    `json:"entity"`
	Field  crm.Field `json:"field"`
}

// Key names an addition for a person's choice: "contact.x_shoe_size".
func (a Addition) Key() string { return a.Entity + "." + a.Field.Name }

// Sentence says what would be added: "Contacts: the field Shoe size", "Leads: 2 further answers of Status (Nurturing, Parked)".
func (a Addition) Sentence(c *crm.Catalog) crm.Said {
	plural, label := crm.Term(a.Entity), crm.Term(a.Field.Label)
	if e, err := c.Entity(a.Entity); err == nil {
		plural = crm.Term(e.Plural)
		if !e.Has(a.Field.Name) || a.Field.Shared {
			return crm.Sayf("%s: the field %s", plural, label)
		}
	}
	var words []string
	for _, o := range a.Field.Options {
		if words = append(words, o.Label); len(words) == 5 && len(a.Field.Options) > 6 {
			words = append(words, "…")
			break
		}
	}
	n, list := len(a.Field.Options), strings.Join(words, ", ")
	switch picked := a.Field.Kind == crm.Text; {
	case picked && n == 1:
		return crm.Sayf("%s: one word to pick for %s (%s)", plural, label, list)
	case picked:
		return crm.Sayf("%s: %d words to pick for %s (%s)", plural, n, label, list)
	case n == 1:
		return crm.Sayf("%s: one further answer of %s (%s)", plural, label, list)
	}
	return crm.Sayf("%s: %d further answers of %s (%s)", plural, n, label, list)
}

// Offers compares what the CRM's administrator added with the catalog, in the catalog's order.
func Offers(c *crm.Catalog, feeds []Feed) []Addition {
	var out []Addition
	for _, e := range c.Entities() {
		var all []crm.Field
		for _, f := range feeds {
			if f.Entity == e.Name {
				all = append(all, f.Own...)
			}
		}
		at := map[string]int{}
		for _, f := range e.Missing(all) {
			i, twice := at[f.Name]
			if !twice {
				at[f.Name] = len(out)
				out = append(out, Addition{e.Name, f})
				continue
			}
			have := &out[i].Field // another kind of object has it too
			for _, o := range f.Options {
				known := func(h crm.Option) bool { return strings.EqualFold(h.Value, o.Value) }
				if have.Compatible(f) && !slices.ContainsFunc(have.Options, known) {
					have.Options = append(slices.Clone(have.Options), o)
				}
			}
		}
	}
	return out
}

// Offers lists what the connected CRM's administrator added and this database has not taken; none without a connection.
func (a *App) Offers(ctx context.Context) ([]Addition, error) {
	cov, err := a.Sync.Coverage(ctx)
	if crm.CodeOf(err) == crm.CodeNotFound || cov.Shapes {
		return nil, nil
	}
	return Offers(a.Catalog(), cov.Feeds), err
}

// Extend takes additions into the catalog. From the next exchange on their values go both ways; values of an own field that was here
// before are sent like edits, so that nothing here is cleared by an empty field there.
func (a *App) Extend(ctx context.Context, list []Addition) error {
	return a.Sync.Still(ctx, func(ctx context.Context) error { return a.TakeIn(ctx, list) })
}

// TakeIn is [App.Extend] for whoever sees to it that nothing is exchanged meanwhile.
func (a *App) TakeIn(ctx context.Context, list []Addition) error {
	byEntity := map[string][]crm.Field{}
	for _, add := range list {
		byEntity[add.Entity] = append(byEntity[add.Entity], add.Field)
	}
	for entity, fields := range byEntity {
		e, err := a.Catalog().Entity(entity)
		if err != nil {
			return err
		}
		missing := e.Missing(fields)
		if len(missing) == 0 {
			continue
		}
		for _, f := range missing { // first: were the field shared already, a reading would clear what is not marked
			if f.Shared && e.Has(f.Name) {
				if err := a.markKept(ctx, entity, f.Name); err != nil {
					return err
				}
			}
		}
		if err := a.SetOwnFields(ctx, entity, e.AddedWith(missing)); err != nil {
			return err
		}
	}
	return nil
}

// markKept makes the values that a field has here wait to be sent.
func (a *App) markKept(ctx context.Context, entity, field string) error {
	var ids []string
	err := a.Each(ctx, crm.Query{Entity: entity, Where: crm.Where(field, crm.NotEmpty)}, func(r crm.Record) error {
		ids = append(ids, r.ID)
		return nil
	})
	for len(ids) > 0 && err == nil {
		n := min(len(ids), 100)
		err = a.Replicate(ctx, func(tx replica.Tx) error {
			for _, id := range ids[:n] {
				item, err := tx.Item(crm.Ref{Entity: entity, ID: id})
				if err != nil {
					return err
				}
				marked := slices.ContainsFunc(item.Edits, func(e replica.Edit) bool { return e.Group == field })
				if item.RemoteID == "" || item.Deleted || marked {
					continue
				}
				item.Edits = append(item.Edits, replica.Edit{Group: field, Gen: 1, Base: crm.Values{field: nil}})
				if err := tx.SaveItem(item); err != nil {
					return err
				}
			}
			return nil
		})
		ids = ids[n:]
	}
	return err
}

// Lost lists the own fields that the CRM had and no longer has, or has in another kind.
func Lost(c *crm.Catalog, feeds []Feed) []Addition {
	var out []Addition
	for _, e := range c.Entities() {
		here, offered := false, map[string]bool{}
		for _, f := range feeds {
			if f.Entity == e.Name {
				here = true
				for _, own := range f.Own {
					offered[own.Name] = true
				}
			}
		}
		for _, f := range e.Fields {
			if here && f.Shared && !offered[f.Name] {
				out = append(out, Addition{e.Name, f})
			}
		}
	}
	return out
}

// Part ends the exchange of own fields that the CRM no longer has. Their values stay here, and a later field of the same name there
// is an offer again, so that its emptiness clears nothing.
func (a *App) Part(ctx context.Context, lost []Addition) error {
	for _, gone := range lost {
		e, err := a.Catalog().Entity(gone.Entity)
		if err != nil {
			return err
		}
		added := e.Added()
		for i := range added {
			if added[i].Name == gone.Field.Name {
				added[i].Shared = false
			}
		}
		if err := a.SetOwnFields(ctx, e.Name, added); err != nil {
			return err
		}
	}
	return nil
}
