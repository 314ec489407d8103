package ui

import (
	"encoding/json"

	"fyne.io/fyne/v2/lang"

	"satchel/app/crm"
	"satchel/ui/words"
)

// Speak chooses the language of everything that is said from now on: the chosen one, or the system's where that is "".
func Speak(chosen string) {
	if chosen == "" {
		chosen = lang.SystemLocale().String()
	}
	words.Use(chosen)
	speakToolkit()
}

// toolkit are the toolkit's own words, of the file chooser and of a text field's menu.
var toolkit = []crm.Said{
	crm.Sayf("Advanced"), crm.Sayf("Cancel"), crm.Sayf("Confirm"), crm.Sayf("Copy"), crm.Sayf("Create Folder"), crm.Sayf("Cut"),
	crm.Sayf("Enter filename"), crm.Sayf("Error"), crm.Sayf("Favourites"), crm.Sayf("File"), crm.Sayf("Folder"), crm.Sayf("New Folder"),
	crm.Sayf("No"), crm.Sayf("OK"), crm.Sayf("Open"), crm.Sayf("Paste"), crm.Sayf("Quit"), crm.Sayf("Redo"), crm.Sayf("Save"),
	crm.Sayf("Select all"), crm.Sayf("Show Hidden Files"), crm.Sayf("Undo"), crm.Sayf("Yes"),
}

// speakToolkit has the toolkit say its own words in our language in place of the system's.
func speakToolkit() {
	said := map[string]any{"file.name": map[string]string{"other": words.T("Name")}, "file.parent": map[string]string{"other": "../"}}
	for _, word := range toolkit {
		said[word.String()] = words.Say(word)
	}
	data, _ := json.Marshal(said)                                // texts never fail,
	_ = lang.AddTranslationsForLocale(data, lang.SystemLocale()) // nor does reading them
}

// speak says the whole window in another language. The person stays where they are.
func (s *Shell) speak(chosen string) {
	Speak(chosen)
	here := s.router.where()
	s.router.leave()
	s.fill()
	s.open(here)
	s.refreshSides()
	s.SyncChanged()
}
