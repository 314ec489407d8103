package app

import (
	"context"
	"slices"
	"strings"

	"satchel/app/crm"
)

// Agreement is what is to be done so that this database and a CRM whose users add fields themselves have the same additions.
type Agreement struct {
	Take   []Addition            // into the catalog here
	Leave  map[string][]string   // by entity: to be taken out of the catalog here, because somebody took it away; values stay stored
	Lost   []Addition            // no longer there although nobody took it away, as after a restored backup: to be offered anew
	Define map[string]Definition // by feed: to be told there
}

// Definition is what is added to and taken from a feed's additions.
type Definition struct {
	Add  []crm.Field
	Drop []string // names of own fields, and "field=value" of answers
}

// Agree compares the catalog with what the CRM has. agreed are the additions on which both agreed last, as [Agreed] names them: what is
// among them and missing on one side was taken away there.
func Agree(c *crm.Catalog, feeds []Feed, agreed []string) Agreement {
	out := Agreement{Leave: map[string][]string{}, Define: map[string]Definition{}}
	was := func(entity, what string) bool { return slices.Contains(agreed, entity+"."+what) }
	for _, f := range feeds {
		e, err := c.Entity(f.Entity)
		if err != nil || f.Own == nil {
			continue
		}
		here, there := additions(e.Added()), additions(f.Own)
		var d Definition
		for _, what := range there {
			if !slices.Contains(here, what) && was(e.Name, what) && f.Define && !f.Keep {
				d.Drop = append(d.Drop, what)
			}
		}
		left := func(what string) bool {
			return !slices.Contains(there, what) && slices.Contains(f.Dropped, what) && was(e.Name, what)
		}
		for _, what := range here {
			if left(what) {
				out.Leave[e.Name] = append(out.Leave[e.Name], what)
			}
		}
		if f.Define {
			d.Add = lacking(e, f, out.Leave[e.Name])
		}
		if len(d.Add)+len(d.Drop) > 0 {
			out.Define[f.Name] = d
		}
		for _, a := range Offers(c, []Feed{f}) {
			if a.Field = remaining(a.Field, d.Drop); a.Field.Name != "" {
				out.Take = append(out.Take, a)
			}
		}
		for _, a := range Lost(c, []Feed{f}) {
			if !slices.Contains(out.Leave[e.Name], a.Field.Name) {
				out.Lost = append(out.Lost, a)
			}
		}
	}
	return out
}

// Reshape gives an entity the additions that a person wants it to have. What the team shares, and the person may not take away from it,
// is CodeDenied.
func (a *App) Reshape(ctx context.Context, entity string, fields []crm.Field) error {
	e, err := a.Catalog().Entity(entity)
	if err != nil {
		return err
	}
	cov, err := a.Sync.Coverage(ctx)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return err
	}
	here, left := additions(e.Added()), additions(fields)
	for _, f := range cov.Feeds {
		for _, what := range additions(f.Own) {
			if f.Entity == entity && f.Keep && slices.Contains(here, what) && !slices.Contains(left, what) {
				return crm.Errorf(crm.CodeDenied, "Only an owner of the hub may take a field or an answer away from the team. You may add some.")
			}
		}
	}
	return a.SetOwnFields(ctx, entity, fields)
}

// lacking is what an entity has added and a feed has not, but for what is being left.
func lacking(e *crm.Entity, f Feed, leave []string) []crm.Field {
	with, err := crm.Base().With(e.Name, f.Own)
	if err != nil { // of a newer program: what can be added is not known
		return nil
	}
	there, err := with.Entity(e.Name)
	if err != nil {
		return nil
	}
	var out []crm.Field
	for _, field := range there.Missing(Without(e.Added(), leave)) {
		field.Shared = false
		if have, ok := there.Field(field.Name); ok && have.Name == field.Name && len(field.Options) == 0 {
			continue // only the tie is missing
		}
		out = append(out, field)
	}
	return out
}

// remaining is an offer without what is being taken away; the zero field if nothing is left.
func remaining(f crm.Field, drop []string) crm.Field {
	left := Without([]crm.Field{f}, drop)
	if len(left) == 0 {
		return crm.Field{}
	}
	return left[0]
}

// additions names what was added: own fields, and "field=value" of the answers of fields of ours.
func additions(added []crm.Field) []string {
	var out []string
	for _, f := range added {
		if strings.HasPrefix(f.Name, crm.OwnPrefix) {
			out = append(out, f.Name)
			continue
		}
		for _, o := range f.Options {
			out = append(out, f.Name+"="+o.Value)
		}
	}
	return out
}

// Without takes additions, by the names of [Definition.Drop], out of a list.
func Without(added []crm.Field, drop []string) []crm.Field {
	var out []crm.Field
	for _, f := range added {
		if slices.Contains(drop, f.Name) {
			continue
		}
		if !strings.HasPrefix(f.Name, crm.OwnPrefix) {
			f.Options = slices.DeleteFunc(slices.Clone(f.Options), func(o crm.Option) bool { return slices.Contains(drop, f.Name+"="+o.Value) })
			if len(f.Options) == 0 {
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

// Agreed names the additions that both sides have.
func Agreed(c *crm.Catalog, feeds []Feed) []string {
	var out []string
	for _, f := range feeds {
		e, err := c.Entity(f.Entity)
		if err != nil {
			continue
		}
		here := additions(e.Added())
		for _, what := range additions(f.Own) {
			if field, own := e.Field(what); slices.Contains(here, what) && (!own || !field.Own || field.Shared) {
				out = append(out, e.Name+"."+what)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
