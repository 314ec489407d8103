package form

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/present"
	"satchel/ui/words"
)

// pause is how long typing has to rest before a search begins.
const pause = 120 * time.Millisecond

// Link edits a link to another record: typing finds it, and what does not exist yet can be made on the spot.
type Link struct {
	env     Env
	field   crm.Field
	id      string
	title   string // of id
	input   *Input
	found   *fyne.Container
	all     *fyne.Container
	latest  async.Latest
	stop    func()
	changed func()
	finds   bool // offers no new records
}

// NewLink returns the editor of a link field.
func NewLink(env Env, f crm.Field, changed func()) *Link {
	l := &Link{env: env, field: f, changed: changed, found: kit.Column(2), stop: func() {}}
	l.input = NewInput(words.T("Type to find"), l.typed)
	l.input.OnKey = l.key
	l.found.Hide()
	l.all = kit.Column(4, l.input, l.found)
	return l
}

// OnlyFind offers what is there and no new records.
func (l *Link) OnlyFind() { l.finds = true }

// Chosen is the record in the field and its title, "" for none.
func (l *Link) Chosen() (id, title string) { return l.id, l.title }

// Object implements Editor.
func (l *Link) Object() fyne.CanvasObject { return l.all }

// Focus implements Editor.
func (l *Link) Focus() fyne.Focusable { return l.input }

// Set implements Editor: it shows the id's title as soon as that is read.
func (l *Link) Set(v any) {
	id, _ := v.(string)
	l.choose(id, "")
	if id == "" {
		return
	}
	async.Run(l.latest.Next(l.env.Context), l.env.Run, func(ctx context.Context) (string, error) { return l.titleOf(ctx, id) },
		func(title string, err error) {
			if err == nil && l.id == id {
				l.choose(id, title)
			}
		})
}

// SetTitle shows a link whose title is known already.
func (l *Link) SetTitle(id, title string) { l.choose(id, title) }

func (l *Link) titleOf(ctx context.Context, id string) (string, error) {
	for _, entity := range l.field.To {
		titles, err := l.env.App.Titles(ctx, entity, []string{id})
		if err != nil {
			return "", err
		}
		if t, ok := titles[id]; ok {
			return t, nil
		}
	}
	return words.T("not here"), nil
}

// Value implements Editor.
func (l *Link) Value() (any, error) {
	switch {
	case l.id != "":
		return l.id, nil
	case strings.TrimSpace(l.input.Text) != "":
		return nil, crm.FieldErrorf(l.field.Name, "%s: choose a record from the list, or clear the field.", crm.Term(l.field.Label))
	}
	return nil, nil
}

func (l *Link) choose(id, title string) {
	l.id, l.title = id, title
	l.input.SetText(title)
	l.offer(nil)
}

// typed looks for what is being typed, once typing rests.
func (l *Link) typed(text string) {
	if text == l.title {
		return
	}
	l.id, l.title = "", ""
	l.changed()
	l.stop()
	l.latest.Stop()
	if strings.TrimSpace(text) == "" {
		l.offer(nil)
		return
	}
	l.stop = l.env.Run.After(pause, func() { l.search(text) })
}

func (l *Link) search(text string) {
	async.Run(l.latest.Next(l.env.Context), l.env.Run, func(ctx context.Context) ([]crm.Hit, error) {
		var hits []crm.Hit
		for _, entity := range l.field.To {
			e, err := l.env.App.Catalog().Entity(entity)
			if err != nil {
				return nil, err
			}
			list, err := l.env.App.List(ctx, crm.Query{Entity: entity, Text: text, Limit: 6})
			if err != nil {
				return nil, err
			}
			for _, r := range list {
				hits = append(hits, crm.Hit{Ref: r.Ref(), Title: present.Title(e, r)})
			}
		}
		return hits, nil
	}, func(hits []crm.Hit, err error) {
		if err == nil && l.id == "" {
			l.offer(l.answers(text, hits))
		}
	})
}

// answers are the hits and, where a name is enough to make one, a new record.
func (l *Link) answers(text string, hits []crm.Hit) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, h := range hits {
		label := h.Title
		if len(l.field.To) > 1 {
			label += " · " + h.Entity
		}
		out = append(out, kit.Row(0, kit.NewButton(label, func() { l.choose(h.ID, h.Title); l.changed() })))
	}
	if len(l.field.To) == 1 && l.field.To[0] != "user" && !l.finds {
		e, err := l.env.App.Catalog().Entity(l.field.To[0])
		if err == nil {
			label := words.T("Make new %s “%s”", words.Small(words.T(e.Label)), text)
			out = append(out, kit.Row(0, kit.NewButton(label, func() { l.make(e, text) })))
		}
	}
	return out
}

// make saves a record that has only its name.
func (l *Link) make(e *crm.Entity, name string) {
	async.Run(l.env.Context, l.env.Run, func(ctx context.Context) (crm.Record, error) {
		r, err := l.env.App.New(ctx, e.Name)
		if err != nil {
			return r, err
		}
		if first, last := crm.SplitName(name); e.Has("last_name") {
			r.Set("first_name", first)
			r.Set("last_name", last)
		} else {
			r.Set(e.Title[0], name)
		}
		r, _, err = l.env.App.Save(ctx, r)
		return r, err
	}, func(r crm.Record, err error) {
		if err != nil {
			l.offer([]fyne.CanvasObject{kit.Small(words.Error(err))})
			return
		}
		l.choose(r.ID, present.Title(e, r))
		l.changed()
	})
}

func (l *Link) offer(answers []fyne.CanvasObject) {
	l.found.Objects = answers
	l.found.Hidden = len(answers) == 0
	l.found.Refresh()
	l.all.Refresh()
}

// key takes the first answer by Enter and goes to the answers by Down.
func (l *Link) key(e *fyne.KeyEvent) bool {
	if l.found.Hidden || len(l.found.Objects) == 0 {
		return false
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if row, ok := l.found.Objects[0].(*fyne.Container); ok {
			if b, ok := row.Objects[0].(*kit.Button); ok {
				b.Tapped(nil)
			}
		}
		return true
	case fyne.KeyEscape:
		l.choose("", "")
		return true
	}
	return false
}
