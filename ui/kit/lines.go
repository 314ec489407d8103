package kit

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"satchel/ui/look"
)

const (
	labelMost   = 5   // lines of a tag or a chip
	labelStride = 1.4 // from line to line, in the size of the letters
)

// wrapping is met by objects of one line that take more where a Flow is narrower than they are.
type wrapping interface{ Wrapped(width float32) fyne.Size }

// clamp breaks text into lines not wider than room; the last of the most that there may be ends with a sign where something is left out.
func clamp(text string, room float32, most int, width func(string) float32) []string {
	text = oneLine(text)
	lines := wrap(text, room, width)
	if len(lines) <= most {
		return lines
	}
	rest := strings.Join(strings.Fields(text), " ")
	for _, line := range lines[:most-1] {
		rest = strings.TrimSpace(strings.TrimPrefix(rest, line))
	}
	return append(lines[:most-1], ellipsis(rest, room, width))
}

// CutWords shortens the words of a text that are wider than room, and says how many: the beginning of one with a sign is read more easily
// than one that is broken. Words are whole where lines may end between their parts: in addresses, double names, scripts without blanks.
func CutWords(text string, style Style, room float32) (string, int) {
	if style.width(text) <= room {
		return text, 0
	}
	words, cut := strings.Fields(text), 0
	for i, word := range words {
		wide := func(part string) bool { return style.width(part) > room }
		if wide(word) && slices.ContainsFunc(strings.FieldsFunc(word, breaks), wide) {
			words[i] = ellipsis(word, room, style.width)
			cut++
		}
	}
	return strings.Join(words, " "), cut
}

// breaks says whether a line may end at a letter inside a word.
func breaks(r rune) bool {
	return strings.ContainsRune("@.-/_", r) || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// label is the text of a tag or a chip: one line, or some where the whole does not fit.
type label struct{ lines [labelMost]*canvas.Text }

func newLabel() *label {
	l := &label{}
	for i := range l.lines {
		l.lines[i] = canvas.NewText("", nil)
	}
	return l
}

// objects of all lines.
func (l *label) objects() []fyne.CanvasObject {
	var list []fyne.CanvasObject
	for _, line := range l.lines {
		list = append(list, line)
	}
	return list
}

// layout writes text in style into a place with a room for its lines, and returns how wide the widest is.
func (l *label) layout(text string, style Style, x, room, height float32) (widest float32) {
	measure := func(s string) float32 { return style.measure(s).Width }
	stride := labelStride * style.size()
	high := look.Size(look.SizeTag)
	most := min(1+int(max(height-high+1, 0)/stride), labelMost)
	lines := clamp(text, room+0.5, most, measure)
	top := (height - high - stride*float32(len(lines)-1)) / 2
	for i, line := range l.lines {
		said := ""
		if i < len(lines) {
			said = lines[i]
			widest = max(widest, measure(said))
		}
		line.Hidden = said == ""
		style.apply(line, said)
		place(line, x, top+stride*float32(i), room, high)
	}
	return widest
}

// labelSize is the size of a text in lines not wider than room.
func labelSize(text string, style Style, room float32) fyne.Size {
	measure := func(s string) float32 { return style.measure(s).Width }
	lines := clamp(text, room+0.5, labelMost, measure)
	var widest float32
	for _, line := range lines {
		widest = max(widest, measure(line))
	}
	more := labelStride * style.size() * float32(max(len(lines)-1, 0))
	return fyne.NewSize(float32(math.Ceil(float64(widest))), look.Size(look.SizeTag)+more)
}
