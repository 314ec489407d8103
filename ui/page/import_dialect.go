package page

import (
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/exchange"
	"satchel/ui/words"
)

// dialect offers how the characters and the columns of a CSV file are read, for when the guess is wrong.
func (p *Import) dialect() []fyne.CanvasObject {
	encodings, characters := exchange.Encodings(), []string{words.T("As recognised")}
	for _, e := range encodings {
		characters = append(characters, string(e))
	}
	marks, names := []byte{',', ';', '\t', '|'}, []string{words.T("As recognised"), words.T("Comma"), words.T("Semicolon"), words.T("Tab"), words.T("Vertical bar")}
	return []fyne.CanvasObject{
		p.choices(words.T("Characters"), characters, slices.Index(encodings, p.options.Encoding)+1, func(i int) {
			p.options.Encoding, p.options.Anew = append([]exchange.Encoding{""}, encodings...)[i], true
			p.Check()
		}),
		p.choices(words.T("Columns are separated by"), names, slices.Index(marks, p.options.Delimiter)+1, func(i int) {
			p.options.Delimiter, p.options.Anew = append([]byte{0}, marks...)[i], true
			p.Check()
		}),
	}
}

// showUnread stands for the cards of a file that cannot be read: a text may become readable in other characters or with another mark.
func (p *Import) showUnread(file string) {
	p.bar.SetCount("")
	p.begin.SetText(words.T("Import"))
	replace(p.cards)
	switch strings.ToLower(filepath.Ext(file)) {
	case ".csv", ".tsv", ".tab", ".txt":
		replace(p.cards, section(words.T("Read it in another way"), "", p.dialect()...))
	}
	p.content.Refresh()
}
