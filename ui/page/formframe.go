package page

import (
	"fyne.io/fyne/v2"

	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// formFrame puts a form in place of the detail: title, banner (nil for none) and buttons stay, the fields scroll.
func formFrame(title string, f *form.Form, banner fyne.CanvasObject, save, cancel func()) fyne.CanvasObject {
	head := kit.NewBar(title, "", kit.NewButton(words.T("Cancel"), cancel), kit.NewPrimary(words.T("Save"), save))
	body := kit.NewSurface(look.Pane, 0, kit.Pad{Top: 16, Right: look.PadDetail, Bottom: 24, Left: look.PadDetail}, kit.MaxWidth(640, f.Content()))
	tops := []fyne.CanvasObject{head}
	if banner != nil {
		tops = append(tops, banner)
	}
	return kit.NewSurface(look.Pane, 0, kit.Pad{}, kit.Page(kit.NewScroll(body), tops...))
}

// newFailed is the page of a route that leads nowhere.
func newFailed(err error) Page {
	return plain{kit.NewSurface("", 0, kit.Pad{}, kit.EmptyState(words.T("This page does not exist"), words.Error(err)))}
}
