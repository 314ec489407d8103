package kit

import (
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// ellipsis shortens text to room, with "…" where something was left out. width
// says how wide a text is. Letters keep their combining marks. Fyne draws the runs
// of a text from left to right, so the sign comes first in a text written from
// right to left: there its end is at the left.
func ellipsis(text string, room float32, width func(string) float32) string {
	whole := width(text)
	if whole <= room {
		return text
	}
	short := func(head string) string { return head + "…" }
	if rightToLeft(text) {
		short = func(head string) string { return "…" + head }
	}
	runes := []rune(text)
	low := longest(0, len(runes)-1, int(float32(len(runes))*room/whole), func(n int) bool { return width(short(string(runes[:n]))) <= room })
	for low > 0 && (joins(runes[low]) || unicode.IsSpace(runes[low-1]) || runes[low-1] == '·') { // a dot parts what follows
		low--
	}
	return short(string(runes[:low]))
}

// longest returns the greatest number from low to high that fits; low does. To measure a text takes long, so it is looked for around guess,
// in growing steps.
func longest(low, high, guess int, fits func(int) bool) int {
	for at, step := guess, 1; low < high; step *= 2 {
		at = min(max(at, low+1), high)
		if fits(at) {
			low, at = at, at+step
		} else {
			high, at = at-1, at-step
		}
	}
	return low
}

// joins says whether r belongs to the letter before it.
func joins(r rune) bool {
	return unicode.Is(unicode.M, r) || r == '\u200d' || r >= 0xfe00 && r <= 0xfe0f
}

// rightToLeft says whether the first strong letter of text runs right to left.
func rightToLeft(text string) bool {
	for _, r := range text {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.R, bidi.AL:
			return true
		case bidi.L:
			return false
		}
	}
	return false
}
