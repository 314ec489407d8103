package look

import (
	"maps"
	"slices"
	"sync"
	"unicode"

	"fyne.io/fyne/v2"
)

// ReadFonts reads the system's fonts for the letters of a text that the program's own fonts lack. Call it off the UI goroutine with what
// will be shown: the toolkit reads a font with its first letter, and the window would stand still for the 70 ms of a Chinese one.
func ReadFonts(text string) {
	foreign.Lock()
	defer foreign.Unlock()
	for _, r := range text {
		if foreign.fresh(r) {
			fyne.MeasureText(string(r), sizes[SizeText], ownFaces)
		}
	}
}

// FontsRead returns letters for which ReadFonts reads again what it has read until now, in their order.
func FontsRead() string {
	foreign.Lock()
	defer foreign.Unlock()
	return string(slices.Sorted(maps.Values(foreign.blocks)))
}

// ownFaces is a style that no text is shown in, because the toolkit's list of fonts for a style is for one goroutine.
var ownFaces = fyne.TextStyle{Symbol: true, Underline: true}

// foreign are the letters whose fonts were read.
var foreign = struct {
	sync.Mutex
	blocks
}{blocks: blocks{}}

// blocks holds one letter of each 256 that stand together in Unicode, by the number of the first / 256.
type blocks map[rune]rune

// firstForeign is the first letter after Latin, Greek, Cyrillic and Armenian.
const firstForeign = '\u0590'

// fresh notes the block of a letter, and tells whether it may have a font of the system and was not seen before.
func (b blocks) fresh(r rune) bool {
	if r < firstForeign || !unicode.IsLetter(r) || b[r>>8] != 0 {
		return false
	}
	b[r>>8] = r
	return true
}
