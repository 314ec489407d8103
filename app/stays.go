package app

import (
	"context"
	"maps"
	"slices"
	"strings"

	"satchel/app/crm"
)

// Stay is something that the connected CRM cannot store, so that it stays in this database: all records of an entity, those with one
// answer, the values of a field, or one answer of a field.
type Stay struct {
	Entity string   `json:"entity"`
	Field  string   `json:"field,omitempty"`
	Value  string   `json:"value,omitempty"`
	Whole  bool     `json:"records"`      // the records stay, not only values
	Of     []string `json:"of,omitempty"` // of files: the entities whose files stay
	As     string   `json:"as,omitempty"` // what the CRM keeps in place of the value
	N      int64    `json:"n"`            // records concerned
}

// Where is the filter that finds the records concerned; nil for all.
func (s Stay) Where() crm.Expr {
	switch {
	case s.Value != "":
		return crm.Where(s.Field, crm.Eq, s.Value)
	case s.Field != "":
		return crm.Where(s.Field, crm.NotEmpty)
	}
	return nil
}

// Sentence says it with its number: "Tags of contacts (340)".
func (s Stay) Sentence(c *crm.Catalog) crm.Said {
	e, err := c.Entity(s.Entity)
	if err != nil {
		return crm.Sayf("%s", s.Entity)
	}
	things, all := crm.Term(strings.ToLower(e.Plural)), crm.Term(e.Plural)
	f := crm.Field{}
	if s.Field != "" {
		f, _ = e.Field(s.Field)
	}
	option, _ := f.Option(s.Value)
	label, answer := crm.Term(f.Label), crm.Term(option.Label)
	switch {
	case len(s.Of) > 0:
		return crm.Sayf("%s of %s (%d)", all, plurals(c, s.Of), s.N)
	case s.Value != "" && s.As != "":
		return crm.Sayf("%s “%s” of %s, there “%s” (%d)", label, answer, things, s.As, s.N)
	case s.Value != "" && s.Whole:
		return crm.Sayf("%s with the answer “%s” in %s (%d)", all, answer, label, s.N)
	case s.Value != "":
		return crm.Sayf("%s “%s” of %s (%d)", label, answer, things, s.N)
	case s.Field != "":
		return crm.Sayf("%s of %s (%d)", label, things, s.N)
	}
	return crm.Sayf("%s (%d)", all, s.N)
}

// Stays draws from the catalog and what the CRM can store what stays here. It counts nothing.
func Stays(c *crm.Catalog, cov Coverage) []Stay {
	var out []Stay
	for _, e := range c.Entities() {
		feeds := slices.DeleteFunc(slices.Clone(cov.Feeds), func(f Feed) bool { return f.Entity != e.Name })
		if len(feeds) == 0 {
			out = append(out, Stay{Entity: e.Name, Whole: true})
			continue
		}
		if of := filesStaying(e, cov); len(of) > 0 {
			out = append(out, Stay{Entity: e.Name, Whole: true, Of: of})
		}
		for _, f := range e.Fields {
			holding := slices.DeleteFunc(slices.Clone(feeds), func(feed Feed) bool { return !slices.Contains(feed.Fields, f.Name) })
			switch {
			case f.Name == crm.FieldID || f.Name == crm.FieldModifiedAt || f.Name == crm.FieldCreatedAt || e.Name == "user":
			case len(holding) == 0 && !f.ReadOnly:
				out = append(out, Stay{Entity: e.Name, Field: f.Name})
			case len(holding) > 0 && f.Kind == crm.Choice:
				out = append(out, staying(e, f, holding, cov)...)
			}
		}
	}
	return out
}

// filesStaying names the entities whose files the CRM cannot hold.
func filesStaying(e *crm.Entity, cov Coverage) []string {
	about, _ := e.Field("about")
	if e.Name != "file" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(about.To), func(entity string) bool {
		return slices.ContainsFunc(cov.Feeds, func(f Feed) bool { return f.Entity == entity && f.Files })
	})
}

// plurals lists entities in a sentence: "contacts, leads and deals".
func plurals(c *crm.Catalog, names []string) crm.Said {
	var said crm.Said
	for i, name := range names {
		if e, err := c.Entity(name); err == nil {
			name = strings.ToLower(e.Plural)
		}
		switch i {
		case 0:
			said = crm.Sayf("%s", crm.Term(name))
		case len(names) - 1:
			said = crm.Sayf("%s and %s", said, crm.Term(name))
		default:
			said = crm.Sayf("%s, %s", said, crm.Term(name))
		}
	}
	return said
}

// staying finds the answers of a field that the feeds cannot hold as they are.
func staying(e *crm.Entity, f crm.Field, feeds []Feed, cov Coverage) []Stay {
	var out []Stay
	home := map[string]string{} // answers that decide where a record goes
	for _, o := range f.Options {
		if feed, ok := cov.FeedOf(linked(e, crm.Values{f.Name: o.Value})); ok {
			home[o.Value] = feed
		}
	}
	for _, o := range f.Options {
		if _, ok := home[o.Value]; !ok && len(home) > 0 {
			out = append(out, Stay{Entity: e.Name, Field: f.Name, Value: o.Value, Whole: true})
			continue
		}
		kept, as := false, ""
		for _, feed := range feeds {
			if h := home[o.Value]; h != "" && h != feed.Name {
				continue
			}
			v, _ := cov.Canon(feed.Name, f.Name, o.Value).(string)
			kept = kept || v == o.Value
			as = v
		}
		if !kept {
			if other, ok := f.Option(as); ok && as != "" {
				as = other.Label
			}
			out = append(out, Stay{Entity: e.Name, Field: f.Name, Value: o.Value, As: as})
		}
	}
	return out
}

// linked is a record that lacks no link: some can be held there only with what they are about.
func linked(e *crm.Entity, values crm.Values) crm.Record {
	for _, f := range e.Fields {
		if f.Kind == crm.Link {
			values[f.Name] = "-"
		}
	}
	return crm.Record{Entity: e.Name, Values: values}
}

// Stays lists what the connected CRM cannot store, with the number of records concerned; nil without a connection.
func (a *App) Stays(ctx context.Context) ([]Stay, error) {
	cov, err := a.Sync.Coverage(ctx)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list := Stays(a.Catalog(), cov)
	for i, s := range list {
		if len(s.Of) > 0 {
			if list[i].N, err = a.filesOf(ctx, s.Of); err != nil {
				return nil, err
			}
			continue
		}
		if list[i].N, err = a.Count(ctx, crm.Query{Entity: s.Entity, Where: s.Where()}); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// filesOf counts the files of the records of some entities.
func (a *App) filesOf(ctx context.Context, entities []string) (n int64, _ error) {
	about := map[string]int64{}
	err := a.Each(ctx, crm.Query{Entity: "file"}, func(r crm.Record) error {
		about[r.Text("about")]++
		return nil
	})
	if err != nil || len(about) == 0 {
		return 0, err
	}
	for _, entity := range entities {
		known, err := a.Titles(ctx, entity, slices.Collect(maps.Keys(about)))
		if err != nil {
			return 0, err
		}
		for id := range known {
			n += about[id]
		}
	}
	return n, nil
}
