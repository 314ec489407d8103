package form

import (
	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/words"
)

// wordPicker edits a free text for which there are words to pick from.
type wordPicker struct {
	text
	all *fyne.Container
}

func newWordPicker(f crm.Field, changed func()) *wordPicker {
	w := &wordPicker{text: text{f, NewInput("", func(string) { changed() })}}
	pick := kit.NewMenuButton(words.T("Pick"), func() []*fyne.MenuItem {
		items := make([]*fyne.MenuItem, len(f.Options))
		for i, o := range f.Options {
			items[i] = fyne.NewMenuItem(words.T(o.Label), func() { w.input.SetText(o.Value); changed() })
			items[i].Checked = o.Value == w.input.Text
		}
		return items
	})
	w.all = kit.Row(6, kit.Grow(w.input), pick)
	return w
}

func (w *wordPicker) Object() fyne.CanvasObject { return w.all }
