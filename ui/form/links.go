package form

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
)

// links edits a list of links: chips for those there are, and a field to add one.
type links struct {
	ids     []string
	next    *Link
	chips   *fyne.Container
	all     *fyne.Container
	changed func()
}

func newLinks(env Env, f crm.Field, changed func()) *links {
	l := &links{chips: kit.Flow(look.Gap), changed: changed}
	l.next = NewLink(env, f, l.take)
	l.all = kit.Column(6, l.chips, l.next.Object())
	return l
}

// take moves a chosen record to the chips.
func (l *links) take() {
	if l.next.id == "" || slices.Contains(l.ids, l.next.id) {
		return
	}
	l.add(l.next.id, l.next.title)
	l.next.choose("", "")
	l.changed()
}

func (l *links) add(id, title string) {
	l.ids = append(l.ids, id)
	var chip *kit.Chip
	chip = kit.NewFilterChip(title, nil, func() {
		l.ids = slices.DeleteFunc(l.ids, func(have string) bool { return have == id })
		l.chips.Remove(chip)
		l.changed()
	})
	l.chips.Add(chip)
}

func (l *links) Object() fyne.CanvasObject { return l.all }
func (l *links) Focus() fyne.Focusable     { return l.next.input }

func (l *links) Set(v any) {
	list, _ := v.([]string)
	l.ids, l.chips.Objects = nil, nil
	async.Run(l.next.env.Context, l.next.env.Run, func(ctx context.Context) (map[string]string, error) {
		titles := map[string]string{}
		for _, id := range list {
			title, err := l.next.titleOf(ctx, id)
			if err != nil {
				return nil, err
			}
			titles[id] = title
		}
		return titles, nil
	}, func(titles map[string]string, err error) {
		for _, id := range list {
			if title := titles[id]; title != "" && err == nil {
				l.add(id, title)
			} else {
				l.add(id, id)
			}
		}
	})
}

func (l *links) Value() (any, error) {
	if len(l.ids) == 0 {
		return nil, nil
	}
	return slices.Clone(l.ids), nil
}
