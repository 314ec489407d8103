package app

import (
	"context"
	"fmt"
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

// Sentence says it with its number: "tags of contacts (340)".
func (s Stay) Sentence(c *crm.Catalog) string {
	e, err := c.Entity(s.Entity)
	if err != nil {
		return s.Entity
	}
	things, f := strings.ToLower(e.Plural), crm.Field{}
	if s.Field != "" {
		f, _ = e.Field(s.Field)
	}
	option, _ := f.Option(s.Value)
	switch label := lower(f.Label); {
	case len(s.Of) > 0:
		return fmt.Sprintf("%s of %s (%d)", things, plurals(c, s.Of), s.N)
	case s.Value != "" && s.As != "":
		return fmt.Sprintf("%s “%s” of %s, there “%s” (%d)", label, option.Label, things, s.As, s.N)
	case s.Value != "" && s.Whole:
		return fmt.Sprintf("%s of the %s “%s” (%d)", things, label, option.Label, s.N)
	case s.Value != "":
		return fmt.Sprintf("%s “%s” of %s (%d)", label, option.Label, things, s.N)
	case s.Field != "":
		return fmt.Sprintf("%s of %s (%d)", label, things, s.N)
	}
	return fmt.Sprintf("%s (%d)", things, s.N)
}

// lower makes a label fit inside a sentence, unless it is written in capitals.
func lower(label string) string {
	if len(label) > 1 && label[1] >= 'a' {
		return strings.ToLower(label[:1]) + label[1:]
	}
	return label
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
func plurals(c *crm.Catalog, names []string) string {
	words := slices.Clone(names)
	for i, name := range names {
		if e, err := c.Entity(name); err == nil {
			words[i] = strings.ToLower(e.Plural)
		}
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
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
