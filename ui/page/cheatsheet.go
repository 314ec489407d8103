package page

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// OpenCheatSheet shows all keys over the window, in the groups of the menu; what has no room is scrolled to.
func OpenCheatSheet(w fyne.Window, commands []Command) *Overlay {
	columns := [2]*fyne.Container{kit.Column(6), kit.Column(6)}
	for _, group := range keyGroups(commands) {
		col := columns[0]
		if len(columns[1].Objects) < len(columns[0].Objects) {
			col = columns[1]
		}
		col.Add(kit.Inset(6, 0, 0, 0, kit.NewText(words.T(group[0].Menu), kit.Style{Size: look.SizeTiny, Color: look.Dim, Bold: true})))
		for _, c := range group {
			col.Add(kit.Row(look.Gap, kit.NewText(c.Label, fine("")), kit.Spacer(), kit.NewText(c.Key.String(), fine(look.Accent))))
		}
	}
	keys := equal(36, columns[0], columns[1])
	scroll := container.NewVScroll(kit.Inset(0, look.Gap, 0, 0, keys))
	scroll.SetMinSize(fyne.NewSize(1, min(keys.MinSize().Height, w.Canvas().Size().Height-220*look.Scale())))
	var over *Overlay
	body := kit.Column(10, kit.Row(0, kit.CardTitle(words.T("Keys")), kit.Spacer(), kit.NewButton(words.T("Close"), func() { over.Close() })), scroll,
		kit.NewParagraph(words.T("In a list: arrows choose, Enter edits, Tab goes on. In a form: Tab walks, Ctrl+Enter saves, Esc drops."), fine(look.Dim)))
	over = NewOverlay(w, 680, kit.Pad{Top: 16, Right: 22, Bottom: 18, Left: 22}, body)
	over.Open(nil)
	return over
}

// keyGroups are the commands that have a key, by their menu.
func keyGroups(commands []Command) [][]Command {
	var out [][]Command
	for _, c := range commands {
		if c.Key.Name == "" {
			continue
		}
		i := slices.IndexFunc(out, func(group []Command) bool { return group[0].Menu == c.Menu })
		if i < 0 {
			out, i = append(out, nil), len(out)
		}
		out[i] = append(out[i], c)
	}
	slices.SortStableFunc(out, func(a, b []Command) int { return cmp.Compare(len(b), len(a)) }) // the longest first: the columns end alike
	return out
}
