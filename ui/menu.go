package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"satchel/ui/page"
	"satchel/ui/words"
)

// menu makes the main menu of the table.
func (s *Shell) menu() *fyne.MainMenu {
	byTitle := map[string]*fyne.Menu{}
	var menus []*fyne.Menu
	for _, title := range []string{words.Key("File"), words.Key("Edit"), words.Key("Go"), words.Key("Record"), words.Key("List"), words.Key("Help")} {
		byTitle[title] = fyne.NewMenu(words.T(title))
		menus = append(menus, byTitle[title])
	}
	for _, c := range s.commands {
		m := byTitle[c.Menu]
		if m == nil {
			continue
		}
		item := fyne.NewMenuItem(c.Label, func() {
			if !s.edits(c.Key) && c.Usable() {
				c.Do()
			}
		})
		if c.Key.Name != "" {
			item.Shortcut = &desktop.CustomShortcut{KeyName: c.Key.Name, Modifier: c.Key.Mod}
		}
		m.Items = append(m.Items, item)
	}
	return fyne.NewMainMenu(menus...)
}

// edits hands a key that moves in a text to the field that has the keys, if one has: the toolkit asks the menu first. It tells whether
// it did.
func (s *Shell) edits(k page.Key) bool {
	switch k.Name {
	case fyne.KeyLeft, fyne.KeyRight:
	default:
		return false
	}
	field, ok := s.config.Window.Canvas().Focused().(interface {
		fyne.Shortcutable
		SelectedText() string
	})
	if !ok || k.Mod&fyne.KeyModifierAlt != 0 {
		return false
	}
	field.TypedShortcut(&desktop.CustomShortcut{KeyName: k.Name, Modifier: k.Mod})
	return true
}

// bindKeys makes the shortcuts of the table work. Those with a modifier come as shortcuts, the bare keys as keys; a text field keeps
// undo to itself.
func (s *Shell) bindKeys() {
	canvas := s.config.Window.Canvas()
	bare := map[fyne.KeyName]page.Command{}
	for _, c := range s.commands {
		switch {
		case c.Key.Name == "":
		case c.Key.Mod == 0:
			bare[c.Key.Name] = c
		default:
			canvas.AddShortcut(&desktop.CustomShortcut{KeyName: c.Key.Name, Modifier: c.Key.Mod}, func(fyne.Shortcut) { s.Do(c.Name) })
		}
	}
	canvas.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { s.Do("undo") })
	canvas.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			s.Escape()
			return
		}
		if c, ok := bare[e.Name]; ok {
			s.Do(c.Name)
			return
		}
		s.walk(e)
	})
	canvas.SetOnTypedRune(func(r rune) {
		if r == '?' && s.letters.On() {
			s.Do("keys")
		}
	})
}

// walk gives an arrow key to the list of the page where nothing else has the keys, as on a page that was just opened.
func (s *Shell) walk(e *fyne.KeyEvent) {
	canvas := s.config.Window.Canvas()
	list, ok := s.router.page.(page.Lister)
	if !ok || s.away != nil || canvas.Focused() != nil || e.Name != fyne.KeyDown && e.Name != fyne.KeyUp {
		return
	}
	if list.FocusList(); canvas.Focused() != nil {
		canvas.Focused().TypedKey(e)
	}
}

// Escape closes what is on top: an overlay, else the form, else the toast.
func (s *Shell) Escape() {
	if s.away != nil {
		return
	}
	if s.closeOverlay() || s.frame.Uncover() {
		return
	}
	if p, ok := s.router.page.(page.Saver); ok && p.Cancel() {
		return
	}
	s.toaster.HideToast()
}
