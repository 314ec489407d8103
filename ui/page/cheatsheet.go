package page

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// OpenCheatSheet shows all commands of the menu over the window with their keys, in its groups; what has no room is scrolled to. A command
// without a key is done by its name in the palette, whose key is palette.
func OpenCheatSheet(env Env, commands []Command, palette Key) *Overlay {
	columns := [2]*fyne.Container{kit.Column(6), kit.Column(6)}
	for _, group := range keyGroups(commands) {
		col := columns[0]
		if len(columns[1].Objects) < len(columns[0].Objects) {
			col = columns[1]
		}
		col.Add(kit.Inset(6, 0, 0, 0, kit.NewText(words.T(group[0].Menu), kit.Style{Size: look.SizeTiny, Color: look.Dim, Bold: true})))
		for _, c := range group {
			col.Add(kit.Row(look.Gap, kit.Grow(kit.NewParagraph(c.Label, fine(""))), kit.NewText(c.Key.String(), fine(look.Accent))))
		}
	}
	keys := kit.Inset(0, look.Gap, 0, 0, equal(36, columns[0], columns[1]))
	list := newReading(env.Window, min(keys.MinSize().Height, env.Window.Canvas().Size().Height-260*look.Scale()), keys)
	hint := words.T("What has no key of its own: %s and some letters of its name. In a list: arrows choose, Enter edits, Tab goes on. In a form: Tab walks, Ctrl+Enter saves, Esc drops.", palette)
	if env.Letters.On() {
		hint += " " + words.T("In Today, D is done, T tomorrow, W next week, L logs; in the calendar, T is today, N new, M month, W week, L list. Settings turn single keys off.")
	}
	var over *Overlay
	body := kit.Column(10, kit.Row(0, kit.CardTitle(words.T("Keys")), kit.Spacer(), kit.NewButton(words.T("Close"), func() { over.Close() })), list,
		kit.NewParagraph(hint, fine(look.Dim)))
	over = NewOverlay(env.Window, 760, kit.Pad{Top: 16, Right: 22, Bottom: 18, Left: 22}, body)
	over.Open(list)
	return over
}

// keyGroups are the commands of the menus, by their menu.
func keyGroups(commands []Command) [][]Command {
	var out [][]Command
	for _, c := range commands {
		if c.Menu == "" {
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
