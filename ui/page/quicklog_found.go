package page

import (
	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
)

// found is the short list of people whom a line may mean, under the field in which it is typed.
type found struct {
	box  *fyne.Container
	hits []crm.Hit
	mark int // the one marked by the keys, -1 = none
	take func(crm.Hit)
}

func newFound(take func(crm.Hit)) *found {
	f := &found{box: kit.Column(2), mark: -1, take: take}
	f.box.Hide()
	return f
}

func (f *found) any() bool { return len(f.hits) > 0 }

// show offers these people; the mark stays only while they stay the same.
func (f *found) show(hits []crm.Hit) {
	if len(hits) != len(f.hits) || len(hits) > 0 && hits[0].Ref != f.hits[0].Ref {
		f.mark = -1
	}
	f.hits = hits
	f.draw()
}

func (f *found) draw() {
	f.box.Objects = nil
	for i, h := range f.hits {
		b := kit.NewButton(h.Title, func() { f.take(h) })
		if i == f.mark {
			b.SetKind(kit.Active)
		}
		f.box.Add(kit.Row(0, b))
	}
	f.box.Hidden = len(f.hits) == 0
	f.box.Refresh()
}

func (f *found) move(by int) {
	f.mark = min(max(f.mark+by, -1), len(f.hits)-1)
	f.draw()
}

// enter takes the one that is marked; false if none is.
func (f *found) enter() bool {
	if f.mark < 0 || f.mark >= len(f.hits) {
		return false
	}
	f.take(f.hits[f.mark])
	return true
}
