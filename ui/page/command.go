package page

import (
	"runtime"

	"fyne.io/fyne/v2"

	"satchel/ui/words"
)

// Command is something that the program can do. One table of commands serves the menu, the palette, the shortcuts and the cheat
// sheet.
type Command struct {
	Name    string // stable, for tests and scripts: "log"
	Label   string // "Log an activity"
	Menu    string // English title of the menu it stands in, "" for none
	Key     Key
	Do      func()
	Enabled func() bool // nil: always
}

// Usable tells whether the command can be done now.
func (c Command) Usable() bool { return c.Enabled == nil || c.Enabled() }

// Key is a shortcut. The zero Key is none.
type Key struct {
	Name fyne.KeyName
	Mod  fyne.KeyModifier
}

// Ctrl is a shortcut with the platform's own modifier: Ctrl, or Command on macOS.
func Ctrl(name fyne.KeyName) Key { return Key{name, fyne.KeyModifierShortcutDefault} }

// Alt is a shortcut with Alt.
func Alt(name fyne.KeyName) Key { return Key{name, fyne.KeyModifierAlt} }

// CtrlShift is a shortcut with the platform's own modifier and Shift.
func CtrlShift(name fyne.KeyName) Key {
	return Key{name, fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}
}

var keyWords = map[fyne.KeyName]string{
	fyne.KeyReturn: words.Key("Enter"), fyne.KeyEscape: words.Key("Esc"), fyne.KeyUp: "↑", fyne.KeyDown: "↓", fyne.KeyLeft: "←", fyne.KeyRight: "→",
	fyne.KeyDelete: words.Key("Delete|key"), fyne.KeyComma: ",",
}

// String writes the shortcut as the platform does: "Ctrl+K", "⌘K".
func (k Key) String() string {
	if k.Name == "" {
		return ""
	}
	word := string(k.Name)
	if w, ok := keyWords[k.Name]; ok {
		word = words.T(w)
	}
	if runtime.GOOS == "darwin" {
		return modifiers(k.Mod, "⌘", "⌥", "⇧") + word
	}
	return modifiers(k.Mod, words.T("Ctrl+"), words.T("Alt+"), words.T("Shift+")) + word
}

func modifiers(m fyne.KeyModifier, def, alt, shift string) string {
	out := ""
	if m&fyne.KeyModifierShortcutDefault != 0 {
		out += def
	}
	if m&fyne.KeyModifierAlt != 0 {
		out += alt
	}
	if m&fyne.KeyModifierShift != 0 {
		out += shift
	}
	return out
}
