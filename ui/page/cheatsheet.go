package page

import (
	"slices"

	"fyne.io/fyne/v2"

	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// OpenCheatSheet shows all keys over the window, in the order and groups of the menu.
func OpenCheatSheet(w fyne.Window, commands []Command) *Overlay {
	left, right := kit.Column(6), kit.Column(6)
	menu := ""
	for _, c := range commands {
		if c.Key.Name == "" {
			continue
		}
		col := left
		if slices.Contains([]string{words.Key("Record"), words.Key("Help"), words.Key("Edit")}, c.Menu) {
			col = right
		}
		if c.Menu != menu {
			menu = c.Menu
			col.Add(kit.Inset(6, 0, 0, 0, kit.NewText(words.T(menu), kit.Style{Size: look.SizeTiny, Color: look.Dim, Bold: true})))
		}
		col.Add(kit.Row(look.Gap, kit.NewText(c.Label, fine("")), kit.Spacer(), kit.NewText(c.Key.String(), fine(look.Accent))))
	}
	var over *Overlay
	body := kit.Column(10, kit.Row(0, kit.CardTitle(words.T("Keys")), kit.Spacer(), kit.NewButton(words.T("Close"), func() { over.Close() })),
		equal(36, left, right),
		kit.NewParagraph(words.T("In a list: arrows choose, Enter edits, Tab goes on. In a form: Tab walks, Ctrl+Enter saves, Esc drops."), fine(look.Dim)))
	over = NewOverlay(w, 680, kit.Pad{Top: 16, Right: 22, Bottom: 18, Left: 22}, body)
	over.Open(nil)
	return over
}
