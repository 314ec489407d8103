package page

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// ask opens a panel with one line to type; do gets what was typed, if it is anything.
func ask(env Env, title, label, text, action string, do func(string)) *Overlay {
	var over *Overlay
	input := form.NewInput("", nil)
	input.SetText(text)
	done := func() {
		if typed := strings.TrimSpace(input.Text); typed != "" {
			over.Close()
			do(typed)
		}
	}
	input.OnSubmitted = func(string) { done() }
	width, line := float32(420), fyne.CanvasObject(input)
	if filepath.IsAbs(text) { // a whole path can be read, and another folder chosen
		width = 620
		line = besideFolder(env, input, func(folder string) { input.SetText(filepath.Join(folder, filepath.Base(input.Text))) })
	}
	over = panel(env, width, title, []fyne.CanvasObject{kit.NewField(label, line)}, kit.NewPrimary(action, done))
	input.OnEscape = over.Close
	over.Open(input)
	input.CursorColumn = len([]rune(text))
	return over
}

// besideFolder is a field for a path with a button that lets the person choose a folder.
func besideFolder(env Env, input *form.Input, chosen func(folder string)) fyne.CanvasObject {
	return kit.Row(look.Gap, kit.Grow(input), kit.NewButton(words.T("Choose …"), func() {
		dialog.ShowFolderOpen(func(folder fyne.ListableURI, err error) {
			if err == nil && folder != nil {
				chosen(folder.Path())
			}
		}, env.Window)
	}))
}

// panel makes an overlay with a title, its content, and below it the way out and the actions.
func panel(env Env, width float32, title string, content []fyne.CanvasObject, actions ...fyne.CanvasObject) *Overlay {
	var over *Overlay
	foot := []fyne.CanvasObject{kit.Spacer(), kit.NewButton(words.T("Cancel"), func() { over.Close() })}
	objects := append([]fyne.CanvasObject{kit.Bold(title)}, content...)
	objects = append(objects, kit.Row(look.Gap, append(foot, actions...)...))
	over = NewOverlay(env.Window, width, kit.Pad{Top: 18, Right: 20, Bottom: 18, Left: 20}, kit.Column(look.GapCard, objects...))
	return over
}
