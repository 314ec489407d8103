package present

import (
	"context"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Detail is everything that a record's page shows.
type Detail struct {
	Entity   *crm.Entity
	Record   crm.Record
	Title    string
	Subtitle string
	Tags     []Cell   // what is open, what it is worth, who spoke last
	Facts    []Fact   // fields that are set, in the order of the form
	Unset    []Fact   // the others
	Related  []Group  // people of an organisation, former employers, ...
	Files    []File   // attached to it, newest first
	Times    []Time   // of a ticket: what is due, and why
	Messages []Event  // of a ticket, oldest first
	Ready    []Ready  // what it can be answered with
	Others   []Line   // further open tickets of the same customer
	Events   []Event  // the timeline, newest first
	Kinds    []string // that occur in it
	Kind     string   // of its events, "" = all
	Prefers  []Fact   // how a person wants to be reached; also what is not known of it
	Older    bool     // there is more of it
	Asked    []Asked  // open items of the inbox about it

	titles map[string]string // of linked records, by id
}

// Asked is an open item of the inbox about the record in view.
type Asked struct{ ID, Text string }

// Fact is one field with its value.
type Fact struct {
	Field    string // its name
	Editable bool   // by a person
	Label    string
	Cell     Cell
	Ref      crm.Ref  // what a click opens, zero for nothing
	Note     string   // from whom and when it is known, "" where nobody knows
	Links    []Link   // what clicks open outside, one for each address and number
	Day      crm.Date // of a time that the calendar shows, "" for others
	Asked    string   // the open item of the inbox about this field, "" = none
}

// Link is a text that opens something outside: mailto:, tel:, https:.
type Link struct{ Text, URL string }

// Group is a short list of related records under one heading.
type Group struct {
	Folded bool // shown on demand only: it is long, and the timeline comes first
	Title  string
	Lines  []Line
	More   int64  // records that are not among the lines
	Filter string // finds all of them
	Entity string // that can be made new here, "" for none
	With   string // what a new one begins with: see [With]
}

// With writes values that a new record begins with, as a route has them: names and values in turn.
func With(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v.Encode()
}

// Line is one related record.
type Line struct {
	Ref  crm.Ref
	Text string
	Note string
	Why  string // a sentence of explanation, "" for none
}

// LoadDetail reads a record and all around it, with so many events of its timeline; kind "" = of all kinds.
func LoadDetail(ctx context.Context, a *app.App, ref crm.Ref, kind string, events int, now time.Time) (Detail, error) {
	e, err := a.Catalog().Entity(ref.Entity)
	if err != nil {
		return Detail{}, err
	}
	r, err := a.Get(ctx, ref)
	if err != nil {
		return Detail{}, err
	}
	titles, err := Titles(ctx, a, e, r)
	if err != nil {
		return Detail{}, err
	}
	d := Detail{Entity: e, Record: r, Title: Title(e, r), Kind: kind, titles: titles}
	scene := Scene{Now: now, Titles: titles}
	d.Subtitle = scene.Subtitle(e, r)
	d.facts(scene, a.Catalog())
	if d.Tags, err = tags(ctx, a, e, r, scene); err != nil {
		return Detail{}, err
	}
	if d.Related, err = related(ctx, a, e, r, now); err != nil {
		return Detail{}, err
	}
	if d.Files, err = files(ctx, a, r, now); err != nil {
		return Detail{}, err
	}
	if d.Times, err = times(ctx, a, r, now); err != nil {
		return Detail{}, err
	}
	if d.Messages, err = messages(ctx, a, ref, now); err != nil {
		return Detail{}, err
	}
	if d.Ready, err = ready(ctx, a, r); err != nil {
		return Detail{}, err
	}
	if d.Others, err = others(ctx, a, e, r); err != nil {
		return Detail{}, err
	}
	if err := d.questions(ctx, a); err != nil {
		return Detail{}, err
	}
	if err := d.preferences(ctx, a, now); err != nil {
		return Detail{}, err
	}
	d.Events, d.Kinds, d.Older, err = LoadEvents(ctx, a, ref, kind, events, now)
	return d, err
}

// Amended is the same record with other values of its own, as far as they can be shown without reading anything; what is around it stays as
// it was read. False if a link is another one, or a preference, which is shown with who knows it.
func (d Detail) Amended(c *crm.Catalog, r crm.Record, now time.Time) (Detail, bool) {
	asked := map[string]string{}
	for _, f := range slices.Concat(d.Facts, d.Unset) {
		asked[f.Field] = f.Asked
	}
	for _, f := range d.Entity.Fields {
		if same := reflect.DeepEqual(d.Record.Get(f.Name), r.Get(f.Name)); !same && (len(f.To) > 0 || slices.Contains(preferred, f.Name)) {
			return d, false
		}
	}
	scene, prefers := Scene{Now: now, Titles: d.titles}, d.Prefers
	d.Record, d.Title, d.Subtitle = r, Title(d.Entity, r), scene.Subtitle(d.Entity, r)
	d.Facts, d.Unset = nil, nil
	d.facts(scene, c)
	d.Prefers = prefers
	for _, list := range [][]Fact{d.Facts, d.Unset} {
		for i, f := range list {
			list[i].Asked = asked[f.Field]
		}
	}
	return d, true
}

// questions marks the fields and the record about which the inbox asks.
func (d *Detail) questions(ctx context.Context, a *app.App) error {
	list, err := a.Asked(ctx, d.Record.Ref())
	if err != nil {
		return err
	}
	for i, c := range list {
		text := words.T("1 open conflict")
		if i > 0 {
			text = words.T("1 more open conflict")
		}
		if c.Group != "" {
			text = words.T("%s about %s", text, asker{}.group(d.Entity, c.Group))
		}
		d.Asked = append(d.Asked, Asked{ID: c.ID, Text: text})
		for _, name := range d.Entity.Group(c.Group) {
			f, _ := d.Entity.Field(name)
			for _, facts := range [][]Fact{d.Facts, d.Unset} {
				for n := range facts {
					if c.Group != "" && facts[n].Field == f.Name {
						facts[n].Asked = c.ID
					}
				}
			}
		}
	}
	return nil
}

// Subtitle says in a few words who or what the record is.
func (s Scene) Subtitle(e *crm.Entity, r crm.Record) string {
	var parts []string
	for _, name := range e.Subtitle {
		if text := s.subtitle(e, name, r); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " · ")
}

// subtitle is what one field says in it, "" for nothing.
func (s Scene) subtitle(e *crm.Entity, name string, r crm.Record) string {
	f, ok := e.Field(name)
	if !ok {
		return ""
	}
	if f.Kind == crm.Postal {
		return r.Address(name).City
	}
	text := s.Text(f, r)
	if name == "number" && text != "" {
		text = words.T(e.Label) + " " + text
	}
	return text
}

// facts fills the fields of the form, and own fields after them.
func (d *Detail) facts(s Scene, c *crm.Catalog) {
	skip := map[string]bool{}
	for _, name := range d.Entity.Title {
		skip[name] = true
	}
	if skip["name"] {
		skip["first_name"], skip["last_name"] = true, true
	}
	for _, f := range FormFields(d.Entity) {
		if skip[f.Name] || isCurrency(d.Entity, f.Name) || f.Name == "checklist" || d.Entity.Name == "article" && f.Name == "body" { // which have places of their own
			continue
		}
		fact := s.fact(d.Entity, f, d.Record, c)
		if slices.Contains(preferred, f.Name) {
			d.Prefers = append(d.Prefers, fact)
			continue
		}
		if fact.Cell.Text == "" || fact.Cell.Text == words.T("none") {
			d.Unset = append(d.Unset, Fact{Field: f.Name, Editable: fact.Editable, Label: words.T(f.Label), Cell: Cell{Text: words.T("not set"), Dim: true}})
			continue
		}
		d.Facts = append(d.Facts, fact)
	}
}

// FormFields lists the fields of the form in its order, then the own ones and those that rules set.
func FormFields(e *crm.Entity) []crm.Field {
	var out []crm.Field
	seen := map[string]bool{crm.FieldID: true, crm.FieldCreatedAt: true, crm.FieldModifiedAt: true, "name": true, "outside_id": true}
	for _, row := range e.Form {
		for _, name := range row {
			if f, ok := e.Field(name); ok {
				out = append(out, f)
				seen[name] = true
			}
		}
	}
	for _, f := range e.Fields {
		if !seen[f.Name] && (f.Own || f.ReadOnly) {
			out = append(out, f)
		}
	}
	return out
}

func isCurrency(e *crm.Entity, name string) bool {
	for _, f := range e.Fields {
		if f.Currency == name {
			return true
		}
	}
	return false
}

// Links are what a value opens outside: each of its addresses and numbers.
func Links(f crm.Field, r crm.Record) []Link {
	var out []Link
	switch f.Kind {
	case crm.URL:
		if v := r.Text(f.Name); strings.Contains(v, "://") {
			out = append(out, Link{v, v})
		} else if v != "" {
			out = append(out, Link{v, "https://" + v})
		}
	case crm.Phones, crm.Emails:
		scheme := map[crm.Kind]string{crm.Phones: "tel:", crm.Emails: "mailto:"}[f.Kind]
		for _, a := range r.Reaches(f.Name) {
			out = append(out, Link{strings.TrimSpace(a.Value + " " + a.Label), scheme + strings.ReplaceAll(a.Value, " ", "")})
		}
	}
	return out
}

func (s Scene) fact(e *crm.Entity, f crm.Field, r crm.Record, c *crm.Catalog) Fact {
	fact := Fact{Field: f.Name, Editable: !f.ReadOnly && !e.Locked(r), Label: words.T(f.Label), Cell: s.Cell(e, f, r)}
	fact.Cell.Dim = false
	fact.Links = Links(f, r)
	switch v := r.Get(f.Name).(type) {
	case string:
		switch {
		case f.Kind == crm.Link && len(f.To) > 0 && f.To[0] != "user" && s.Titles[v] != "":
			fact.Ref = crm.Ref{ID: v}
			if len(f.To) == 1 {
				fact.Ref.Entity = f.To[0]
			}
		}
	case crm.Instant:
		if f.ReadOnly && v != 0 {
			fact.Cell.Text = Exact(v, s.Now.Location())
		}
		if v != 0 && f.Name == agenda.Field(e) {
			fact.Day = crm.DateOf(v.Time().In(s.Now.Location()))
		}
	}
	return fact
}
