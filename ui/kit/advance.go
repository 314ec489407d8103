package kit

import (
	"unicode"

	"fyne.io/fyne/v2"
)

// advance is the key of a letter's width.
type advance struct {
	letter rune
	size   float32
	bold   bool
}

// advances remembers letters' widths. Used from the UI goroutine only; it grows
// with the letters in use, not with the texts.
var advances = map[advance]float32{}

// width returns nearly the width of text, many times faster than measure: the sum
// of its letters, without kerning. Scripts whose letters change shape beside each
// other are measured.
func (s Style) width(text string) float32 {
	total, size := float32(0), s.size()
	for _, r := range text {
		if !standsAlone(r) {
			return s.measure(text).Width
		}
		key := advance{r, size, s.Bold}
		w, ok := advances[key]
		if !ok {
			w = fyne.MeasureText(string(r), size, s.text()).Width
			advances[key] = w
		}
		total += w
	}
	return total
}

// standsAlone says whether a letter keeps its shape beside others: Latin, Greek,
// Cyrillic, common signs and East Asian.
func standsAlone(r rune) bool {
	switch {
	case r < 0x0300, r >= 0x0370 && r < 0x0590, r >= 0x1e00 && r < 0x2000, r >= 0x3000 && r < 0xd7a4:
		return !unicode.Is(unicode.M, r)
	}
	return r == '…' || r == '–' || r == '—' || r == '“' || r == '”' || r == '’' || r == '€'
}
