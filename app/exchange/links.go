package exchange

import (
	"context"
	"strings"

	"satchel/app/crm"
)

// fresh begins the value of a link to an organisation that the import will make; its name follows.
const fresh = "new:"

// links finds the records that a file names in its link columns: by our id, by the id of another program, by number, or by name.
type links struct {
	catalog *crm.Catalog
	entity  *crm.Entity
	found   map[string]map[string][]string // entity, folded name, at most two ids
	loose   bool                           // names that nobody has are left out, not refused
	missed  map[string]int                 // owners that are no users here, by name
}

func newLinks(c *crm.Catalog, e *crm.Entity) *links {
	return &links{catalog: c, entity: e, found: map[string]map[string][]string{}, missed: map[string]int{}}
}

// collect notes what a cell names.
func (l *links) collect(f crm.Field, text string) {
	for _, word := range cut(f, text) {
		if word = fold(word); word == "" || isID(word) {
			continue
		}
		for _, to := range f.To {
			if l.found[to] == nil {
				l.found[to] = map[string][]string{}
			}
			if _, ok := l.found[to][word]; !ok {
				l.found[to][word] = nil
			}
		}
	}
}

// cut lists the names in one cell; only a field of several links cuts at semicolons.
func cut(f crm.Field, text string) []string {
	if f.Kind != crm.Links {
		return []string{text}
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == ';' })
}

// load looks the names up, each entity in one stream.
func (l *links) load(ctx context.Context, store Store) error {
	for entity, names := range l.found {
		e, err := l.catalog.Entity(entity)
		if err != nil {
			return err
		}
		q := crm.Query{Entity: entity, Sort: []crm.Sort{{Field: crm.FieldID}}}
		for _, f := range append([]string{"outside_id", "number", "user_name", "emails"}, e.Title...) {
			if e.Has(f) {
				q.Fields = append(q.Fields, f)
			}
		}
		var done int64
		err = store.Each(ctx, q, func(r crm.Record) error {
			for _, name := range namesOf(e, r, q.Fields) {
				name = fold(name)
				if ids, ok := names[name]; ok && len(ids) < 2 && (len(ids) == 0 || ids[0] != r.ID) {
					names[name] = append(ids, r.ID)
				}
			}
			done++
			return Progress(nil).tick(ctx, done, 0)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// namesOf is everything that a file may call a record by.
func namesOf(e *crm.Entity, r crm.Record, fields []string) []string {
	names := []string{e.TitleOf(r)}
	for _, f := range fields {
		if s := r.Text(f); s != "" {
			names = append(names, s)
		}
		for _, reach := range r.Reaches(f) {
			names = append(names, reach.Value)
		}
	}
	return names
}

// resolve puts ids in the draft's values, or a fresh organisation. The error names the field.
func (l *links) resolve(d draft) error {
	for name, text := range d.links {
		f, _ := l.entity.Field(name)
		var ids []string
		for _, word := range cut(f, text) {
			id, err := l.one(f, strings.TrimSpace(word))
			if err != nil {
				return err
			}
			if id != "" {
				ids = append(ids, id)
			}
		}
		switch {
		case len(ids) == 0:
		case f.Kind == crm.Links:
			d.values[name] = ids
		default:
			d.values[name] = ids[0]
		}
	}
	return nil
}

func (l *links) one(f crm.Field, word string) (string, error) {
	if isID(word) {
		return word, nil // ours; its record may come with a later file
	}
	if word == "" || isAbsent(f.Kind, word) {
		return "", nil
	}
	for _, to := range f.To {
		switch ids := l.found[to][fold(word)]; len(ids) {
		case 0:
		case 1:
			return ids[0], nil
		default:
			if l.loose {
				return "", nil
			}
			if to != "organisation" {
				return "", crm.FieldErrorf(f.Name, "%s: there are several records named %q; use an id.", crm.Term(f.Label), clip(word))
			}
			return ids[0], nil
		}
	}
	switch {
	case l.loose:
		return "", nil
	case f.Name == crm.FieldOwner:
		l.missed[word]++
		return "", nil
	case len(f.To) == 1 && f.To[0] == "organisation":
		if err := (crm.Field{Name: f.Name, Label: f.Label, Kind: crm.Text}).Check(word); err != nil {
			return "", err
		}
		return fresh + word, nil
	}
	return "", crm.FieldErrorf(f.Name, "%s: there is no record named %q.", crm.Term(f.Label), clip(word))
}

// notes tells which owners nobody here is.
func (l *links) notes() []crm.Said {
	var out []crm.Said
	for name, n := range l.missed {
		out = append(out, crm.Sayf("%q is no user here: %d rows get no owner.", clip(name), n))
	}
	return out
}
